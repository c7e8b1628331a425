//! A profile in progress: its source of signals, and the stacks counted so far.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::handler::{self, Cookie, DROPPED, REFUSED};
use super::slots::Record;
use super::timer::process_cpu_ns;
use super::timers::Timers;
use super::turns::{self, Turns};
use crate::error::{Error, Result};
use crate::profile::{Frame, Profile, Sample, ValueType};
use crate::unwind::{End, MAX_FRAMES, Unwinder};
use crate::{clock, task};

/// Distinct stacks beyond this number are counted together, so that memory stays
/// bounded.
const MAX_STACKS: usize = 16 * 1024;
/// Quantile of the interval that is given for a share (two-sided, normal): 95 %.
const CONFIDENCE_FACTOR: f64 = 1.96;
/// Below this share of the CPU time, threads that block the signal are looked for.
const COMPLETE: f64 = 0.95;
/// How many threads a comment names.
const NAMED: usize = 8;

/// The kind of time that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Time during which the thread is running.
    Cpu,
    /// Real time, running or waiting.
    Wall,
}

/// The settings of a session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) clock: Clock,
    pub(crate) hz: u32,
    /// Whether a wall-clock profile includes the profiler's own threads.
    pub(crate) with_profiler: bool,
}

#[derive(Clone, Copy, Default)]
struct Count {
    signals: u64,
    ns: u64,
}

/// Losses, for the profile's comments.
#[derive(Clone, Copy, Debug, Default)]
struct Losses {
    truncated_ns: u64,
    lost_ns: u64,
    beyond_ns: u64,
    /// Whether another part of the process replaced our handler.
    is_replaced: bool,
}

/// A thread's name as the kernel stores it, padded with zeros.
type Name = [u8; 16];

enum Source {
    Cpu(Timers),
    Wall(Turns),
}

pub(super) struct Session {
    pub(super) cookie: Cookie,
    spec: Spec,
    period_ns: u64,
    source: Source,
    stacks: HashMap<(Name, Vec<Frame>), Count>,
    /// The sum of the squares of all signals' weights, in seconds.
    squares: f64,
    losses: Losses,
    since: Instant,
    since_unix_ns: i64,
    cpu_since_ns: u64,
}

impl Session {
    /// `without_process_timer` is the reason why there is none, if there is none.
    pub(super) fn start(
        cookie: Cookie,
        spec: Spec,
        without_process_timer: Option<&'static str>,
    ) -> Result<Self> {
        check_threads()?;
        DROPPED[cookie.place].store(0, Ordering::Relaxed);
        REFUSED[cookie.place].store(0, Ordering::Relaxed);
        let period_ns = 1_000_000_000 / u64::from(spec.hz);
        let cpu_since_ns = process_cpu_ns();
        let source = match spec.clock {
            Clock::Cpu => Source::Cpu(Timers::start(cookie, period_ns, without_process_timer)?),
            Clock::Wall => Source::Wall(Turns::start(cookie, spec.hz, spec.with_profiler)),
        };
        Ok(Self {
            cookie,
            spec,
            period_ns,
            source,
            stacks: HashMap::new(),
            squares: 0.0,
            losses: Losses::default(),
            since: Instant::now(),
            since_unix_ns: clock::unix_ns(),
            cpu_since_ns,
        })
    }

    pub(super) fn is_wall(&self) -> bool {
        matches!(self.source, Source::Wall(_))
    }

    /// Does what is due; `walls` wall-clock profiles share a budget. Called by the
    /// collector, which is to call again by the returned time, if any.
    pub(super) fn work(&mut self, walls: usize) -> Option<Instant> {
        self.losses.is_replaced |= !handler::is_installed();
        match &mut self.source {
            Source::Cpu(timers) => {
                timers.scan_if_due();
                None
            }
            Source::Wall(turns) => {
                turns.work(walls);
                Some(turns.next())
            }
        }
    }

