//! Counts are identical in two runs of one build, for every case whose pattern
//! does not declare the metric nondeterministic.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use std::collections::HashMap;

use record::{Case, Metric};
use support::{has, xtask};

#[test]
fn two_runs_of_one_build_count_the_same() {
    if !has("valgrind", "two_runs_of_one_build_count_the_same") {
        return;
    }
    let (first, second) = (counts(&[], ""), counts(&[], ""));
    assert_eq!(first.len(), second.len());
    let mut compared = 0;
    for (id, case) in &first {
        let pattern = patterns::find(case.pattern_id()).unwrap();
        for metric in Metric::ALL {
            if pattern.nondeterministic(metric, &case.scenario).is_none()
                && let Some(count) = case.count(metric)
            {
                assert_eq!(Some(count), second[id].count(metric), "{metric} of {id}");
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "only {compared} figures were compared");

    // Neither what else is counted nor this folder's name may lie on the heap or
    // the stack of the counted program.
    let folder = "/a/folder/with/a/name/of/another/length";
    let alone = counts(&["--only", "heap-vs-stack"], folder);
    assert!(alone.len() > 3);
    for (id, case) in &alone {
        assert_eq!(
            case.instructions, first[id].instructions,
            "instructions of {id}, counted alone"
        );
    }
}

/// The cases of a run, by id. Where nothing may be skipped every size is counted;
/// elsewhere the middle ones, to save a developer's time.
fn counts(selection: &[&str], library_path: &str) -> HashMap<String, Case> {
    let results = tempfile::tempdir().unwrap();
    let mut arguments = vec![
        "bench-all",
        "--skip",
        "wall-time",
        "--skip",
        "pairs",
        "--skip",
        "cpu-profile",
        "--yes",
    ];
    arguments.extend(selection);
    if std::env::var_os("WORKSHOP_NO_SKIP").is_none() {
        arguments.push("--quick");
    }
    let output = xtask(&arguments)
        .env("WORKSHOP_RESULTS", results.path())
        .env("LD_LIBRARY_PATH", library_path)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        support::stderr(&output)
    );
    support::record(results.path())
        .cases()
        .map(|case| (case.id.clone(), case.clone()))
        .collect()
}
