//! What stands at the end of a run: one table of every pair, and what was not
//! measured.

use std::collections::BTreeMap;

use patterns::catalogue::Scenario;
use record::{Metric, Pair, Record, Verdict};

use crate::analysis;
use crate::table;

/// A row for every pair of `record`, slow ÷ other.
pub fn table(record: &Record) -> String {
    let rows = record.pairs().map(row).collect();
    let header = [
        "pattern",
        "slow ÷",
        "size",
        "time",
        "instr.",
        "allocations",
        "bytes",
        "system calls",
        "verdict",
    ];
    table::render(&header, rows, 2)
}

/// The three most surprising results, and what was not measured and why, one line
/// a reason.
pub fn closing(record: &Record) -> Vec<String> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in record.cases().flat_map(|case| case.not_measured.values()) {
        *reasons.entry(reason).or_default() += 1;
    }
    let mut lines: Vec<String> = analysis::surprises::sentences(record)
        .into_iter()
        .map(|sentence| format!("surprising: {sentence}"))
        .collect();
    lines.extend(layouts(record));
    for (reason, count) in reasons {
        let figures = if count == 1 { "figure" } else { "figures" };
        lines.push(format!("not measured: {count} {figures}: {reason}"));
    }
    lines
}

/// In how many orders of the program's functions pairs were timed.
fn layouts(record: &Record) -> Option<String> {
    let most = record
        .pairs()
        .filter_map(|pair| Some(pair.other.speedup?.layouts))
        .max()?;
    Some(match most {
        1 => "speed-ups: of one layout of the code, and another may move them; the default run \
              spreads them over several"
            .to_owned(),
        most => format!("speed-ups: over up to {most} layouts of the code"),
    })
}

fn row(pair: Pair<'_>) -> Vec<String> {
    let other = pair.other;
    let scenario = if other.scenario == Scenario::TYPICAL.name {
        String::new()
    } else {
        format!(" [{}]", other.scenario)
    };
    vec![
        other.pattern_id().to_owned(),
        format!("{}{scenario}", other.variant),
        other.size.to_string(),
        factor(pair.ratio(Metric::TimeNs)),
        factor(pair.ratio(Metric::Instructions)),
        counts(pair, Metric::Allocations),
        factor_or_counts(pair, Metric::AllocatedBytes),
        calls(pair),
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

fn counts(pair: Pair<'_>, metric: Metric) -> String {
    match pair.counts(metric) {
        Some((slow, other)) => format!("{slow} → {other}"),
        None => "n/m".to_owned(),
    }
}

/// Both counts, or the nothing that most pairs ask of the kernel.
fn calls(pair: Pair<'_>) -> String {
    match pair.counts(Metric::SystemCalls) {
        Some((0, 0)) => "0".to_owned(),
        _ => counts(pair, Metric::SystemCalls),
    }
}

/// A ratio, or both counts where there is none.
fn factor_or_counts(pair: Pair<'_>, metric: Metric) -> String {
    match pair.ratio(metric) {
        // Nothing over something is no factor either.
        Some(ratio) if ratio > 0.0 => factor(Some(ratio)),
        _ => counts(pair, metric),
    }
}

/// In words.
fn verdict(pair: Pair<'_>) -> String {
    match pair.verdict().map(Verdict::name) {
        Some(verdict) => verdict.replace('_', " "),
        None => "not measured".to_owned(),
    }
}
