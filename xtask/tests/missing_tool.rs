//! A run on a machine without valgrind: everything else is measured, and what is
//! missing is named with the command that mends it.

use crate::support;
use std::os::unix::fs::symlink;

use crate::support::{files, stderr, stdout, xtask};
use record::{Figure, Metric};

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

    let record = support::record(results.path());
    let case = record.cases().next().unwrap();
    assert_eq!(case.instructions, None);
    assert!(case.allocations.is_some());
    let reason = |metric| &case.not_measured[&Figure::Metric(metric)];
    assert!(reason(Metric::Instructions).starts_with("valgrind is missing"));
    assert_eq!(reason(Metric::TimeNs), "left out by --skip wall-time");
    let page = files(results.path())
        .into_iter()
        .find(|file| file.ends_with("flatten-tree.html"));
    let page = std::fs::read_to_string(page.unwrap()).unwrap();
    assert!(page.contains("not measured") && page.contains("valgrind is missing"));
}
