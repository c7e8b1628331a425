//! The chapter of runs: the newest ones, and how each family went over them.

use minijinja::context;
use minijinja::value::{Serde, Value};
use patterns::catalogue::Family;
use record::Record;
use serde::Serialize;

use super::{prose, trend};
use crate::analysis;
use crate::store;

/// How many runs the history shows.
const RUNS: usize = 30;

/// The newest runs, oldest first, and what is wrong with those that cannot be
/// read: a damaged record is named, never fatal.
pub(super) fn recent_runs() -> anyhow::Result<(Vec<Record>, Vec<String>)> {
    let (mut runs, mut damaged) = (Vec::new(), Vec::new());
    for file in store::runs()?.iter().rev().take(RUNS).rev() {
        match store::read_figures(file) {
            Ok(run) => runs.push(run),
            Err(error) => damaged.push(error.to_string()),
        }
    }
    Ok((runs, damaged))
}

/// A run, as the history lists it.
#[derive(Serialize)]
struct RunRow {
    run_id: String,
    interrupted: bool,
    effort: String,
    pairs: usize,
    rustc: String,
    other_compiler: bool,
    cpu: String,
    load: String,
}

/// A family's lines in the history.
#[derive(Serialize)]
struct Trend {
    title: &'static str,
    svg: String,
    /// Title and page of each of its patterns, whose own lines stand there.
    patterns: Vec<(&'static str, String)>,
}

pub(super) fn history(families: &[Family], runs: &[Record], damaged: &[String]) -> Value {
    let mut rows: Vec<RunRow> = Vec::new();
    for run in runs {
        let environment = &run.environment;
        rows.push(RunRow {
            run_id: run.run_id.clone(),
            interrupted: run.finished_at.is_none(),
            effort: run.settings.effort.name().to_owned(),
            pairs: run.pairs().count(),
            rustc: environment.rustc.clone(),
            other_compiler: rows
                .last()
                .is_some_and(|last| last.rustc != environment.rustc),
            cpu: environment.cpu.clone(),
            load: analysis::noise::load(environment),
        });
    }
    rows.reverse();
    let trends: Vec<Trend> = families
        .iter()
        .filter_map(|family| {
            let points = analysis::trend::means(runs, Some(family.id));
            let patterns = family.patterns.iter();
            Some(Trend {
                title: family.title,
                svg: trend::draw(&points, family.title)?,
                patterns: patterns
                    .map(|pattern| (pattern.title, prose::page(pattern)))
                    .collect(),
            })
        })
        .collect();
    context! {
        runs => Value::from(Serde(rows)),
        damaged => Value::from(Serde(damaged)),
        trends => Value::from(Serde(trends)),
        limit => RUNS,
    }
}
