//! Runs paired trials in one fresh process after another, until each is clear or
//! has spent its budget.

use std::path::{Path, PathBuf};

use anyhow::Context;
use benches::paired::{Measured, Request, Trial};
use statistics::{hierarchy, verdict};

use super::build;
use crate::print::Progress;
use crate::{environment, process};

/// Names the file with a [`Request`] to the program `pairs`.
const VARIABLE: &str = "WORKSHOP_PAIRS";

/// How long to take over a trial.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The most processes.
    pub processes: usize,
    /// In how many orders the program's functions are linked; processes take turns
    /// among them.
    pub layouts: usize,
    /// Rounds in each process.
    pub rounds: usize,
    /// The most milliseconds for one trial in one process; trials of long calls
    /// get fewer rounds.
    pub limit_ms: u64,
}

/// One trial and what is judged equal in it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What is timed.
    pub trial: Trial,
    /// Ratios within 1 ± this count as equal.
    pub margin: f64,
}

/// The log ratios of one trial: one list of rounds for each process.
pub type Rounds = Vec<Vec<f64>>;

/// Measures every trial, in the order given, with each of `programs` in turn, which
/// are one program in several layouts; `pairs` is how many verdicts will be
/// corrected for.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn run(
    planned: &[Planned],
    pairs: usize,
    budget: Budget,
    programs: &[PathBuf],
    scratch: &Path,
    progress: &mut Progress,
) -> anyhow::Result<Vec<Rounds>> {
    let mut found: Vec<Rounds> = vec![Vec::new(); planned.len()];
    let mut open: Vec<usize> = (0..planned.len()).collect();
    let mut processes = 0;
    while !open.is_empty() && processes < budget.processes {
        let look = verdict::next_look(processes, budget.processes, programs.len());
        while processes < look {
            let program = &programs[processes % programs.len()];
            one_process(
                planned, &open, budget, program, scratch, progress, &mut found,
            )?;
            processes += 1;
        }
        let clear = |&index: &usize| {
            hierarchy::estimate_in_layouts(&found[index], programs.len())
                .is_some_and(|estimate| verdict::is_clear(&estimate, planned[index].margin, pairs))
        };
        let before = open.len();
        open.retain(|index| !clear(index));
        // What needs no more processes is as good as done.
        for _ in 0..(before - open.len()) * (budget.processes - processes) {
            progress.step();
        }
    }
    Ok(found)
}

/// One fresh process for all trials that are still `open`.
fn one_process(
    planned: &[Planned],
    open: &[usize],
    budget: Budget,
    program: &Path,
    scratch: &Path,
    progress: &mut Progress,
    found: &mut [Rounds],
) -> anyhow::Result<()> {
    let request = Request {
        seed: seed()?,
        epoch_ns: epoch_ns(),
        rounds: budget.rounds,
        limit_ns: budget.limit_ms * 1_000_000,
        trials: open
            .iter()
            .map(|&index| planned[index].trial.clone())
            .collect(),
    };
    let file = scratch.join("request.json");
    fs_err::write(&file, serde_json::to_vec(&request)?)?;
    let mut command = build::started(program);
    command.env(VARIABLE, &file);
    let mut lines = Vec::new();
    let finished = process::run_within(&mut command, super::PATIENCE, |line| {
        if let Ok(measured) = serde_json::from_str::<Measured>(line)
            && let Some(trial) = request.trials.get(measured.trial)
        {
            progress.begin(&trial.other);
            progress.step();
            lines.push(measured);
        }
    })
    // Their order is the program's own.
    .map_err(|error| {
        super::named(error, || {
            let last = lines.last().and_then(|last| request.trials.get(last.trial));
            match last {
                Some(trial) => format!("the pair after {} was being timed", trial.other),
                None => "the first pair was being timed".to_owned(),
            }
        })
    })?;
    finished.success(&command)?;
    anyhow::ensure!(
        lines.len() == open.len(),
        "{} measured {} of {} trials",
        process::shown(&command),
        lines.len(),
        open.len()
    );
    for measured in lines {
        found[open[measured.trial]].push(measured.log_ratios);
    }
    Ok(())
}

/// Another order of trials and of rounds for every process.
fn seed() -> anyhow::Result<u64> {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .context("the clock is before 1970")?;
    Ok(since.as_nanos() as u64)
}

/// How long one side of a round takes: twice as long where other programs take
/// turns on the processors.
fn epoch_ns() -> u64 {
    let cores = std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64);
    // This run itself is one of those that are counted.
    let is_loaded = environment::load_average().is_some_and(|load| load > 0.75 * cores + 0.5);
    if is_loaded { 1_000_000 } else { 500_000 }
}
