//! The share of short-lived threads' CPU time that a profile accounts for: `cargo run
//! --release -p cost --bin accounted`. Decides nothing; prints its results.
//! Shares are of CPU time, not of time that passes, so that a busy machine does
//! not change them.

use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use cost::{compute, cpu_time, load_average, thread_cpu_time};
use profiling::Cpu;

#[derive(Parser)]
struct Args {
    /// Seconds of CPU time for each kind of load
    #[arg(long, default_value_t = 10)]
    cpu_seconds: u64,
    /// Rate of sampling
    #[arg(long, default_value_t = profiling::cpu::DEFAULT_HZ)]
    hz: u32,
}

/// A name, and the work to repeat.
type Load = (&'static str, fn());

const LOADS: [Load; 7] = [
    ("threads of 5 ms, one after another", || thread_of(5)),
    ("threads of 20 ms, one after another", || thread_of(20)),
    ("threads of 50 ms, one after another", || thread_of(50)),
    ("threads of 200 ms, one after another", || thread_of(200)),
    ("scopes of two threads of 10 ms", || scope_of(2, 10)),
    ("threads of 5 ms beside two long ones", beside_long_ones),
    ("a tokio runtime begun after the profile", runtime),
];

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    println!("load of the machine: {}", load_average());
    for (name, load) in LOADS {
        let cpu = Cpu::start_at(args.hz)?;
        let began = cpu_time();
        while cpu_time() - began < Duration::from_secs(args.cpu_seconds) {
            load();
        }
        let profile = cpu.stop();
        let told = profile
            .comments
            .iter()
            .find_map(|comment| comment.strip_prefix("accounted: "))
            .context("the profile does not say what it accounted for")?;
        println!("{name}: {told}");
    }
    Ok(())
}

/// Computes until this thread has used another `ms` of CPU time.
fn compute_for(ms: u64) {
    let began = thread_cpu_time();
    while thread_cpu_time() - began < Duration::from_millis(ms) {
        compute(20);
    }
}

fn thread_of(ms: u64) {
    scope_of(1, ms);
}

fn scope_of(threads: usize, ms: u64) {
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| compute_for(ms));
        }
    });
}

fn beside_long_ones() {
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| compute_for(2_000));
        }
        for _ in 0..200 {
            thread_of(5);
        }
    });
}

fn runtime() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let tasks: Vec<_> = (0..40)
            .map(|_| tokio::spawn(async { compute_for(5) }))
            .collect();
        for task in tasks {
            // Only a panic could fail there, and it would have been printed.
            let _ = task.await;
        }
    });
}
