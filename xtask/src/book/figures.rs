//! The figures of a pair as a page shows them.

use patterns::catalogue::{Evidence, Expect, Pattern, Verdict};
use record::{Case, MeasuredPattern, Metric, Pair, Record};
use serde::Serialize;

use crate::{analysis, units};

/// A pair's four ratios, in words.
#[derive(Serialize)]
pub struct Figures {
    /// The other variant.
    pub other: String,
    /// Its role.
    pub role: &'static str,
    /// The scenario.
    pub scenario: String,
    /// The size, with its unit.
    pub size: String,
    /// `time`, `instructions`, `allocations`, `allocated bytes`.
    pub cells: Vec<Cell>,
    /// What both sides ask of the kernel, by kind; where neither asks for anything,
    /// only if the pattern claims something of it.
    pub system_calls: Option<String>,
    /// In words, from the speed-up.
    pub verdict: &'static str,
    /// Time and instructions differ by more than 2×.
    pub disagree: bool,
    /// The ratio of the two sides' times when each is repeated alone, where that
    /// is clearly another one.
    pub alone: Option<String>,
}

/// One ratio.
#[derive(Serialize)]
pub struct Cell {
    /// The metric.
    pub name: &'static str,
    /// The ratio, the two counts, or `not measured`.
    pub value: String,
    /// `faster`, `fewer`, `slower`, `more` or nothing.
    pub word: &'static str,
    /// The interval, both sides, or why there is none.
    pub detail: String,
    /// For sorting; above 1 the other variant wins. `None` sorts last.
    pub key: Option<f64>,
    /// `better`, `worse`, `same` or `none`.
    pub tone: &'static str,
}

/// The pairs of one pattern.
pub fn pairs<'a>(record: &'a Record, pattern: &Pattern) -> Vec<Pair<'a>> {
    let measured = record.pattern(pattern.id).into_iter();
    measured.flat_map(MeasuredPattern::pairs).collect()
}

/// The case of which a variant’s profiles are.
pub fn profiled(pattern: &Pattern, variant: &str) -> String {
    format!("{}/{variant}/typical/{}", pattern.id, pattern.middle_size())
}

/// The figures of `pair`, one of `pattern`.
pub fn of(pair: Pair<'_>, pattern: &Pattern) -> Figures {
    let other = pair.other;
    let margin = pattern.equivalence_margin;
    let disagree = pair
        .ratio(Metric::TimeNs)
        .zip(pair.ratio(Metric::Instructions))
        .is_some_and(|(time, instructions)| (time / instructions).ln().abs() > 2.0_f64.ln());
    Figures {
        other: other.variant.clone(),
        role: pair.role().name(),
        scenario: other.scenario.clone(),
        size: format!("{} {}", units::count(other.size as u64), pattern.size_unit),
        cells: vec![
            time(pair),
            instructions(pair, margin),
            counted(
                "allocations",
                pair,
                Metric::Allocations,
                units::count,
                margin,
            ),
            counted(
                "allocated bytes",
                pair,
                Metric::AllocatedBytes,
                units::bytes,
                margin,
            ),
        ],
        system_calls: system_calls(pair, pattern),
        verdict: verdict(pair),
        disagree,
        alone: analysis::alone::ratio(pair).map(units::factor),
    }
}

