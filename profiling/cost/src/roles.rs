//! What a child process does: `ROLE AMOUNT`, figures to stdout.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use cost::{allocate, compute, cpu_time, resident_bytes};

/// Runs the role that the command line names, with profiling or without.
pub fn run(is_profiled: bool) -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [role, amount] = arguments.as_slice() else {
        bail!("this is a part of `cost`\nhint: run `cargo run --release -p cost`");
    };
    let amount: u64 = amount.parse().context("the amount is no number")?;
    match role.as_str() {
        "allocate" => {
            // The first round warms the allocator.
            allocate(amount / 10 + 1);
            let started = cpu_time();
            allocate(amount);
            println!("{}", (cpu_time() - started).as_nanos());
        }
        "cpu" => cpu(amount)?,
        "idle" => idle(is_profiled, Duration::from_secs(amount))?,
        other => bail!("no role is called `{other}`"),
    }
    Ok(())
}

/// Blocks of the same work with and without a CPU profile, by turns: ABBA or
/// BAAB. Prints ln(with ÷ without) of each.
fn cpu(blocks: u64) -> anyhow::Result<()> {
    let rounds = rounds_in(Duration::from_millis(500));
    let side = |is_profiled: bool| -> anyhow::Result<f64> {
        let started = cpu_time();
        let profile = is_profiled.then(profiling::Cpu::start).transpose()?;
        compute(rounds);
        // Ending it is a part of its price; writing it is not.
        drop(profile);
        Ok((cpu_time() - started).as_secs_f64())
    };
    // The first profile starts the collector and reads the program's tables.
    side(true)?;
    for block in 0..blocks {
        let first = block % 2 == 0;
        let mut sums = [0.0; 2];
        for is_profiled in [first, !first, !first, first] {
            sums[usize::from(is_profiled)] += side(is_profiled)?;
        }
        println!("{}", (sums[1] / sums[0]).ln());
    }
    Ok(())
}

/// How many rounds of work take about `time`.
fn rounds_in(time: Duration) -> u64 {
    let mut rounds = 1_000;
    loop {
        let started = Instant::now();
        compute(rounds);
        let elapsed = started.elapsed();
        if elapsed * 10 > time {
            return (rounds as f64 * time.as_secs_f64() / elapsed.as_secs_f64()) as u64;
        }
        rounds *= 2;
    }
}

/// A service with nothing to do. Prints its CPU time in nanoseconds over `time`,
/// and its memory in bytes.
fn idle(is_profiled: bool, time: Duration) -> anyhow::Result<()> {
    for _ in 0..8 {
        std::thread::spawn(|| {
            loop {
                std::thread::park();
            }
        });
    }
    let _profiling = if is_profiled {
        let history = profiling::history::Settings {
            window: Duration::from_secs(10),
            ..profiling::history::Settings::default()
        };
        let server = profiling::http::serve("127.0.0.1:0")?;
        Some((server, history.start()?))
    } else {
        None
    };
    // Not the start.
    std::thread::sleep(Duration::from_secs(2));
    let started = cpu_time();
    std::thread::sleep(time);
    println!("{}", (cpu_time() - started).as_nanos());
    println!("{}", resident_bytes());
    Ok(())
}
