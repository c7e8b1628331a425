//! A record with nothing measured yet, and one with nothing but counts.

use benches::record::{Case, MeasuredPattern, Record, SCHEMA_VERSION, Settings};
use jiff::Timestamp;
use patterns::catalogue::{CaseId, Metric};

use super::{Plan, Stage, build, heap, instructions};
use crate::print::Progress;
use crate::{analysis, environment, store};

/// The record of a run of `plan` that begins now.
pub fn record(plan: &Plan, settings: Settings) -> Record {
    let environment = environment::observe();
    let started = Timestamp::now();
    let commit = environment.commit.as_deref().unwrap_or("none");
    Record {
        schema_version: SCHEMA_VERSION,
        run_id: format!(
            "{}-{}",
            started.strftime("%Y-%m-%dT%H-%M-%SZ"),
            commit.get(..7).unwrap_or(commit)
        ),
        started_at: started.to_string(),
        finished_at: None,
        environment,
        settings,
        stages: vec![],
        control: None,
        machines: vec![],
        cases: plan.cases.iter().map(case).collect(),
        pairs: vec![],
        skipped: vec![],
        patterns: plan
            .patterns()
            .into_iter()
            .map(|pattern| MeasuredPattern {
                id: pattern.id.to_owned(),
                source_hash: store::hash(pattern.source),
            })
            .collect(),
        frames: vec![],
        heap_profiles: vec![],
        cpu_profiles: vec![],
        depths: vec![],
    }
}

/// Builds the programs that count, and counts every case of `plan`: heap, and
/// instructions where valgrind is here. Nothing is written.
///
/// # Errors
/// If a program fails, its output cannot be read, or the user interrupts.
pub fn counts(plan: &Plan, settings: Settings) -> anyhow::Result<Record> {
    let mut record = record(plan, settings);
    let valgrind = record.environment.valgrind.is_some();
    let mut stages = vec![Stage::Heap];
    if valgrind {
        stages.push(Stage::Instructions);
    }
    build::programs(&stages)?;
    let mut progress = Progress::new(Stage::Heap.name(), plan.cases.len());
    for (case, entry) in plan.cases.iter().zip(&mut record.cases) {
        progress.begin(&entry.id);
        let found = heap::count(case, None)?;
        entry.allocations = Some(found.allocations);
        entry.allocated_bytes = Some(found.allocated_bytes);
        entry.peak_bytes = Some(found.peak_bytes);
        progress.step();
    }
    progress.finish();
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
    analysis::pairs::enter(&mut record);
    record.finished_at = Some(Timestamp::now().to_string());
    Ok(record)
}

fn case(case: &CaseId) -> Case {
    Case {
        id: case.to_string(),
        family: case.pattern.family().to_owned(),
        pattern: case.pattern.name().to_owned(),
        variant: case.variant.name.to_owned(),
        role: case.variant.role.name().to_owned(),
        scenario: case.scenario.name.to_owned(),
        size: case.size,
        time_ns: None,
        instructions: None,
        l1_hits: None,
        ll_hits: None,
        ram_hits: None,
        estimated_cycles: None,
        allocations: None,
        allocated_bytes: None,
        peak_bytes: None,
        machine: None,
    }
}
