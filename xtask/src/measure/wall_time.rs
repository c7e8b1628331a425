//! Wall time with criterion: the samples are read, the statistics are ours.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use benches::record::{Record, Time};
use benches::statistics::median;
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};

use super::{Plan, build, entry, step};
use crate::{print::Progress, process, store};

/// Where a record keeps the raw samples.
const SAMPLES: &str = "samples.json.gz";

/// Runs the stage; returns how many cases it measured, and in what time.
///
/// # Errors
/// If criterion fails, its files cannot be read, or the user interrupts.
pub fn run(plan: &Plan, record: &mut Record, scratch: &Path) -> anyhow::Result<(usize, Duration)> {
    let mut progress = Progress::new("wall-time", plan.cases.len());
    let (warm_up, measuring, samples) = plan.effort.criterion();
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
    let finished = process::run_with(&mut command, |line| {
        // The id stands alone or before its figures, in the line that ends it.
        if line.contains("time:") {
            step(&mut progress, line.split_whitespace().next().unwrap_or(""));
        }
    })?;
    finished.success(&command)?;

    let mut raw = Vec::new();
    for folder in benchmarks(&home)? {
        let samples = read_samples(&folder)?;
        entry(record, &samples.id)?.time_ns = Some(time(&samples)?);
        raw.push(samples);
    }
    anyhow::ensure!(
        raw.len() == plan.cases.len(),
        "criterion measured {} of {} cases",
        raw.len(),
        plan.cases.len()
    );
    raw.sort_by(|a, b| a.id.cmp(&b.id));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(serde_json::to_string(&raw)?.as_bytes())?;
    store::write(&store::folder(record).join(SAMPLES), &gzip.finish()?)?;
    Ok((raw.len(), progress.finish()))
}

/// The samples of one case.
#[derive(Serialize)]
struct Samples {
    id: String,
    /// Calls in each sample.
    iterations: Vec<f64>,
    /// Nanoseconds for all of them.
    times_ns: Vec<f64>,
}

/// Every folder of a finished benchmark below `home`.
fn benchmarks(home: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![home.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder)? {
            let path = entry?.path();
            if !path.is_dir() {
                continue;
            }
            // Beside `new` criterion keeps the same figures as `base`.
            if path.ends_with("new") && path.join("benchmark.json").is_file() {
                found.push(path);
            } else {
                folders.push(path);
            }
        }
    }
    Ok(found)
}

fn read_samples(folder: &Path) -> anyhow::Result<Samples> {
    /// Criterion cuts long ids in names of folders, but not here.
    #[derive(Deserialize)]
    struct Benchmark {
        full_id: String,
    }
    #[derive(Deserialize)]
    struct Sample {
        iters: Vec<f64>,
        times: Vec<f64>,
    }
    fn read<T: for<'a> Deserialize<'a>>(file: PathBuf) -> anyhow::Result<T> {
        serde_json::from_slice(&fs_err::read(&file)?)
            .with_context(|| format!("{} is not what criterion 0.8 writes", file.display()))
    }
    let benchmark: Benchmark = read(folder.join("benchmark.json"))?;
    let sample: Sample = read(folder.join("sample.json"))?;
    Ok(Samples {
        id: benchmark.full_id,
        iterations: sample.iters,
        times_ns: sample.times,
    })
}

fn time(samples: &Samples) -> anyhow::Result<Time> {
    let per_call: Vec<f64> = samples
        .times_ns
        .iter()
        .zip(&samples.iterations)
        .map(|(time, iterations)| time / iterations)
        .collect();
    let median = median::of(&per_call, 0.95)
        .with_context(|| format!("criterion kept no samples of {}", samples.id))?;
    // A hundredth of a nanosecond is finer than anything measured here.
    let round = |ns: f64| (ns * 100.0).round() / 100.0;
    Ok(Time {
        median: round(median.value),
        low: round(median.low),
        high: round(median.high),
        samples: per_call.len(),
    })
}
