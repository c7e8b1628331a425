//! Speed-ups: both sides of each pair timed alternately, in several fresh
//! processes; and trials of which the truth is known, on the same path.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use benches::paired::Trial;
use flate2::{Compression, write::GzEncoder};
use patterns::catalogue::{CaseId, Metric};
use record::{Control, Record, Speedup};
use serde::Serialize;
use statistics::hierarchy::{self, Estimate};
use statistics::{CONFIDENCE, verdict};

use super::trials::{self, Planned, Rounds};
use super::{Effort, Plan, build, entry};
use crate::print::Progress;
use crate::store;

/// Where a record keeps the rounds.
pub const ROUNDS: &str = "pairs.json.gz";

/// Trials of which the truth is known: as many of the first number against
/// themselves, and as many of the second with 2 % and with 5 % more iterations.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Against themselves.
    pub equal: usize,
    /// Of each positive control.
    pub different: usize,
}

/// Runs the stage; returns how many pairs it measured, and in what time.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn run(plan: &Plan, record: &mut Record, scratch: &Path) -> anyhow::Result<(usize, Duration)> {
    let pairs: Vec<(String, Planned)> = record
        .pairs()
        .filter_map(|pair| {
            let [slow, other] = [pair.slow, pair.other].map(|case| CaseId::find(&case.id));
            Some((pair.other.id.clone(), planned(slow?, other?)?))
        })
        .collect();
    let mut planned: Vec<Planned> = pairs.iter().map(|(_, planned)| planned.clone()).collect();
    planned.extend(known(&plan.cases, known_trials(plan.effort)));

    let budget = budget(plan.effort);
    let programs = build::layouts(budget.layouts)?;
    let layouts = programs.len();
    let mut progress = Progress::new("pairs", planned.len() * budget.processes);
    let found = trials::run(
        &planned,
        pairs.len(),
        budget,
        &programs,
        scratch,
        &mut progress,
    )?;
    for ((other, planned), rounds) in pairs.iter().zip(&found) {
        entry(record, other)?.speedup = speedup(rounds, layouts, planned.margin);
    }
    record.control = Some(control(
        &planned[pairs.len()..],
        &found[pairs.len()..],
        layouts,
    ));
    keep(record, &planned, &found)?;
    Ok((pairs.len(), progress.finish()))
}

/// `slow` against `other`; `None` where the time of either cannot be taken.
fn planned(slow: CaseId, other: CaseId) -> Option<Planned> {
    let can_be_timed = |case: &CaseId| case.not_measured(Metric::TimeNs).is_none();
    (can_be_timed(&slow) && can_be_timed(&other)).then(|| Planned {
        trial: Trial {
            slow: slow.to_string(),
            other: other.to_string(),
            extra_percent: 0,
        },
        margin: other.pattern.equivalence_margin,
    })
}

/// Trials of which the truth is known, spread evenly over `cases` and so over
/// families.
///
/// Those with more iterations take each variant at its smallest size: a percent
/// of the iterations must be a whole number, so calls have to be short.
pub fn known(cases: &[CaseId], count: Known) -> Vec<Planned> {
    let timed: Vec<&CaseId> = cases
        .iter()
        .filter(|case| case.not_measured(Metric::TimeNs).is_none())
        .collect();
    let smallest: Vec<CaseId> = timed
        .iter()
        .filter_map(|case| {
            let scenario = &case.pattern.scenarios[0];
            let size = case.pattern.sizes_in(scenario).iter().min()?;
            let variant = case.variant.name;
            CaseId::find(&format!(
                "{}/{variant}/{}/{size}",
                case.pattern.id, scenario.name
            ))
        })
        .collect();
    let against_itself = |case: &CaseId, extra_percent: u64| Planned {
        trial: Trial {
            slow: case.to_string(),
            other: case.to_string(),
            extra_percent,
        },
        margin: case.pattern.equivalence_margin,
    };
    let spread = |length: usize, count: usize| {
        (0..if length == 0 { 0 } else { count }).map(move |index| index * length / count % length)
    };
    let mut trials: Vec<Planned> = spread(timed.len(), count.equal)
        .map(|index| against_itself(timed[index], 0))
        .collect();
    for percent in [2, 5] {
        trials.extend(
            spread(smallest.len(), count.different)
                .map(|index| against_itself(&smallest[index], percent)),
        );
    }
    trials
}

/// What `rounds` in so many layouts come to; not yet corrected for the number of
/// pairs.
fn speedup(rounds: &Rounds, layouts: usize, margin: f64) -> Option<Speedup> {
    let estimate = hierarchy::estimate_in_layouts(rounds, layouts)?;
    let (low, high) = estimate.interval(CONFIDENCE);
    let (margin_low, margin_high) = verdict::bounds(margin);
    let p_different = estimate.p_different();
    let p_equivalent = estimate.p_equivalent(margin_low, margin_high);
    Some(Speedup {
        median: estimate.center.exp(),
        low: low.exp(),
        high: high.exp(),
        rounds: estimate.rounds,
        processes: estimate.processes,
        layouts: layouts.min(estimate.processes),
        resolvable_effect: estimate.resolvable_effect(CONFIDENCE).exp_m1(),
        margin,
        p_different,
        p_equivalent,
    })
}

