//! A record with nothing measured yet, and one with nothing but counts.

use jiff::Timestamp;
use patterns::catalogue::{CaseId, Metric};
use record::{Case, MeasuredPattern, Record, SCHEMA_VERSION, Settings};

use super::{Plan, Stage, build, heap, instructions, system_calls};
use crate::print::Progress;
use crate::{analysis, environment};

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
                source_hash: patterns_source::hash(pattern.source),
                ..MeasuredPattern::default()
            })
            .collect(),
        ..Record::default()
    };
    for id in &plan.cases {
        record.insert(case(id));
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
    let cases = plan.cases.as_slice();
    let selected = Selected {
        on_the_heap: cases,
        traced: cases,
        simulated: if valgrind { cases } else { &[] },
    };
    fill(&mut record, &selected)?;
    if !valgrind {
        super::skip(
            &mut record,
            plan,
            &instructions::METRICS,
            "valgrind is missing",
        );
    }
    let not_asked_for = "only counts were asked for";
    super::skip(&mut record, plan, &[Metric::TimeNs], not_asked_for);
    analysis::pairs::complete(&mut record);
    record.finished_at = Some(Timestamp::now().to_string());
    Ok(record)
}

/// Which cases are counted, by the tool that does it.
pub struct Selected<'a> {
    /// Their allocations.
    pub on_the_heap: &'a [CaseId],
    /// Their system calls.
    pub traced: &'a [CaseId],
    /// Their instructions.
    pub simulated: &'a [CaseId],
}

/// Builds the programs that count, and counts the selected cases. The record has
/// nothing else.
///
/// # Errors
/// If a program fails, its output cannot be read, or the user interrupts.
pub fn counted(selected: &Selected<'_>) -> anyhow::Result<Record> {
    let mut record = Record::default();
    for list in [selected.on_the_heap, selected.traced, selected.simulated] {
        for id in list {
            if record.case(&id.to_string()).is_none() {
                record.insert(case(id));
            }
        }
    }
    fill(&mut record, selected)?;
    Ok(record)
}

fn fill(record: &mut Record, selected: &Selected<'_>) -> anyhow::Result<()> {
    let mut stages = vec![Stage::Heap, Stage::SystemCalls];
    if !selected.simulated.is_empty() {
        stages.push(Stage::Instructions);
    }
    build::programs(&stages)?;
    let mut progress = Progress::new(Stage::Heap.name(), selected.on_the_heap.len());
    for case in selected.on_the_heap {
        let id = case.to_string();
        progress.begin(&id);
        let found = heap::count(case, None)?;
        let entry = super::entry(record, &id)?;
        entry.allocations = Some(found.allocations);
        entry.allocated_bytes = Some(found.allocated_bytes);
        entry.peak_bytes = Some(found.peak_bytes);
        progress.step();
    }
    progress.finish();
    system_calls::run(selected.traced, record)?;
    if !selected.simulated.is_empty() {
        let scratch = build::scratch()?;
        instructions::run(selected.simulated, record, scratch.path())?;
    }
    Ok(())
}

fn case(case: &CaseId) -> Case {
    let is_middle = case.is_middle();
    let case = Case::new(
        case.pattern.id,
        case.variant.name,
        case.variant.role,
        case.scenario.name,
        case.size,
    );
    Case { is_middle, ..case }
}
