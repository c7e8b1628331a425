//! What the guide says that a program that ends leaves behind, it does, and Go's
//! tool reads it.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

/// Enough work for some samples at a hundred a second, and a map of distinct words
/// that a heap profile must see.
const WORDS: u32 = 400_000;

#[test]
fn a_program_that_ends_leaves_profiles_that_name_its_functions() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path());
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("word"),
        "{output:?}"
    );
    for file in ["cpu.pb.gz", "heap.pb.gz"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap();
        let message = profiling::pprof::unpack(&bytes).unwrap();
        let names = message.string_table.join("\n");
        assert!(names.contains("example_program::count"), "{file}: {names}");
    }
    if !has_go() {
        return;
    }
    for file in ["cpu.pb.gz", "heap.pb.gz"] {
        let output = Command::new("go")
            .args(["tool", "pprof", "-top", file])
            .current_dir(&folder)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("flat%"),
            "{output:?}"
        );
    }
}

fn run(folder: &Path) -> Output {
    let mut text = String::new();
    for number in 0..WORDS {
        write!(text, "Word{} word ", number % 50_000).unwrap();
    }
    std::fs::write(folder.join("text.txt"), text).unwrap();
    Command::new(env!("CARGO_BIN_EXE_example-program"))
        .arg("text.txt")
        .current_dir(folder)
        .output()
        .unwrap()
}

fn has_go() -> bool {
    let found = Command::new("go").arg("version").output().is_ok();
    assert!(
        found || std::env::var_os("WORKSHOP_NO_SKIP").is_none(),
        "go is missing, and nothing may be skipped"
    );
    if !found {
        eprintln!("skipped: go is missing, so that its tool cannot read the profiles");
    }
    found
}