    /// Counts one record from a handler.
    pub(super) fn count(&mut self, record: &Record, unwinder: &mut Unwinder) {
        let mut addresses = [0; MAX_FRAMES];
        let (stack, end) = unwind(record, unwinder, &mut addresses);
        let ns = match &mut self.source {
            Source::Cpu(_) => u64::from(record.weight) * self.period_ns,
            Source::Wall(turns) => turns.answered(record.tid),
        };
        match end {
            End::Root => {}
            End::Truncated => self.losses.truncated_ns += ns,
            End::Lost => self.losses.lost_ns += ns,
        }
        let mut key = (record.name, stack);
        if self.stacks.len() >= MAX_STACKS && !self.stacks.contains_key(&key) {
            self.losses.beyond_ns += ns;
            key = (*b"(more stacks)\0\0\0", Vec::new());
        }
        let count = self.stacks.entry(key).or_default();
        count.signals += 1;
        count.ns += ns;
        self.squares += (ns as f64 / 1e9).powi(2);
    }

    /// Why there are no samples, if something prevents them.
    pub(super) fn problem(&self) -> Option<Error> {
        if self.losses.is_replaced || !handler::is_installed() {
            return Some(Error::SignalTaken);
        }
        check_threads().err()
    }

    /// Returns the profile since the start or the last call, and starts anew.
    pub(super) fn take(&mut self, unwinder: &Unwinder) -> Profile {
        let now = Instant::now();
        let now_unix_ns = clock::unix_ns();
        let cpu_now_ns = process_cpu_ns();
        let duration = now - self.since;
        let comments = self.comments(duration, cpu_now_ns.saturating_sub(self.cpu_since_ns));
        let stacks = std::mem::take(&mut self.stacks);
        self.losses = Losses::default();
        self.squares = 0.0;
        let kind = match self.spec.clock {
            Clock::Cpu => "cpu",
            Clock::Wall => "wall",
        };
        let samples = stacks
            .into_iter()
            .map(|((thread, stack), count)| {
                let periods = (count.ns + self.period_ns / 2) / self.period_ns;
                Sample {
                    stack,
                    values: vec![periods.cast_signed(), count.ns.cast_signed()],
                    labels: vec![("thread".to_owned(), text(&thread))],
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
            period: self.period_ns.cast_signed(),
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

    /// The profile's comments on itself and its errors; resets their counts.
    fn comments(&mut self, duration: Duration, cpu_ns: u64) -> Vec<String> {
        let total = self
            .stacks
            .values()
            .fold(Count::default(), |sum, count| Count {
                signals: sum.signals + count.signals,
                ns: sum.ns + count.ns,
            });
        let seconds = |ns: u64| ns as f64 / 1e9;
        let is_cpu = self.spec.clock == Clock::Cpu;
        let mut comments = vec![format!(
            "asked: {} Hz of {} time for {:.3} s; {} signals carried {} periods",
            self.spec.hz,
            if is_cpu { "CPU" } else { "wall" },
            duration.as_secs_f64(),
            total.signals,
            total.ns / self.period_ns,
        )];
        comments.extend(precision(seconds(total.ns), self.squares, total.signals));
        let mut refusals = 0;
        let mut silent = Vec::new();
        match &mut self.source {
            Source::Cpu(timers) => {
                let share = if cpu_ns > 0 {
                    total.ns as f64 / cpu_ns as f64
                } else {
                    1.0
                };
                comments.push(format!(
                    "accounted: {:.3} s of {:.3} s CPU time of the process ({:.1} %)",
                    seconds(total.ns),
                    seconds(cpu_ns),
                    share * 100.0,
                ));
                let delivered_hz = total.signals as f64 / seconds(cpu_ns).max(1e-9);
                if total.signals > 50 && delivered_hz < 0.8 * f64::from(self.spec.hz) {
                    comments.push(format!(
                        "rate: this kernel delivered {delivered_hz:.0} of the {} signals asked for in a second of CPU time; each stands for the periods that it missed",
                        self.spec.hz
                    ));
                }
                if let Some(reason) = timers.without_process {
                    comments.push(format!(
                        "short threads: those that live less than 50 ms are mostly missing: {reason}"
                    ));
                }
                refusals = std::mem::take(&mut timers.refusals);
                if share < COMPLETE {
                    silent = task::ids();
                }
            }
            Source::Wall(turns) => {
                let told = std::mem::take(&mut turns.told);
                if told.is_cut {
                    comments.push(format!(
                        "budget: {} threads took turns within {} signals a second for the process; {} were sent, each stands for the time of all threads since the one before",
                        told.most_threads,
                        turns::BUDGET_HZ,
                        told.signals,
                    ));
                }
                if told.unanswered_ns > 0 {
                    comments.push(format!(
                        "unanswered: {:.3} s of threads that did not take the signal",
                        seconds(told.unanswered_ns)
                    ));
                    silent = turns.silent();
                }
            }
        }
        comments.extend(blocked(silent));
        let refused = REFUSED[self.cookie.place].swap(0, Ordering::Relaxed);
        if refused > 0 {
            comments.push(format!(
                "misled: {:.3} s came to threads that did not run, since those that did block SIGVTALRM",
                seconds(refused * self.period_ns)
            ));
        }
        if self.losses.is_replaced {
            comments.push(
                "signal: another part of this process replaced the handler of SIGPROF; nothing was sampled since".to_owned(),
            );
        }
        comments.extend(super::memory_comment());
        if super::panics() > 0 {
            comments.push(format!(
                "collector: {} samples made it panic since the start, and were left out",
                super::panics()
            ));
        }
        let dropped = DROPPED[self.cookie.place].swap(0, Ordering::Relaxed);
        comments.push(format!(
            "lost: {:.3} s dropped for want of room, {:.3} s on stacks deeper than {} KiB (below {}), {:.3} s on stacks not unwound to the root, {:.3} s on stacks beyond the first {MAX_STACKS}, {refusals} threads without a timer",
            seconds(dropped * self.period_ns),
            seconds(self.losses.truncated_ns),
            super::slots::STACK_BYTES / 1024,
            Frame::CUT_OFF_NAME,
            seconds(self.losses.lost_ns),
            seconds(self.losses.beyond_ns),
        ));
        comments
    }
}

/// A comment on the precision of shares, for signals of unequal weight (Kish, "Survey
/// Sampling", 1965: equivalent to (Σw)² ÷ Σw² equal ones).
fn precision(sum: f64, squares: f64, signals: u64) -> Option<String> {
    if squares <= 0.0 {
        return None;
    }
    let effective = sum * sum / squares;
    let points =
        |share: f64| 100.0 * CONFIDENCE_FACTOR * (share * (1.0 - share) / effective).sqrt();
    Some(format!(
        "precision: {signals} signals are as good as {effective:.0} of equal weight: a share of 50 % is known to ±{:.1} points, one of 10 % to ±{:.1} (95 % confidence)",
        points(0.5),
        points(0.1),
    ))
}

/// The names of those of `tids` that block the signal.
fn blocked(mut tids: Vec<i32>) -> Option<String> {
    tids.retain(|tid| task::blocks(*tid, libc::SIGPROF));
    let names: Vec<String> = tids
        .iter()
        .take(NAMED)
        .map(|tid| task::name(*tid))
        .collect();
    let more = if tids.len() > NAMED { ", …" } else { "" };
    (!names.is_empty()).then(|| {
        format!(
            "blocked: {} threads block SIGPROF and are missing: {}{more}",
            tids.len(),
            names.join(", ")
        )
    })
}

/// Whether threads can be listed and at least one of them can be signalled.
fn check_threads() -> Result<()> {
    let tids = task::ids();
    if tids.is_empty() {
        return Err(Error::NoProc);
    }
    let own = task::own_ids();
    let mut others = tids.iter().filter(|tid| !own.contains(tid)).peekable();
    if others.peek().is_some() && others.all(|tid| task::blocks(*tid, libc::SIGPROF)) {
        return Err(Error::SignalBlocked);
    }
    Ok(())
}

fn text(name: &Name) -> String {
    let end = name
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(name.len());
    String::from_utf8_lossy(&name[..end]).into_owned()
}

/// The frames of a copied stack; looks for newly loaded files if an address is in no
/// known one.
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
