//! Estimates from samples agree with exact counts, and Go's tool reads the file.

mod support;

use profiling_alloc_system as _;

use std::hint::black_box;
use std::process::Command;
use support::values_in;

/// Of many sizes, so that the scaling is tested.
#[inline(never)]
fn allocate(kept: &mut Vec<Vec<u8>>, rounds: usize) -> (usize, usize) {
    let mut bytes = 0;
    for round in 0..rounds {
        let size = 16 << (round % 12);
        let block = black_box(vec![1u8; size]);
        bytes += size;
        if round % 2 == 0 {
            kept.push(block);
        }
    }
    (rounds, bytes)
}

#[test]
fn estimates_are_within_ten_percent_of_the_exact_counts() {
    // About 6,000 samples: a deviation of ten percent would be beyond five sigma.
    profiling::heap::set_rate(16 * 1024);
    let mut kept = Vec::with_capacity(8000);
    let (_, bytes) = allocate(&mut kept, 16_000);
    let in_use: usize = kept.iter().map(Vec::len).sum();
    let profile = profiling::heap::profile().unwrap();
    let [_, space, _, in_use_space, _] = values_in(&profile, "heap_sampled::allocate");
    let off = |estimate: f64, exact: usize| (estimate / exact as f64 - 1.0).abs();
    assert!(
        off(space, bytes) < 0.1,
        "allocated {bytes}, estimated {space}"
    );
    assert!(
        off(in_use_space, in_use) < 0.1,
        "in use {in_use}, estimated {in_use_space}"
    );

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("heap.pb.gz");
    profiling::heap::write_profile(&path).unwrap();
    for kind in [
        "alloc_objects",
        "alloc_space",
        "inuse_objects",
        "inuse_space",
        "peak_space",
    ] {
        if !testing::has("go", "go tool pprof on a heap profile") {
            return;
        }
        let mut go = Command::new("go");
        let top = testing::succeeded(
            go.args(["tool", "pprof", "-top", "-sample_index", kind])
                .arg(&path),
        );
        assert!(top.contains("allocate"), "{kind}: {top}");
    }
    drop(kept);
}
