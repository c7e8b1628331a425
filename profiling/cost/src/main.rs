//! What profiling costs: run it with `cargo run --release -p cost` on a quiet
//! machine. Decides nothing; prints what it found, with intervals.
//!
//! Every figure compares the same work with and without, in one run, by turns.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};
use benches::statistics::hierarchy;
use clap::Parser;

/// Of the intervals that are printed.
const CONFIDENCE: f64 = 0.99;

#[derive(Parser)]
struct Args {
    /// Fresh processes for the CPU profile, and for each side of the heap
    #[arg(long, default_value_t = 8)]
    processes: u64,
    /// Seconds that the idle service does nothing
    #[arg(long, default_value_t = 30)]
    idle_seconds: u64,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    ensure!(
        args.processes >= 4,
        "--processes {} is too few for an interval: at least 4",
        args.processes
    );
    let mut rounds = Vec::new();
    for _ in 0..args.processes {
        rounds.push(figures("plain", "cpu", 4)?);
    }
    tell("CPU profile at 100 Hz", &rounds)?;
    tell("sampled heap, 512 KiB, allocating", &heap(args.processes)?)?;
    idle(args.idle_seconds)
}

/// ln(with ÷ without) of the allocating loop; a pair of processes each, by turns.
fn heap(pairs: u64) -> anyhow::Result<Vec<Vec<f64>>> {
    const ROUNDS: u64 = 100_000;
    let mut ratios = Vec::new();
    for pair in 0..2 * pairs {
        let mut times = [0.0; 2];
        let mut order = [("plain", 0), ("sampled", 1)];
        if pair % 2 == 1 {
            order.reverse();
        }
        for (program, side) in order {
            times[side] = figures(program, "allocate", ROUNDS)?[0];
        }
        ratios.push(vec![(times[1] / times[0]).ln()]);
    }
    Ok(ratios)
}

fn idle(seconds: u64) -> anyhow::Result<()> {
    let [plain, profiled] = ["plain", "sampled"].map(|program| figures(program, "idle", seconds));
    let (plain, profiled) = (plain?, profiled?);
    let percent = |cpu_ns: f64| 100.0 * cpu_ns / (seconds as f64 * 1e9);
    println!(
        "idle, history in windows of 10 s and HTTP: {:.3} % of a core (without: {:.3} %), {:.1} MB more",
        percent(profiled[0]),
        percent(plain[0]),
        (profiled[1] - plain[1]) / 1e6
    );
    Ok(())
}

/// Runs a child in `role`; one figure a line.
fn figures(program: &str, role: &str, amount: u64) -> anyhow::Result<Vec<f64>> {
    let path: PathBuf = std::env::current_exe()?.with_file_name(program);
    let output = Command::new(&path)
        .args([role, &amount.to_string()])
        .output()
        .with_context(|| {
            format!(
                "cannot run {}\nhint: `cargo build --release -p cost` builds it",
                path.display()
            )
        })?;
    ensure!(
        output.status.success(),
        "{} {role}: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)?
        .lines()
        .map(|line| line.parse().context("a child printed no number"))
        .collect()
}

fn tell(what: &str, log_ratios: &[Vec<f64>]) -> anyhow::Result<()> {
    let estimate = hierarchy::estimate(log_ratios).context("too few processes for an interval")?;
    let (low, high) = estimate.interval(CONFIDENCE);
    let percent = |log_ratio: f64| 100.0 * log_ratio.exp_m1();
    println!(
        "{what}: {:+.2} % [{:+.2}, {:+.2}], {} processes",
        percent(estimate.center),
        percent(low),
        percent(high),
        estimate.processes
    );
    Ok(())
}
