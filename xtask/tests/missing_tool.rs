//! A run on a machine without valgrind: everything else is measured, and what is
//! missing is named with the command that mends it.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use std::os::unix::fs::symlink;

use serde_json::Value;
use support::{files, stderr, stdout, xtask};

#[test]
fn without_valgrind_the_rest_is_measured_and_the_reason_stands_everywhere() {
    // Every program of this machine but one.
    let programs = tempfile::tempdir().unwrap();
    for folder in std::env::split_paths(&std::env::var_os("PATH").unwrap()) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if !entry.file_name().to_string_lossy().contains("valgrind") {
                // The first one in PATH wins, as in a shell.
                let _ = symlink(entry.path(), programs.path().join(entry.file_name()));
            }
        }
    }
    let results = tempfile::tempdir().unwrap();
    // Without --yes and without a terminal nothing may be installed.
    let output = xtask(&[
        "bench-all",
        "--quick",
        "--only",
        "recursion/flatten-tree",
        "--skip",
        "wall-time",
        "--skip",
        "pairs",
        "--skip",
        "cpu-profile",
    ])
    .env("WORKSHOP_RESULTS", results.path())
    .env("PATH", programs.path())
    .output()
    .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("n/m"), "{}", stdout(&output));
    let said = stderr(&output);
    assert!(
        said.contains("valgrind is missing, install it with"),
        "{said}"
    );

    let file = |name: &str| {
        let found = files(results.path())
            .into_iter()
            .find(|file| file.ends_with(name));
        std::fs::read_to_string(found.unwrap()).unwrap()
    };
    let record: Value = serde_json::from_str(&file("record.json")).unwrap();
    let case = &record["cases"][0];
    assert_eq!(case["instructions"], Value::Null);
    assert!(case["allocations"].is_number());
    let reason = |id: &Value, metric: &str| {
        let skipped = record["skipped"].as_array().unwrap();
        let entry = skipped
            .iter()
            .find(|entry| entry["id"] == *id && entry["metric"] == metric);
        entry.unwrap()["reason"].as_str().unwrap().to_owned()
    };
    assert!(reason(&case["id"], "instructions").starts_with("valgrind is missing"));
    assert_eq!(
        reason(&case["id"], "time_ns"),
        "left out by --skip wall-time"
    );
    let page = file("flatten-tree.html");
    assert!(page.contains("not measured") && page.contains("valgrind is missing"));
}
