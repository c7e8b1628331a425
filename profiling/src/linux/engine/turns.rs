//! The source of signals for a wall-clock profile: threads take turns, within a budget
//! of signals per second for the whole process.
//!
//! Waking a thread costs microseconds, so a timer for each of a thousand threads would
//! stall the service. Instead each round signals every thread once, in a new random
//! order, and each signal stands for the time of all threads since the previous one:
//! threads × time ÷ signals.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use super::handler::Cookie;
use super::timers::SCAN_PAUSE;
use crate::{clock, task};

/// Signals per second for all wall-clock profiles of this process together.
pub(super) const BUDGET_HZ: f64 = 1_000.0;
/// How many signals are sent in a row before a pause.
const BATCH: f64 = 4.0;
const SHORTEST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);
/// A thread that does not answer a signal within this time may block it, or its answer
/// found no free slot.
const PATIENCE: Duration = Duration::from_secs(1);

/// A signal that has not been answered yet.
struct Sent {
    at: Instant,
    /// The time that its stack stands for; more if the thread's next turn came
    /// meanwhile.
    weight_ns: u64,
}

pub(super) struct Turns {
    cookie: Cookie,
    hz: f64,
    with_profiler: bool,
    threads: HashMap<i32, Option<Sent>>,
    /// The threads still to be signalled in this round.
    round: Vec<i32>,
    sent_at: Instant,
    next: Instant,
    next_scan: Instant,
    /// The fraction of a signal carried over.
    credit: f64,
    random: u64,
    pub(super) told: Told,
}

/// For the profile's comments.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) most_threads: usize,
    pub(super) signals: u64,
    /// Whether the budget lowered the rate.
    pub(super) is_cut: bool,
    /// Time of threads that did not answer.
    pub(super) unanswered_ns: u64,
}

impl Turns {
    pub(super) fn start(cookie: Cookie, hz: u32, with_profiler: bool) -> Self {
        let now = Instant::now();
        let mut turns = Self {
            cookie,
            hz: f64::from(hz),
            with_profiler,
            threads: HashMap::new(),
            round: Vec::new(),
            sent_at: now,
            next: now,
            next_scan: now,
            credit: 0.0,
            random: clock::unix_ns().cast_unsigned() | 1,
            told: Told::default(),
        };
        turns.scan(now);
        turns
    }

    /// When something is due next.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// Signals the threads whose turn it is; `shares` profiles share the budget.
    pub(super) fn work(&mut self, shares: usize) {
        let now = Instant::now();
        if now < self.next {
            return;
        }
        if now >= self.next_scan {
            self.scan(now);
        }
        let threads = self.threads.len();
        let asked_hz = self.hz * threads as f64;
        let budget_hz = BUDGET_HZ / shares.max(1) as f64;
        let rate_hz = asked_hz.min(budget_hz);
        self.told.is_cut |= asked_hz > budget_hz;
        self.told.most_threads = self.told.most_threads.max(threads);
        let elapsed = now - self.sent_at;
        self.credit += rate_hz * elapsed.as_secs_f64();
        // A collector that was held up does not catch up all at once.
        let due = (self.credit as usize).min(threads);
        if due > 0 {
            self.credit = (self.credit - due as f64).clamp(0.0, 1.0);
            self.sent_at = now;
            let weight_ns = elapsed.as_nanos() * threads as u128 / due as u128;
            let weight_ns = u64::try_from(weight_ns).unwrap_or(u64::MAX);
            for _ in 0..due {
                self.signal_next(now, weight_ns);
            }
        }
        // Random, so as not to fall into step with regular events.
        self.random = clock::xorshift(self.random);
        let jitter = 0.5 + (self.random % 1024) as f64 / 1024.0;
        let pause = Duration::from_secs_f64(jitter * BATCH / rate_hz.max(1.0));
        self.next = now + pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
    }

    fn signal_next(&mut self, now: Instant, weight_ns: u64) {
        if self.round.is_empty() {
            self.round.extend(self.threads.keys());
            // The shuffle of Fisher and Yates.
            for last in (1..self.round.len()).rev() {
                self.random = clock::xorshift(self.random);
                self.round
                    .swap(last, (self.random % (last as u64 + 1)) as usize);
            }
        }
        let Some(tid) = self.round.pop() else { return };
        let Some(sent) = self.threads.get_mut(&tid) else {
            // It has ended: its time counts for the others.
            return;
        };
        // A second signal would only queue behind the first.
        if let Some(before) = sent {
            if now - before.at < PATIENCE {
                // It waits for a processor, and is in the same place for as long as it
                // does.
                before.weight_ns = before.weight_ns.saturating_add(weight_ns);
                return;
            }
            if task::blocks(tid, libc::SIGPROF) {
                self.told.unanswered_ns += weight_ns;
                return;
            }
        }
        *sent = Some(Sent { at: now, weight_ns });
        self.told.signals += 1;
        super::send(tid, self.cookie);
    }

    /// The time that the answer of `tid` stands for, in nanoseconds.
    pub(super) fn answered(&mut self, tid: i32) -> u64 {
        let sent = self.threads.get_mut(&tid).and_then(Option::take);
        sent.map_or(0, |sent| sent.weight_ns)
    }

    /// Threads that have not answered for a while.
    pub(super) fn silent(&self) -> Vec<i32> {
        let late = |sent: &Option<Sent>| {
            sent.as_ref()
                .is_some_and(|sent| sent.at.elapsed() >= PATIENCE)
        };
        let silent = self.threads.iter().filter(|(_, sent)| late(sent));
        silent.map(|(tid, _)| *tid).collect()
    }

    fn scan(&mut self, now: Instant) {
        let own = if self.with_profiler {
            HashSet::from([super::collector_tid()])
        } else {
            task::own_ids()
        };
        let found: HashSet<i32> = task::ids()
            .into_iter()
            .filter(|tid| !own.contains(tid))
            .collect();
        self.threads.retain(|tid, _| found.contains(tid));
        for tid in found {
            self.threads.entry(tid).or_default();
        }
        self.next_scan = now + (now.elapsed() * 200).max(SCAN_PAUSE);
    }
}
