//! The depth at which recursion overflows is really found, by real overflows.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use serde_json::Value;
use support::{files, stderr, xtask};

#[test]
fn recursion_overflows_somewhere_and_an_explicit_stack_nowhere() {
    let results = tempfile::tempdir().unwrap();
    let mut arguments = vec!["bench-all", "--quick", "--only", "recursion/depth-first"];
    for stage in ["heap", "instructions", "wall-time", "pairs", "cpu-profile"] {
        arguments.extend(["--skip", stage]);
    }
    let output = xtask(&arguments)
        .env("WORKSHOP_RESULTS", results.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));

    let file = files(results.path())
        .into_iter()
        .find(|file| file.ends_with("record.json"))
        .unwrap();
    let record: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let depth = |variant: &str| {
        record["depths"]
            .as_array()
            .unwrap()
            .iter()
            .find(|depth| depth["id"] == format!("recursion/depth-first/{variant}/chain"))
            .unwrap_or_else(|| panic!("{variant}: {}", record["depths"]))
    };
    let recursive = depth("recursive");
    let (deepest, overflowed) = (
        recursive["deepest"].as_u64().unwrap(),
        recursive["overflowed"].as_u64().unwrap(),
    );
    // A frame has at least a return address, and at most a kilobyte.
    let stack_bytes = recursive["stack_bytes"].as_u64().unwrap();
    assert!(deepest < overflowed, "{recursive}");
    assert!(deepest > stack_bytes / 1024, "{recursive}");
    assert!(overflowed < stack_bytes / 8, "{recursive}");
    assert_eq!(depth("explicit-stack")["overflowed"], Value::Null);
}
