//! From samples to verdicts: pure functions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use statistics::builds::{self, Estimate, Floors, Layouts};
use statistics::{holm, median};

use crate::report::{Cause, Control, Entry, Limit, Metric, Verdict};
use crate::schedule::Arm;

/// What one process yielded for one benchmark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Which build.
    pub arm: Arm,
    /// Which of its layouts.
    pub layout: usize,
    /// The benchmark.
    pub id: String,
    /// What was measured.
    pub metric: Metric,
    /// The process's least value.
    pub value: f64,
}

/// Verdicts, and what the control says of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// One for each benchmark and metric, in the order of first appearance.
    pub entries: Vec<Entry>,
    /// The control, over all of them.
    pub control: Control,
    /// For each entry, whether more processes would not change it.
    pub settled: Vec<bool>,
}

/// One benchmark in one metric.
struct Case {
    id: String,
    metric: Metric,
    arms: BTreeMap<Arm, Layouts>,
}

/// Judges all `samples` at once.
pub fn judge(samples: &[Sample], margin: f64) -> Judged {
    let cases: Vec<(Case, Estimate)> = cases(samples)
        .into_iter()
        .filter_map(|case| Some((estimate(&case)?, case)))
        .map(|(estimate, case)| (case, estimate))
        .collect();
    let controls: Vec<Option<Estimate>> = cases.iter().map(|(case, _)| control(case)).collect();
    let noise_floors = noise_floors(&cases, &controls);
    let false_positives = false_positives(&controls, margin);

    let p_values: Vec<f64> = cases
        .iter()
        .map(|(_, estimate)| estimate.p_different)
        .collect();
    let adjusted = holm::adjust(&p_values);
    let mut entries = Vec::new();
    let mut settled = Vec::new();
    for ((case, estimate), p) in cases.iter().zip(adjusted) {
        let noise = noise_floors.get(&case.metric).copied().unwrap_or(0.0);
        let floors = Floors { margin, noise };
        let verdict = builds::verdict(estimate, p, floors);
        settled.push(is_settled(estimate, margin, cases.len()));
        entries.push(entry(case, estimate, verdict));
    }
    let as_share = |log: f64| log.exp_m1();
    Judged {
        control: Control {
            trials: controls.iter().flatten().count(),
            false_positives,
            noise_floor: noise_floors
                .get(&Metric::TimeNs)
                .copied()
                .map_or(0.0, as_share),
            noise_floors: noise_floors
                .into_iter()
                .map(|(metric, floor)| (metric, as_share(floor)))
                .collect(),
        },
        entries,
        settled,
    }
}

fn cases(samples: &[Sample]) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut places: BTreeMap<(&str, Metric), usize> = BTreeMap::new();
    for sample in samples {
        // A stopped clock has no logarithm.
        if sample.value <= 0.0 {
            continue;
        }
        let place = *places
            .entry((&sample.id, sample.metric))
            .or_insert_with(|| {
                cases.push(Case {
                    id: sample.id.clone(),
                    metric: sample.metric,
                    arms: BTreeMap::new(),
                });
                cases.len() - 1
            });
        let layouts = cases[place].arms.entry(sample.arm).or_default();
        if layouts.len() <= sample.layout {
            layouts.resize(sample.layout + 1, Vec::new());
        }
        layouts[sample.layout].push(sample.value.ln());
    }
    cases
}

/// BASE's layouts and the control's are the same code: together they say more of
/// it than either.
fn estimate(case: &Case) -> Option<Estimate> {
    let mut base = case.arms.get(&Arm::Base)?.clone();
    base.extend(case.arms.get(&Arm::Control).into_iter().flatten().cloned());
    builds::estimate(&base, case.arms.get(&Arm::Head)?)
}

fn control(case: &Case) -> Option<Estimate> {
    builds::estimate(case.arms.get(&Arm::Base)?, case.arms.get(&Arm::Control)?)
}

fn noise_floors(
    cases: &[(Case, Estimate)],
    controls: &[Option<Estimate>],
) -> BTreeMap<Metric, f64> {
    let mut centers: BTreeMap<Metric, Vec<f64>> = BTreeMap::new();
    for ((case, _), control) in cases.iter().zip(controls) {
        if let Some(control) = control {
            centers.entry(case.metric).or_default().push(control.center);
        }
    }
    centers
        .into_iter()
        .map(|(metric, centers)| (metric, builds::noise_floor(&centers)))
        .collect()
}

