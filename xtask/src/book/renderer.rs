//! Starts mdBook, which is compiled into a program of its own: commands that render
//! nothing do not wait for it.

use std::path::Path;

use anyhow::Context;

use crate::cargo::cargo;
use crate::process;

const PACKAGE: &str = "book-renderer";

/// Builds the program, and shows the compiler's progress.
///
/// # Errors
/// If it does not compile, or the user interrupts.
fn prepare() -> anyhow::Result<()> {
    process::run_visibly(cargo().args(["build", "--package", PACKAGE]))
}

/// As [`prepare`], silently: beside another build, whose progress is shown.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_beside() -> anyhow::Result<()> {
    process::run(cargo().args(["build", "--quiet", "--package", PACKAGE])).map(drop)
}

/// Renders the book in `root` to `root/html`, and returns what mdBook warned of.
///
/// # Errors
/// If mdBook cannot render it, or cannot be built.
pub fn render(root: &Path) -> anyhow::Result<Vec<String>> {
    prepare()?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", PACKAGE, "--"])
        .arg(root);
    let said = process::run(&mut command)?;
    serde_json::from_str(&said).with_context(|| format!("cannot read what {PACKAGE} said"))
}
