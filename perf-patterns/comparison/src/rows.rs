//! The comparison itself: pure, from two runs to tables.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use readers::{Condition, Figure, Measurement, Run};
use statistics::rank_sum;

use crate::{Comparison, Difference, GeometricMean, Row, Table, Tally, Verdict};

/// Two runs one after the other differ in time though nothing changed: each is
/// one process a case, and processes scatter by 2 to 3 %, load and clock rate
/// aside. A change of time below this is never called one.
pub const TIME_FLOOR: f64 = 0.10;

/// Of the intervals of samples.
const CONFIDENCE: f64 = 0.95;

/// Compares every metric that both runs have.
pub fn compare(old: &Run, new: &Run) -> Comparison {
    let differences = differences(&old.environment, &new.environment);
    let mut tables = Vec::new();
    let mut not_compared = Vec::new();
    for metric in metrics(old) {
        let floor = floor(&metric, old, new);
        let rows = rows(&metric, old, new, floor);
        if rows.is_empty() {
            continue;
        }
        if is_time(&metric) && !differences.is_empty() {
            not_compared.push(metric);
        } else {
            tables.push(Table {
                tally: Tally::of(&rows),
                floor,
                geometric_means: geometric_means(&rows),
                metric,
                rows,
            });
        }
    }
    Comparison {
        old: old.name.clone(),
        new: new.name.clone(),
        differences,
        settings: self::differences(&old.settings, &new.settings),
        not_compared,
        tables,
        only_old: only(old, new),
        only_new: only(new, old),
    }
}

/// Every condition that two runs do not share; what one of them does not know is
/// not counted as one.
pub fn differences(old: &[Condition], new: &[Condition]) -> Vec<Difference> {
    old.iter()
        .filter_map(|condition| {
            let other = new.iter().find(|other| other.name == condition.name)?;
            (other.value != condition.value).then(|| Difference {
                what: condition.name,
                old: condition.value.clone(),
                new: other.value.clone(),
            })
        })
        .collect()
}

fn is_time(metric: &str) -> bool {
    matches!(metric, "time_ns" | "ns/op" | "sec/op" | "MB/s" | "B/s")
}

/// In the order in which the run has them.
fn metrics(run: &Run) -> Vec<String> {
    let mut seen = BTreeSet::new();
    run.measurements
        .iter()
        .filter(|measurement| seen.insert(&measurement.metric))
        .map(|measurement| measurement.metric.clone())
        .collect()
}

fn only(run: &Run, other: &Run) -> Vec<String> {
    let ids = |run: &Run| -> BTreeSet<String> {
        run.measurements
            .iter()
            .map(|measurement| measurement.id.clone())
            .collect()
    };
    ids(run).difference(&ids(other)).cloned().collect()
}

/// What a change of `metric` between these runs has to exceed.
fn floor(metric: &str, old: &Run, new: &Run) -> f64 {
    if is_time(metric) && (old.one_process || new.one_process) {
        TIME_FLOOR
    } else {
        0.0
    }
}

fn rows(metric: &str, old: &Run, new: &Run, floor: f64) -> Vec<Row> {
    let of = |run: &'_ Run| -> Vec<Measurement> {
        run.measurements
            .iter()
            .filter(|measurement| measurement.metric == metric)
            .cloned()
            .collect()
    };
    let new_by_id: HashMap<String, Figure> = of(new)
        .into_iter()
        .map(|measurement| (measurement.id, measurement.figure))
        .collect();
    of(old)
        .into_iter()
        .filter_map(|measurement| {
            let new = new_by_id.get(&measurement.id)?;
            row(measurement.id, &measurement.figure, new, floor)
        })
        .collect()
}

fn row(id: String, old: &Figure, new: &Figure, floor: f64) -> Option<Row> {
    let (old_value, new_value) = (value(old)?, value(new)?);
    let mut row = Row {
        id,
        old: old_value,
        new: new_value,
        ratio: ratio(old_value, new_value),
        interval: None,
        verdict: Verdict::NotResolved,
    };
    if old_value == new_value && interval(old).is_none() && interval(new).is_none() {
        row.verdict = Verdict::Same;
        return Some(row);
    }
    match (old, new) {
        (
            Figure::Count {
                tolerance_percent: old_tolerance,
                ..
            },
            Figure::Count {
                tolerance_percent: new_tolerance,
                ..
            },
        ) => {
            let tolerance = old_tolerance.max(*new_tolerance) / 100.0;
            let beyond = row
                .ratio
                .is_none_or(|ratio| (ratio - 1.0).abs() > tolerance);
            if beyond {
                row.verdict = Verdict::Changed;
            }
        }
        (Figure::Sample(old), Figure::Sample(new)) if all_positive(old) && all_positive(new) => {
            let change = rank_sum::change(old, new, CONFIDENCE)?;
            row.interval = Some((change.low, change.high));
            row.ratio = Some(change.ratio);
            if change.is_resolvable {
                row.verdict = judged((change.low, change.high), change.ratio, floor);
            }
        }
        _ => {
            // Independent errors add as squares; on the log scale, since this is
            // about factors.
            let (old_interval, new_interval) = (interval(old)?, interval(new)?);
            let ratio = row.ratio?;
            let half = |(low, high): (f64, f64)| (high / low).ln() / 2.0;
            let reach = half(old_interval).hypot(half(new_interval)).exp();
            let interval = (ratio / reach, ratio * reach);
            row.interval = Some(interval);
            row.verdict = judged(interval, ratio, floor);
        }
    }
    Some(row)
}

