//! Decides with one load that a freed pointer was certainly not sampled.
//!
//! A counting filter (Fan et al., "Summary Cache", 2000) whose hash is the address
//! itself without its lowest bits: neighbouring addresses are looked up in
//! neighbouring counts, so the filter takes a sixty-fourth of the cache that the
//! service's own data take. As almost no pointer is sampled, almost every free ends
//! here.

use std::sync::atomic::{AtomicU8, Ordering};

/// Pointers to one block of this many bytes, a cache line, share a count.
const BLOCK_BITS: u32 = 6;
/// A heap beyond 64 MiB shares counts: in one of 16 GiB with 32,768 sampled pointers,
/// one free in 32 looks in the table for nothing.
const COUNT_BITS: u32 = 20;

/// The number of sampled pointers per hash. Pages whose counts are all zero are only
/// ever read.
static COUNTS: [AtomicU8; 1 << COUNT_BITS] = [const { AtomicU8::new(0) }; 1 << COUNT_BITS];

#[inline]
fn count_of(pointer: *mut u8) -> &'static AtomicU8 {
    &COUNTS[(pointer as usize >> BLOCK_BITS) % (1 << COUNT_BITS)]
}

/// False only if the pointer is certainly not sampled.
#[inline]
pub(super) fn may_hold(pointer: *mut u8) -> bool {
    count_of(pointer).load(Ordering::Relaxed) != 0
}

/// Call only while holding the table's lock.
pub(super) fn add(pointer: *mut u8) {
    let count = count_of(pointer);
    // A saturated count stays: at worst a free looks in the table for nothing.
    let value = count.load(Ordering::Relaxed);
    count.store(value.saturating_add(1), Ordering::Relaxed);
}

/// Call only while holding the table's lock, for a pointer that was added.
pub(super) fn remove(pointer: *mut u8) {
    let count = count_of(pointer);
    let value = count.load(Ordering::Relaxed);
    if value != u8::MAX {
        count.store(value - 1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_held_until_it_was_removed_as_often() {
        let pointer = 0x1234_5678_9000 as *mut u8;
        assert!(!may_hold(pointer));
        add(pointer);
        add(pointer);
        remove(pointer);
        assert!(may_hold(pointer));
        remove(pointer);
        assert!(!may_hold(pointer));
    }

    #[test]
    fn a_full_count_never_forgets() {
        let pointer = 0x4321_0000_1000 as *mut u8;
        for _ in 0..300 {
            add(pointer);
        }
        for _ in 0..300 {
            remove(pointer);
        }
        assert!(may_hold(pointer));
    }
}
