//! The catalogue's own variants, each embedded in a program with other work around it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use command_line::process;
use patterns::catalogue::{CaseId, Metric};

use crate::count::Built;

/// How often the program runs its case.
const RUNS: &str = "3";

/// Every case at the middle size of its scenario, by its id, without threads, which
/// valgrind counts only in part.
pub fn cases() -> BTreeMap<String, CaseId> {
    let mut cases = BTreeMap::new();
    for pattern in patterns::patterns() {
        for case in pattern.cases() {
            let middle = pattern.middle_size_in(case.scenario.name);
            if case.size == middle && case.not_measured(Metric::Instructions).is_none() {
                cases.insert(case.to_string(), case);
            }
        }
    }
    cases
}

/// Builds the program that embeds cases.
///
/// # Errors
/// If it cannot be built.
pub fn build(root: &Path) -> anyhow::Result<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--release", "--quiet", "-p", "evaluation"])
        .args(["--bin", "embedded"])
        .current_dir(root);
    process::run(&mut cargo).context("cannot build the program that embeds cases")?;
    Ok(())
}

/// The program with one case embedded.
///
/// # Errors
/// If its folder cannot be made.
pub fn program(root: &Path, id: &str, folder: &Path) -> anyhow::Result<Built> {
    fs_err::create_dir_all(folder)?;
    Ok(Built {
        program: root.join("target/release/embedded"),
        arguments: vec![id.to_owned(), RUNS.to_owned()],
        folder: folder.to_owned(),
    })
}
