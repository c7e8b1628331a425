//! The timing loop that every benchmark of wall time shares, and interleaved trials
//! of pairs.

pub mod paired;
pub mod selection;

use std::time::{Duration, Instant};

use patterns::catalogue::Case;

/// Runs `case` `iterations` times and returns how long that took.
///
/// Not inlined, so that whatever is compared is timed by the very same
/// instructions at the very same address.
#[inline(never)]
pub fn time(case: &mut dyn Case, iterations: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..iterations {
        case.run();
    }
    start.elapsed()
}
