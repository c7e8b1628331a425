//! One profile being taken: its timers, one for each thread, and the stacks counted so far.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::handler::{Cookie, DROPPED};
use super::slots::Record;
use super::timer::{Clock, Timer, process_cpu_ns, thread_cpu_ns};
use crate::error::{Error, Result};
use crate::profile::{Frame, Profile, Sample, ValueType};
use crate::unwind::{End, MAX_FRAMES, Unwinder};
use crate::{clock, task};

/// Distinct stacks beyond this are counted together, so that memory stays bounded.
const MAX_STACKS: usize = 16 * 1024;
/// Threads that together used less since the last look have nothing to sample.
const IDLE_CPU_NS: u64 = 1_000_000;
/// For how long at most threads are not looked at: those that have ended are
/// forgotten then.
const LONGEST_UNSEEN: Duration = Duration::from_secs(10);

/// What a session measures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) clock: Clock,
    pub(crate) hz: u32,
}

#[derive(Clone, Copy, Default)]
struct Count {
    signals: u64,
    periods: u64,
}

/// What went wrong, for the profile to tell.
#[derive(Clone, Copy, Debug, Default)]
struct Losses {
    truncated: u64,
    lost: u64,
    beyond: u64,
    threads_refused: u64,
}

struct Thread {
    /// Ends with the thread's last sample.
    _timer: Timer,
    name: Arc<str>,
}

pub(super) struct Session {
    pub(super) cookie: Cookie,
    spec: Spec,
    period_ns: u64,
    threads: HashMap<i32, Thread>,
    /// Threads that the kernel gave no timer for: not tried again.
    refused: HashSet<i32>,
    stacks: HashMap<(Arc<str>, Vec<Frame>), Count>,
    losses: Losses,
    since: Instant,
    since_unix_ns: i64,
    cpu_since_ns: u64,
    next_scan: Instant,
    /// When threads were looked at last, and the others' CPU time by then.
    scanned: Instant,
    others_cpu_ns: u64,
    random: u64,
}

impl Session {
    pub(super) fn start(cookie: Cookie, spec: Spec) -> Result<Self> {
        DROPPED[cookie.place].store(0, Ordering::Relaxed);
        let now = Instant::now();
        let mut session = Self {
            cookie,
            spec,
            period_ns: 1_000_000_000 / u64::from(spec.hz),
            threads: HashMap::new(),
            refused: HashSet::new(),
            stacks: HashMap::new(),
            losses: Losses::default(),
            since: now,
            since_unix_ns: clock::unix_ns(),
            cpu_since_ns: process_cpu_ns(),
            next_scan: now,
            scanned: now,
            others_cpu_ns: 0,
            random: clock::unix_ns().cast_unsigned() | 1,
        };
        if let Some(error) = session.scan() {
            // Where not one thread has a timer there will be no profile.
            if session.threads.is_empty() {
                return Err(error);
            }
        }
        Ok(session)
    }

    /// Gives threads that are new a timer, if it is time to look again. Called by
    /// the collector.
    pub(super) fn scan_if_due(&mut self) {
        let now = Instant::now();
        if now < self.next_scan {
            return;
        }
        // Where only the collector computes, a CPU clock has nothing to tell of a
        // new thread, and a service with nothing to do is left alone.
        let others_cpu_ns = process_cpu_ns().saturating_sub(thread_cpu_ns());
        let is_idle = others_cpu_ns.saturating_sub(self.others_cpu_ns) < IDLE_CPU_NS;
        if self.spec.clock == Clock::Cpu && is_idle && now - self.scanned < LONGEST_UNSEEN {
            return;
        }
        self.others_cpu_ns = others_cpu_ns;
        self.scanned = now;
        self.scan();
    }

    fn scan(&mut self) -> Option<Error> {
        let began = Instant::now();
        let tids = task::ids();
        let alive: HashSet<i32> = tids.iter().copied().collect();
        self.threads.retain(|tid, _| alive.contains(tid));
        self.refused.retain(|tid| alive.contains(tid));
        let collector = super::collector_tid();
        let mut refusal = None;
        for tid in tids {
            let waits_for_itself = self.spec.clock == Clock::Wall && tid == collector;
            if waits_for_itself || self.threads.contains_key(&tid) || self.refused.contains(&tid) {
                continue;
            }
            // Threads that start together would otherwise signal together.
            self.random = clock::xorshift(self.random);
            let first_ns = 1 + self.random % self.period_ns;
            let cookie = self.cookie.pack();
            match Timer::start(self.spec.clock, tid, self.period_ns, first_ns, cookie) {
                Ok(timer) => {
                    let name = task::name(tid).into();
                    let thread = Thread {
                        _timer: timer,
                        name,
                    };
                    self.threads.insert(tid, thread);
                }
                Err(error) => {
                    if task::exists(tid) {
                        self.losses.threads_refused += 1;
                        self.refused.insert(tid);
                        refusal = Some(error);
                    }
                }
            }
        }
        // With thousands of threads, looking at them must stay a small part of the work.
        self.next_scan = began + (began.elapsed() * 200).max(Duration::from_millis(50));
        refusal
    }

