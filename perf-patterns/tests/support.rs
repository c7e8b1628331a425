//! What the tests of copying share.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub use testing::{copy_folder, has, root, snapshot, stderr, stdout};

/// Runs `perf-patterns` to its end.
pub fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_perf-patterns"))
        .args(arguments)
        .output()
        .unwrap()
}

/// Copies a pattern, which must succeed.
pub fn copy(pattern: &str, into: &Path, more: &[&str]) {
    let mut arguments = vec!["copy", pattern, "--into", into.to_str().unwrap()];
    arguments.extend(more);
    let output = run(&arguments);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{arguments:?}: {}",
        stderr(&output)
    );
}

/// A library crate with one function.
pub fn library(folder: &Path, name: &str, manifest: &str) {
    std::fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n{manifest}");
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::write(
        folder.join("src/lib.rs"),
        "//! A library.\n\n/// One.\npub fn one() -> u32 {\n    1\n}\n",
    )
    .unwrap();
}

/// Runs cargo in `folder`, which must succeed.
pub fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        // Nobody debugs these crates, nor builds them twice.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo {arguments:?} in {}:\n{}\n{}",
        folder.display(),
        stdout(&output),
        stderr(&output)
    );
    stdout(&output)
}

/// Shared by all tests, so that dependencies are built once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("copied")
}
