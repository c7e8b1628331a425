//! Interrupting a run: what was measured is kept, nothing is half written, no
//! child is left, and `--resume` goes on.

use crate::support;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{files, xtask};
use record::Stage;

/// Stages that need no more than the suite's own programs.
const ARGUMENTS: [&str; 12] = [
    "bench-all",
    "--only",
    "string-building/append",
    "--skip",
    "instructions",
    "--skip",
    "costs",
    "--skip",
    "wall-time",
    "--skip",
    "pairs",
    "--yes",
];

#[test]
fn ctrl_c_loses_at_most_the_stage_under_way() {
    let results = tempfile::tempdir().unwrap();
    let mut child = xtask(&ARGUMENTS)
        .env("WORKSHOP_RESULTS", results.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let talk = BufReader::new(child.stderr.take().unwrap());
    let mut said = Vec::new();
    for line in talk.lines().map_while(Result::ok) {
        // A first profile is done and a later one is under way.
        if line.starts_with("cpu-profile: 1/") {
            testing::signal(&child, "INT");
        }
        said.push(line);
    }
    let status = child.wait().unwrap();
    let said = said.join("\n");
    assert_eq!(status.code(), Some(130), "{said}");
    assert!(
        said.contains("kept: heap, depth, system-calls in"),
        "{said}"
    );
    assert!(said.contains("bench-all --resume"), "{said}");

    let left: Vec<_> = processes_named("/release/cpu");
    assert_eq!(left, Vec::<String>::new(), "children outlived the command");
    let half: Vec<_> = files(results.path())
        .into_iter()
        .filter(|file| file.to_string_lossy().contains(".writing-"))
        .collect();
    assert_eq!(half, Vec::<std::path::PathBuf>::new());
    let record = support::record(results.path());
    assert_eq!(record.finished_at, None);
    let kept: Vec<Stage> = record.stages.iter().map(|stage| stage.name).collect();
    assert_eq!(kept, [Stage::Heap, Stage::Depth, Stage::SystemCalls]);
    assert!(record.cases().all(|case| case.allocations.is_some()));

    let output = xtask(&["bench-all", "--resume"])
        .env("WORKSHOP_RESULTS", results.path())
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        support::stderr(&output)
    );
    let said = support::stderr(&output);
    assert!(
        !said.contains("heap: "),
        "the finished stage was measured again: {said}"
    );
    let record = support::record(results.path());
    assert!(record.finished_at.is_some());
    let variants = patterns::find("string-building/append")
        .unwrap()
        .variants
        .len();
    assert_eq!(record.profiles.cpu.len(), variants);

    // A run that is whole is not gone on with.
    let output = xtask(&["bench-all", "--resume"])
        .env("WORKSHOP_RESULTS", results.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(support::stderr(&output).contains("no run was interrupted"));
}

/// Command lines of living processes whose program's path ends with `part`.
fn processes_named(part: &str) -> Vec<String> {
    let mut found = testing::command_lines();
    found.retain(|line| {
        line.split(' ')
            .next()
            .is_some_and(|program| program.ends_with(part))
    });
    found
}
