//! Many trials of which the truth is known: how often verdicts are wrong here.

use std::path::Path;

use patterns::catalogue::CaseId;
use record::Control;

use super::Effort;
use super::pairs::{self, Known};
use super::{build, trials};
use crate::print::Progress;

/// Trials that one process measures: no longer than a run of the catalogue, so
/// that drift has as much room in both.
const BATCH: usize = 300;

/// Measures `count` trials spread over `cases`, on the path and with the budget of
/// the default run.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn run(cases: &[CaseId], count: Known, scratch: &Path) -> anyhow::Result<Control> {
    let known = pairs::known(cases, count);
    anyhow::ensure!(
        !known.is_empty(),
        "none of the selected cases can be timed\nhint: choose others with `--only`"
    );
    let budget = pairs::budget(Effort::Default);
    let programs = build::layouts(budget.layouts)?;
    let mut progress = Progress::new("calibrate", known.len() * budget.processes);
    let mut found = vec![Vec::new(); known.len()];
    // Every batch has trials of every kind and family.
    let batches = known.len().div_ceil(BATCH);
    for batch in 0..batches {
        let indices: Vec<usize> = (batch..known.len()).step_by(batches).collect();
        let planned: Vec<_> = indices.iter().map(|&index| known[index].clone()).collect();
        let rounds = trials::run(
            &planned,
            planned.len(),
            budget,
            &programs,
            scratch,
            &mut progress,
        )?;
        for (index, rounds) in indices.into_iter().zip(rounds) {
            found[index] = rounds;
        }
    }
    progress.finish();
    Ok(pairs::control(&known, &found, programs.len()))
}
