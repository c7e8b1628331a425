//! With the static in a library, allocations that never escape cost nothing, as without a profiler.

use profiling_alloc_system as _;

use std::hint::black_box;

#[test]
fn a_box_that_never_escapes_is_not_allocated() {
    let sum = profiling::assert_allocations!(0, {
        let mut sum = 0u64;
        for value in 0..1000u64 {
            sum += *Box::new(black_box(value));
        }
        sum
    });
    assert_eq!(sum, 499_500);
}

#[test]
fn what_does_escape_is_counted_exactly() {
    let boxes = profiling::assert_allocations!(11, {
        let mut boxes = Vec::with_capacity(10);
        for value in 0..10u64 {
            boxes.push(black_box(Box::new(value)));
        }
        boxes
    });
    assert_eq!(boxes.len(), 10);
}

#[test]
fn other_threads_do_not_disturb_the_count() {
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                black_box(vec![0u8; 100]);
            }
        });
        std::thread::sleep(std::time::Duration::from_millis(5));
        profiling::assert_allocations!(1, {
            black_box(vec![0u8; 100]);
        });
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
#[should_panic(expected = "expected 0 allocations, counted 1")]
fn one_allocation_too_many_fails_the_test() {
    profiling::assert_allocations!(0, {
        black_box(Box::new(black_box(1)));
    });
}
