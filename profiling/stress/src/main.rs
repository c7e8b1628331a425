//! Everything that is known to hurt a profiler inside a live process, at once: caught
//! panics, backtraces, allocation, fork and exec, dlopen, threads that begin and end,
//! and profiles at the highest rate that start and stop all the time.
//!
//! Exits with 0 if nothing crashed, hung or leaked.

mod load;
mod memory;
mod profiles;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use clap::Parser;
// The heap is sampled too.
use profiling_alloc_system as _;

/// A worker that makes no progress for this long counts as hung. On two cores with
/// dozens of threads, one iteration of any of them takes well under a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first round takes this share of the time, and fills caches.
const WARMING: u32 = 5;

/// Growth of memory that is allowed between a fifth of the time and its end: what
/// caches still fill, but nothing that grows with time.
const GROWTH_BYTES: u64 = 4 << 20;

#[derive(Parser)]
struct Args {
    /// How long
    #[arg(long, default_value_t = 600)]
    seconds: u64,
}

/// One kind of load, and the number of its iterations.
struct Worker {
    name: &'static str,
    threads: usize,
    turn: fn(&mut u64),
    turns: AtomicU64,
}

static STOP: AtomicBool = AtomicBool::new(false);

static WORKERS: [Worker; 11] = [
    Worker::new("panics that are caught", 2, load::panics),
    Worker::new("backtraces", 2, load::backtraces),
    Worker::new("allocation", 2, load::allocates),
    Worker::new("arithmetic", 2, load::computes),
    Worker::new("sleep", 2, load::sleeps),
    Worker::new("fork and exec", 1, load::forks),
    Worker::new("dlopen", 1, load::opens_libraries),
    Worker::new("short threads", 1, load::starts_threads),
    Worker::new("CPU profiles", 2, profiles::cpu),
    Worker::new("wall profiles", 1, profiles::wall),
    Worker::new("heap and thread profiles", 1, profiles::heap_and_threads),
];

impl Worker {
    const fn new(name: &'static str, threads: usize, turn: fn(&mut u64)) -> Self {
        Worker {
            name,
            threads,
            turn,
            turns: AtomicU64::new(0),
        }
    }

    fn run(&self, seed: u64) {
        let mut random = seed | 1;
        while !STOP.load(Ordering::Relaxed) {
            (self.turn)(&mut random);
            self.turns.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    ensure!(
        args.seconds >= 5,
        "--seconds {} is too short: at least 5",
        args.seconds
    );
    // A panic is load here, not something to report.
    std::panic::set_hook(Box::new(|_| {}));
    let total = Duration::from_secs(args.seconds);
    let started = Instant::now();
    // Memory is measured when all threads have ended: what is in progress comes and
    // goes.
    round(total / WARMING)?;
    let warm_bytes = memory::live_bytes()?;
    round(total - total / WARMING)?;
    report(started, warm_bytes)
}

/// Runs every load at once for this long; all threads have ended when it returns.
fn round(time: Duration) -> anyhow::Result<()> {
    STOP.store(false, Ordering::Relaxed);
    let started = Instant::now();
    let handles: Vec<_> = WORKERS
        .iter()
        .flat_map(|worker| (0..worker.threads).map(move |index| (worker, index)))
        .enumerate()
        .map(|(seed, (worker, index))| {
            std::thread::Builder::new()
                .name(format!("{} {index}", worker.name))
                .spawn(move || worker.run(seed as u64 * 7919))
                .context("cannot start a thread")
        })
        .collect::<anyhow::Result<_>>()?;
    watch(started, time)?;
    STOP.store(true, Ordering::Relaxed);
    join(handles)
}

/// Waits until `time` is over; an error if a worker hangs.
fn watch(started: Instant, time: Duration) -> anyhow::Result<()> {
    let mut seen: Vec<(u64, Instant)> = WORKERS.iter().map(|_| (0, Instant::now())).collect();
    while started.elapsed() < time {
        std::thread::sleep(Duration::from_millis(200));
        for (worker, (turns, since)) in WORKERS.iter().zip(&mut seen) {
            let now = worker.turns.load(Ordering::Relaxed);
            if now != *turns {
                (*turns, *since) = (now, Instant::now());
            }
            if since.elapsed() > PATIENCE {
                bail!(
                    "`{}` hangs: {turns} turns, then none for {} s",
                    worker.name,
                    PATIENCE.as_secs()
                );
            }
        }
    }
    Ok(())
}

/// Joins every thread, or reports the one that hangs.
fn join(handles: Vec<std::thread::JoinHandle<()>>) -> anyhow::Result<()> {
    let stopped = Instant::now();
    for handle in handles {
        let name = handle.thread().name().unwrap_or_default().to_owned();
        while !handle.is_finished() {
            ensure!(
                stopped.elapsed() < PATIENCE,
                "`{name}` hangs: it did not end in {} s",
                PATIENCE.as_secs()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        if handle.join().is_err() {
            bail!("`{name}` panicked where it should not");
        }
    }
    Ok(())
}

fn report(started: Instant, warm_bytes: u64) -> anyhow::Result<()> {
    let end_bytes = memory::live_bytes()?;
    println!("seconds\t{:.1}", started.elapsed().as_secs_f64());
    for worker in &WORKERS {
        println!("{}\t{}", worker.name, worker.turns.load(Ordering::Relaxed));
    }
    println!("samples\t{}", profiles::SAMPLES.load(Ordering::Relaxed));
    println!(
        "refused starts\t{}",
        profiles::REFUSED.load(Ordering::Relaxed)
    );
    println!("live bytes after a fifth\t{warm_bytes}");
    println!("live bytes at the end\t{end_bytes}");
    println!("resident bytes at the end\t{}", memory::resident_bytes()?);
    let timers = memory::timers()?;
    let threads = memory::threads()?;
    println!("timers left\t{timers}");
    println!("threads left\t{threads}");
    ensure!(
        profiles::SAMPLES.load(Ordering::Relaxed) > 0,
        "no profile had a sample"
    );
    for worker in &WORKERS {
        ensure!(
            worker.turns.load(Ordering::Relaxed) > 0,
            "`{}` never got round",
            worker.name
        );
    }
    ensure!(timers == 0, "{timers} timers were left running");
    // This thread, the collector, and the one that looks up names.
    ensure!(threads <= 3, "{threads} threads are left");
    ensure!(
        end_bytes < warm_bytes + GROWTH_BYTES,
        "memory grew from {warm_bytes} to {end_bytes} bytes: at most {GROWTH_BYTES} more are expected"
    );
    Ok(())
}
