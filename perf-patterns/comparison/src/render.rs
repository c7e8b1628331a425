//! A comparison as text: for people, for a pull request, for programs.

use std::collections::BTreeMap;
use std::fmt::Write;

use command_line::units;

use crate::{Comparison, GeometricMean, Row, Table, Verdict};

/// What stands above the tables: what is compared with what, and why it may not
/// be.
pub fn preface(comparison: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    if !comparison.differences.is_empty() {
        lines.push("the two runs do not come from one environment:".to_owned());
        for difference in &comparison.differences {
            lines.push(format!(
                "  {}: {} → {}",
                difference.what, difference.old, difference.new
            ));
        }
        let times = comparison.not_compared.join(", ");
        if !times.is_empty() {
            lines.push(format!("  so times are not compared ({times})"));
        }
        lines.push(
            "  and where counts differ, that may be the environment and not the code".to_owned(),
        );
    }
    if !comparison.settings.is_empty() {
        lines.push("the two runs were not measured alike:".to_owned());
        for setting in &comparison.settings {
            lines.push(format!(
                "  {}: {} → {}",
                setting.what, setting.old, setting.new
            ));
        }
        lines.push("  the shorter run scatters more and has fewer sizes".to_owned());
    }
    lines
}

/// How many ids of one run are listed before they are summed up.
const LISTED: usize = 6;