/// The control, judged as the change is, but for the noise floor that it sets.
fn false_positives(controls: &[Option<Estimate>], margin: f64) -> usize {
    let found: Vec<&Estimate> = controls.iter().flatten().collect();
    let p_values: Vec<f64> = found.iter().map(|control| control.p_different).collect();
    let floors = Floors { margin, noise: 0.0 };
    found
        .iter()
        .zip(holm::adjust(&p_values))
        .filter(|(control, p)| {
            matches!(
                builds::verdict(control, *p, floors),
                builds::Verdict::Faster | builds::Verdict::Slower
            )
        })
        .count()
}

/// Whether a benchmark needs no more processes: its interval lies within half of
/// the margin either way, or its difference would stand however many benchmarks
/// there are (each early look spends a hundredth of what may be missed; the
/// boundary of Haybittle, 1971, and Peto et al., 1976), or what keeps it open is
/// where the code lies, of which more processes of the same layouts say no more.
fn is_settled(estimate: &Estimate, margin: f64, cases: usize) -> bool {
    if !estimate.is_resolvable {
        return false;
    }
    let half = margin.ln_1p() / 2.0;
    let narrow = (estimate.high - estimate.low) / 2.0 <= half;
    let bound = (1.0 - statistics::CONFIDENCE) / cases.max(100) as f64;
    let far = estimate.center.abs() > 4.0 * half.max(estimate.layout_spread);
    let layout = estimate.layout_reach.max(estimate.layout_spread);
    let known = estimate
        .within_layout
        .is_some_and(|within| 4.0 * within <= layout);
    narrow || known || (far && estimate.p_different <= bound)
}

fn entry(case: &Case, estimate: &Estimate, verdict: builds::Verdict) -> Entry {
    let (verdict, limited_by) = match verdict {
        builds::Verdict::Faster => (Verdict::Faster, None),
        builds::Verdict::Slower => (Verdict::Slower, None),
        builds::Verdict::Equivalent => (Verdict::Equivalent, None),
        builds::Verdict::NotResolved(limit) => (Verdict::NotResolved, Some(limit_of(limit))),
    };
    let middle = |arms: &[Arm]| {
        let all: Vec<f64> = arms
            .iter()
            .filter_map(|arm| case.arms.get(arm))
            .flatten()
            .flatten()
            .copied()
            .collect();
        median::of(&all, statistics::CONFIDENCE).map_or(0.0, |median| median.value.exp())
    };
    Entry {
        id: case.id.clone(),
        metric: case.metric,
        ratio: estimate.center.exp(),
        low: estimate.low.exp(),
        high: estimate.high.exp(),
        verdict,
        limited_by,
        base: middle(&[Arm::Base, Arm::Control]),
        head: middle(&[Arm::Head]),
        processes: Some(estimate.processes),
        layout_percent: (estimate.layout_reach > 0.0)
            .then(|| 100.0 * estimate.layout_spread.exp_m1()),
    }
}

fn limit_of(limit: builds::Limit) -> Limit {
    let (cause, percent) = match limit {
        builds::Limit::Layout(share) => (Cause::Layout, Some(100.0 * share)),
        builds::Limit::Machine(share) => (Cause::Machine, Some(100.0 * share)),
        builds::Limit::Runs(_) => (Cause::TooFewRuns, None),
    };
    Limit { cause, percent }
}

