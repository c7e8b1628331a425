//! What keeps a change from being merged: counts that moved, claims that no
//! longer hold. Never time.

use std::collections::HashMap;

use patterns::catalogue::{Metric, Verdict};
use record::{Case, Environment, Record};
use serde::Serialize;

use crate::analysis::claims;
use crate::compare::tolerance_percent;
use comparison::Difference;

/// What is compared. The simulated caches are left out: they depend on addresses
/// as well.
const METRICS: [Metric; 5] = [
    Metric::Instructions,
    Metric::Allocations,
    Metric::AllocatedBytes,
    Metric::PeakBytes,
    Metric::SystemCalls,
];

/// How far a count may move when its pattern's file was changed, unless the
/// pattern declares more: enough for an honest edit, too little for a lost
/// optimisation.
const EDITED_TOLERANCE_PERCENT: f64 = 2.0;

/// Why the gate is shut.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// `regressed`, `improved`, `gone`, `claim` or `unequal`.
    pub kind: &'static str,
    /// The case, or the pattern.
    pub id: String,
    /// What is wrong.
    pub problem: String,
    /// The command that shows it.
    pub shown_by: String,
}

/// What counts depend on and `old` and `new` do not share: where it is not empty,
/// their counts may not be compared.
pub fn differences(old: &Environment, new: &Environment) -> Vec<Difference> {
    let none = || "none".to_owned();
    [
        ("rustc", old.rustc.clone(), new.rustc.clone()),
        ("target", old.target.clone(), new.target.clone()),
        ("libc", old.libc.clone(), new.libc.clone()),
        (
            "valgrind",
            old.valgrind.clone().unwrap_or_else(none),
            new.valgrind.clone().unwrap_or_else(none),
        ),
        ("profile", old.profile.clone(), new.profile.clone()),
        ("rustflags", old.rustflags.clone(), new.rustflags.clone()),
    ]
    .into_iter()
    .filter(|(_, old, new)| old != new)
    .map(|(what, old, new)| Difference { what, old, new })
    .collect()
}

/// Everything that differs between the counts of `old` and `new`, which come from
/// one environment, beyond what is allowed; and every claim that `new` refutes.
pub fn judge(old: &Record, new: &Record) -> Vec<Finding> {
    let mut findings = counts(old, new);
    findings.extend(broken_claims(new));
    findings
}

/// How many figures [`judge`] compares.
pub fn compared(old: &Record, new: &Record) -> usize {
    let now = by_id(new);
    old.cases()
        .filter_map(|case| Some((case, now.get(case.id.as_str())?)))
        .flat_map(|(old, new)| METRICS.map(|metric| (old.count(metric), new.count(metric))))
        .filter(|(old, new)| old.is_some() && new.is_some())
        .count()
}

fn by_id(record: &Record) -> HashMap<&str, &Case> {
    record
        .cases()
        .map(|case| (case.id.as_str(), case))
        .collect()
}

fn counts(old: &Record, new: &Record) -> Vec<Finding> {
    let now = by_id(new);
    let hash = |record: &Record, id: &str| Some(record.pattern(id)?.source_hash.clone());
    let mut findings = Vec::new();
    for before in old.cases() {
        let pattern = before.pattern_id();
        let Some(after) = now.get(before.id.as_str()) else {
            findings.push(Finding {
                kind: "gone",
                id: before.id.clone(),
                problem: "the record has it, the catalogue has not".into(),
                shown_by: "cargo xtask list".into(),
            });
            continue;
        };
        let is_edited = hash(old, pattern) != hash(new, pattern);
        for metric in METRICS {
            let declared = tolerance_percent(before, metric);
            let tolerance = if is_edited {
                declared.max(EDITED_TOLERANCE_PERCENT)
            } else {
                declared
            };
            if let Some((kind, problem)) =
                moved(metric, before.count(metric), after.count(metric), tolerance)
            {
                findings.push(Finding {
                    kind,
                    id: before.id.clone(),
                    problem,
                    shown_by: format!("cargo xtask profile {pattern}"),
                });
            }
        }
    }
    findings
}

