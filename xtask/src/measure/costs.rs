//! What operations cost that belong to no pattern: an allocation, a hash, a read that
//! misses the caches. Several processes time them all, one after another.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;
use record::{Effort, OPERATIONS, Record, Time};
use serde::Deserialize;
use statistics::median;

use super::{Plan, Stage, build, output};
use crate::print::Progress;
use crate::{process, units};

/// What `suite`'s `costs` prints of one operation.
#[derive(Deserialize)]
struct Found {
    id: String,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// Nanoseconds of one operation.
    TimeNs(f64),
    /// Why they are not known.
    NotMeasured(String),
}

/// Fresh processes; an interval of 95 % takes six.
const fn processes(effort: Effort) -> usize {
    match effort {
        Effort::Quick => 6,
        Effort::Default => 12,
        Effort::Thorough => 30,
    }
}

/// Runs the stage; returns how many operations it timed, and in how long.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn run(plan: &Plan, record: &mut Record) -> anyhow::Result<(usize, Duration)> {
    let processes = processes(plan.effort);
    let mut progress = Progress::new(Stage::Costs.name(), processes);
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for process in 1..=processes {
        progress.begin(&format!("process {process}"));
        let mut command = build::suite("costs")?;
        for line in output(&mut command)?.lines() {
            let found: Found = serde_json::from_str(line)
                .with_context(|| format!("cannot read what {} said", process::shown(&command)))?;
            match found.outcome {
                Outcome::TimeNs(time) => times.entry(found.id).or_default().push(time),
                Outcome::NotMeasured(reason) => {
                    record.costs.entry(found.id).or_default().not_measured = Some(reason);
                }
            }
        }
        progress.step();
    }
    for (id, times) in &times {
        // What one process of several could not do has no figure.
        if let Some(median) = median::of(times, 0.95).filter(|_| times.len() == processes) {
            let [median, low, high] =
                [median.value, median.low, median.high].map(|ns| units::rounded(ns, 4));
            record.costs.entry(id.clone()).or_default().time_ns = Some(Time { median, low, high });
        }
    }
    anyhow::ensure!(
        record.costs.len() == OPERATIONS.len()
            && OPERATIONS
                .iter()
                .all(|(id, _)| record.costs.contains_key(*id)),
        "the program `costs` timed other operations than were asked for"
    );
    Ok((times.len(), progress.finish()))
}

/// Says of every operation why it was not timed.
pub fn skip(record: &mut Record, reason: &str) {
    for (id, _) in OPERATIONS {
        record.costs.entry(id.to_owned()).or_default().not_measured = Some(reason.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_prints_is_understood() {
        let read = |text| serde_json::from_str::<Found>(text).unwrap().outcome;
        let time = r#"{"id":"copy-4k","time_ns":40.5}"#;
        assert!(matches!(read(time), Outcome::TimeNs(time) if time == 40.5));
        let none = r#"{"id":"cache-miss","not_measured":"too little memory"}"#;
        assert!(matches!(read(none), Outcome::NotMeasured(_)));
    }
}
