//! Calls into the kernel, by tracing: one process a case.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;
use patterns::catalogue::{CaseId, Metric};
use record::Record;
use serde::Deserialize;

use super::{Stage, build, entry};
use crate::print::{self, Progress};
use crate::process;

/// What `suite`'s `system_calls` prints.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// How many of each kind.
    Calls(BTreeMap<String, u64>),
    /// Why they are not known.
    NotMeasured(String),
}

/// Runs the stage; returns how many cases it measured, and in what time.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn run(cases: &[CaseId], record: &mut Record) -> anyhow::Result<(usize, Duration)> {
    let mut progress = Progress::new(Stage::SystemCalls.name(), cases.len());
    let (mut measured, mut refused) = (0, None);
    for case in cases {
        let id = case.to_string();
        progress.begin(&id);
        let entry = entry(record, &id)?;
        match count(case)? {
            Found::Calls(calls) => {
                entry.system_calls = Some(calls.values().sum());
                entry.system_calls_by_kind = calls;
                measured += 1;
            }
            Found::NotMeasured(reason) => {
                entry.skip(Metric::SystemCalls, &reason);
                refused = Some(reason);
            }
        }
        progress.step();
    }
    let elapsed = progress.finish();
    if let Some(reason) = refused {
        print::warning(&format!("system calls: not measured: {reason}"));
    }
    Ok((measured, elapsed))
}

/// Counts one call of `case`.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn count(case: &CaseId) -> anyhow::Result<Found> {
    let mut command = build::suite("system_calls")?;
    command.arg(case.to_string());
    let line = super::output(&mut command)?;
    serde_json::from_str(&line)
        .with_context(|| format!("cannot read what {} said", process::shown(&command)))
}