/// Judges the trials of which the truth is known.
pub fn control(known: &[Planned], found: &[Rounds], layouts: usize) -> Control {
    let estimates: Vec<(u64, Estimate)> = known
        .iter()
        .zip(found)
        .filter_map(|(known, rounds)| {
            let estimate = hierarchy::estimate_in_layouts(rounds, layouts)?;
            Some((known.trial.extra_percent, estimate))
        })
        .collect();
    let of = |percent: u64| {
        estimates
            .iter()
            .filter(move |(extra, _)| *extra == percent)
            .map(|(_, estimate)| estimate)
    };
    // Seen means seen on the right side.
    let seen = |estimate: &&Estimate| verdict::differs(estimate) && estimate.center > 0.0;
    let mut errors: Vec<f64> = of(0)
        .map(|estimate| estimate.center.abs().exp_m1())
        .collect();
    errors.sort_by(f64::total_cmp);
    let rank = (errors.len() as f64 * 0.95).ceil() as usize;
    Control {
        trials: errors.len(),
        false_positives: of(0).filter(|estimate| verdict::differs(estimate)).count(),
        positives_2_percent: of(2).count(),
        detected_2_percent: of(2).filter(seen).count(),
        positives_5_percent: of(5).count(),
        detected_5_percent: of(5).filter(seen).count(),
        noise_floor_95: rank
            .checked_sub(1)
            .and_then(|index| errors.get(index).copied())
            .unwrap_or(0.0),
    }
}

/// Writes every round beside the record.
fn keep(record: &Record, planned: &[Planned], found: &[Rounds]) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Kept<'a> {
        #[serde(flatten)]
        trial: &'a Trial,
        /// ln(slow ÷ other), a list for each process.
        log_ratios: &'a Rounds,
    }
    let kept: Vec<Kept> = planned
        .iter()
        .zip(found)
        .map(|(planned, log_ratios)| Kept {
            trial: &planned.trial,
            log_ratios,
        })
        .collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(serde_json::to_string(&kept)?.as_bytes())?;
    store::write(&store::folder(record).join(ROUNDS), &gzip.finish()?)
}

/// What the pairs of a run may take.
pub(super) const fn budget(effort: Effort) -> trials::Budget {
    match effort {
        Effort::Quick => trials::Budget {
            processes: 8,
            layouts: 1,
            rounds: 13,
            limit_ms: 38,
        },
        Effort::Default => trials::Budget {
            processes: 16,
            layouts: 8,
            rounds: 16,
            limit_ms: 60,
        },
        Effort::Thorough => trials::Budget {
            processes: 32,
            layouts: 8,
            rounds: 52,
            limit_ms: 300,
        },
    }
}

/// How many trials of which the truth is known accompany the pairs.
const fn known_trials(effort: Effort) -> Known {
    let (equal, different) = match effort {
        Effort::Quick => (8, 4),
        Effort::Default => (40, 20),
        Effort::Thorough => (80, 40),
    };
    Known { equal, different }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_cases() -> Vec<CaseId> {
        patterns::patterns()
            .flat_map(patterns::catalogue::Pattern::cases)
            .collect()
    }

    #[test]
    fn known_trials_come_from_every_family_and_are_as_many_as_asked_for() {
        let count = Known {
            equal: 40,
            different: 20,
        };
        let trials = known(&all_cases(), count);
        let of = |percent: u64| {
            trials
                .iter()
                .filter(move |planned| planned.trial.extra_percent == percent)
        };
        assert_eq!(of(0).count(), 40);
        for percent in [0, 2, 5] {
            for family in patterns::FAMILIES {
                assert!(
                    of(percent).any(|planned| planned.trial.slow.starts_with(family.id)),
                    "{percent} %: none of {}",
                    family.id
                );
            }
        }
        assert!(
            trials
                .iter()
                .all(|known| known.trial.slow == known.trial.other)
        );
        assert!(known(&[], count).is_empty());
    }

    #[test]
    fn a_control_counts_what_is_seen_on_the_right_side() {
        let trial = |extra_percent, center: f64| {
            let known = Planned {
                trial: Trial {
                    slow: String::new(),
                    other: String::new(),
                    extra_percent,
                },
                margin: 0.0,
            };
            let rounds = [-0.001, 0.0, 0.001, 0.0]
                .map(|offset| vec![center + offset; 8])
                .to_vec();
            (known, rounds)
        };
        let (known, found): (Vec<Planned>, Vec<Rounds>) = [
            trial(0, 0.0),
            trial(0, -0.04),
            trial(2, 0.02),
            trial(2, -0.05),
            trial(5, 0.0),
        ]
        .into_iter()
        .unzip();
        let control = control(&known, &found, 1);
        assert_eq!((control.trials, control.false_positives), (2, 1));
        assert_eq!(
            (control.positives_2_percent, control.detected_2_percent),
            (2, 1)
        );
        assert_eq!(
            (control.positives_5_percent, control.detected_5_percent),
            (1, 0)
        );
        assert!((control.noise_floor_95 - 0.04_f64.exp_m1()).abs() < 1e-12);
    }
}
