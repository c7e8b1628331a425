//! The depth at which recursion overflows is really found, by real overflows.

use crate::support;
use crate::support::{stderr, xtask};

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

    let record = support::record(results.path());
    let depth = |variant: &str| {
        let id = format!("recursion/depth-first/{variant}/chain");
        let depth = record.depths.iter().find(|depth| depth.id == id);
        depth.unwrap_or_else(|| panic!("{variant}: {:?}", record.depths))
    };
    let recursive = depth("recursive");
    let overflowed = recursive.overflowed.unwrap();
    // A frame has at least a return address, and at most a kilobyte.
    assert!(recursive.deepest < overflowed, "{recursive:?}");
    assert!(
        recursive.deepest > recursive.stack_bytes / 1024,
        "{recursive:?}"
    );
    assert!(overflowed < recursive.stack_bytes / 8, "{recursive:?}");
    assert_eq!(depth("explicit-stack").overflowed, None);
}
