//! What is printed: data to stdout, talk to stderr.

use std::io::Write;

/// Data. A closed pipe is no error of ours.
pub fn data(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stdout(), "{}", text.as_ref().trim_end());
}

/// Talk.
pub fn note(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", text.as_ref());
}
