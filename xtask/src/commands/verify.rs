//! `cargo xtask verify`: do the variants agree, and do the claims on counts hold?

use patterns::catalogue::{CaseId, Claim, Evidence, Metric, Pattern, Verdict};
use record::{Pair, Record};
use serde::Serialize;

use super::Format;
use crate::measure::{build, equivalence, fresh, plan};
use crate::table;
use crate::{Outcome, environment, print, store, tools};

#[derive(clap::Args)]
pub struct Args {
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    /// Use the counts of this record instead of counting anew
    #[arg(long, value_name = "RECORD")]
    from: Option<String>,
    #[arg(long, default_value = "table")]
    format: Format,
}

/// Why instructions were not counted, where nothing else says so.
const NO_VALGRIND: &str = "valgrind is missing";

/// The result of one check.
#[derive(Serialize)]
struct Check {
    pattern: &'static str,
    check: String,
    /// `holds`, `broken` or `not checked`.
    result: &'static str,
    found: String,
}

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
        // Before anything is built, so that a wrong name does not take minutes.
        let record = self.from.as_deref().map(store::find).transpose()?;
        let mut checks = Vec::new();
        build::programs(&[])?;
        for pattern in &patterns {
            checks.push(agreement(pattern)?);
        }
        let valgrind = environment::valgrind().is_some();
        let record = match record {
            Some(record) => record,
            None => counted(&patterns, valgrind)?,
        };
        for pattern in &patterns {
            for claim in pattern.claims {
                // Time is reported by the book, and never decides a check.
                if claim.metric != Metric::TimeNs {
                    checks.push(check(pattern, claim, &record));
                }
            }
        }
        self.report(&checks)?;
        let is = |result| checks.iter().any(|check| check.result == result);
        if is("broken") {
            return Ok(Outcome::CheckFailed);
        }
        let unchecked = |check: &&Check| check.result == "not checked";
        match (checks.iter().find(unchecked), &self.from) {
            (None, _) => Ok(Outcome::Done),
            (Some(check), Some(name)) => anyhow::bail!(
                "{name} lacks counts that claims are about: {}\nhint: without `--from` they are \
                 counted",
                check.found
            ),
            (Some(check), None) if check.found == NO_VALGRIND => {
                anyhow::bail!(tools::valgrind_missing())
            }
            (Some(check), None) => anyhow::bail!("{}: not counted: {}", check.pattern, check.found),
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
fn counted(patterns: &[&'static Pattern], valgrind: bool) -> anyhow::Result<Record> {
    let claimed = |is_wanted: &dyn Fn(Metric) -> bool| -> Vec<CaseId> {
        let claims = patterns
            .iter()
            .flat_map(|pattern| pattern.claims.iter().map(move |claim| (*pattern, claim)));
        let mut cases: Vec<CaseId> = claims
            .filter(|(_, claim)| is_wanted(claim.metric))
            .filter_map(|(pattern, claim)| pattern.claimed_cases(claim))
            .flatten()
            .collect();
        cases.sort_by_key(CaseId::to_string);
        cases.dedup_by_key(|case| case.to_string());
        cases
    };
    fresh::counted(&fresh::Selected {
        on_the_heap: &claimed(&|metric| metric.is_heap()),
        traced: &claimed(&|metric| metric == Metric::SystemCalls),
        simulated: &claimed(&|metric| metric.is_simulated() && valgrind),
    })
}

fn check(pattern: &'static Pattern, claim: &Claim, record: &Record) -> Check {
    let done = |result, found: String| Check {
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
    let [slow, other] = [slow, other].map(|case| record.case(&case.to_string()));
    let Some((slow, other)) = slow.zip(other) else {
        return done(
            "not checked",
            "the record lacks one of the two cases".into(),
        );
    };
    let pair = Pair { slow, other };
    let Some((slow, other)) = pair.counts(claim.metric) else {
        let why = pair.why(claim.metric).unwrap_or(NO_VALGRIND);
        return done("not checked", why.to_owned());
    };
    let is_confirmed = pattern.judge(claim, Evidence::Counts { slow, other }) == Verdict::Confirmed;
    done(
        if is_confirmed { "holds" } else { "broken" },
        format!("{slow} → {other}"),
    )
}