/// In words: what the speed-up comes to, corrected for the number of pairs.
pub fn verdict(pair: Pair<'_>) -> &'static str {
    match pair.verdict() {
        Some(record::Verdict::Faster) => "faster",
        Some(record::Verdict::Slower) => "slower",
        Some(record::Verdict::Equivalent) => "equivalent",
        Some(record::Verdict::NotResolved) => "not resolved",
        None => "not measured",
    }
}

fn time(pair: Pair<'_>) -> Cell {
    let name = "time";
    let Some(ratio) = pair.ratio(Metric::TimeNs) else {
        return not_measured(name, pair, Metric::TimeNs);
    };
    let interval = pair
        .time_interval()
        .map_or_else(String::new, |(low, high)| {
            format!(
                "[{}, {}]",
                units::significant(low),
                units::significant(high)
            )
        });
    let both =
        pair.slow
            .time_ns
            .zip(pair.other.time_ns)
            .map_or_else(String::new, |(slow, other)| {
                format!(
                    "{} → {}",
                    units::time(slow.median),
                    units::time(other.median)
                )
            });
    let verdict = verdict(pair);
    Cell {
        name,
        value: units::factor(ratio),
        word: verdict,
        detail: format!("{interval} {both}"),
        key: Some(ratio),
        tone: match verdict {
            "faster" => "better",
            "slower" => "worse",
            _ => "same",
        },
    }
}

fn instructions(pair: Pair<'_>, margin: f64) -> Cell {
    let (name, metric) = ("instructions", Metric::Instructions);
    let (Some(ratio), Some((slow, other))) = (pair.ratio(metric), pair.counts(metric)) else {
        return not_measured(name, pair, metric);
    };
    Cell {
        name,
        value: units::factor(ratio),
        word: word(ratio),
        detail: format!("{} → {}", units::count(slow), units::count(other)),
        key: Some(ratio),
        tone: tone(slow, other, margin),
    }
}

/// Something over nothing is more than any ratio that is measured, and sorts above
/// them all.
const OVER_NOTHING: f64 = 1e12;

fn counted(
    name: &'static str,
    pair: Pair<'_>,
    metric: Metric,
    shown: impl Fn(u64) -> String,
    margin: f64,
) -> Cell {
    let Some((slow, other)) = pair.counts(metric) else {
        return not_measured(name, pair, metric);
    };
    let ratio = match (slow, other) {
        (0, 0) => 1.0,
        (_, 0) => OVER_NOTHING,
        _ => slow as f64 / other as f64,
    };
    Cell {
        name,
        value: format!("{} → {}", shown(slow), shown(other)),
        word: if slow == other {
            "the same"
        } else {
            word(ratio)
        },
        detail: if slow == 0 || other == 0 || slow == other {
            String::new()
        } else {
            units::factor(ratio)
        },
        key: Some(ratio),
        tone: tone(slow, other, margin),
    }
}

fn system_calls(pair: Pair<'_>, pattern: &Pattern) -> Option<String> {
    let metric = Metric::SystemCalls;
    let is_claimed = pattern.claims.iter().any(|claim| claim.metric == metric);
    let Some((slow, other)) = pair.counts(metric) else {
        let why = pair.why(metric).map(units::folded).unwrap_or_default();
        return is_claimed.then(|| format!("not measured {why}"));
    };
    let by_kind = |case: &Case| {
        let kinds = case.system_calls_by_kind.iter();
        let kinds: Vec<String> = kinds
            .map(|(kind, count)| format!("{kind} {}", units::count(*count)))
            .collect();
        if kinds.is_empty() {
            String::new()
        } else {
            format!(" ({})", kinds.join(", "))
        }
    };
    (is_claimed || slow.max(other) > 0).then(|| {
        format!(
            "{}{} → {}{}",
            units::count(slow),
            by_kind(pair.slow),
            units::count(other),
            by_kind(pair.other)
        )
    })
}

fn not_measured(name: &'static str, pair: Pair<'_>, metric: Metric) -> Cell {
    Cell {
        name,
        value: "not measured".to_owned(),
        word: "",
        detail: pair.why(metric).map(units::folded).unwrap_or_default(),
        key: None,
        tone: "none",
    }
}

/// What is shown as `1.00×` is called the same.
fn word(ratio: f64) -> &'static str {
    if ratio > 1.005 {
        "fewer"
    } else if ratio < 0.995 {
        "more"
    } else {
        "the same"
    }
}

/// Whether the other side has fewer, beyond `margin`: by the rule for claims.
fn tone(slow: u64, other: u64, margin: f64) -> &'static str {
    let is = |expect: Expect| {
        expect.judge(Evidence::Counts { slow, other }, margin) == Verdict::Confirmed
    };
    if is(Expect::Wins) {
        "better"
    } else if is(Expect::Loses) {
        "worse"
    } else {
        "same"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_within_the_patterns_own_margin_is_neither_better_nor_worse() {
        assert_eq!(tone(104, 100, 0.03), "better");
        assert_eq!(tone(104, 100, 0.05), "same");
        assert_eq!(tone(96, 100, 0.03), "worse");
        assert_eq!(tone(96, 100, 0.05), "same");
        assert_eq!(tone(5, 0, 0.03), "better");
        assert_eq!(tone(0, 0, 0.03), "same");
    }
}
