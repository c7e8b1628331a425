//! The figures of a pair as a page shows them.

use benches::record::{Case, Pair, Record};
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

/// The figures of `pair`.
pub fn of(record: &Record, pair: &Pair, size_unit: &str) -> Figures {
    let case = |id: String| record.cases.iter().find(|case| case.id == id);
    let (slow, other) = (case(pair.slow_case()), case(pair.other_case()));
    let counts = |of: &dyn Fn(&Case) -> Option<u64>| Some((of(slow?)?, of(other?)?));
    let why = |metric: &str| reason(record, pair, metric);
    let disagree = pair
        .time_ratio
        .zip(pair.instruction_ratio)
        .is_some_and(|(time, instructions)| (time / instructions).ln().abs() > 2.0_f64.ln());
    Figures {
        other: pair.other.clone(),
        role: pair.role.clone(),
        scenario: pair.scenario.clone(),
        size: format!("{} {size_unit}", units::count(pair.size as u64)),
        cells: vec![
            time(pair, slow, other, why("time_ratio")),
            instructions(
                pair,
                counts(&|case| case.instructions),
                why("instruction_ratio"),
            ),
            counted(
                "allocations",
                counts(&|case| case.allocations),
                units::count,
                &why("allocation_ratio"),
            ),
            counted(
                "allocated bytes",
                counts(&|case| case.allocated_bytes),
                units::bytes,
                &why("byte_ratio"),
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

fn instructions(pair: &Pair, counts: Option<(u64, u64)>, why: String) -> Cell {
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
        tone: tone(ratio),
    }
}

fn counted(
    name: &'static str,
    counts: Option<(u64, u64)>,
    shown: impl Fn(u64) -> String,
    why: &str,
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
        tone: tone(ratio),
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

fn word(ratio: f64) -> &'static str {
    if ratio > 1.005 {
        "fewer"
    } else if ratio < 0.995 {
        "more"
    } else {
        "the same"
    }
}

fn tone(ratio: f64) -> &'static str {
    if ratio > 1.03 {
        "better"
    } else if ratio < 0.97 {
        "worse"
    } else {
        "same"
    }
}
