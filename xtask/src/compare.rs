//! Finds what a name means: a record, a file in the Go benchmark format, or a
//! folder of criterion.

pub mod baseline;
pub mod conditions;
pub mod gate;

use std::path::Path;

use anyhow::bail;
use patterns::catalogue::Metric;
use readers::{Condition, Figure, Measurement, Run, criterion, go_benchmarks};
use record::{Case, Pair, Record};

use crate::store;

/// The name of the speed-up among metrics.
pub const SPEEDUP: &str = "speedup";

/// Opens `name`: `latest`, `reference`, a run id, a folder, or a file.
///
/// # Errors
/// If there is nothing, or nothing that can be compared, in one line with a hint.
pub fn open(name: &str) -> anyhow::Result<Run> {
    let path = Path::new(name);
    if path.is_dir() && !path.join("record.json").is_file() {
        let run = criterion::run(name, path)?;
        if run.measurements.is_empty() {
            bail!(
                "{name} holds neither a record.json nor benchmarks of criterion\n\
                 hint: name a run's folder, or the one that `cargo bench` leaves in target/criterion"
            );
        }
        return Ok(run);
    }
    if path.is_file() {
        let bytes = fs_err::read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        if text.trim().is_empty() {
            bail!("{name} is empty\nhint: measure again; an interrupted copy leaves such files");
        }
        if !text.trim_start().starts_with('{') {
            return go_benchmarks::parse(name, &text).ok_or_else(|| {
                anyhow::anyhow!(
                    "{name} is neither a run record nor text in the Go benchmark format\n\
                     hint: such text has lines like `BenchmarkName 1000 12.3 ns/op`"
                )
            });
        }
    }
    Ok(from_record(&store::find(name)?))
}

/// A record as something to be compared.
pub fn from_record(record: &Record) -> Run {
    let mut measurements = Vec::new();
    let mut push = |metric: &str, id: &str, figure: Option<Figure>| {
        if let Some(figure) = figure {
            measurements.push(Measurement {
                metric: metric.to_owned(),
                id: id.to_owned(),
                figure,
            });
        }
    };
    for case in record.cases() {
        let time = case.time_ns.map(|time| Figure::Estimate {
            value: time.median,
            low: time.low,
            high: time.high,
        });
        push(Metric::TimeNs.name(), &case.id, time);
    }
    for pair in record.pairs() {
        push(SPEEDUP, &pair.id(), speedup(pair));
    }
    for metric in Metric::ALL {
        for case in record.cases() {
            push(metric.name(), &case.id, count(case, metric));
        }
    }
    Run {
        name: record.run_id.clone(),
        environment: conditions::of(&record.environment),
        settings: vec![Condition {
            name: "effort",
            value: record.settings.effort.name().to_owned(),
        }],
        measurements,
        one_process: true,
    }
}

fn speedup(pair: Pair<'_>) -> Option<Figure> {
    let speedup = pair.speedup()?;
    Some(Figure::Estimate {
        value: speedup.median,
        low: speedup.low,
        high: speedup.high,
    })
}

/// What `case` counted of `metric`; `None` for its time.
fn count(case: &Case, metric: Metric) -> Option<Figure> {
    Some(Figure::Count {
        value: case.count(metric)? as f64,
        tolerance_percent: tolerance_percent(case, metric),
    })
}

/// How many percent apart two runs may be: what the pattern declares. The
/// simulated caches vary where the instructions that go through them do.
pub fn tolerance_percent(case: &Case, metric: Metric) -> f64 {
    let declared = |metric: Metric| {
        patterns::find(case.pattern_id())?
            .nondeterministic(metric, &case.scenario)
            .map(|declared| declared.tolerance_percent)
    };
    declared(metric)
        .or_else(|| declared(Metric::Instructions).filter(|_| metric.is_simulated()))
        .unwrap_or(0.0)
}
