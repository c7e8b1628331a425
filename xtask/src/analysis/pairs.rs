//! The ratios of every pair: slow ÷ other, so above 1 means the other wins.

use std::collections::HashMap;

use benches::record::{Case, Pair, Record, Skipped, Speedup};

use super::verdicts;
use crate::units;

/// Computes the pairs of `record` from its cases, keeps the speed-ups that were
/// measured, judges them, and says of each ratio that is not there why.
pub fn enter(record: &mut Record) {
    let measured: HashMap<String, Pair> = std::mem::take(&mut record.pairs)
        .into_iter()
        .map(|pair| (pair.id(), pair))
        .collect();
    let slow: HashMap<(&str, &str, &str, usize), &Case> = record
        .cases
        .iter()
        .filter(|case| case.role == "slow")
        .map(|case| (key(case), case))
        .collect();
    let left_out = record.settings.skip.iter().any(|stage| stage == "pairs");
    let mut pairs = Vec::new();
    let mut skipped = Vec::new();
    for other in record.cases.iter().filter(|case| case.role != "slow") {
        if let Some(slow) = slow.get(&key(other)) {
            pairs.push(pair(
                slow,
                other,
                &measured,
                left_out,
                &record.skipped,
                &mut skipped,
            ));
        }
    }
    record.pairs = pairs;
    verdicts::enter(record);
    record.skipped.extend(skipped);
    record.skipped.sort();
    record.skipped.dedup();
}

fn key(case: &Case) -> (&str, &str, &str, usize) {
    (&case.family, &case.pattern, &case.scenario, case.size)
}

fn pair(
    slow: &Case,
    other: &Case,
    measured: &HashMap<String, Pair>,
    left_out: bool,
    known: &[Skipped],
    skipped: &mut Vec<Skipped>,
) -> Pair {
    let mut pair = Pair {
        family: other.family.clone(),
        pattern: other.pattern.clone(),
        slow: slow.variant.clone(),
        other: other.variant.clone(),
        role: other.role.clone(),
        scenario: other.scenario.clone(),
        size: other.size,
        time_ratio: None,
        instruction_ratio: None,
        allocation_ratio: None,
        byte_ratio: None,
        speedup: None,
        verdict: None,
        machine: other.machine.clone(),
    };
    let id = pair.id();
    pair.speedup = measured
        .get(&id)
        .and_then(|measured| measured.speedup)
        .map(shortened);
    if let Some(speedup) = pair.speedup {
        pair.time_ratio = Some(rounded(speedup.median));
    }
    let mut missing = |metric: &str, reason: String| {
        skipped.push(Skipped {
            id: id.clone(),
            metric: metric.to_owned(),
            reason,
        });
    };
    let mut count =
        |name: &str, metric: &str, slow_count: Option<u64>, other_count: Option<u64>| {
            let (Some(slow_count), Some(other_count)) = (slow_count, other_count) else {
                missing(name, reason(known, slow, other, metric));
                return None;
            };
            let ratio = ratio(slow_count, other_count);
            if ratio.is_none() {
                missing(name, format!("unbounded: {slow_count} → {other_count}"));
            }
            ratio
        };
    pair.instruction_ratio = count(
        "instruction_ratio",
        "instructions",
        slow.instructions,
        other.instructions,
    );
    pair.allocation_ratio = count(
        "allocation_ratio",
        "allocations",
        slow.allocations,
        other.allocations,
    );
    pair.byte_ratio = count(
        "byte_ratio",
        "allocated_bytes",
        slow.allocated_bytes,
        other.allocated_bytes,
    );
    if pair.speedup.is_none() {
        let reason = if left_out {
            "left out by --skip pairs".to_owned()
        } else {
            reason(known, slow, other, "time_ns")
        };
        for metric in ["time_ratio", "speedup", "verdict"] {
            missing(metric, reason.clone());
        }
    }
    pair
}

/// Nothing over nothing is no difference; something over nothing has no ratio.
fn ratio(slow: u64, other: u64) -> Option<f64> {
    match (slow, other) {
        (0, 0) => Some(1.0),
        (_, 0) => None,
        _ => Some(rounded(slow as f64 / other as f64)),
    }
}

fn shortened(speedup: Speedup) -> Speedup {
    Speedup {
        median: rounded(speedup.median),
        low: rounded(speedup.low),
        high: rounded(speedup.high),
        resolvable_effect: units::rounded(speedup.resolvable_effect, 3),
        p_different: units::rounded(speedup.p_different, 3),
        p_equivalent: units::rounded(speedup.p_equivalent, 3),
        ..speedup
    }
}

/// Finer than any figure here, and a record stays small.
fn rounded(ratio: f64) -> f64 {
    units::rounded(ratio, 5)
}

/// Why `metric` is missing from one of the two cases.
fn reason(known: &[Skipped], slow: &Case, other: &Case, metric: &str) -> String {
    known
        .iter()
        .find(|entry| entry.metric == metric && (entry.id == slow.id || entry.id == other.id))
        .map_or_else(|| "not measured".to_owned(), |entry| entry.reason.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_over_nothing_is_not_a_number() {
        assert_eq!(ratio(0, 0), Some(1.0));
        assert_eq!(ratio(5, 0), None);
        assert_eq!(ratio(0, 5), Some(0.0));
        assert_eq!(ratio(6, 3), Some(2.0));
    }
}
