//! Whether the process's CPU timer signals the thread that is running, as kernels
//! since Linux 6.4 do.
//!
//! Earlier kernels signal the main thread, whichever thread is running. This is tested
//! once rather than read from the version, since distributions backport changes.

use std::sync::atomic::{AtomicU8, Ordering};

use super::handler::{self, Cookie, PROBE, PROBED};
use super::timer::{Target, Timer, thread_cpu_ns};

/// The longest time that the test computes: several ticks of the slowest kernel (100
/// Hz).
const PATIENCE_NS: u64 = 50_000_000;
const PERIOD_NS: u64 = 1_000_000;

const UNKNOWN: u8 = 0;
const WORKS: u8 = 1;
const FAILS: u8 = 2;

static KNOWN: AtomicU8 = AtomicU8::new(UNKNOWN);
/// `None` where the process's timer can be used; otherwise the reason why not. The
/// first call computes for a few milliseconds.
pub(super) fn reason_against() -> Option<&'static str> {
    if !handler::install_for_process() {
        return Some("SIGVTALRM is handled by another part of this process");
    }
    if KNOWN.load(Ordering::Relaxed) == UNKNOWN {
        // Not on this thread, which may be the main one: every kernel signals that.
        let tried = std::thread::Builder::new()
            .name("profiling".to_owned())
            .spawn(try_it)
            .map(std::thread::JoinHandle::join);
        if !matches!(tried, Ok(Ok(()))) {
            return Some("no thread could be started to try the process's timer");
        }
    }
    (KNOWN.load(Ordering::Relaxed) != WORKS)
        .then_some("this kernel signals the main thread for all others (Linux before 6.4)")
}

fn try_it() {
    // SAFETY: gettid has no conditions.
    let tid = unsafe { libc::syscall(libc::SYS_gettid) } as i32;
    let cookie = Cookie {
        place: PROBE,
        generation: 1,
    };
    let timer = Timer::start(Target::Process, PERIOD_NS, PERIOD_NS, cookie.pack());
    let mut known = FAILS;
    while timer.is_ok() && known != WORKS && thread_cpu_ns() < PATIENCE_NS {
        if PROBED.load(Ordering::Relaxed) == tid {
            known = WORKS;
        }
        std::hint::spin_loop();
    }
    KNOWN.store(known, Ordering::Relaxed);
}
