//! `equivalence PATTERN`: whether the variants of a pattern answer alike on what is
//! measured. Prints `trying VARIANT on INPUT` before each, so that the caller can
//! name one that panics or never returns; succeeds if all agree, and otherwise
//! prints the disagreement to standard error.
//!
//! Apart from the library, whose counting allocator would only slow it down.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;

fn main() -> anyhow::Result<ExitCode> {
    let id = std::env::args()
        .nth(1)
        .context("usage: equivalence PATTERN")?;
    let pattern = patterns::find(&id).with_context(|| format!("no pattern is called {id}"))?;
    let mut out = std::io::stdout();
    let found = patterns::equivalence::first_disagreement(pattern, |variant, setup| {
        // Whoever reads these lines ends this process when it stops reading.
        let _ = writeln!(out, "trying `{}` on {setup}", variant.name);
        let _ = out.flush();
    });
    Ok(match found {
        None => ExitCode::SUCCESS,
        Some(found) => {
            eprintln!("{found}");
            ExitCode::from(1)
        }
    })
}