/// A change where the interval excludes 1 and the ratio is farther from it than
/// `floor`.
fn judged((low, high): (f64, f64), ratio: f64, floor: f64) -> Verdict {
    if low <= 1.0 && high >= 1.0 {
        Verdict::NotResolved
    } else if ratio.ln().abs() <= floor.ln_1p() {
        Verdict::BelowFloor
    } else {
        Verdict::Changed
    }
}

fn all_positive(sample: &[f64]) -> bool {
    sample.iter().all(|value| *value > 0.0)
}

fn value(figure: &Figure) -> Option<f64> {
    match figure {
        Figure::Count { value, .. } | Figure::Estimate { value, .. } => Some(*value),
        Figure::Sample(sample) => {
            statistics::median::of(sample, CONFIDENCE).map(|median| median.value)
        }
    }
}

/// An interval that is more than a point.
fn interval(figure: &Figure) -> Option<(f64, f64)> {
    let (low, high) = match figure {
        Figure::Count { .. } => return None,
        Figure::Estimate { low, high, .. } => (*low, *high),
        Figure::Sample(sample) => {
            let median = statistics::median::of(sample, CONFIDENCE)?;
            (median.low, median.high)
        }
    };
    (low > 0.0 && high > low).then_some((low, high))
}

fn ratio(old: f64, new: f64) -> Option<f64> {
    if old == new {
        Some(1.0)
    } else if old == 0.0 {
        None
    } else {
        Some(new / old)
    }
}

