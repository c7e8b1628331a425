//! What the guide says that its programs do, they do.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::process::Command;

use testing::succeeded;

#[test]
fn the_heap_example_counts_and_leaves_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_example_heap"));
    let said = succeeded(program.current_dir(&folder));
    assert!(
        said.contains("1 allocations, 1100 bytes, 1100 at the peak"),
        "{said}"
    );
    let profile = std::fs::read_to_string(folder.path().join("dhat-heap.json")).unwrap();
    assert!(
        profile.contains("\"dhatFileVersion\": 2") || profile.contains("\"dhatFileVersion\":2")
    );
}

#[test]
fn the_cpu_example_leaves_a_flame_graph_and_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_example_cpu"));
    succeeded(program.current_dir(&folder));
    let graph = std::fs::read_to_string(folder.path().join("flamegraph.svg")).unwrap();
    assert!(
        graph.contains("concat"),
        "no frame of the program is in the flame graph"
    );
    assert!(
        std::fs::metadata(folder.path().join("cpu.pb"))
            .unwrap()
            .len()
            > 100
    );
}

/// The guide says what the edit of `share` does to its allocations.
#[test]
fn the_shares_counts_are_those_that_the_guide_shows() {
    let said = succeeded(&mut Command::new(env!("CARGO_BIN_EXE_example_share_heap")));
    assert_eq!(
        said,
        include_str!("../share/counts.txt"),
        "stale: book/examples/share/measure.sh refreshes it"
    );
    // What the chapter's prose says of them.
    let fewer = |line: &str| -> f64 {
        let (_, share) = line.rsplit_once("  ").unwrap();
        share.trim_end_matches(" % fewer").parse().unwrap()
    };
    assert!(fewer(said.lines().next().unwrap()) > 50.0, "{said}");
}
