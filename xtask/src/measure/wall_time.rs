//! Wall time with criterion: the samples are read, the statistics are ours.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use flate2::{Compression, write::GzEncoder};
use record::{Record, Time};
use statistics::median;

use super::{Plan, build, entry, named, plan, step};
use crate::{print::Progress, process, store, units};
use readers::criterion;
pub use readers::criterion::Samples;

/// Where a record keeps the raw samples.
pub const SAMPLES: &str = "samples.json.gz";

/// Runs the stage; returns how many cases it measured, and in what time.
///
/// # Errors
/// If criterion fails, its files cannot be read, or the user interrupts.
pub fn run(plan: &Plan, record: &mut Record, scratch: &Path) -> anyhow::Result<(usize, Duration)> {
    let mut progress = Progress::new("wall-time", plan.cases.len());
    let (warm_up, measuring, samples) = plan::criterion(plan.effort);
    let home = scratch.join("criterion");
    let mut command = build::bench("wall_time")?;
    command
        .arg("--noplot")
        // Our statistics are our own: spare criterion its bootstrap.
        .arg("--nresamples=1000")
        .arg(format!("--warm-up-time={}", warm_up.as_secs_f64()))
        .arg(format!("--measurement-time={}", measuring.as_secs_f64()))
        .arg(format!("--sample-size={samples}"))
        .env("CRITERION_HOME", &home)
        .env(
            benches::selection::VARIABLE,
            build::case_list(scratch, plan.cases.iter())?,
        );
    let mut done = 0;
    let finished = process::run_within(&mut command, super::PATIENCE, |line| {
        // The id stands alone or before its figures, in the line that ends it.
        if line.contains("time:") {
            step(&mut progress, line.split_whitespace().next().unwrap_or(""));
            done += 1;
        }
    })
    .map_err(|error| {
        named(error, || match plan.cases.get(done) {
            Some(case) => format!("{case} was being timed"),
            None => "every case was timed".to_owned(),
        })
    })?;
    finished.success(&command)?;

    let mut raw = Vec::new();
    for samples in criterion::read(&home)? {
        entry(record, &samples.id)?.time_ns = Some(time(&samples)?);
        raw.push(samples);
    }
    anyhow::ensure!(
        raw.len() == plan.cases.len(),
        "criterion measured {} of {} cases",
        raw.len(),
        plan.cases.len()
    );
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(serde_json::to_string(&raw)?.as_bytes())?;
    store::write(&store::folder(record).join(SAMPLES), &gzip.finish()?)?;
    Ok((raw.len(), progress.finish()))
}

fn time(samples: &Samples) -> anyhow::Result<Time> {
    let per_call = samples.per_call();
    let median = median::of(&per_call, 0.95)
        .with_context(|| format!("criterion kept no samples of {}", samples.id))?;
    // Finer than anything measured here.
    let round = |ns: f64| units::rounded(ns, 5);
    Ok(Time {
        median: round(median.value),
        low: round(median.low),
        high: round(median.high),
    })
}
