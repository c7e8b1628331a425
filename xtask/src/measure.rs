//! Measures the catalogue, one stage after another, into a run record.
//!
//! Every stage starts the programs of `benches` and `benches/suite` and reads
//! what they leave; nothing is measured in this process.

pub mod build;
pub mod calibration;
pub mod costs;
pub mod cpu_profile;
pub mod depth;
pub mod equivalence;
pub mod escape;
pub mod frames;
pub mod fresh;
pub mod heap;
pub mod instructions;
pub mod pairs;
pub mod plan;
pub mod system_calls;
pub mod trials;
pub mod wall_time;

use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use command_line::process::{LimitExceeded, Limits};
use patterns::catalogue::Metric;
use record::{Case, CompletedStage, Record};

pub use pairs::ROUNDS;
pub use plan::Plan;
pub use record::{Effort, Stage};
pub use wall_time::{SAMPLES, Samples};

use crate::print::Progress;
use crate::{process, store};

/// How long a measuring program may say nothing: each reports every case that it
/// finishes, and no case takes a tenth of this on a loaded machine.
const PATIENCE: Limits = Limits::silence(Duration::from_secs(300));

/// Runs one stage and enters what it found.
///
/// # Errors
/// If a program cannot be run, its output cannot be read, or the user
/// interrupts; the record is unchanged then.
pub fn run(stage: Stage, plan: &Plan, record: &mut Record) -> anyhow::Result<()> {
    // Into a copy: an interrupted stage leaves nothing half entered.
    let mut next = record.clone();
    let scratch = build::scratch()?;
    let (measured, elapsed) = match stage {
        Stage::Heap => heap::run(plan, &mut next, scratch.path())?,
        Stage::Depth => depth::run(plan, &mut next)?,
        Stage::SystemCalls => system_calls::run(&plan.cases, &mut next)?,
        Stage::Instructions => instructions::run(&plan.cases, &mut next, scratch.path())?,
        Stage::Costs => costs::run(plan, &mut next)?,
        Stage::WallTime => wall_time::run(plan, &mut next, scratch.path())?,
        Stage::Pairs => pairs::run(plan, &mut next, scratch.path())?,
        Stage::CpuProfile => cpu_profile::run(plan, &mut next, scratch.path())?,
    };
    next.stages.push(CompletedStage {
        name: stage,
        seconds: elapsed.as_secs_f64(),
        measured,
    });
    *record = next;
    Ok(())
}

/// Says for every selected case why `metrics` are not there.
pub fn skip(record: &mut Record, plan: &Plan, metrics: &[Metric], reason: &str) {
    for case in &plan.cases {
        let id = case.to_string();
        if let Some(entry) = record.cases_mut().find(|entry| entry.id == id) {
            for metric in metrics {
                entry.skip(*metric, case.not_measured(*metric).unwrap_or(reason));
            }
        }
    }
}

/// The case of `record` with this id, to be filled in.
fn entry<'a>(record: &'a mut Record, id: &str) -> anyhow::Result<&'a mut Case> {
    record
        .cases_mut()
        .find(|case| case.id == id)
        .with_context(|| format!("a tool reported {id}, which was not asked for"))
}

/// How many programs that company does not disturb run at once.
fn parallel() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// What a program that measures one case prints.
fn output(command: &mut Command) -> anyhow::Result<String> {
    let finished = process::run_within(command, PATIENCE, |_| ())?;
    finished.success(command)?;
    Ok(finished.stdout)
}

/// Adds to the error of a program that fell silent what it was at, which its command
/// does not say where it measures several cases.
fn named(error: anyhow::Error, at: impl FnOnce() -> String) -> anyhow::Error {
    if error.is::<LimitExceeded>() {
        error.context(at())
    } else {
        error
    }
}

/// Counts steps of a stage while a program runs.
fn step(progress: &mut Progress, id: &str) {
    progress.begin(id);
    progress.step();
}

/// Copies a file of a profile to where the record keeps it.
fn keep(record: &Record, id: &str, file: &std::path::Path, name: &str) -> anyhow::Result<()> {
    let folder = store::folder(record).join("profiles").join(id);
    store::write(&folder.join(name), &fs_err::read(file)?)?;
    process::check_interrupted()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use command_line::process::Exceeded;

    #[test]
    fn a_program_that_falls_silent_is_named_with_its_case() {
        let silent = LimitExceeded {
            command: "wall_time --bench".into(),
            exceeded: Exceeded::Silence(Duration::from_secs(300)),
        };
        let error = named(silent.into(), || {
            "f/p/slow/typical/3 was being timed".into()
        });
        assert_eq!(
            format!("{error:#}"),
            "f/p/slow/typical/3 was being timed: wall_time --bench said nothing for 300s"
        );
        // Whoever looks for the cause still finds it.
        assert!(error.is::<LimitExceeded>());
        let other = named(anyhow::anyhow!("no such program"), || "after all".into());
        assert_eq!(other.to_string(), "no such program");
    }
}
