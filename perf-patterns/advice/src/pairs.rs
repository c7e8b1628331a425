//! What a pattern's own pair saves, from the baseline of counts that `gate` compares
//! with: exact, and the same on every machine of one kind.

use std::collections::BTreeMap;

use patterns::catalogue::{Pattern, Scenario};

use crate::answer::Pair;
use crate::own::Figures;

/// The baseline's file of each family.
const COUNTS: [(&str, &str); 10] = [
    (
        "heap-vs-stack",
        include_str!("../../../results/counts/heap-vs-stack.txt"),
    ),
    ("io", include_str!("../../../results/counts/io.txt")),
    (
        "lookups",
        include_str!("../../../results/counts/lookups.txt"),
    ),
    ("loops", include_str!("../../../results/counts/loops.txt")),
    (
        "ownership",
        include_str!("../../../results/counts/ownership.txt"),
    ),
    (
        "pooling",
        include_str!("../../../results/counts/pooling.txt"),
    ),
    (
        "preallocation",
        include_str!("../../../results/counts/preallocation.txt"),
    ),
    (
        "recursion",
        include_str!("../../../results/counts/recursion.txt"),
    ),
    (
        "string-building",
        include_str!("../../../results/counts/string-building.txt"),
    ),
    ("work", include_str!("../../../results/counts/work.txt")),
];

/// The counts of one case by metric.
type Counts = BTreeMap<&'static str, f64>;

/// What a pattern's fast variant saves of its slow one's counts, on typical input of the
/// size that costs the slow one most nearly what `like` shows: allocations by their number
/// and size or, where there are none, instructions; of the middle size where `like` has
/// neither. `None` where nothing was counted.
pub(crate) fn of(pattern: &Pattern, like: &Figures) -> Option<Pair> {
    let (slow, fast) = (pattern.slow().name, pattern.fast().name);
    let middle = pattern.sizes.len() / 2;
    let rank = |at: usize, size: usize| {
        let far = counts(pattern, slow, size).map_or(f64::MAX, |counts| distance(&counts, like));
        (far, at.abs_diff(middle))
    };
    let (_, &size) = pattern.sizes.iter().enumerate().min_by(|a, b| {
        let (a, b) = (rank(a.0, *a.1), rank(b.0, *b.1));
        a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
    })?;
    let (before, after) = (counts(pattern, slow, size)?, counts(pattern, fast, size)?);
    let saved: BTreeMap<String, f64> = before
        .iter()
        .filter(|(_, count)| **count > 0.0)
        .filter_map(|(metric, count)| {
            let share = 1.0 - after.get(metric)? / count;
            // Four digits: more is not in the question.
            Some(((*metric).to_owned(), (share * 1e4).round() / 1e4))
        })
        .collect();
    (!saved.is_empty()).then(|| Pair {
        slow: slow.to_owned(),
        fast: fast.to_owned(),
        size,
        size_unit: pattern.size_unit.to_owned(),
        saved,
    })
}

/// How far counts are from figures, by the logarithms of their ratios.
fn distance(counts: &Counts, like: &Figures) -> f64 {
    let count = |metric: &str| counts.get(metric).copied().unwrap_or(0.0);
    let far = |a: f64, b: f64| (a.max(1.0) / b.max(1.0)).ln().abs();
    let allocations = like.allocations as f64;
    if allocations > 0.0 {
        let mean = like.allocated_bytes as f64 / allocations;
        let own = count("allocated_bytes") / count("allocations").max(1.0);
        far(count("allocations"), allocations) + far(own, mean)
    } else if like.instructions > 0 {
        far(count("instructions"), like.instructions as f64)
    } else {
        0.0
    }
}

fn counts(pattern: &Pattern, variant: &str, size: usize) -> Option<Counts> {
    let (_, text) = COUNTS
        .iter()
        .find(|(family, _)| *family == pattern.family())?;
    let (_, table) = text.split_once("\n\n")?;
    let mut lines = table.lines();
    let header = lines.next()?.split(' ');
    let case = format!(
        "{}/{variant}/{}/{size}",
        pattern.name(),
        Scenario::TYPICAL.name
    );
    let line = lines.find(|line| line.split(' ').next() == Some(case.as_str()))?;
    Some(
        header
            .zip(line.split(' '))
            .skip(1)
            // `-` stands for what was not counted.
            .filter_map(|(metric, count)| Some((metric, count.parse().ok()?)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_that_advises_has_a_pair_that_was_counted() {
        for pattern in patterns::patterns() {
            if !pattern.symptoms.is_empty() {
                assert!(of(pattern, &Figures::default()).is_some(), "{}", pattern.id);
            }
        }
    }

    #[test]
    fn the_nearest_size_costs_most_nearly_what_the_line_does() {
        let pattern = patterns::find("string-building/append").unwrap();
        let size = |allocations, mean| {
            let like = Figures {
                allocations,
                allocated_bytes: allocations * mean,
                ..Figures::default()
            };
            of(pattern, &like).unwrap().size
        };
        let (first, last) = (pattern.sizes[0], *pattern.sizes.last().unwrap());
        assert_eq!(size(10, 8), first);
        assert_eq!(size(1_000_000, 1_000_000), last);
        let unknown = of(pattern, &Figures::default()).unwrap();
        assert_eq!(unknown.size, pattern.sizes[pattern.sizes.len() / 2]);
    }

    #[test]
    fn what_is_saved_is_a_share_of_the_slow_variants_counts() {
        let pattern = patterns::find("string-building/append").unwrap();
        let pair = of(pattern, &Figures::default()).unwrap();
        assert!(
            (0.5..=1.0).contains(&pair.saved["allocated_bytes"]),
            "{pair:?}"
        );
    }
}
