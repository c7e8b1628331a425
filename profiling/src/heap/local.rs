//! Per-thread counts, updated by every allocation: how many, and the bytes left to the
//! next sample.
//!
//! The fast path is two additions to thread-local memory. The exact number of bytes
//! follows from the distance already covered.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use super::{LINKED, RATE, table};
use crate::capture::Inside;
use crate::clock;

/// While sampling is off, a thread checks again after this many bytes.
const OFF_DISTANCE: i64 = 1 << 26;

struct Local {
    /// Bytes until the next sample; below zero, one is due.
    left: Cell<i64>,
    /// The last value that `left` was set to.
    set_to: Cell<i64>,
    /// Bytes before `left` was last set.
    bytes_before: Cell<u64>,
    allocations: Cell<u64>,
    /// Zero until the thread's first allocation.
    random: Cell<u64>,
}

thread_local! {
    static LOCAL: Local = const {
        Local {
            left: Cell::new(0),
            set_to: Cell::new(0),
            bytes_before: Cell::new(0),
            allocations: Cell::new(0),
            random: Cell::new(0),
        }
    };
}

/// Exact counts of one thread since it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Allocations, `realloc` included.
    pub allocations: u64,
    /// Allocated bytes.
    pub bytes: u64,
}

/// What the current thread has allocated since it started; zero where no sampling
/// allocator is linked.
#[must_use]
pub fn thread_counts() -> Counts {
    LOCAL.with(|local| Counts {
        allocations: local.allocations.get(),
        bytes: local.bytes(),
    })
}

/// Counts an allocation that is about to be made; returns true where a sample is due.
#[inline]
pub(super) fn count(bytes: usize) -> bool {
    LOCAL.with(|local| {
        let left = local.left.get().wrapping_sub(bytes as i64);
        local.left.set(left);
        local.allocations.set(local.allocations.get() + 1);
        left < 0
    })
}

/// Samples the allocation for which [`count`] returned true; a null pointer (out of
/// memory) is not sampled.
pub(super) fn sample(pointer: *mut u8, bytes: usize) {
    LOCAL.with(|local| sample_on(local, pointer, bytes));
}

/// Starts a new distance on this thread, after the rate was changed.
pub(super) fn restart() {
    LOCAL.with(|local| local.set(0));
}

fn sample_on(local: &Local, pointer: *mut u8, bytes: usize) {
    let rate = RATE.load(Ordering::Relaxed);
    if local.random.get() == 0 {
        LINKED.store(true, Ordering::Relaxed);
        // The thread's first distance must be random too, or the first allocations of
        // every thread would always or never be sampled.
        let seed = std::ptr::from_ref(local) as u64 ^ clock::unix_ns().cast_unsigned();
        local.random.set(clock::xorshift(seed | 1));
        if rate > 1 {
            let distance = local.distance(rate);
            // Bytes already covered count towards this distance.
            local.left.set(local.left.get() + distance);
            local.set_to.set(local.set_to.get() + distance);
            if local.left.get() >= 0 {
                return;
            }
        }
    }
    local.set(local.distance(rate));
    if rate == 0 || pointer.is_null() {
        return;
    }
    if let Some(inside) = Inside::enter() {
        let weight = 1.0 / chance(bytes, rate);
        table::allocated(&inside, pointer, bytes, weight);
    }
}

/// The probability that an allocation of `bytes` is sampled.
fn chance(bytes: usize, rate: u64) -> f64 {
    if rate <= 1 {
        return 1.0;
    }
    -(-(bytes as f64) / rate as f64).exp_m1()
}

impl Local {
    fn bytes(&self) -> u64 {
        let walked = self.set_to.get() - self.left.get();
        self.bytes_before.get().wrapping_add(walked.cast_unsigned())
    }

    fn set(&self, left: i64) {
        self.bytes_before.set(self.bytes());
        self.left.set(left);
        self.set_to.set(left);
    }

    /// The distance to the next sample: exponentially distributed with mean `rate`.
    fn distance(&self, rate: u64) -> i64 {
        match rate {
            0 => OFF_DISTANCE,
            1 => 0,
            _ => {
                let random = clock::xorshift(self.random.get());
                self.random.set(random);
                // In (0, 1], so that the logarithm is finite.
                let uniform = ((random >> 11) + 1) as f64 / (1u64 << 53) as f64;
                (-uniform.ln() * rate as f64) as i64
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_exponential_around_the_rate() {
        let local = Local {
            left: Cell::new(0),
            set_to: Cell::new(0),
            bytes_before: Cell::new(0),
            allocations: Cell::new(0),
            random: Cell::new(42),
        };
        let rate = 1000;
        let drawn: Vec<i64> = (0..100_000).map(|_| local.distance(rate)).collect();
        let mean = drawn.iter().sum::<i64>() as f64 / drawn.len() as f64;
        assert!((mean / rate as f64 - 1.0).abs() < 0.02, "mean {mean}");
        let beyond = drawn.iter().filter(|left| **left > 1000).count() as f64 / 100_000.0;
        assert!(
            (beyond - (-1.0f64).exp()).abs() < 0.01,
            "1/e lie beyond the mean: {beyond}"
        );
    }

    #[test]
    fn what_is_far_larger_than_the_rate_is_always_sampled() {
        assert!(chance(100 << 20, 512 << 10) > 0.999_999);
        assert!((chance(64, 512 << 10) - 64.0 / 524_288.0).abs() < 1e-6);
        assert_eq!(chance(8, 1), 1.0);
    }

    #[test]
    fn bytes_are_counted_across_a_new_distance() {
        let before = thread_counts();
        count(100);
        restart();
        count(23);
        let after = thread_counts();
        assert_eq!(after.bytes - before.bytes, 123);
        assert_eq!(after.allocations - before.allocations, 2);
    }
}
