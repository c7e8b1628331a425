//! What the tests of the command line share.

#![allow(dead_code, reason = "each test program uses a part")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// Standard output, which must be text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error, which must be text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Whether this program is here. Where it is not, says that `test` is skipped;
/// where nothing may be skipped (`WORKSHOP_NO_SKIP`), fails instead.
pub fn has(program: &str, test: &str) -> bool {
    let found = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    found || skip(test, &format!("{program} is not installed"))
}

/// Whether `file` is there, as [`has`] does for programs.
pub fn is_there(file: &Path, test: &str) -> bool {
    file.is_file() || skip(test, &format!("there is no {}", file.display()))
}

fn skip(test: &str, why: &str) -> bool {
    let message = format!("skipped: {test}: {why}");
    assert!(std::env::var_os("WORKSHOP_NO_SKIP").is_none(), "{message}");
    // Past the test harness, which would swallow it.
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{message}");
    false
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// Every file below `folder`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
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
