//! What the guide says that a program that ends leaves behind, it does, and Go's
//! tool reads it.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use testing::succeeded;

/// Enough work for some samples at a hundred a second, and a map of distinct words
/// that a heap profile must see.
const WORDS: u32 = 400_000;

#[test]
fn a_program_that_ends_leaves_profiles_that_name_its_functions() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path());
    assert!(said.contains("word"), "{said}");
    for file in ["cpu.pb.gz", "heap.pb.gz"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap();
        let message = profiling::pprof::unpack(&bytes).unwrap();
        let names = message.string_table.join("\n");
        assert!(names.contains("example_program::count"), "{file}: {names}");
    }
    if !testing::has(
        "go",
        "a_program_that_ends_leaves_profiles_that_name_its_functions",
    ) {
        return;
    }
    for file in ["cpu.pb.gz", "heap.pb.gz"] {
        let mut go = Command::new("go");
        let said = succeeded(
            go.args(["tool", "pprof", "-top", file])
                .current_dir(&folder),
        );
        assert!(said.contains("flat%"), "{said}");
    }
}

fn run(folder: &Path) -> String {
    let mut text = String::new();
    for number in 0..WORDS {
        write!(text, "Word{} word ", number % 50_000).unwrap();
    }
    std::fs::write(folder.join("text.txt"), text).unwrap();
    succeeded(
        Command::new(env!("CARGO_BIN_EXE_example-program"))
            .arg("text.txt")
            .current_dir(folder),
    )
}
