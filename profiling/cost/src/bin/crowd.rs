//! What a wall-clock profile costs a service with many threads, and whether it is
//! still right: `cargo run --release -p cost --bin crowd`. Decides nothing.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use clap::Parser;
use cost::{compute, cpu_time, thread_cpu_time};
use profiling::Wall;

#[derive(Parser)]
struct Args {
    /// Threads that sleep
    #[arg(long, default_value_t = 1000)]
    threads: usize,
    /// Rate asked for, for each thread
    #[arg(long, default_value_t = 1000)]
    hz: u32,
    /// Seconds of each part
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How often to take turns
    #[arg(long, default_value_t = 4)]
    rounds: usize,
}

/// Rounds of work done by the busy thread.
static DONE: AtomicU64 = AtomicU64::new(0);
/// Its CPU time then, in nanoseconds.
static USED_NS: AtomicU64 = AtomicU64::new(0);

/// The share of all sleepers that sleep here: 80 %.
#[inline(never)]
fn mostly(stop: &AtomicBool) {
    sleep_until(stop);
    black_box(80);
}

/// Different machine code, or the linker would fold the two.
#[inline(never)]
fn sometimes(stop: &AtomicBool) {
    sleep_until(stop);
    black_box(20);
}

fn sleep_until(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        std::thread::park();
    }
}

fn busy(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        compute(10);
        DONE.fetch_add(1, Ordering::Relaxed);
        USED_NS.store(thread_cpu_time().as_nanos() as u64, Ordering::Relaxed);
    }
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let result = crowd(scope, &stop, &args);
        stop.store(true, Ordering::Relaxed);
        let sleepers = result?;
        for sleeper in sleepers {
            sleeper.unpark();
        }
        Ok(())
    })
}

fn crowd<'scope>(
    scope: &'scope std::thread::Scope<'scope, '_>,
    stop: &'scope AtomicBool,
    args: &Args,
) -> anyhow::Result<Vec<std::thread::Thread>> {
    let mut sleepers = Vec::new();
    for number in 0..args.threads {
        let work = if number % 5 == 0 { sometimes } else { mostly };
        let thread = std::thread::Builder::new()
            .stack_size(64 * 1024)
            .spawn_scoped(scope, move || work(stop))?;
        sleepers.push(thread.thread().clone());
    }
    scope.spawn(|| busy(stop));
    std::thread::sleep(Duration::from_millis(200));
    let mut per_round = [0.0; 2];
    let mut others_s = [0.0; 2];
    let mut shares = Vec::new();
    for round in 0..args.rounds {
        for is_profiled in [round % 2 == 0, round % 2 == 1] {
            let wall = is_profiled.then(|| Wall::start_at(args.hz)).transpose()?;
            let before = (
                DONE.load(Ordering::Relaxed),
                USED_NS.load(Ordering::Relaxed),
                cpu_time(),
            );
            std::thread::sleep(Duration::from_secs(args.seconds));
            let used_ns = USED_NS.load(Ordering::Relaxed) - before.1;
            let done = DONE.load(Ordering::Relaxed) - before.0;
            per_round[usize::from(is_profiled)] += used_ns as f64 / done as f64;
            others_s[usize::from(is_profiled)] +=
                (cpu_time() - before.2).as_secs_f64() - used_ns as f64 / 1e9;
            if let Some(wall) = wall {
                let profile = wall.stop();
                shares.push(share(&profile));
                if round == 0 {
                    println!("{}", profile.comments.join("\n"));
                }
            }
        }
    }
    let seconds = (args.rounds as u64 * args.seconds) as f64;
    println!(
        "{} threads asleep, {} Hz asked: {:.3} of a core (without: {:.3}); \
         the busy thread's CPU time for a unit of work {:+.2} %; \
         four of five sleepers read as {}",
        args.threads,
        args.hz,
        others_s[1] / seconds,
        others_s[0] / seconds,
        100.0 * (per_round[1] / per_round[0] - 1.0),
        shares.join(", "),
    );
    Ok(sleepers)
}

/// The share of `mostly` in the time of all sleepers.
fn share(profile: &profiling::Profile) -> String {
    let message = profiling::pprof::message(profile);
    let [mut mostly, mut sometimes] = [0, 0];
    for (stack, ns) in profiling::pprof::folded(&message, 1) {
        let has = |name: &str| stack.iter().any(|function| function.ends_with(name));
        mostly += if has("crowd::mostly") { ns } else { 0 };
        sometimes += if has("crowd::sometimes") { ns } else { 0 };
    }
    format!(
        "{:.1} %",
        100.0 * mostly as f64 / (mostly + sometimes).max(1) as f64
    )
}
