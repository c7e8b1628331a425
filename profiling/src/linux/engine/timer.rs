//! One timer for each thread, counting its CPU time or wall time, that signals that very thread.

use std::ptr::null_mut;

use crate::error::{Error, Result};

/// What time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Time during which the thread runs.
    Cpu,
    /// Time that passes, running or waiting.
    Wall,
}

/// A running timer; dropping deletes it.
pub(super) struct Timer(libc::timer_t);

// SAFETY: a timer's id may be used by any thread of its process.
unsafe impl Send for Timer {}

/// The clock of a thread's CPU time, as the kernel numbers them
/// (include/linux/posix-timers_types.h: per thread, scheduler's time).
fn thread_cpu_clock(tid: i32) -> libc::clockid_t {
    const PER_THREAD: libc::clockid_t = 4;
    const SCHEDULED: libc::clockid_t = 2;
    !tid << 3 | PER_THREAD | SCHEDULED
}

impl Timer {
    /// Starts a timer that signals thread `tid` every `period_ns`, the first
    /// time after `first_ns`, with `cookie`.
    pub(super) fn start(
        clock: Clock,
        tid: i32,
        period_ns: u64,
        first_ns: u64,
        cookie: u64,
    ) -> Result<Self> {
        let clock = match clock {
            Clock::Cpu => thread_cpu_clock(tid),
            Clock::Wall => libc::CLOCK_MONOTONIC,
        };
        // SAFETY: plain data, filled below; the timer's place is ours.
        let timer = unsafe {
            let mut event: libc::sigevent = std::mem::zeroed();
            event.sigev_notify = libc::SIGEV_THREAD_ID;
            event.sigev_signo = libc::SIGPROF;
            event.sigev_value.sival_ptr = cookie as *mut libc::c_void;
            event.sigev_notify_thread_id = tid;
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

/// CPU time of this process so far, ended threads included.
pub(crate) fn process_cpu_ns() -> u64 {
    nanoseconds(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// CPU time of the calling thread so far.
pub(crate) fn thread_cpu_ns() -> u64 {
    nanoseconds(libc::CLOCK_THREAD_CPUTIME_ID)
}

fn nanoseconds(clock: libc::clockid_t) -> u64 {
    let mut time = timespec(0);
    // SAFETY: `time` is ours; these clocks exist on every Linux.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}