/// What stands below the tables: what only one run has; many cases are summed up by
/// the first part of their ids, and `--format json` lists each.
pub fn rest(comparison: &Comparison) -> Vec<String> {
    let list = |run: &str, ids: &[String]| {
        let what = match ids.len() {
            0 => return None,
            1..=LISTED => ids.join(", "),
            _ => folded(ids),
        };
        Some(format!("only in {run} ({}): {what}", ids.len()))
    };
    [
        list(&comparison.old, &comparison.only_old),
        list(&comparison.new, &comparison.only_new),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `io (12), lookups (3)`: how many ids begin alike.
fn folded(ids: &[String]) -> String {
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for id in ids {
        *groups
            .entry(id.split('/').next().unwrap_or(id))
            .or_default() += 1;
    }
    let shown = groups
        .iter()
        .take(LISTED)
        .map(|(group, count)| format!("{group} ({count})"));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if groups.len() > LISTED {
        let _ = write!(text, " and {} more", groups.len() - LISTED);
    }
    text
}

/// The columns of every table.
pub const HEADER: [&str; 4] = ["case", "old", "new", "change"];

/// The rows of `table`, with a row for each family at the end.
pub fn rows(table: &Table) -> Vec<Vec<String>> {
    let cases = table.rows.iter().map(|row| {
        vec![
            row.id.clone(),
            figure(&table.metric, row.old),
            figure(&table.metric, row.new),
            change(row, table.floor),
        ]
    });
    let families = table.geometric_means.iter().map(|mean| {
        vec![
            format!("geometric mean of {} ({})", mean.family, mean.cases),
            String::new(),
            String::new(),
            percent(mean.ratio),
        ]
    });
    cases.chain(families).collect()
}

/// Every table as GitHub's Markdown.
pub fn markdown(comparison: &Comparison) -> String {
    let mut text = format!("### `{}` → `{}`\n", comparison.old, comparison.new);
    for line in preface(comparison) {
        let _ = write!(text, "\n> {}", line.trim());
    }
    for table in &comparison.tables {
        let _ = write!(
            text,
            "\n\n#### {}\n\n| {} |\n|---|---:|---:|---:|\n",
            table.metric,
            HEADER.join(" | ")
        );
        for row in rows(table) {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    for line in rest(comparison) {
        let _ = write!(text, "\n{line}\n");
    }
    text
}

/// Every row of every table, plain numbers, one line each.
///
/// # Errors
/// If the text cannot be built.
pub fn csv(comparison: &Comparison) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "metric", "case", "old", "new", "ratio", "low", "high", "verdict",
    ])?;
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for table in &comparison.tables {
        for row in &table.rows {
            writer.write_record([
                table.metric.clone(),
                row.id.clone(),
                row.old.to_string(),
                row.new.to_string(),
                number(row.ratio),
                number(row.interval.map(|(low, _)| low)),
                number(row.interval.map(|(_, high)| high)),
                verdict(row.verdict).to_owned(),
            ])?;
        }
        for GeometricMean { family, ratio, .. } in &table.geometric_means {
            let (metric, id) = (&table.metric, format!("geometric mean of {family}"));
            writer.write_record([metric, &id, "", "", &ratio.to_string(), "", "", ""])?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Changed => "changed",
        Verdict::BelowFloor => "below_floor",
        Verdict::NotResolved => "not_resolved",
    }
}

/// `+5.2 % [+4.8, +5.6]`, `~` where it is not resolved, `=` for equal counts; and
/// whether it is below the floor.
fn change(row: &Row, floor: f64) -> String {
    let interval = row.interval.map_or_else(String::new, |(low, high)| {
        format!(
            " [{}, {}]",
            percent(low).trim_end_matches(" %"),
            percent(high).trim_end_matches(" %")
        )
    });
    match (row.verdict, row.ratio) {
        (Verdict::Same, _) => "=".to_owned(),
        (Verdict::NotResolved, _) => format!("~{interval}"),
        (Verdict::BelowFloor, _) => {
            format!("~{interval}, below the floor of {:.0} %", 100.0 * floor)
        }
        (Verdict::Changed, Some(ratio)) => format!("{}{interval}", percent(ratio)),
        (Verdict::Changed, None) => "from nothing".to_owned(),
    }
}

/// `+5.2 %`, or a factor where percents are hard to read.
fn percent(ratio: f64) -> String {
    let percent = (ratio - 1.0) * 100.0;
    if ratio >= 10.0 {
        format!("×{}", units::significant(ratio))
    } else if percent != 0.0 && percent.abs() < 0.1 {
        format!("{percent:+.3} %")
    } else {
        format!("{percent:+.1} %")
    }
}

fn figure(metric: &str, value: f64) -> String {
    match metric {
        "time_ns" | "ns/op" => units::time(value),
        "allocated_bytes" | "peak_bytes" | "B/op" if value.fract() == 0.0 => {
            units::bytes(value as u64)
        }
        "speedup" => units::factor(value),
        _ if value.fract() == 0.0 && value < 1e15 => units::count(value as u64),
        _ => units::significant(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tally;

    fn row(ratio: f64, interval: Option<(f64, f64)>, verdict: Verdict) -> Row {
        Row {
            id: "f/p/v".into(),
            old: 100.0,
            new: 100.0 * ratio,
            ratio: Some(ratio),
            interval,
            verdict,
        }
    }

    #[test]
    fn what_is_not_resolved_shows_its_interval_and_no_change() {
        let text = change(&row(1.02, Some((0.99, 1.05)), Verdict::NotResolved), 0.0);
        assert_eq!(text, "~ [-1.0, +5.0]");
        let text = change(&row(1.2, Some((1.15, 1.25)), Verdict::Changed), 0.0);
        assert_eq!(text, "+20.0 % [+15.0, +25.0]");
        assert_eq!(change(&row(1.0, None, Verdict::Same), 0.0), "=");
        let text = change(&row(1.0002, None, Verdict::Changed), 0.0);
        assert_eq!(text, "+0.020 %");
        let text = change(&row(1.04, Some((1.03, 1.05)), Verdict::BelowFloor), 0.1);
        assert_eq!(text, "~ [+3.0, +5.0], below the floor of 10 %");
    }

    #[test]
    fn a_long_list_of_one_run_is_summed_up() {
        let mut comparison = Comparison {
            old: "a".into(),
            new: "b".into(),
            differences: vec![],
            settings: vec![],
            not_compared: vec![],
            tables: vec![],
            only_old: vec!["io/p/v".into(), "io/p/w".into()],
            only_new: (0..40).map(|i| format!("f{}/p/{i}", i % 9)).collect(),
        };
        let lines = rest(&comparison);
        assert_eq!(lines[0], "only in a (2): io/p/v, io/p/w");
        assert!(lines[1].starts_with("only in b (40): f0 (5), f1 (5), "));
        assert!(lines[1].ends_with(" and 3 more") && lines[1].len() < 100);
        comparison.only_new.clear();
        assert_eq!(rest(&comparison).len(), 1);
    }

    #[test]
    fn csv_has_a_line_for_each_row_and_quotes_what_needs_it() {
        let mut odd = row(1.5, Some((1.4, 1.6)), Verdict::Changed);
        odd.id = "with, comma".into();
        let comparison = Comparison {
            old: "a".into(),
            new: "b".into(),
            differences: vec![],
            settings: vec![],
            not_compared: vec![],
            tables: vec![Table {
                metric: "time_ns".into(),
                tally: Tally::of(std::slice::from_ref(&odd)),
                floor: 0.1,
                rows: vec![odd],
                geometric_means: vec![],
            }],
            only_old: vec![],
            only_new: vec![],
        };
        assert_eq!(
            csv(&comparison).unwrap(),
            "metric,case,old,new,ratio,low,high,verdict\n\
             time_ns,\"with, comma\",100,150,1.5,1.4,1.6,changed\n"
        );
    }
}
