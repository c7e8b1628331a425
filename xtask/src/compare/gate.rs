//! What keeps a change from being merged: counts that moved, claims that no
//! longer hold. Never time.

use patterns::catalogue::{Metric, Verdict};
use record::Record;
use serde::Serialize;

use super::baseline::{Baseline, METRICS};
use super::tolerance_percent;
use crate::analysis::claims;

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

/// Everything that differs between the counts of `old` and `new`, which come from
/// one environment, beyond what is allowed; and every claim that `new` refutes.
pub fn judge(old: &Baseline, new: &Record) -> Vec<Finding> {
    let mut findings = counts(old, new);
    findings.extend(broken_claims(new));
    findings
}

/// How many figures [`judge`] compares.
pub fn compared(old: &Baseline, new: &Record) -> usize {
    new.cases()
        .filter_map(|case| Some((case, old.cases.get(&case.id)?)))
        .flat_map(|(case, old)| {
            METRICS
                .map(|metric| case.count(metric))
                .into_iter()
                .zip(old)
        })
        .filter(|(new, old)| old.is_some() && new.is_some())
        .count()
}

/// The cases of `new` that `old` does not know.
pub fn added(old: &Baseline, new: &Record) -> usize {
    new.cases()
        .filter(|case| !old.cases.contains_key(&case.id))
        .count()
}

fn counts(old: &Baseline, new: &Record) -> Vec<Finding> {
    let mut findings = Vec::new();
    for id in old.cases.keys().filter(|id| new.case(id).is_none()) {
        findings.push(Finding {
            kind: "gone",
            id: id.clone(),
            problem: "in the baseline, no longer in the catalogue".into(),
            shown_by: "cargo xtask list".into(),
        });
    }
    for pattern in &new.patterns {
        let is_edited = old.hashes.get(&pattern.id) != Some(&pattern.source_hash);
        for case in pattern.cases() {
            let Some(before) = old.cases.get(&case.id) else {
                continue;
            };
            for (metric, before) in METRICS.into_iter().zip(before) {
                let declared = tolerance_percent(case, metric);
                let tolerance = if is_edited {
                    declared.max(EDITED_TOLERANCE_PERCENT)
                } else {
                    declared
                };
                if let Some((kind, problem)) = moved(metric, *before, case.count(metric), tolerance)
                {
                    findings.push(Finding {
                        kind,
                        id: case.id.clone(),
                        problem,
                        shown_by: format!("cargo xtask profile {}", pattern.id),
                    });
                }
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
            // Of two words nothing is to be won.
            let wins = case.role == Role::Slow && case.scenario != "few";
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
        assert_eq!(judge(&Baseline::of(&old), &new), []);
        *first(&mut new) += 1;
        let findings = judge(&Baseline::of(&old), &new);
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
        assert_eq!(judge(&Baseline::of(&old), &new), []);
        *first(&mut new) += 20_000;
        assert_eq!(judge(&Baseline::of(&old), &new).len(), 1);
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
        assert_eq!(judge(&Baseline::of(&old), &new), []);
    }

    #[test]
    fn a_claim_that_no_longer_holds_shuts_the_gate() {
        let mut new = record();
        for case in new.cases_mut() {
            case.allocations = Some(1);
        }
        let kinds: Vec<&str> = judge(&Baseline::of(&new), &new)
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
}
