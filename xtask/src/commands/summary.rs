//! What stands at the end of a run: one table of every pair, and what was not
//! measured.

use std::collections::BTreeMap;

use benches::record::{Case, Pair, Record};

use crate::analysis;
use crate::table;

/// A row for every pair of `record`, slow ÷ other.
pub fn table(record: &Record) -> String {
    let rows = record.pairs.iter().map(|pair| row(record, pair)).collect();
    let header = [
        "pattern",
        "slow ÷",
        "size",
        "time",
        "instr.",
        "allocations",
        "bytes",
        "verdict",
    ];
    table::render(&header, rows, 2)
}

/// The three most surprising results, and what was not measured and why, one line
/// a reason.
pub fn closing(record: &Record) -> Vec<String> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &record.skipped {
        // A ratio is missing because its figures are.
        let follows = entry.metric.contains("_ratio") || entry.metric == "verdict";
        if !follows {
            *reasons.entry(&entry.reason).or_default() += 1;
        }
    }
    let mut lines: Vec<String> = analysis::surprises::sentences(record)
        .into_iter()
        .map(|sentence| format!("surprising: {sentence}"))
        .collect();
    for (reason, count) in reasons {
        let figures = if count == 1 { "figure" } else { "figures" };
        lines.push(format!("not measured: {count} {figures}: {reason}"));
    }
    lines
}

fn row(record: &Record, pair: &Pair) -> Vec<String> {
    let case = |id: String| record.cases.iter().find(|case| case.id == id);
    let (slow, other) = (case(pair.slow_case()), case(pair.other_case()));
    let scenario = match pair.scenario.as_str() {
        "typical" => String::new(),
        other => format!(" [{other}]"),
    };
    vec![
        format!("{}/{}", pair.family, pair.pattern),
        format!("{}{scenario}", pair.other),
        pair.size.to_string(),
        factor(pair.time_ratio),
        factor(pair.instruction_ratio),
        count(slow, other, |case| case.allocations),
        factor_or_counts(pair.byte_ratio, slow, other, |case| case.allocated_bytes),
        verdict(pair),
    ]
}

/// `2.41×`, three significant digits.
fn factor(ratio: Option<f64>) -> String {
    match ratio {
        None => "n/m".to_owned(),
        Some(ratio) if ratio >= 99.95 => format!("{ratio:.0}×"),
        Some(ratio) if ratio >= 9.995 => format!("{ratio:.1}×"),
        Some(ratio) => format!("{ratio:.2}×"),
    }
}

fn count(slow: Option<&Case>, other: Option<&Case>, of: impl Fn(&Case) -> Option<u64>) -> String {
    match (slow.and_then(&of), other.and_then(&of)) {
        (Some(slow), Some(other)) => format!("{slow} → {other}"),
        _ => "n/m".to_owned(),
    }
}

/// A ratio, or what stands on both sides where there is none.
fn factor_or_counts(
    ratio: Option<f64>,
    slow: Option<&Case>,
    other: Option<&Case>,
    of: impl Fn(&Case) -> Option<u64>,
) -> String {
    match ratio {
        // Nothing over something is no factor either.
        Some(ratio) if ratio > 0.0 => factor(Some(ratio)),
        _ => count(slow, other, of),
    }
}

/// In words.
fn verdict(pair: &Pair) -> String {
    match &pair.verdict {
        Some(verdict) => verdict.replace('_', " "),
        None => "not measured".to_owned(),
    }
}