    /// Counts what a handler saw.
    pub(super) fn count(&mut self, record: &Record, unwinder: &mut Unwinder) {
        let mut addresses = [0; MAX_FRAMES];
        let (stack, end) = unwind(record, unwinder, &mut addresses);
        match end {
            End::Root => {}
            End::Truncated => self.losses.truncated += u64::from(record.weight),
            End::Lost => self.losses.lost += u64::from(record.weight),
        }
        let name = self
            .threads
            .get(&record.tid)
            .map_or_else(|| "?".into(), |thread| Arc::clone(&thread.name));
        let mut key = (name, stack);
        if self.stacks.len() >= MAX_STACKS && !self.stacks.contains_key(&key) {
            self.losses.beyond += u64::from(record.weight);
            key = ("(further stacks)".into(), Vec::new());
        }
        let count = self.stacks.entry(key).or_default();
        count.signals += 1;
        count.periods += u64::from(record.weight);
    }

    /// The profile since the start or the last call, and begins anew.
    pub(super) fn take(&mut self, unwinder: &Unwinder) -> Profile {
        let now = Instant::now();
        let now_unix_ns = clock::unix_ns();
        let cpu_now_ns = process_cpu_ns();
        let stacks = std::mem::take(&mut self.stacks);
        let losses = std::mem::take(&mut self.losses);
        let dropped = DROPPED[self.cookie.place].swap(0, Ordering::Relaxed);
        let duration = now - self.since;
        let total = stacks.values().fold(Count::default(), |sum, count| Count {
            signals: sum.signals + count.signals,
            periods: sum.periods + count.periods,
        });
        let comments = self.comments(
            total,
            losses,
            dropped,
            duration,
            cpu_now_ns.saturating_sub(self.cpu_since_ns),
        );
        let kind = match self.spec.clock {
            Clock::Cpu => "cpu",
            Clock::Wall => "wall",
        };
        let period = self.period_ns.cast_signed();
        let samples = stacks
            .into_iter()
            .map(|((thread, stack), count)| {
                let periods = count.periods.cast_signed();
                Sample {
                    stack,
                    values: vec![periods, periods * period],
                    labels: vec![("thread".to_owned(), thread.as_ref().to_owned())],
                }
            })
            .collect();
        let profile = Profile {
            sample_types: vec![
                ValueType::new("samples", "count"),
                ValueType::new(kind, "nanoseconds"),
            ],
            default_type: 1,
            period_type: Some(ValueType::new(kind, "nanoseconds")),
            period,
            time_unix_ns: self.since_unix_ns,
            duration_ns: i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX),
            modules: unwinder.modules().all().to_vec(),
            samples,
            comments,
            trims_own_frames: false,
        };
        self.since = now;
        self.since_unix_ns = now_unix_ns;
        self.cpu_since_ns = cpu_now_ns;
        profile
    }

    /// What the profile says about its own errors.
    fn comments(
        &self,
        total: Count,
        losses: Losses,
        dropped: u64,
        duration: Duration,
        cpu_ns: u64,
    ) -> Vec<String> {
        let seconds = |periods: u64| periods as f64 * self.period_ns as f64 / 1e9;
        let mut comments = vec![format!(
            "asked: {} Hz of {} time for {:.3} s; {} signals carried {} periods",
            self.spec.hz,
            if self.spec.clock == Clock::Cpu {
                "CPU"
            } else {
                "wall"
            },
            duration.as_secs_f64(),
            total.signals,
            total.periods,
        )];
        if self.spec.clock == Clock::Cpu {
            let cpu_s = cpu_ns as f64 / 1e9;
            let accounted_s = seconds(total.periods);
            comments.push(format!(
                "accounted: {accounted_s:.3} s of {cpu_s:.3} s CPU time of the process ({:.1} %)",
                if cpu_s > 0.0 {
                    accounted_s / cpu_s * 100.0
                } else {
                    100.0
                },
            ));
            let delivered_hz = total.signals as f64 / cpu_s.max(1e-9);
            if total.signals > 50 && delivered_hz < 0.8 * f64::from(self.spec.hz) {
                comments.push(format!(
                    "rate: this kernel delivered {delivered_hz:.0} of the {} signals asked for in a second of CPU time; each stands for the periods that it missed",
                    self.spec.hz
                ));
            }
        }
        comments.push(format!(
            "lost: {:.3} s dropped for want of room, {:.3} s on stacks deeper than {} KiB or {MAX_FRAMES} frames, {:.3} s on stacks not unwound to the root, {:.3} s on stacks beyond the first {MAX_STACKS}, {} threads without a timer",
            seconds(dropped),
            seconds(losses.truncated),
            super::slots::STACK_BYTES / 1024,
            seconds(losses.lost),
            seconds(losses.beyond),
            losses.threads_refused,
        ));
        comments
    }
}

/// The frames of a copied stack; looks for newly loaded files where one is in none.
pub(super) fn unwind(
    record: &Record,
    unwinder: &mut Unwinder,
    addresses: &mut [u64; MAX_FRAMES],
) -> (Vec<Frame>, End) {
    let read = |address| record.read(address);
    let (mut count, mut end) = unwinder.unwind(record.regs, addresses, read);
    if unwinder.learn(&addresses[..count]) {
        (count, end) = unwinder.unwind(record.regs, addresses, read);
    }
    let modules = unwinder.modules();
    let frames = addresses[..count]
        .iter()
        .map(|address| modules.frame(*address))
        .collect();
    (frames, end)
}
