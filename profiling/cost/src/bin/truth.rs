//! Whether profiles are right: two parts of a program, one of which takes 80 % of the
//! CPU time, distinguished by function, line, closure, generic argument and `async`
//! function: `cargo run --release -p cost --bin truth`. Decides nothing.
//!
//! The truth is the number of rounds that each part computed, all rounds alike:
//! reading a clock between them is a system call, at which a busy machine switches
//! threads, and a sampler that waits for the tick then sees less of the short part.
//! With `--keep FILE` each run is saved as it ends, and later calls resume there.

use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;
use std::pin::pin;
use std::task::{Context as Waking, Poll, Waker};
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use cost::{load_average, thread_cpu_time};
use profiling::pprof::{self, proto};
use profiling::{Cpu, cpu};

#[derive(Parser)]
struct Args {
    /// How often each kind is profiled, in all
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// CPU time of a profile
    #[arg(long, default_value_t = 2)]
    cpu_seconds: u64,
    /// Rate of sampling
    #[arg(long, default_value_t = cpu::MAX_HZ)]
    hz: u32,
    /// Where runs are kept, and resumed
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// The error of a share, in percentage points.
const WITHIN_POINTS: f64 = 5.0;

#[inline(always)]
fn burn(rounds: u64) -> u64 {
    (0..rounds).fold(1u64, |value, round| {
        black_box(value.wrapping_mul(6_364_136_223_846_793_005) + (round & 1))
    })
}

/// The rounds of both parts.
struct Truth {
    parts: [u64; 2],
    random: fastrand::Rng,
}

impl Truth {
    /// How long both parts compute this time: varied, so as not to fall into step with
    /// the kernel's tick.
    fn rounds(&mut self) -> [u64; 2] {
        let rounds = ROUNDS.map(|mean| mean / 2 + self.random.u64(..mean));
        self.parts[0] += rounds[0];
        self.parts[1] += rounds[1];
        rounds
    }

    fn share(&self) -> f64 {
        self.parts[0] as f64 / (self.parts[0] + self.parts[1]) as f64
    }
}

/// Mean rounds of the two parts: 80 and 20 %.
const ROUNDS: [u64; 2] = [8_000_000, 2_000_000];

#[inline(never)]
fn most(rounds: u64) -> u64 {
    burn(rounds)
}

#[inline(never)]
fn least(rounds: u64) -> u64 {
    // Different machine code, or the linker would fold the two.
    burn(rounds) ^ 1
}

fn by_function(truth: &mut Truth) {
    let [much, little] = truth.rounds();
    black_box(most(much));
    black_box(least(little));
}

const MOST_LINE: u32 = line!() + 6;
const LEAST_LINE: u32 = line!() + 6;

#[inline(never)]
fn by_line(truth: &mut Truth) {
    let [much, little] = truth.rounds();
    black_box(burn(much));
    black_box(burn(little));
}

#[inline(always)]
fn called(work: impl FnOnce() -> u64) -> u64 {
    work()
}

#[inline(never)]
fn by_closure(truth: &mut Truth) {
    let [much, little] = truth.rounds();
    black_box(called(|| burn(much)));
    black_box(called(|| burn(little) ^ 2));
}

#[inline(never)]
fn generic<T: Into<u64> + Copy>(one: T, rounds: u64) -> u64 {
    burn(rounds) + one.into() + size_of::<T>() as u64
}

fn by_generic(truth: &mut Truth) {
    let [much, little] = truth.rounds();
    black_box(generic(1u8, much));
    black_box(generic(1u32, little));
}

async fn most_waiting(rounds: u64) -> u64 {
    let value = burn(rounds);
    yielded().await;
    value
}

async fn least_waiting(rounds: u64) -> u64 {
    yielded().await;
    burn(rounds)
}

/// Waits once.
async fn yielded() {
    let mut is_first = true;
    std::future::poll_fn(|_| match std::mem::take(&mut is_first) {
        true => Poll::Pending,
        false => Poll::Ready(()),
    })
    .await;
}

fn finished(future: impl Future<Output = u64>) -> u64 {
    let mut future = pin!(future);
    let mut waking = Waking::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut waking) {
            return value;
        }
    }
}

