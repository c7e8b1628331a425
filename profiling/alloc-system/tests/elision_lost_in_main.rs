//! The case that the documentation warns of: a static in the program's own crate
//! prevents elision.
//!
//! If this test fails, the compiler has improved, and the warning can go.

use std::alloc::System;
use std::hint::black_box;

use profiling::heap::{Sampling, thread_counts};

#[global_allocator]
static GLOBAL: Sampling<System> = Sampling::new(System);

#[test]
fn a_box_that_never_escapes_is_allocated_all_the_same() {
    let before = thread_counts().allocations;
    let mut sum = 0u64;
    for value in 0..1000u64 {
        sum += *Box::new(black_box(value));
    }
    assert_eq!(sum, 499_500);
    assert_eq!(thread_counts().allocations - before, 1000);
}