/// A count of both sides, each counted twice: where two counts of one build
/// disagree (hashes with random keys), the difference has to clear three times
/// that.
pub fn counted(id: &str, metric: Metric, base: [f64; 2], head: [f64; 2]) -> Entry {
    let spread = |counts: [f64; 2]| (counts[0] - counts[1]).abs();
    let noise = 3.0 * spread(base).max(spread(head));
    let middle = |counts: [f64; 2]| f64::midpoint(counts[0], counts[1]);
    let (base, head) = (middle(base), middle(head));
    let difference = head - base;
    let verdict = if difference.abs() <= noise {
        if noise == 0.0 || noise <= 0.001 * base.max(head) {
            Verdict::Equivalent
        } else {
            Verdict::NotResolved
        }
    } else if difference < 0.0 {
        Verdict::Faster
    } else {
        Verdict::Slower
    };
    // Nothing against nothing is as much.
    let ratio = |base: f64, head: f64| {
        if base == head {
            1.0
        } else {
            base / head.max(1.0)
        }
    };
    Entry {
        id: id.to_owned(),
        metric,
        ratio: ratio(base, head),
        low: ratio((base - noise / 2.0).max(0.0), head + noise / 2.0),
        high: ratio(base + noise / 2.0, (head - noise / 2.0).max(0.0)),
        verdict,
        limited_by: (verdict == Verdict::NotResolved).then_some(Limit {
            cause: Cause::Machine,
            percent: Some(100.0 * noise / base.max(1.0)),
        }),
        base,
        head,
        processes: None,
        layout_percent: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six layouts of four processes each arm; HEAD takes `factor` of the time.
    fn samples(id: &str, factor: f64, layout: impl Fn(Arm, usize) -> f64) -> Vec<Sample> {
        let mut samples = Vec::new();
        for arm in crate::schedule::ARMS {
            for index in 0..6 {
                for process in 0..4 {
                    let side = if arm == Arm::Head { factor } else { 1.0 };
                    let noise = 1.0 + f64::from(process) * 1e-4 + index as f64 * 1e-5;
                    samples.push(Sample {
                        arm,
                        layout: index,
                        id: id.to_owned(),
                        metric: Metric::TimeNs,
                        value: 100.0 * side * noise * layout(arm, index),
                    });
                }
            }
        }
        samples
    }

    #[test]
    fn the_ratio_is_base_over_head_and_the_control_is_quiet() {
        let judged = judge(&samples("a", 0.9, |_, _| 1.0), 0.01);
        let entry = &judged.entries[0];
        assert_eq!(entry.verdict, Verdict::Faster);
        assert!((entry.ratio - 1.0 / 0.9).abs() < 1e-3, "{}", entry.ratio);
        assert!(entry.low <= entry.ratio && entry.ratio <= entry.high);
        assert_eq!(
            (judged.control.trials, judged.control.false_positives),
            (1, 0)
        );
        assert!(judged.settled[0]);
    }

    #[test]
    fn a_layout_that_moves_as_much_as_the_change_is_named() {
        let modes = |_, index: usize| if index.is_multiple_of(2) { 1.12 } else { 1.0 };
        let judged = judge(&samples("a", 0.95, modes), 0.01);
        let entry = &judged.entries[0];
        assert_eq!(entry.verdict, Verdict::NotResolved);
        assert!(judged.settled[0], "more processes would say the same");
        let limit = entry.limited_by.unwrap();
        assert_eq!(limit.cause, Cause::Layout);
        assert!(limit.percent.unwrap() > 5.0, "{limit}");
    }

    #[test]
    fn a_control_that_differs_is_counted() {
        // The control's layouts are all slower: as if BASE had changed.
        let odd = |arm, _| if arm == Arm::Control { 1.05 } else { 1.0 };
        let judged = judge(&samples("a", 1.0, odd), 0.01);
        assert_eq!(judged.control.false_positives, 1);
        assert!(judged.control.noise_floor > 0.05);
    }

    #[test]
    fn equal_counts_are_equivalent_and_one_more_is_slower() {
        let entry = |base, head| counted("a", Metric::Instructions, base, head);
        assert_eq!(entry([100.0; 2], [100.0; 2]).verdict, Verdict::Equivalent);
        assert_eq!(entry([100.0; 2], [101.0; 2]).verdict, Verdict::Slower);
        assert_eq!(entry([100.0; 2], [0.0; 2]).verdict, Verdict::Faster);
        assert_eq!(entry([0.0; 2], [0.0; 2]).ratio, 1.0);
    }

    #[test]
    fn a_count_that_varies_by_itself_is_not_called_different() {
        let varying = counted(
            "a",
            Metric::Instructions,
            [100_000.0, 101_000.0],
            [102_000.0, 102_500.0],
        );
        assert_eq!(varying.verdict, Verdict::NotResolved);
        assert!(varying.low < 1.0 && varying.high > 1.0);
        let clear = counted(
            "a",
            Metric::Instructions,
            [100_000.0, 100_010.0],
            [102_000.0, 102_000.0],
        );
        assert_eq!(clear.verdict, Verdict::Slower);
    }
}