fn by_async(truth: &mut Truth) {
    let [much, little] = truth.rounds();
    black_box(finished(most_waiting(much)));
    black_box(finished(least_waiting(little)));
}

/// What identifies a part: the end of a function's name, and a line where needed.
type Mark = (&'static str, Option<u32>);

/// A kind: its name, the work, and how its parts are identified.
type Kind = (&'static str, fn(&mut Truth), [Mark; 2]);

const KINDS: [Kind; 5] = [
    (
        "function",
        by_function,
        [("truth::most", None), ("truth::least", None)],
    ),
    (
        "line",
        by_line,
        [
            ("truth::by_line", Some(MOST_LINE)),
            ("truth::by_line", Some(LEAST_LINE)),
        ],
    ),
    (
        "closure",
        by_closure,
        [
            ("by_closure::{closure#0}", None),
            ("by_closure::{closure#1}", None),
        ],
    ),
    (
        "generic",
        by_generic,
        [("generic<u8>", None), ("generic<u32>", None)],
    ),
    (
        "async",
        by_async,
        [
            ("most_waiting::{async_fn#0}", None),
            ("least_waiting::{async_fn#0}", None),
        ],
    ),
];

/// The value of all stacks with a function and, if it is given, a line of it.
fn value(message: &proto::Profile, (name, line): Mark) -> i64 {
    let has = |sample: &proto::Sample| {
        let locations = sample.location_id.iter();
        locations
            .filter_map(|id| message.location.iter().find(|location| location.id == *id))
            .flat_map(|location| &location.line)
            .any(|at| {
                let function = message.function.iter().find(|of| of.id == at.function_id);
                let known = function
                    .and_then(|of| message.string_table.get(usize::try_from(of.name).ok()?));
                known.is_some_and(|known| known.ends_with(name))
                    && line.is_none_or(|line| at.line == i64::from(line))
            })
    };
    let hits = message.sample.iter().filter(|sample| has(sample));
    hits.filter_map(|sample| sample.value.get(1)).sum()
}

/// The error of one run's profile, in percentage points.
fn error_points(args: &Args, kind: &Kind) -> anyhow::Result<f64> {
    let (_, work, marks) = kind;
    let mut truth = Truth {
        parts: [0; 2],
        random: fastrand::Rng::new(),
    };
    let cpu = Cpu::start_at(args.hz)?;
    let began = thread_cpu_time();
    while thread_cpu_time() - began < Duration::from_secs(args.cpu_seconds) {
        work(&mut truth);
    }
    let message = pprof::message(&cpu.stop());
    let [most, least] = marks.map(|mark| value(&message, mark) as f64);
    Ok(100.0 * (most / (most + least) - truth.share()))
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    println!("load of the machine: {}", load_average());
    let kept = match &args.keep {
        Some(path) if path.exists() => std::fs::read_to_string(path)?,
        _ => String::new(),
    };
    for kind in &KINDS {
        let name = kind.0;
        let mut errors: Vec<f64> = kept
            .lines()
            .filter_map(|line| line.strip_prefix(name)?.trim().parse().ok())
            .take(args.runs)
            .collect();
        while errors.len() < args.runs {
            let error = error_points(&args, kind)?;
            if let Some(path) = &args.keep {
                let file = std::fs::OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(path);
                let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
                writeln!(file, "{name} {error}")?;
            }
            errors.push(error);
        }
        let within = errors.iter().filter(|error| error.abs() <= WITHIN_POINTS);
        let worst = errors.iter().map(|error| error.abs()).fold(0.0, f64::max);
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        println!(
            "{name}: {} of {} runs within {WITHIN_POINTS} points; mean {mean:+.2}, furthest {worst:.2}",
            within.count(),
            errors.len(),
        );
    }
    Ok(())
}
