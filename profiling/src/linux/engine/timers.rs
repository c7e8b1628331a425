//! The sources of signals for a CPU profile: a timer for each thread that has computed
//! for a while, and one timer of the whole process for all other threads.
//!
//! A thread's own timer loses what expires after the thread's last tick, and new
//! threads are only looked for now and then: short-lived threads would be missing. The
//! process's timer loses nothing, but merges expirations on many cores into one
//! signal. Each covers what the other lacks.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use super::handler::Cookie;
use super::tids;
use super::timer::{Target, Timer, cpu_ns_of, process_cpu_ns, thread_cpu_ns};
use crate::error::{Error, Result};
use crate::{clock, task};

/// A thread that has computed for this long gets a timer of its own: the time after
/// its last tick is then a small part of what it used.
const OWN_TIMER_CPU_NS: u64 = 400_000_000;
/// If all threads together used less since the last scan, there is nothing to sample.
const IDLE_CPU_NS: u64 = 1_000_000;
/// The longest time between scans, so that ended threads are forgotten.
const LONGEST_UNSEEN: Duration = Duration::from_secs(10);
/// The shortest time between scans for new threads.
pub(super) const SCAN_PAUSE: Duration = Duration::from_millis(50);

pub(super) struct Timers {
    cookie: Cookie,
    period_ns: u64,
    own: HashMap<i32, Timer>,
    /// Threads for which the kernel refused a timer: not tried again.
    refused: HashSet<i32>,
    /// How many were refused since the last report.
    pub(super) refusals: u64,
    process: Option<Timer>,
    /// Why there is no timer of the process, if there is none.
    pub(super) without_process: Option<&'static str>,
    next_scan: Instant,
    /// When threads were last scanned, and the others' CPU time by then.
    scanned: Instant,
    others_cpu_ns: u64,
    random: u64,
}

impl Timers {
    /// `without_process` is the reason why the process's timer cannot be used, if so.
    pub(super) fn start(
        cookie: Cookie,
        period_ns: u64,
        without_process: Option<&'static str>,
    ) -> Result<Self> {
        let now = Instant::now();
        let mut timers = Self {
            cookie,
            period_ns,
            own: HashMap::new(),
            refused: HashSet::new(),
            refusals: 0,
            process: None,
            without_process,
            next_scan: now,
            scanned: now,
            others_cpu_ns: 0,
            random: clock::unix_ns().cast_unsigned() | 1,
        };
        if without_process.is_none() {
            let first_ns = timers.first_ns();
            match Timer::start(Target::Process, period_ns, first_ns, cookie.pack()) {
                Ok(timer) => timers.process = Some(timer),
                Err(_) => timers.without_process = Some("the kernel refused the process's timer"),
            }
        }
        match timers.scan() {
            // If nothing has a timer, there would be no profile.
            Some(error) if timers.own.is_empty() && timers.process.is_none() => Err(error),
            _ => Ok(timers),
        }
    }

    /// A random point within the first period: threads that start together would
    /// otherwise signal together.
    /// otherwise signal together.
    fn first_ns(&mut self) -> u64 {
        self.random = clock::xorshift(self.random);
        1 + self.random % self.period_ns
    }

    /// Gives a timer to each thread that has computed for long enough, if a scan is
    /// due. Called by the collector.
    pub(super) fn scan_if_due(&mut self) {
        let now = Instant::now();
        if now < self.next_scan {
            return;
        }
        // If only the collector computes, no new thread needs a timer, and an idle
        // service is not disturbed.
        let others_cpu_ns = process_cpu_ns().saturating_sub(thread_cpu_ns());
        let is_idle = others_cpu_ns.saturating_sub(self.others_cpu_ns) < IDLE_CPU_NS;
        if is_idle && now - self.scanned < LONGEST_UNSEEN {
            return;
        }
        self.others_cpu_ns = others_cpu_ns;
        self.scanned = now;
        self.scan();
    }

    fn scan(&mut self) -> Option<Error> {
        let began = Instant::now();
        let place = self.cookie.place;
        let found = task::ids();
        let alive: HashSet<i32> = found.iter().copied().collect();
        self.own.retain(|tid, _| {
            let lives = alive.contains(tid);
            if !lives {
                tids::set_has_timer(place, *tid, false);
            }
            lives
        });
        self.refused.retain(|tid| alive.contains(tid));
        let mut refusal = None;
        for tid in found {
            if self.own.contains_key(&tid) || self.refused.contains(&tid) {
                continue;
            }
            if self.process.is_some()
                && cpu_ns_of(tid).is_none_or(|cpu_ns| cpu_ns < OWN_TIMER_CPU_NS)
            {
                continue;
            }
            let first_ns = self.first_ns();
            // Before its first signal: from now on the process's timer ignores it.
            tids::set_has_timer(place, tid, true);
            let target = Target::Thread(tid);
            match Timer::start(target, self.period_ns, first_ns, self.cookie.pack()) {
                Ok(timer) => {
                    self.own.insert(tid, timer);
                }
                Err(error) => {
                    tids::set_has_timer(place, tid, false);
                    if task::exists(tid) {
                        self.refusals += 1;
                        self.refused.insert(tid);
                        refusal = Some(error);
                    }
                }
            }
        }
        // With thousands of threads, scanning them must stay a small part of the work.
        self.next_scan = began + (began.elapsed() * 200).max(SCAN_PAUSE);
        refusal
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        for tid in self.own.keys() {
            tids::set_has_timer(self.cookie.place, *tid, false);
        }
    }
}
