//! Counts are identical in two runs of one build, for every case whose pattern
//! does not declare the metric nondeterministic.
//!
//! `.ci/run` has counted twice by then, for other purposes: every case for the gate,
//! the middle sizes for the run. It names both records in `WORKSHOP_COUNTED`; what
//! only one of them has was compared with the baseline. Without it, this counts.

use crate::support;
use std::collections::HashMap;

use crate::support::{has, xtask};
use record::{Case, Metric, Record};

/// What is the same in every run. How many accesses to memory there are is too; which
/// level of the simulated cache answers one is not (one in 200,000 was seen to move).
const EXACT: [Metric; 5] = [
    Metric::Instructions,
    Metric::Allocations,
    Metric::AllocatedBytes,
    Metric::PeakBytes,
    Metric::SystemCalls,
];

/// Cases by id.
type Cases = HashMap<String, Case>;

#[test]
fn two_runs_of_one_build_count_the_same() {
    if !has("valgrind", "two_runs_of_one_build_count_the_same") {
        return;
    }
    let (first, second) = match std::env::var_os("WORKSHOP_COUNTED") {
        Some(records) => {
            let records: Vec<Cases> = std::env::split_paths(&records)
                .map(|file| by_id(&record::read(&support::root().join(file)).unwrap()))
                .collect();
            let [every, middle] = records.try_into().unwrap();
            (every, middle)
        }
        None => (counts(&sizes(), ""), counts(&sizes(), "")),
    };
    let mut compared = 0;
    let mut differing = Vec::new();
    for (id, case) in &second {
        let pattern = patterns::find(case.pattern_id()).unwrap();
        for metric in EXACT {
            if pattern.nondeterministic(metric, &case.scenario).is_none()
                && let Some(count) = case.count(metric)
            {
                compared += 1;
                let before = first[id].count(metric);
                if before != Some(count) {
                    differing.push(format!("{metric} of {id}: {before:?}, then {count}"));
                }
            }
        }
        if pattern
            .nondeterministic(Metric::Instructions, &case.scenario)
            .is_none()
            && accesses(case) != accesses(&first[id])
        {
            differing.push(format!("accesses to memory of {id}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(compared > 500, "only {compared} figures were compared");

    // Neither what else is counted nor this folder's name may lie on the heap or
    // the stack of the counted program.
    let folder = "/a/folder/with/a/name/of/another/length";
    let alone = counts(&["--only", "heap-vs-stack", "--quick"], folder);
    assert!(alone.len() > 3);
    for (id, case) in &alone {
        assert_eq!(
            case.instructions, first[id].instructions,
            "instructions of {id}, counted alone"
        );
    }
}

/// Every size where nothing may be skipped; elsewhere the middle ones, to save a
/// developer's time.
fn sizes() -> Vec<&'static str> {
    match std::env::var_os("WORKSHOP_NO_SKIP") {
        Some(_) => vec![],
        None => vec!["--quick"],
    }
}

/// The cases of a run that is measured now.
fn counts(selection: &[&str], library_path: &str) -> Cases {
    let results = tempfile::tempdir().unwrap();
    let mut arguments = vec!["bench-all", "--yes"];
    for stage in ["wall-time", "pairs", "cpu-profile"] {
        arguments.extend(["--skip", stage]);
    }
    arguments.extend(selection);
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
    by_id(&support::record(results.path()))
}

/// All accesses to memory, whichever level of the cache answered.
fn accesses(case: &Case) -> Option<u64> {
    [Metric::L1Hits, Metric::LlHits, Metric::RamHits]
        .into_iter()
        .map(|metric| case.count(metric))
        .sum()
}

fn by_id(record: &Record) -> Cases {
    record
        .cases()
        .map(|case| (case.id.clone(), case.clone()))
        .collect()
}
