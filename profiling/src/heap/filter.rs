//! Tells with one load that a pointer that is freed was certainly not sampled.
//!
//! A counting filter (Fan et al., "Summary Cache", 2000) with one hash: as
//! almost no pointer is sampled, almost every free ends here. What is looked at
//! then is one bit for each count, 4 KiB in all, which the first-level cache holds
//! beside the service's own data.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

const BITS: u32 = 15;

/// How many sampled pointers have each hash.
static COUNTS: [AtomicU8; 1 << BITS] = [const { AtomicU8::new(0) }; 1 << BITS];
/// Which counts are not zero.
static HELD: [AtomicU64; 1 << (BITS - 6)] = [const { AtomicU64::new(0) }; 1 << (BITS - 6)];

#[inline]
fn hash(pointer: *mut u8) -> usize {
    // Multiplicative hashing (Knuth, TAOCP 6.4): the upper bits are the good ones.
    let hash = (pointer as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash >> (64 - BITS)) as usize
}

/// False only when the pointer is not among the sampled ones.
#[inline]
pub(super) fn may_hold(pointer: *mut u8) -> bool {
    let hash = hash(pointer);
    HELD[hash / 64].load(Ordering::Relaxed) >> (hash % 64) & 1 != 0
}

/// Only under the table's lock.
pub(super) fn add(pointer: *mut u8) {
    let hash = hash(pointer);
    let count = &COUNTS[hash];
    // A full count stays: it may say too often that a pointer may be held.
    let value = count.load(Ordering::Relaxed);
    count.store(value.saturating_add(1), Ordering::Relaxed);
    let held = &HELD[hash / 64];
    held.store(
        held.load(Ordering::Relaxed) | 1 << (hash % 64),
        Ordering::Relaxed,
    );
}

/// Only under the table's lock, for a pointer that was added.
pub(super) fn remove(pointer: *mut u8) {
    let hash = hash(pointer);
    let count = &COUNTS[hash];
    let value = count.load(Ordering::Relaxed);
    if value == u8::MAX {
        return;
    }
    count.store(value - 1, Ordering::Relaxed);
    if value == 1 {
        let held = &HELD[hash / 64];
        held.store(
            held.load(Ordering::Relaxed) & !(1 << (hash % 64)),
            Ordering::Relaxed,
        );
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
