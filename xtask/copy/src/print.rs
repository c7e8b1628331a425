//! What is printed: data to stdout, talk to stderr.

use std::io::{ErrorKind, Write};

use anyhow::Context;

/// Data. Whoever closed the pipe wants no more of it, and that is no error.
///
/// # Errors
/// If it cannot be written for another reason: a full disk.
pub fn data(text: impl AsRef<str>) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{}", text.as_ref().trim_end()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// Talk.
pub fn note(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", text.as_ref());
}
