//! What `recursion/depth-first` says about depth: recursion aborts the process,
//! an explicit stack does not.

use std::process::Command;
use std::thread::Builder;

use patterns::recursion::depth_first::{chain, explicit_stack, recursive};

/// Far beyond what the stack below can hold.
const DEPTH: usize = 1_000_000;
const STACK_BYTES: usize = 256 * 1024;

fn on_a_small_stack(walk: fn() -> u64) -> u64 {
    Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(walk)
        .unwrap()
        .join()
        .unwrap()
}

#[test]
fn an_explicit_stack_walks_and_drops_a_million_levels() {
    let sum = on_a_small_stack(|| explicit_stack(&chain(DEPTH)));
    assert_eq!(sum, (DEPTH as u64 - 1) * DEPTH as u64 / 2);
}

/// Only in a child of the test below, since it ends the process.
#[test]
#[ignore = "aborts the process; started as a child by the next test"]
fn child_that_recurs_too_deep() {
    on_a_small_stack(|| recursive(&chain(DEPTH)));
}

#[test]
fn recursion_overflows_at_that_depth() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "depth::child_that_recurs_too_deep"])
        .output()
        .unwrap();
    assert!(!child.status.success());
    let talk = String::from_utf8_lossy(&child.stderr);
    assert!(talk.contains("overflowed its stack"), "{talk}");
}
