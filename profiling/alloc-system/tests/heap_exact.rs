//! At rate 1 every allocation, reallocation and free is counted exactly. One test: the
//! rate is the process's.

mod support;

use profiling_alloc_system as _;

use std::hint::black_box;
use support::values_in;

#[inline(never)]
#[allow(clippy::vec_box, reason = "each box is an allocation of its own")]
fn kept() -> Vec<Box<[u8; 100]>> {
    let mut kept = Vec::with_capacity(50);
    for _ in 0..50 {
        kept.push(black_box(Box::new([1; 100])));
    }
    kept
}

#[inline(never)]
fn grown() -> Vec<u8> {
    let mut grown = black_box(Vec::with_capacity(10));
    grown.resize(10, 1u8);
    grown.reserve_exact(90);
    black_box(grown)
}

#[test]
fn every_value_is_exact_at_rate_one() {
    profiling::heap::set_rate(1);
    let mut boxes = kept();
    let at_peak = profiling::heap::profile().unwrap();
    let [objects, space, in_use, in_use_space, peak] = values_in(&at_peak, "kept");
    let bytes = 50.0 * 100.0 + 50.0 * 8.0;
    assert_eq!([objects, space], [51.0, bytes]);
    assert_eq!([in_use, in_use_space], [51.0, bytes]);
    assert!(peak <= bytes);

    boxes.truncate(10);
    // From another thread as well.
    std::thread::scope(|scope| {
        let half = boxes.split_off(5);
        scope.spawn(move || drop(half));
    });
    let after = profiling::heap::profile().unwrap();
    let left = 5.0 * 100.0 + 50.0 * 8.0;
    assert_eq!(values_in(&after, "kept")[..4], [51.0, bytes, 6.0, left]);

    let grown = grown();
    let profile = profiling::heap::profile().unwrap();
    // A reallocation is an allocation of the full new size, and the end of the old
    // block.
    assert_eq!(values_in(&profile, "grown")[..4], [2.0, 110.0, 1.0, 100.0]);
    drop((boxes, grown));

    let delta = profiling::heap::profile().unwrap().diff(&after).unwrap();
    assert_eq!(values_in(&delta, "kept")[..4], [0.0, 0.0, -6.0, -left]);

    // The profiler's own frames are cut off: the first frame shown is the program's or
    // std's.
    let message = profiling::pprof::message(&profile);
    for sample in message
        .sample
        .iter()
        .filter(|sample| !sample.location_id.is_empty())
    {
        let first = &message.location[sample.location_id[0] as usize - 1];
        if let Some(line) = first.line.first() {
            let of = &message.function[line.function_id as usize - 1];
            let name = &message.string_table[of.name as usize];
            assert!(!name.starts_with("profiling::"), "{name}");
        }
    }
}
