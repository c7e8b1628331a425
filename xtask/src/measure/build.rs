//! Builds the measuring programs. Always with `-p`: at the root, features would
//! be unified and the gungraun runner built a second time.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use super::Stage;
use crate::{process, store};

/// `cargo`, in the repository's root.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(store::root());
    // This process runs below `cargo xtask`, whose package is not ours to pass on.
    cargo.env_remove("CARGO_MANIFEST_DIR");
    cargo
}

/// Builds what `stages` need, and shows the compiler's progress.
///
/// # Errors
/// If something does not compile, or the user interrupts.
pub fn programs(stages: &[Stage]) -> anyhow::Result<()> {
    let needs = |stage| stages.contains(&stage);
    if needs(Stage::Heap) || needs(Stage::CpuProfile) {
        process::run_visibly(cargo().args(["build", "--release", "-p", "suite", "--bins"]))?;
    }
    if needs(Stage::Instructions) {
        process::run_visibly(cargo().args(["build", "-p", "runner"]))?;
    }
    if needs(Stage::Instructions) || needs(Stage::WallTime) || needs(Stage::Pairs) {
        process::run_visibly(cargo().args(["bench", "-p", "benches", "--no-run"]))?;
    }
    Ok(())
}

/// A program of `profiling/suite`.
pub fn suite(program: &str) -> Command {
    let mut command = Command::new(store::target().join("release").join(program));
    command.current_dir(store::root());
    command
}

/// A benchmark target of `benches`.
pub fn bench(name: &str) -> Command {
    let mut command = cargo();
    command.args(["bench", "--quiet", "-p", "benches", "--bench", name, "--"]);
    command
}

/// Writes the list of cases that a measuring program takes.
///
/// # Errors
/// If the file cannot be written.
pub fn case_list<'a>(
    folder: &std::path::Path,
    cases: impl Iterator<Item = &'a patterns::catalogue::CaseId>,
) -> anyhow::Result<PathBuf> {
    let list: String = cases.map(|case| format!("{case}\n")).collect();
    let path = folder.join("cases");
    fs_err::write(&path, list).context("cannot write the list of cases")?;
    Ok(path)
}
