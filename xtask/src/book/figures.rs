//! The figures of a pair as a page shows them.

use benches::record::{Case, Pair, Record};
use patterns::catalogue::{Evidence, Expect, Pattern, Verdict};
use serde::Serialize;

use crate::{analysis, units};

/// A pair's four ratios, in words.
#[derive(Serialize)]
pub struct Figures {
    /// The other variant.
    pub other: String,
    /// Its role.
    pub role: String,
    /// The scenario.
    pub scenario: String,
    /// The size, with its unit.
    pub size: String,
    /// `time`, `instructions`, `allocations`, `allocated bytes`.
    pub cells: Vec<Cell>,
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

/// The figures of `pair`, one of `pattern`.
pub fn of(record: &Record, pair: &Pair, pattern: &Pattern) -> Figures {
    let case = |id: String| record.cases.iter().find(|case| case.id == id);
    let (slow, other) = (case(pair.slow_case()), case(pair.other_case()));
    let counts = |of: &dyn Fn(&Case) -> Option<u64>| Some((of(slow?)?, of(other?)?));
    let margin = pattern.equivalence_margin;
    let why = |metric: &str| reason(record, pair, metric);
    let disagree = pair
        .time_ratio
        .zip(pair.instruction_ratio)
        .is_some_and(|(time, instructions)| (time / instructions).ln().abs() > 2.0_f64.ln());
    Figures {
        other: pair.other.clone(),
        role: pair.role.clone(),
        scenario: pair.scenario.clone(),
        size: format!("{} {}", units::count(pair.size as u64), pattern.size_unit),
        cells: vec![
            time(pair, slow, other, why("time_ratio")),
            instructions(
                pair,
                counts(&|case| case.instructions),
                why("instruction_ratio"),
                margin,
            ),
            counted(
                "allocations",
                counts(&|case| case.allocations),
                units::count,
                &why("allocation_ratio"),
                margin,
            ),
            counted(
                "allocated bytes",
                counts(&|case| case.allocated_bytes),
                units::bytes,
                &why("byte_ratio"),
                margin,
            ),
        ],
        verdict: verdict(pair),
        disagree,
        alone: analysis::alone::ratio(pair, slow, other).map(units::factor),
    }
}

/// Why a ratio is not there.
fn reason(record: &Record, pair: &Pair, metric: &str) -> String {
    let id = pair.id();
    record
        .skipped
        .iter()
        .find(|entry| entry.id == id && entry.metric == metric)
        .map(|entry| units::folded(&entry.reason))
        .unwrap_or_default()
}

/// In words: what the speed-up comes to, corrected for the number of pairs.
pub fn verdict(pair: &Pair) -> &'static str {
    match pair.verdict.as_deref() {
        Some("faster") => "faster",
        Some("slower") => "slower",
        Some("equivalent") => "equivalent",
        Some(_) => "not resolved",
        None => "not measured",
    }
}

fn time(pair: &Pair, slow: Option<&Case>, other: Option<&Case>, why: String) -> Cell {
    let name = "time";
    let Some(ratio) = pair.time_ratio else {
        return not_measured(name, why);
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
    let both = slow
        .and_then(|case| case.time_ns)
        .zip(other.and_then(|case| case.time_ns))
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

fn instructions(pair: &Pair, counts: Option<(u64, u64)>, why: String, margin: f64) -> Cell {
    let name = "instructions";
    let (Some(ratio), Some((slow, other))) = (pair.instruction_ratio, counts) else {
        return not_measured(name, why);
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

fn counted(
    name: &'static str,
    counts: Option<(u64, u64)>,
    shown: impl Fn(u64) -> String,
    why: &str,
    margin: f64,
) -> Cell {
    let Some((slow, other)) = counts else {
        return not_measured(name, why.to_owned());
    };
    // Something over nothing is more than any ratio; it sorts above them all.
    let ratio = match (slow, other) {
        (0, 0) => 1.0,
        (_, 0) => f64::MAX,
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

fn not_measured(name: &'static str, why: String) -> Cell {
    Cell {
        name,
        value: "not measured".to_owned(),
        word: "",
        detail: why,
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