fn moved(
    metric: Metric,
    before: Option<u64>,
    after: Option<u64>,
    tolerance_percent: f64,
) -> Option<(&'static str, String)> {
    let before = before?;
    let Some(after) = after else {
        return Some((
            "regressed",
            format!("{metric} was {before} and is no longer measured"),
        ));
    };
    let change = 100.0 * (after as f64 - before as f64) / before as f64;
    // From nothing to something is beyond any tolerance, and 0 / 0 is no change.
    if before == after || change.abs() <= tolerance_percent {
        return None;
    }
    let kind = if after > before {
        "regressed"
    } else {
        "improved"
    };
    let allowed = if tolerance_percent == 0.0 {
        "exact".to_owned()
    } else {
        format!("±{tolerance_percent} %")
    };
    let change = if before == 0 {
        String::new()
    } else {
        format!(", {change:+.2} %")
    };
    Some((
        kind,
        format!("{metric} {before} → {after}{change} ({allowed})"),
    ))
}

fn broken_claims(record: &Record) -> Vec<Finding> {
    let mut findings = Vec::new();
    for measured in &record.patterns {
        let Some(pattern) = patterns::find(&measured.id) else {
            continue;
        };
        for claim in pattern.claims {
            let is_broken = claim.metric != Metric::TimeNs
                && claims::verdict(record, pattern, claim) == Some(Verdict::Contradicted);
            if is_broken {
                findings.push(Finding {
                    kind: "claim",
                    id: pattern.id.to_owned(),
                    problem: format!("does not hold: {}", pattern.sentence(claim)),
                    shown_by: format!("cargo xtask verify --only {}", pattern.id),
                });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Effort, Plan, fresh};
    use record::{Role, Settings, Speedup};

    /// A record of one pattern with made-up counts.
    fn record() -> Record {
        let plan = Plan::new(Effort::Quick, Some("string-building/append"), None).unwrap();
        let mut record = fresh::record(&plan, Settings::default());
        for case in record.cases_mut() {
            // In a counter-case nothing is to be won.
            let wins = case.role == Role::Slow && case.scenario == "typical";
            let slow = if wins { 1000 } else { 1 };
            case.instructions = Some(1000 * slow);
            case.allocations = Some(slow);
            case.allocated_bytes = Some(100 * slow);
            case.peak_bytes = Some(100);
        }
        crate::analysis::pairs::complete(&mut record);
        record
    }

    /// The instructions of the first case.
    fn first(record: &mut Record) -> &mut u64 {
        let case = record.cases_mut().next().unwrap();
        case.instructions.as_mut().unwrap()
    }

    #[test]
    fn one_instruction_more_shuts_the_gate_while_the_file_is_unchanged() {
        let old = record();
        let mut new = old.clone();
        assert_eq!(judge(&old, &new), []);
        *first(&mut new) += 1;
        let findings = judge(&old, &new);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].kind, "regressed");
        assert!(
            findings[0]
                .problem
                .contains("instructions 1000000 → 1000001")
        );
        assert!(findings[0].shown_by.contains("string-building/append"));
    }

    #[test]
    fn an_edited_file_may_move_counts_a_little() {
        let old = record();
        let mut new = old.clone();
        new.patterns[0].source_hash = "edited".into();
        *first(&mut new) += 10_000;
        assert_eq!(judge(&old, &new), []);
        *first(&mut new) += 20_000;
        assert_eq!(judge(&old, &new).len(), 1);
    }

    #[test]
    fn time_never_shuts_the_gate() {
        let old = record();
        let mut new = old.clone();
        for case in new.cases_mut() {
            case.speedup = Some(Speedup {
                median: 0.1,
                ..Speedup::default()
            });
        }
        assert_eq!(judge(&old, &new), []);
    }

    #[test]
    fn a_claim_that_no_longer_holds_shuts_the_gate() {
        let mut new = record();
        for case in new.cases_mut() {
            case.allocations = Some(1);
        }
        let kinds: Vec<&str> = judge(&new, &new)
            .iter()
            .map(|finding| finding.kind)
            .collect();
        assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == "claim"));
    }

    #[test]
    fn nothing_to_something_and_a_lost_figure_are_beyond_any_tolerance() {
        assert!(moved(Metric::Allocations, Some(0), Some(1), 50.0).is_some());
        assert!(moved(Metric::Allocations, Some(0), Some(0), 0.0).is_none());
        assert!(moved(Metric::Instructions, Some(5), None, 50.0).is_some());
        assert!(moved(Metric::Instructions, None, Some(5), 0.0).is_none());
    }

    #[test]
    fn another_compiler_is_another_environment_and_another_cpu_is_not() {
        let old = record().environment;
        let mut new = old.clone();
        new.cpu = "another".into();
        new.busy_cores = Some(17.0);
        assert_eq!(differences(&old, &new), []);
        new.rustc = "rustc 1.0.0".into();
        assert_eq!(differences(&old, &new)[0].what, "rustc");
    }
}
