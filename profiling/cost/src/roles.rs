//! What a child process does: `ROLE AMOUNT`, figures to stdout.

use std::time::Duration;

use anyhow::{Context, bail};
use cost::{by_turns, compute, cpu_time, resident_bytes, rounds_in};

/// Runs the role that the command line names, with or without profiling.
pub fn run(is_profiled: bool) -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [role, amount] = arguments.as_slice() else {
        bail!("this is a part of `cost`\nhint: run `cargo run --release -p cost`");
    };
    let amount: u64 = amount.parse().context("the amount is no number")?;
    match role.as_str() {
        "cpu" => cpu(amount)?,
        "idle" => idle(is_profiled, Duration::from_secs(amount))?,
        other => bail!("no role is called `{other}`"),
    }
    Ok(())
}

/// The same work with and without a CPU profile.
fn cpu(blocks: u64) -> anyhow::Result<()> {
    let rounds = rounds_in(Duration::from_millis(500), compute);
    by_turns(blocks, |is_profiled| {
        let profile = is_profiled.then(profiling::Cpu::start).transpose()?;
        compute(rounds);
        // Ending it is part of its cost; writing it is not.
        drop(profile);
        Ok(())
    })
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
    // Leaves out the start.
    std::thread::sleep(Duration::from_secs(2));
    let started = cpu_time();
    std::thread::sleep(time);
    println!("{}", (cpu_time() - started).as_nanos());
    println!("{}", resident_bytes());
    Ok(())
}
