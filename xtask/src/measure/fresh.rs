//! A record with nothing measured yet, and one with nothing but counts.

use jiff::Timestamp;
use patterns::catalogue::Metric;
use record::{Case, MeasuredPattern, Record, SCHEMA_VERSION, Settings};

use super::{Plan, Stage, build, heap, instructions, system_calls};
use crate::print::Progress;
use crate::{analysis, environment, store};

/// The record of a run of `plan` that begins now.
pub fn record(plan: &Plan, settings: Settings) -> Record {
    let environment = environment::observe();
    let started = Timestamp::now();
    let commit = environment.commit.as_deref().unwrap_or("none");
    let mut record = Record {
        schema_version: SCHEMA_VERSION,
        run_id: format!(
            "{}-{}",
            started.strftime("%Y-%m-%dT%H-%M-%SZ"),
            commit.get(..7).unwrap_or(commit)
        ),
        started_at: started.to_string(),
        environment,
        settings,
        patterns: plan
            .patterns()
            .into_iter()
            .map(|pattern| MeasuredPattern {
                id: pattern.id.to_owned(),
                source_hash: store::hash(pattern.source),
                ..MeasuredPattern::default()
            })
            .collect(),
        ..Record::default()
    };
    for case in &plan.cases {
        record.insert(Case::new(
            case.pattern.id,
            case.variant.name,
            case.variant.role,
            case.scenario.name,
            case.size,
        ));
    }
    record
}

/// Builds the programs that count, and counts every case of `plan`: heap,
/// system calls, and instructions where valgrind is here. Nothing is written.
///
/// # Errors
/// If a program fails, its output cannot be read, or the user interrupts.
pub fn counts(plan: &Plan, settings: Settings) -> anyhow::Result<Record> {
    let mut record = record(plan, settings);
    let valgrind = record.environment.valgrind.is_some();
    let mut stages = vec![Stage::Heap, Stage::SystemCalls];
    if valgrind {
        stages.push(Stage::Instructions);
    }
    build::programs(&stages)?;
    let mut progress = Progress::new(Stage::Heap.name(), plan.cases.len());
    for case in &plan.cases {
        let id = case.to_string();
        progress.begin(&id);
        let found = heap::count(case, None)?;
        let entry = super::entry(&mut record, &id)?;
        entry.allocations = Some(found.allocations);
        entry.allocated_bytes = Some(found.allocated_bytes);
        entry.peak_bytes = Some(found.peak_bytes);
        progress.step();
    }
    progress.finish();
    system_calls::run(plan, &mut record)?;
    if valgrind {
        let scratch = super::build::scratch()?;
        instructions::run(plan, &mut record, scratch.path())?;
    }
    for (metrics, reason) in [
        (
            if valgrind {
                &[][..]
            } else {
                &instructions::METRICS
            },
            "valgrind is missing",
        ),
        (&[Metric::TimeNs], "only counts were asked for"),
    ] {
        super::skip(&mut record, plan, metrics, reason);
    }
    analysis::pairs::complete(&mut record);
    record.finished_at = Some(Timestamp::now().to_string());
    Ok(record)
}
