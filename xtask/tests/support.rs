//! What the tests of the command line share.

use std::path::Path;
use std::process::{Command, Output};

pub use testing::{copy_folder, files, has, is_there, root, stderr, stdout};

/// `cargo xtask`, as built, in this repository.
pub fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("WORKSHOP_RESULTS");
    command
}

/// Runs to the end.
pub fn run(arguments: &[&str]) -> Output {
    xtask(arguments).output().unwrap()
}

/// The only record below `results`.
pub fn record(results: &Path) -> record::Record {
    let mut records = files(results)
        .into_iter()
        .filter(|file| file.ends_with("record.json"));
    let file = records.next().unwrap();
    assert!(records.next().is_none());
    record::read(&file).unwrap()
}
