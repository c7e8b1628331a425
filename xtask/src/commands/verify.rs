//! `cargo xtask verify`: do the variants agree, and do the claims on counts hold?

use std::collections::HashMap;

use patterns::catalogue::{CaseId, Claim, Evidence, Metric, Pattern, Verdict};
use serde::Serialize;

use super::Format;
use crate::measure::system_calls::Found;
use crate::measure::{Stage, build, equivalence, heap, instructions, plan, system_calls};
use crate::print::Progress;
use crate::table;
use crate::{Outcome, environment, print, tools};

#[derive(clap::Args)]
pub struct Args {
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    #[arg(long, default_value = "table")]
    format: Format,
}

/// What came of one check.
#[derive(Serialize)]
struct Check {
    pattern: &'static str,
    check: String,
    /// `holds`, `broken` or `not checked`.
    result: &'static str,
    found: String,
}

/// Counts of cases, by id and metric.
type Counts = HashMap<(String, Metric), u64>;

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let patterns = plan::select(self.only.as_deref())?.into_iter().fold(
            Vec::<&'static Pattern>::new(),
            |mut patterns, case| {
                if patterns.iter().all(|pattern| pattern.id != case.pattern.id) {
                    patterns.push(case.pattern);
                }
                patterns
            },
        );
        let mut checks = Vec::new();
        build::programs(&[])?;
        for pattern in &patterns {
            checks.push(agreement(pattern)?);
        }
        let valgrind = environment::valgrind().is_some();
        let counts = counts(&patterns, valgrind)?;
        for pattern in &patterns {
            for claim in pattern.claims {
                // Time is reported by the book, and never decides a check.
                if claim.metric != Metric::TimeNs {
                    checks.push(check(pattern, claim, &counts));
                }
            }
        }
        self.report(&checks)?;
        let is = |result| checks.iter().any(|check| check.result == result);
        if is("broken") {
            return Ok(Outcome::CheckFailed);
        }
        let unchecked = |check: &&Check| check.result == "not checked";
        match checks.iter().find(unchecked) {
            None => Ok(Outcome::Done),
            Some(check) if check.found == missing(Metric::SystemCalls) => {
                anyhow::bail!("system calls were not counted: {}", check.found)
            }
            Some(_) => anyhow::bail!("{}", tools::valgrind_missing()),
        }
    }

    fn report(&self, checks: &[Check]) -> anyhow::Result<()> {
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(checks)?),
            Format::Table => {
                let rows = checks
                    .iter()
                    .map(|check| {
                        vec![
                            check.result.to_owned(),
                            check.pattern.to_owned(),
                            check.check.clone(),
                            check.found.clone(),
                        ]
                    })
                    .collect();
                print::data(table::render(
                    &["result", "pattern", "check", "found"],
                    rows,
                    4,
                ));
            }
        }
        let broken = checks
            .iter()
            .filter(|check| check.result == "broken")
            .count();
        print::note(format!("{} checks, {broken} broken", checks.len()));
        Ok(())
    }
}

fn agreement(pattern: &'static Pattern) -> anyhow::Result<Check> {
    let problem = equivalence::problem(pattern)?;
    Ok(Check {
        pattern: pattern.id,
        check: "variants agree".into(),
        result: if problem.is_none() { "holds" } else { "broken" },
        found: problem.unwrap_or_default(),
    })
}

/// Counts what the claims are about, and nothing else.
fn counts(patterns: &[&'static Pattern], valgrind: bool) -> anyhow::Result<Counts> {
    let mut heap_cases: Vec<CaseId> = Vec::new();
    let mut simulated: Vec<CaseId> = Vec::new();
    let mut traced: Vec<CaseId> = Vec::new();
    for pattern in patterns {
        for claim in pattern.claims {
            let list = match claim.metric {
                metric if metric.is_heap() => &mut heap_cases,
                Metric::SystemCalls => &mut traced,
                metric if metric.is_simulated() && valgrind => &mut simulated,
                _ => continue,
            };
            for case in pattern.claimed_cases(claim).into_iter().flatten() {
                if list
                    .iter()
                    .all(|known| known.to_string() != case.to_string())
                {
                    list.push(case);
                }
            }
        }
    }
    let mut stages = vec![Stage::Heap, Stage::SystemCalls];
    if !simulated.is_empty() {
        stages.push(Stage::Instructions);
    }
    build::programs(&stages)?;
    let mut counts = Counts::new();
    let mut progress = Progress::new("heap", heap_cases.len());
    for case in &heap_cases {
        let id = case.to_string();
        progress.begin(&id);
        let found = heap::count(case, None)?;
        counts.insert((id.clone(), Metric::Allocations), found.allocations);
        counts.insert((id.clone(), Metric::AllocatedBytes), found.allocated_bytes);
        counts.insert((id, Metric::PeakBytes), found.peak_bytes);
        progress.step();
    }
    progress.finish();
    let mut progress = Progress::new(Stage::SystemCalls.name(), traced.len());
    for case in &traced {
        let id = case.to_string();
        progress.begin(&id);
        if let Found::Calls(calls) = system_calls::count(case)? {
            counts.insert((id, Metric::SystemCalls), calls.values().sum());
        }
        progress.step();
    }
    progress.finish();
    let scratch = build::scratch()?;
    let mut progress = Progress::new("instructions", simulated.len());
    let cases: Vec<&CaseId> = simulated.iter().collect();
    for (case, found) in instructions::count(&cases, scratch.path(), &mut progress)? {
        for (metric, count) in instructions::METRICS.into_iter().zip(found) {
            counts.insert((case.to_string(), metric), count);
        }
    }
    progress.finish();
    Ok(counts)
}

/// Why a metric was not counted, in short.
const fn missing(metric: Metric) -> &'static str {
    match metric {
        Metric::SystemCalls => "this system does not let a process trace its child",
        _ => "valgrind is missing",
    }
}

fn check(pattern: &'static Pattern, claim: &Claim, counts: &Counts) -> Check {
    let done = |result, found| Check {
        pattern: pattern.id,
        check: pattern.sentence(claim),
        result,
        found,
    };
    let Some([slow, other]) = pattern.claimed_cases(claim) else {
        return done(
            "broken",
            "the claim names a case that does not exist".into(),
        );
    };
    let count = |case: CaseId| counts.get(&(case.to_string(), claim.metric)).copied();
    let (Some(slow), Some(other)) = (count(slow), count(other)) else {
        return done("not checked", missing(claim.metric).into());
    };
    let is_confirmed = pattern.judge(claim, Evidence::Counts { slow, other }) == Verdict::Confirmed;
    done(
        if is_confirmed { "holds" } else { "broken" },
        format!("{slow} → {other}"),
    )
}
