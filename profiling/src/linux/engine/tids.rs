//! What signal handlers need to know of threads by id: whether one has a timer of its
//! own, and how much CPU time it had used at its last signal.
//!
//! Plain tables rather than thread-local storage, which may allocate on first use
//! where this crate is part of a library loaded at run time.

use std::sync::atomic::{AtomicU64, Ordering};

use super::SESSIONS;

/// No kernel assigns a larger id (`PID_MAX_LIMIT`, include/linux/threads.h).
const MAX_TIDS: usize = 1 << 22;
/// Threads whose ids agree in this many low bits share an entry.
const LAST_BITS: u32 = 14;
/// A thread that used less CPU time than this since its last signal was not running
/// when the signal came: the kernel found no running thread that accepts it, and woke
/// any. A tick is at least ten times as long.
const LEAST_NS: u64 = 100_000;

/// One bit per thread with a timer of its own, by session. Pages of zeros are only
/// ever read.
static HAS_TIMER: [[AtomicU64; MAX_TIDS / 64]; SESSIONS] =
    [const { [const { AtomicU64::new(0) }; MAX_TIDS / 64] }; SESSIONS];
/// The thread whose signal was last seen at this entry, and its CPU time then, by
/// session.
static LAST: [[AtomicU64; 1 << LAST_BITS]; SESSIONS] =
    [const { [const { AtomicU64::new(0) }; 1 << LAST_BITS] }; SESSIONS];

fn bit(place: usize, tid: i32) -> Option<(&'static AtomicU64, u64)> {
    let tid = usize::try_from(tid).ok()?;
    Some((HAS_TIMER.get(place)?.get(tid / 64)?, 1 << (tid % 64)))
}

pub(super) fn has_timer(place: usize, tid: i32) -> bool {
    bit(place, tid).is_some_and(|(word, bit)| word.load(Ordering::Relaxed) & bit != 0)
}

pub(super) fn set_has_timer(place: usize, tid: i32, has: bool) {
    if let Some((word, bit)) = bit(place, tid) {
        if has {
            word.fetch_or(bit, Ordering::Relaxed);
        } else {
            word.fetch_and(!bit, Ordering::Relaxed);
        }
    }
}

/// Whether the calling thread `tid`, whose CPU time is `cpu_ns`, has run since its
/// last signal of this session; if so, records this one.
pub(super) fn has_run(place: usize, tid: i32, cpu_ns: u64) -> bool {
    const TID_BITS: u32 = 22;
    let index = tid as usize & ((1 << LAST_BITS) - 1);
    let Some(last) = LAST.get(place).and_then(|table| table.get(index)) else {
        return false;
    };
    // 42 bits of microseconds are 50 days.
    let now_us = (cpu_ns / 1_000) & (u64::MAX >> TID_BITS);
    let owner = u64::from(tid.cast_unsigned()) << (64 - TID_BITS);
    let seen = last.load(Ordering::Relaxed);
    let seen_us = if seen & !(u64::MAX >> TID_BITS) == owner {
        seen & (u64::MAX >> TID_BITS)
    } else {
        0
    };
    // Less than before: the id belonged to a thread that has ended.
    let used_us = now_us.checked_sub(seen_us).unwrap_or(now_us);
    if used_us < LEAST_NS / 1_000 {
        return false;
    }
    last.store(owner | now_us, Ordering::Relaxed);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_did_not_run_since_its_last_signal_is_refused() {
        assert!(!has_run(0, 7, 50_000), "has hardly begun");
        assert!(has_run(0, 7, 5_000_000));
        assert!(!has_run(0, 7, 5_000_000), "sleeps since");
        assert!(!has_run(0, 7, 5_099_000));
        assert!(
            has_run(1, 7, 5_000_000),
            "sessions do not disturb each other"
        );
        assert!(has_run(0, 7, 9_000_000));
        assert!(has_run(0, 7, 2_000_000), "another thread got its id");
    }

    #[test]
    fn threads_with_a_timer_are_told_from_their_neighbours() {
        set_has_timer(2, 4_194_303, true);
        assert!(has_timer(2, 4_194_303));
        assert!(!has_timer(2, 4_194_302) && !has_timer(3, 4_194_303));
        set_has_timer(2, 4_194_303, false);
        assert!(!has_timer(2, 4_194_303));
        set_has_timer(2, -1, true);
        assert!(!has_timer(2, -1) && !has_timer(2, i32::MAX));
    }
}
