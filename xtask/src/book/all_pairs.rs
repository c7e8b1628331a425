//! The table of all pairs: a row for each pattern, behind it its other variants,
//! sizes and scenarios.

use patterns::catalogue::{Family, Pattern, Scenario};
use record::{Metric, Pair, Record, Verdict};
use serde::Serialize;

use super::figures::{self, Figures};
use super::prose;

/// A pattern's rows.
#[derive(Serialize)]
pub struct Group {
    page: String,
    title: &'static str,
    family: &'static str,
    /// Metrics that its claims are about.
    claims: String,
    myth: bool,
    /// Whether the fast variant loses time somewhere: on a counter-case, or at
    /// another size.
    turns: bool,
    /// The first is the fast variant on the typical input at the middle size.
    rows: Vec<Row>,
}

/// A pair's row.
#[derive(Serialize)]
struct Row {
    counter_case: bool,
    figures: Figures,
}

/// The groups of all patterns of `families` that `record` measured.
pub fn groups(record: &Record, families: &'static [Family]) -> Vec<Group> {
    families
        .iter()
        .flat_map(|family| family.patterns)
        .map(|pattern| group(record, pattern))
        .filter(|group| !group.rows.is_empty())
        .collect()
}

fn group(record: &Record, pattern: &'static Pattern) -> Group {
    let mut pairs = figures::pairs(record, pattern);
    let fast = pattern.fast().name;
    // The headline first, then what is nearest to it; the sort keeps the order of
    // the catalogue otherwise.
    pairs.sort_by_key(|pair| {
        let other = pair.other;
        let typical = other.scenario == Scenario::TYPICAL.name;
        let middle = other.size == pattern.middle_size_in(&other.scenario);
        (!(typical && middle), other.variant != fast || !middle)
    });
    let mut claims: Vec<&str> = pattern
        .claims
        .iter()
        .map(|claim| claim.metric.name())
        .collect();
    claims.sort_unstable();
    claims.dedup();
    Group {
        page: prose::page(pattern),
        title: pattern.title,
        family: pattern.family(),
        claims: claims.join(" "),
        myth: pattern.is_myth(),
        turns: pairs.iter().any(|pair| turns(*pair, fast)),
        rows: pairs
            .iter()
            .map(|pair| Row {
                counter_case: pair.other.scenario != Scenario::TYPICAL.name,
                figures: figures::of(*pair, pattern),
            })
            .collect(),
    }
}

fn turns(pair: Pair<'_>, fast: &str) -> bool {
    pair.other.variant == fast
        && pair.verdict() == Some(Verdict::Slower)
        && pair
            .ratio(Metric::TimeNs)
            .is_some_and(|ratio| ratio.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role};

    #[test]
    fn the_fast_variant_on_the_typical_input_comes_first_whatever_the_order() {
        let pattern = patterns::find("string-building/append").unwrap();
        let mut record = Record::default();
        for (scenario, size) in [("few", 2), ("typical", 30), ("typical", 300)] {
            for (name, role) in [
                ("format-each-time", Role::Slow),
                ("concat", Role::Alternative),
                ("push-str", Role::Fast),
            ] {
                record.insert(Case::new(pattern.id, name, role, scenario, size));
            }
        }
        let group = group(&record, pattern);
        assert_eq!(group.rows.len(), 6);
        let first = &group.rows[0];
        assert_eq!(
            (first.figures.other.as_str(), first.figures.size.as_str()),
            ("push-str", "300 words")
        );
        assert!(!first.counter_case && !group.turns);
    }
}
