//! A program in which only the heap is sampled may fork at any moment.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use profiling_alloc_system as _;

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const FORKS: usize = 3_000;
/// A child allocates for microseconds; one that still runs after this hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// Allocates and frees, each time with a stack and under the table's lock.
fn allocate() {
    for bytes in 1..20 {
        black_box(vec![1u8; bytes * 100]);
    }
}

/// Whether the child `pid` ended by itself; one that hangs is killed.
fn ended(pid: libc::pid_t) -> bool {
    let until = Instant::now() + PATIENCE;
    loop {
        let mut status = 0;
        // SAFETY: waits for a child of this process.
        let waited = unsafe { libc::waitpid(pid, &raw mut status, libc::WNOHANG) };
        if waited == pid {
            assert_eq!(status, 0, "the child crashed");
            return true;
        }
        assert_eq!(waited, 0, "the child is unknown");
        if Instant::now() > until {
            // SAFETY: a child of this process that has not been waited for.
            unsafe {
                libc::kill(pid, libc::SIGKILL);
                libc::waitpid(pid, &raw mut status, 0);
            }
            return false;
        }
        std::thread::yield_now();
    }
}

#[test]
fn no_child_waits_for_the_heap_profiles_lock_of_a_thread_that_stayed_behind() {
    profiling::heap::set_rate(1);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    allocate();
                }
            });
        }
        let mut hung = 0;
        for _ in 0..FORKS {
            // SAFETY: the child allocates, which the C library allows after its own
            // fork, and exits without running anything else.
            let pid = unsafe { libc::fork() };
            if pid == 0 {
                allocate();
                // SAFETY: ends the child.
                unsafe { libc::_exit(0) };
            }
            assert!(pid > 0, "fork failed");
            hung += usize::from(!ended(pid));
            if hung > 2 {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
        assert_eq!(hung, 0, "children that hung");
    });
}