fn geometric_means(rows: &[Row]) -> Vec<GeometricMean> {
    let mut families: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    // What is not resolved would be summed up as if it were a change.
    for row in rows
        .iter()
        .filter(|row| row.verdict != Verdict::NotResolved)
    {
        let family = row.id.split('/').next().unwrap_or(&row.id);
        let logarithms = families.entry(family).or_default();
        if let Some(ratio) = row.ratio.filter(|ratio| *ratio > 0.0) {
            logarithms.push(ratio.ln());
        }
    }
    families
        .into_iter()
        // Of one figure, the mean is that figure.
        .filter(|(_, logarithms)| logarithms.len() > 1)
        .map(|(family, logarithms)| GeometricMean {
            family: family.to_owned(),
            ratio: (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp(),
            cases: logarithms.len(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(rustc: &str, figures: &[(&str, &str, Figure)]) -> Run {
        Run {
            name: rustc.into(),
            environment: vec![Condition {
                name: "rustc",
                value: rustc.into(),
            }],
            measurements: figures
                .iter()
                .map(|(metric, id, figure)| Measurement {
                    metric: (*metric).into(),
                    id: (*id).into(),
                    figure: figure.clone(),
                })
                .collect(),
            settings: vec![],
            one_process: true,
        }
    }

    fn count(value: f64) -> Figure {
        Figure::Count {
            value,
            tolerance_percent: 0.0,
        }
    }

    fn time(value: f64) -> Figure {
        Figure::Estimate {
            value,
            low: value * 0.99,
            high: value * 1.01,
        }
    }

    fn verdict(metric: &str, old: Figure, new: Figure) -> Verdict {
        let (old, new) = (
            run("a", &[(metric, "f/p/v", old)]),
            run("a", &[(metric, "f/p/v", new)]),
        );
        compare(&old, &new).tables[0].rows[0].verdict
    }

    #[test]
    fn counts_are_compared_exactly_unless_declared_to_vary() {
        assert_eq!(
            verdict("instructions", count(1e6), count(1e6)),
            Verdict::Same
        );
        assert_eq!(
            verdict("instructions", count(1e6), count(1e6 + 1.0)),
            Verdict::Changed
        );
        let varying = |value| Figure::Count {
            value,
            tolerance_percent: 1.0,
        };
        assert_eq!(
            verdict("instructions", varying(1000.0), varying(1009.0)),
            Verdict::NotResolved
        );
        assert_eq!(
            verdict("instructions", varying(1000.0), varying(1011.0)),
            Verdict::Changed
        );
        assert_eq!(
            verdict("allocations", count(0.0), count(1.0)),
            Verdict::Changed
        );
    }

    #[test]
    fn a_time_has_to_move_beyond_its_interval_and_beyond_what_processes_scatter() {
        assert_eq!(
            verdict("time_ns", time(100.0), time(101.0)),
            Verdict::NotResolved
        );
        assert_eq!(
            verdict("time_ns", time(100.0), time(105.0)),
            Verdict::BelowFloor
        );
        assert_eq!(
            verdict("time_ns", time(100.0), time(115.0)),
            Verdict::Changed
        );
        // The same change of a speed-up, which comes from several processes.
        assert_eq!(
            verdict("speedup", time(100.0), time(105.0)),
            Verdict::Changed
        );
    }

    #[test]
    fn times_of_different_toolchains_are_not_compared_and_counts_are() {
        let figures = [
            ("time_ns", "f/p/v", time(1.0)),
            ("allocations", "f/p/v", count(3.0)),
        ];
        let found = compare(&run("1.94", &figures), &run("1.95", &figures));
        assert_eq!(found.not_compared, ["time_ns"]);
        assert_eq!(found.tables.len(), 1);
        assert_eq!(found.tables[0].metric, "allocations");
        assert_eq!(found.differences[0].what, "rustc");
    }

    #[test]
    fn what_only_one_run_has_is_listed_and_not_compared() {
        let old = run(
            "a",
            &[
                ("allocations", "f/p/x", count(1.0)),
                ("allocations", "f/p/y", count(1.0)),
            ],
        );
        let new = run(
            "a",
            &[
                ("allocations", "f/p/y", count(1.0)),
                ("allocations", "f/p/z", count(1.0)),
            ],
        );
        let found = compare(&old, &new);
        assert_eq!(found.tables[0].rows.len(), 1);
        assert_eq!(
            (found.only_old, found.only_new),
            (vec!["f/p/x".to_owned()], vec!["f/p/z".to_owned()])
        );
    }

    #[test]
    fn a_family_is_summed_up_by_the_geometric_mean() {
        let of = |x, y| {
            run(
                "a",
                &[
                    ("allocations", "f/p/x", count(x)),
                    ("allocations", "f/p/y", count(y)),
                    ("allocations", "f/p/zero", count(0.0)),
                    ("allocations", "g/p/x", count(7.0)),
                ],
            )
        };
        let means = compare(&of(1.0, 1.0), &of(2.0, 8.0)).tables[0]
            .geometric_means
            .clone();
        // Zero to zero is not a change: 2 × 8 × 1, cube root. `g` has only one figure.
        assert_eq!(means.len(), 1);
        assert!((means[0].ratio - 16_f64.cbrt()).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_resolved_is_left_out_of_the_geometric_mean() {
        let of = |x, y, z| {
            run(
                "a",
                &[
                    ("speedup", "f/p/x", time(x)),
                    ("speedup", "f/p/y", time(y)),
                    ("speedup", "f/p/z", time(z)),
                ],
            )
        };
        let means = |x, y, z| {
            compare(&of(1.0, 1.0, 1.0), &of(x, y, z)).tables[0]
                .geometric_means
                .clone()
        };
        let found = means(2.0, 8.0, 1.001);
        assert_eq!(found[0].cases, 2);
        assert!((found[0].ratio - 4.0).abs() < 1e-9);
        assert_eq!(means(2.0, 1.001, 1.001), []);
    }

    #[test]
    fn runs_of_another_effort_are_compared_and_it_is_said() {
        let of = |effort: &str| {
            let mut run = run("a", &[("time_ns", "f/p/v", time(1.0))]);
            run.settings = vec![Condition {
                name: "effort",
                value: effort.into(),
            }];
            run
        };
        let found = compare(&of("quick"), &of("default"));
        assert_eq!(found.settings.len(), 1);
        assert_eq!((found.tables.len(), found.not_compared.len()), (1, 0));
        let said = crate::render::preface(&found).join("\n");
        assert!(said.contains("effort: quick → default"), "{said}");
        assert!(compare(&of("quick"), &of("quick")).settings.is_empty());
    }

    #[test]
    fn samples_are_judged_by_ranks() {
        let sample =
            |shift: f64| Figure::Sample((0..10).map(|i| 100.0 + shift + f64::from(i)).collect());
        assert_eq!(verdict("B/op", sample(0.0), sample(50.0)), Verdict::Changed);
        assert_eq!(
            verdict("B/op", sample(0.0), sample(1.0)),
            Verdict::NotResolved
        );
    }
}
