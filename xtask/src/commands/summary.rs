//! The end of a run: the pairs as a table by family, and what was not measured.

use std::collections::BTreeMap;

use patterns::catalogue::Scenario;
use record::{MeasuredPattern, Metric, Pair, Record, Role, Verdict};

use crate::{analysis, table, units};

/// What the signs behind a time mean.
const SIGNS: &str = "slow ÷ other: above 1 the other wins; in time, = equivalent, ? not resolved";

/// A row for each pattern of `record`, grouped by family: the fast variant on the
/// typical input at the middle size.
pub fn typical(record: &Record) -> String {
    let header = [
        "pattern",
        "fast",
        "time",
        "instr.",
        "allocations",
        "bytes",
        "kernel",
    ];
    let mut rows = Vec::new();
    let mut family = "";
    let mut left = record.pairs().count();
    for pattern in &record.patterns {
        let Some(pair) = headline(pattern) else {
            continue;
        };
        left -= 1;
        if pair.other.family != family {
            family = &pair.other.family;
            rows.push(vec![family.to_owned()]);
        }
        let mut row = vec![
            format!("  {}", pair.other.pattern),
            pair.other.variant.clone(),
        ];
        row.extend(figures(pair));
        rows.push(row);
    }
    let table = table::render(&header, filled(rows, header.len()), 2);
    let rest = match left {
        0 => String::new(),
        left => {
            format!("\n{left} more pairs (other variants, sizes and inputs): `--all` shows them")
        }
    };
    format!("{table}\n{SIGNS}{rest}")
}

/// A row for every pair of `record`, grouped by pattern.
pub fn all(record: &Record) -> String {
    let header = [
        "variant",
        "input",
        "time",
        "instr.",
        "allocations",
        "bytes",
        "kernel",
    ];
    let mut rows = Vec::new();
    for pattern in &record.patterns {
        if pattern.pairs().next().is_some() {
            rows.push(vec![pattern.id.clone()]);
        }
        for pair in pattern.pairs() {
            let other = pair.other;
            let input = match other.scenario == Scenario::TYPICAL.name {
                true => other.size.to_string(),
                false => format!("{}: {}", other.scenario, other.size),
            };
            let mut row = vec![format!("  {}", other.variant), input];
            row.extend(figures(pair));
            rows.push(row);
        }
    }
    let table = table::render(&header, filled(rows, header.len()), 2);
    format!("{table}\n{SIGNS}")
}

/// Rows as long as the header, whatever is short of it.
fn filled(mut rows: Vec<Vec<String>>, length: usize) -> Vec<Vec<String>> {
    for row in &mut rows {
        row.resize(length, String::new());
    }
    rows
}

/// The fast variant on the typical input, at the size in the middle of those that
/// were measured.
fn headline(pattern: &MeasuredPattern) -> Option<Pair<'_>> {
    let mut pairs: Vec<Pair<'_>> = pattern
        .pairs()
        .filter(|pair| pair.role() == Role::Fast && pair.other.scenario == Scenario::TYPICAL.name)
        .collect();
    pairs.sort_by_key(|pair| pair.other.size);
    pairs.get(pairs.len() / 2).copied()
}

/// The three most surprising results, and what was not measured and why, one line
/// a reason.
pub fn closing(record: &Record) -> Vec<String> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let of_cases = record.cases().flat_map(|case| case.not_measured.values());
    let of_costs = record
        .costs
        .values()
        .filter_map(|cost| cost.not_measured.as_ref());
    for reason in of_cases.chain(of_costs) {
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
        1 => "speed-ups: from one layout of the code, and another may move them; the default run \
              uses several"
            .to_owned(),
        most => format!("speed-ups: from up to {most} layouts of the code"),
    })
}

/// Time, instructions, allocations, bytes, and calls into the kernel.
fn figures(pair: Pair<'_>) -> [String; 5] {
    [
        time(pair),
        factor(pair, Metric::Instructions),
        counts(pair, Metric::Allocations),
        factor(pair, Metric::AllocatedBytes),
        counts(pair, Metric::SystemCalls),
    ]
}

/// The speed-up and its verdict: `22.1×`, `0.85× slower`, `1.00× =`, `1.02× ?`.
fn time(pair: Pair<'_>) -> String {
    let ratio = factor(pair, Metric::TimeNs);
    match pair.verdict() {
        Some(Verdict::Equivalent) => format!("{ratio} ="),
        Some(Verdict::NotResolved) => format!("{ratio} ?"),
        Some(Verdict::Slower) => format!("{ratio} slower"),
        Some(Verdict::Faster) | None => ratio,
    }
}

/// `2.41×`; `to 0` and `from 0` where there is no factor.
fn factor(pair: Pair<'_>, metric: Metric) -> String {
    match (pair.ratio(metric), pair.counts(metric)) {
        (Some(0.0), _) => "from 0".to_owned(),
        (Some(ratio), _) => units::factor(ratio),
        (None, Some(_)) => "to 0".to_owned(),
        (None, None) => "n/m".to_owned(),
    }
}

/// Both counts, or one 0 where neither side has any.
fn counts(pair: Pair<'_>, metric: Metric) -> String {
    match pair.counts(metric) {
        Some((0, 0)) => "0".to_owned(),
        Some((slow, other)) => format!("{} → {}", count(slow), count(other)),
        None => "n/m".to_owned(),
    }
}

/// `9,999`, and `12.3k` from ten thousand on: `--format json` has every digit.
fn count(count: u64) -> String {
    match count {
        0..10_000 => units::count(count),
        10_000..10_000_000 => format!("{}k", units::significant(count as f64 / 1e3)),
        _ => format!("{}M", units::significant(count as f64 / 1e6)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;
    use expect_test::expect_file;

    #[test]
    fn both_tables_fit_a_terminal_and_the_short_one_has_a_row_for_each_pattern() {
        let record = store::find(store::REFERENCE).unwrap();
        let (short, long) = (typical(&record), all(&record));
        for line in short.lines().chain(long.lines()) {
            assert!(line.chars().count() <= 100, "{line}");
        }
        let names = |table: &str, prefix: &str| {
            let rows = table.lines().filter(|line| line.starts_with(prefix));
            rows.count()
        };
        assert_eq!(names(&short, "  "), record.patterns.len());
        assert_eq!(names(&long, "  "), record.pairs().count());
        let text = format!("{short}\n\n{}\n", closing(&record).join("\n"));
        expect_file!["../../tests/texts/bench_all.txt"].assert_eq(&text);
    }
}
