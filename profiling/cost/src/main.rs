//! What profiling costs: run `cargo run --release -p cost` on a quiet machine. Decides
//! nothing; prints its results, with intervals.
//!
//! Every figure compares the same work with and without profiling, in one run, taking
//! turns. With `--features rivals` other profilers are measured beside.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};
use clap::Parser;
use statistics::hierarchy;

/// Confidence of the intervals that are printed.
const CONFIDENCE: f64 = 0.99;

/// What is compared with the same work without it: a name, the program and its
/// arguments.
type Compared = (&'static str, &'static str, &'static [&'static str]);

const COMPARED: &[Compared] = &[
    ("CPU profile at 100 Hz", "plain", &["cpu", "4"]),
    #[cfg(feature = "rivals")]
    ("  the crate pprof", "rival_pprof", &["4"]),
    #[cfg(feature = "rivals")]
    ("  the crate rpprof", "rival_rpprof", &["4"]),
    ("sampled heap, 512 KiB, allocating", "switched", &["20"]),
    #[cfg(feature = "rivals")]
    ("  jemalloc's own, 512 KiB, allocating", "jemalloc", &["20"]),
];

#[derive(Parser)]
struct Args {
    /// Fresh processes for each figure
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
    // A process of each in turn, so that whatever else the machine does meets all
    // alike.
    let mut figures_of: Vec<Vec<Vec<f64>>> = vec![Vec::new(); COMPARED.len()];
    for _ in 0..args.processes {
        for ((_, program, arguments), of) in COMPARED.iter().zip(&mut figures_of) {
            of.push(figures(program, arguments)?);
        }
    }
    println!("load of the machine: {}", cost::load_average());
    for ((what, _, _), of) in COMPARED.iter().zip(&figures_of) {
        tell(what, of)?;
    }
    idle(args.idle_seconds)
}

fn idle(seconds: u64) -> anyhow::Result<()> {
    let [plain, profiled] =
        ["plain", "sampled"].map(|program| figures(program, &["idle", &seconds.to_string()]));
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

/// Runs a child, which prints one figure a line.
fn figures(program: &str, arguments: &[&str]) -> anyhow::Result<Vec<f64>> {
    let path: PathBuf = std::env::current_exe()?.with_file_name(program);
    let output = Command::new(&path)
        .args(arguments)
        .output()
        .with_context(|| {
            format!(
                "cannot run {}\nhint: `cargo build --release -p cost` builds it",
                path.display()
            )
        })?;
    ensure!(
        output.status.success(),
        "{} {}: {}",
        path.display(),
        arguments.join(" "),
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
