//! How figures moved from run to run.

use std::collections::BTreeSet;

use patterns::catalogue::Pattern;
use record::{Metric, Pair, Record};
use serde::Serialize;

/// What one run says: the slow variant against the fast one, in the typical
/// scenario at the middle size.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Point {
    /// The run.
    pub run_id: String,
    /// Its compiler.
    pub rustc: String,
    /// Whether the compiler differs from the run before.
    pub other_compiler: bool,
    /// Slow ÷ fast, of time.
    pub time_ratio: Option<f64>,
    /// Slow ÷ fast, of instructions.
    pub instruction_ratio: Option<f64>,
    /// Slow ÷ fast, of allocations.
    pub allocation_ratio: Option<f64>,
    /// Slow ÷ fast, of allocated bytes.
    pub byte_ratio: Option<f64>,
}

/// One metric through several points.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// As in records.
    pub metric: &'static str,
    /// One for each point.
    pub ratios: Vec<Option<f64>>,
}

/// The points of `pattern` in `records`, which come oldest first. Runs that did
/// not measure it are left out.
pub fn points(records: &[Record], pattern: &Pattern) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for record in records {
        if let Some(pair) = headline(record, pattern) {
            push(&mut points, record, &[pair]);
        }
    }
    points
}

/// The geometric means over all patterns in `records`, which come oldest first, or
/// over those of one family. Only runs that measured every pattern that the newest
/// complete one did: means over different patterns cannot be compared.
pub fn means(records: &[Record], family: Option<&str>) -> Vec<Point> {
    let headlines = |record| {
        let mut pairs = headlines(record);
        pairs.retain(|(_, pair)| family.is_none_or(|family| pair.other.family == family));
        pairs
    };
    let ids = |pairs: &[(&'static str, Pair<'_>)]| -> BTreeSet<&'static str> {
        pairs.iter().map(|(id, _)| *id).collect()
    };
    let Some(newest) = records
        .iter()
        .rev()
        .find(|record| record.finished_at.is_some() && record.settings.only.is_none())
    else {
        return Vec::new();
    };
    let wanted = ids(&headlines(newest));
    let mut points = Vec::new();
    for record in records {
        let mut pairs = headlines(record);
        pairs.retain(|(id, _)| wanted.contains(id));
        if !pairs.is_empty() && ids(&pairs) == wanted {
            let pairs: Vec<Pair<'_>> = pairs.into_iter().map(|(_, pair)| pair).collect();
            push(&mut points, record, &pairs);
        }
    }
    points
}

/// The ratios of `points`, metric by metric.
pub fn lines(points: &[Point]) -> Vec<Line> {
    let line = |metric, of: fn(&Point) -> Option<f64>| Line {
        metric,
        ratios: points.iter().map(of).collect(),
    };
    vec![
        line("time_ns", |point| point.time_ratio),
        line("instructions", |point| point.instruction_ratio),
        line("allocations", |point| point.allocation_ratio),
        line("allocated_bytes", |point| point.byte_ratio),
    ]
}

/// The headlines of all patterns that `record` measured.
fn headlines(record: &Record) -> Vec<(&'static str, Pair<'_>)> {
    patterns::patterns()
        .filter_map(|pattern| Some((pattern.id, headline(record, pattern)?)))
        .collect()
}

fn headline<'a>(record: &'a Record, pattern: &Pattern) -> Option<Pair<'a>> {
    record
        .pattern(pattern.id)?
        .pairs()
        .find(|pair| pair.other.variant == pattern.fast().name && pair.other.is_representative())
}

fn push(points: &mut Vec<Point>, record: &Record, pairs: &[Pair<'_>]) {
    let mean = |metric| {
        let logs: Vec<f64> = pairs
            .iter()
            .filter_map(|pair| pair.ratio(metric))
            .filter(|ratio| *ratio > 0.0)
            .map(f64::ln)
            .collect();
        (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
    };
    let rustc = &record.environment.rustc;
    points.push(Point {
        run_id: record.run_id.clone(),
        rustc: rustc.clone(),
        other_compiler: points.last().is_some_and(|last| last.rustc != *rustc),
        time_ratio: mean(Metric::TimeNs),
        instruction_ratio: mean(Metric::Instructions),
        allocation_ratio: mean(Metric::Allocations),
        byte_ratio: mean(Metric::AllocatedBytes),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role, Speedup};

    /// A run with one pair of `pattern` for each ratio of time.
    fn run(rustc: &str, ratios: &[(&str, f64)]) -> Record {
        let mut record = Record {
            finished_at: Some(String::new()),
            ..Record::default()
        };
        record.environment.rustc = rustc.into();
        for (id, ratio) in ratios {
            let pattern = patterns::find(id).unwrap();
            for variant in [pattern.slow(), pattern.fast()] {
                let (name, role) = (variant.name, variant.role);
                record.insert(Case {
                    speedup: (role == Role::Fast).then(|| Speedup {
                        median: *ratio,
                        ..Speedup::default()
                    }),
                    ..Case::new(pattern.id, name, role, "typical", 300).at_middle()
                });
            }
        }
        record
    }

    #[test]
    fn a_change_of_compiler_is_marked_once() {
        let id = "string-building/append";
        let runs = [
            run("1.95", &[(id, 8.0)]),
            run("1.96", &[(id, 2.0)]),
            run("1.96", &[("string-building/join-numbers", 3.0)]),
            run("1.96", &[(id, 2.0)]),
        ];
        let points = points(&runs, patterns::find(id).unwrap());
        let changes: Vec<bool> = points.iter().map(|point| point.other_compiler).collect();
        assert_eq!(changes, [false, true, false]);
        assert_eq!(points[1].time_ratio, Some(2.0));
    }

    #[test]
    fn means_are_taken_over_the_same_patterns_only() {
        let (a, b) = ("string-building/append", "string-building/join-numbers");
        let runs = [
            run("1.95", &[(a, 2.0), (b, 8.0)]),
            run("1.95", &[(a, 100.0)]),
            run("1.95", &[(a, 3.0), (b, 3.0)]),
        ];
        let means = means(&runs, None);
        assert_eq!(means.len(), 2);
        assert!((means[0].time_ratio.unwrap() - 4.0).abs() < 1e-9);
        assert_eq!(means[0].instruction_ratio, None);
    }

    #[test]
    fn a_familys_means_take_runs_that_lack_other_families() {
        let (own, other) = ("string-building/append", "pooling/reuse-vec");
        let runs = [
            run("1.95", &[(own, 2.0)]),
            run("1.95", &[(own, 4.0), (other, 50.0)]),
        ];
        let ratios = |family| -> Vec<f64> {
            let points = means(&runs, family);
            points.iter().filter_map(|point| point.time_ratio).collect()
        };
        assert_eq!(ratios(None).len(), 1);
        let found = ratios(Some("string-building"));
        assert!(
            (found[0] - 2.0).abs() < 1e-9 && (found[1] - 4.0).abs() < 1e-9,
            "{found:?}"
        );
    }
}
