//! Timers that count the CPU time of one thread, which they signal, or of the whole
//! process.

use std::ptr::null_mut;

use crate::error::{Error, Result};

/// Whose CPU time is counted, and which thread is signalled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// One thread, by `SIGPROF`.
    Thread(i32),
    /// The thread that is running when a period of the process's time ends, by
    /// [`PROCESS_SIGNAL`].
    Process,
}

/// The signal of the process's timer. Not `SIGPROF`: while a thread handles that one,
/// the kernel would send this to a sleeping thread.
pub(super) const PROCESS_SIGNAL: libc::c_int = libc::SIGVTALRM;

/// A running timer; dropping it deletes it.
pub(super) struct Timer(libc::timer_t);

// SAFETY: a timer's id may be used by any thread of its process.
unsafe impl Send for Timer {}

/// The clock id of a thread's CPU time (include/linux/posix-timers_types.h: per
/// thread, the scheduler's time).
fn thread_cpu_clock(tid: i32) -> libc::clockid_t {
    const PER_THREAD: libc::clockid_t = 4;
    const SCHEDULED: libc::clockid_t = 2;
    !tid << 3 | PER_THREAD | SCHEDULED
}

impl Timer {
    /// Starts a timer that sends `cookie` every `period_ns` of CPU time, the first
    /// time after `first_ns`.
    pub(super) fn start(
        target: Target,
        period_ns: u64,
        first_ns: u64,
        cookie: u64,
    ) -> Result<Self> {
        // SAFETY: plain data, filled below; the variable for the timer's id is ours.
        let timer = unsafe {
            let mut event: libc::sigevent = std::mem::zeroed();
            event.sigev_value.sival_ptr = cookie as *mut libc::c_void;
            let clock = match target {
                Target::Thread(tid) => {
                    event.sigev_notify = libc::SIGEV_THREAD_ID;
                    event.sigev_signo = libc::SIGPROF;
                    event.sigev_notify_thread_id = tid;
                    thread_cpu_clock(tid)
                }
                Target::Process => {
                    event.sigev_notify = libc::SIGEV_SIGNAL;
                    event.sigev_signo = PROCESS_SIGNAL;
                    libc::CLOCK_PROCESS_CPUTIME_ID
                }
            };
            let mut timer: libc::timer_t = null_mut();
            if libc::timer_create(clock, &raw mut event, &raw mut timer) != 0 {
                return Err(Error::last_os("timer_create", ""));
            }
            Self(timer)
        };
        let spec = libc::itimerspec {
            it_interval: timespec(period_ns),
            it_value: timespec(first_ns.max(1)),
        };
        // SAFETY: the timer was just made; `spec` lives until the call returns.
        if unsafe { libc::timer_settime(timer.0, 0, &raw const spec, null_mut()) } != 0 {
            return Err(Error::last_os("timer_settime", ""));
        }
        Ok(timer)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // SAFETY: made by `start`, deleted once.
        unsafe { libc::timer_delete(self.0) };
    }
}

fn timespec(ns: u64) -> libc::timespec {
    libc::timespec {
        tv_sec: (ns / 1_000_000_000) as libc::time_t,
        tv_nsec: (ns % 1_000_000_000) as libc::c_long,
    }
}

/// This process's CPU time so far, including ended threads.
pub(crate) fn process_cpu_ns() -> u64 {
    nanoseconds(libc::CLOCK_PROCESS_CPUTIME_ID).unwrap_or(0)
}

/// The calling thread's CPU time so far. Safe in a signal handler.
pub(crate) fn thread_cpu_ns() -> u64 {
    nanoseconds(libc::CLOCK_THREAD_CPUTIME_ID).unwrap_or(0)
}

/// A thread's CPU time so far; `None` if it has ended.
pub(super) fn cpu_ns_of(tid: i32) -> Option<u64> {
    nanoseconds(thread_cpu_clock(tid))
}

fn nanoseconds(clock: libc::clockid_t) -> Option<u64> {
    let mut time = timespec(0);
    // SAFETY: `time` is ours; the kernel rejects a clock that it does not know.
    if unsafe { libc::clock_gettime(clock, &raw mut time) } != 0 {
        return None;
    }
    Some(time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned())
}
