//! A comparison as a table for people.

use command_line::{table, units};

use super::{Entry, GUNGRAUN, Metric, Report, Verdict};

/// The columns.
const HEADER: [&str; 6] = ["benchmark", "base", "head", "change", "interval", "verdict"];

/// The whole report.
pub fn render(report: &Report) -> String {
    let mut text = format!("{} → {}\n", report.base.name, report.head.name);
    let rows = rows(report);
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&table::render(&HEADER, rows, 1));
        text.push('\n');
    }
    for line in untouched(report).into_iter().chain(notes(report)) {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

/// A row for each benchmark that the change touches, and each metric.
pub fn rows(report: &Report) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut before = None;
    for entry in shown(report) {
        let is_first = before != Some(&entry.id);
        before = Some(&entry.id);
        let name = match (is_first, entry.metric) {
            (_, Metric::TimeNs) => entry.id.clone(),
            (true, metric) => format!("{}: {}", entry.id, plain(metric)),
            (false, metric) => format!("  {}", plain(metric)),
        };
        rows.push(vec![
            name,
            figure(entry.metric, entry.base),
            figure(entry.metric, entry.head),
            percent(1.0 / entry.ratio),
            interval(entry),
            // A row of instructions follows where they were counted.
            word(entry),
        ]);
    }
    rows
}

/// Entries in the order of their benchmarks, without benchmarks that execute as
/// many instructions as before and whose time is not called different.
fn shown(report: &Report) -> Vec<&Entry> {
    let mut ids: Vec<&str> = Vec::new();
    for entry in &report.benchmarks {
        if !ids.contains(&entry.id.as_str()) {
            ids.push(&entry.id);
        }
    }
    ids.into_iter()
        .filter(|id| !is_quietly_untouched(report, id))
        .flat_map(|id| report.benchmarks.iter().filter(move |entry| entry.id == id))
        .collect()
}

/// Whether exactly as many instructions are executed as before.
fn is_untouched(report: &Report, id: &str) -> bool {
    report.benchmarks.iter().any(|entry| {
        entry.id == id && entry.metric == Metric::Instructions && entry.base == entry.head
    })
}

fn is_quietly_untouched(report: &Report, id: &str) -> bool {
    let differs = |entry: &Entry| {
        entry.id == id && matches!(entry.verdict, Verdict::Faster | Verdict::Slower)
    };
    is_untouched(report, id) && !report.benchmarks.iter().any(differs)
}

/// One line for all benchmarks that the change does not touch.
pub fn untouched(report: &Report) -> Option<String> {
    let mut ids: Vec<&str> = Vec::new();
    for entry in &report.benchmarks {
        if !ids.contains(&entry.id.as_str()) && is_quietly_untouched(report, &entry.id) {
            ids.push(&entry.id);
        }
    }
    if ids.is_empty() {
        return None;
    }
    let times: Vec<&Entry> = report
        .benchmarks
        .iter()
        .filter(|entry| entry.metric == Metric::TimeNs && ids.contains(&entry.id.as_str()))
        .collect();
    let open = times
        .iter()
        .filter(|entry| entry.verdict == Verdict::NotResolved)
        .count();
    let time = if times.is_empty() {
        String::new()
    } else if open == 0 {
        ", equivalent in time".to_owned()
    } else {
        format!(
            ", in time {} equivalent, {open} not resolved",
            times.len() - open
        )
    };
    let more = ids.len().saturating_sub(4);
    ids.truncate(4);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Some(format!(
        "not touched (equal instructions){time}: {}{more}",
        ids.join(", ")
    ))
}

/// What stands below the table.
pub fn notes(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let control = &report.control;
    if control.trials > 0 {
        lines.push(format!(
            "control: base against itself, {} of {} called different, noise floor ±{}",
            control.false_positives,
            control.trials,
            units::percent(control.noise_floor)
        ));
    }
    lines.push(method(report));
    if !report.method.layouts_shuffled && is_timed(report) {
        lines.push(
            "the intervals do not include layout: these programs could not be shuffled".into(),
        );
    }
    for (name, ids) in [("base", &report.only_base), ("head", &report.only_head)] {
        if !ids.is_empty() {
            lines.push(format!(
                "only in {name} ({}): {}",
                ids.len(),
                ids.join(", ")
            ));
        }
    }
    for missing in &report.not_measured {
        lines.push(format!(
            "not measured: {} of {}: {}",
            missing.metric.name(),
            if missing.id == "*" {
                "all"
            } else {
                &missing.id
            },
            missing.reason
        ));
    }
    lines.extend(
        report
            .warnings
            .iter()
            .map(|text| format!("warning: {text}")),
    );
    lines
}

/// Whether anything was measured in turns.
pub fn is_timed(report: &Report) -> bool {
    report
        .benchmarks
        .iter()
        .any(|entry| entry.processes.is_some())
}

/// How it was measured, in a line.
pub fn method(report: &Report) -> String {
    let method = &report.method;
    if method.harness == GUNGRAUN {
        return format!(
            "{}: counted twice per side, in {:.0} s; time is not measured",
            method.harness, method.seconds
        );
    }
    let processes = report
        .benchmarks
        .iter()
        .filter_map(|entry| entry.processes)
        .collect::<Vec<_>>();
    let range = match (processes.iter().min(), processes.iter().max()) {
        (Some(low), Some(high)) if low == high => format!("{low} processes per side"),
        (Some(low), Some(high)) => format!("{low} to {high} processes per side"),
        _ => "no processes".to_owned(),
    };
    format!(
        "{}: {range}, {} layout{}, margin ±{} %, confidence {} %, {:.0} s of {:.0} s{}",
        method.harness,
        method.layouts,
        if method.layouts == 1 { "" } else { "s" },
        units::significant(100.0 * method.margin),
        100.0 * method.confidence,
        method.seconds,
        method.budget_seconds,
        if method.within_budget {
            ""
        } else {
            " (stopped while more processes would have helped)"
        },
    )
}

/// A metric in words.
pub const fn plain(metric: Metric) -> &'static str {
    match metric {
        Metric::TimeNs => "time",
        Metric::CpuTimeNs => "user + system time",
        Metric::PeakResidentBytes => "peak resident memory",
        Metric::Instructions => "instructions",
        Metric::Allocations => "allocations",
        Metric::AllocatedBytes => "allocated bytes",
        Metric::PeakBytes => "peak heap",
        Metric::ProgramBytes => "program size",
    }
}

/// A value with its unit.
pub fn figure(metric: Metric, value: f64) -> String {
    match metric {
        Metric::TimeNs | Metric::CpuTimeNs => units::time(value),
        Metric::Instructions | Metric::Allocations => units::count(value.round() as u64),
        _ => units::bytes(value.round() as u64),
    }
}

/// `+5.2 %`: head against base.
pub fn percent(factor: f64) -> String {
    let percent = 100.0 * (factor - 1.0);
    if !factor.is_finite() {
        "from nothing".to_owned()
    } else if factor >= 10.0 {
        units::factor(factor)
    } else if percent != 0.0 && percent.abs() < 0.1 {
        format!("{percent:+.3} %")
    } else if percent == 0.0 {
        "=".to_owned()
    } else {
        format!("{percent:+.1} %")
    }
}

/// The change's interval: the ratio's, turned round.
pub fn interval(entry: &Entry) -> String {
    if entry.low == entry.high {
        return String::new();
    }
    let bare = |factor: f64| percent(factor).trim_end_matches(" %").to_owned();
    format!("[{}, {}]", bare(1.0 / entry.high), bare(1.0 / entry.low))
}

/// The verdict in words, and where time is not resolved, what instructions say.
pub fn verdict(report: &Report, entry: &Entry) -> String {
    let instead = match (entry.verdict, entry.metric) {
        (Verdict::NotResolved, Metric::TimeNs) => instructions(report, &entry.id),
        _ => String::new(),
    };
    format!("{}{instead}", word(entry))
}

/// The verdict alone.
fn word(entry: &Entry) -> String {
    let word = match (entry.verdict, entry.metric) {
        (Verdict::Faster, Metric::TimeNs | Metric::CpuTimeNs) => "faster",
        (Verdict::Slower, Metric::TimeNs | Metric::CpuTimeNs) => "slower",
        (Verdict::Faster, _) => "less",
        (Verdict::Slower, _) => "more",
        (Verdict::Equivalent, metric) if metric.is_count() => "equal",
        (Verdict::Equivalent, _) => "equivalent",
        (Verdict::NotResolved, _) => {
            let limit = entry
                .limited_by
                .map_or_else(String::new, |limit| format!(" ({limit})"));
            return format!("not resolved{limit}");
        }
    };
    word.to_owned()
}

/// `; +2.1 % instructions`, where they were counted and differ.
fn instructions(report: &Report, id: &str) -> String {
    report
        .benchmarks
        .iter()
        .find(|entry| {
            entry.id == id
                && entry.metric == Metric::Instructions
                && matches!(entry.verdict, Verdict::Faster | Verdict::Slower)
        })
        .map_or_else(String::new, |entry| {
            format!("; {} instructions", percent(entry.head / entry.base))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Cause, Control, Limit, Method, NotMeasured, Side};
    use expect_test::expect_file;

    fn entry(id: &str, metric: Metric, values: [f64; 2], verdict: Verdict) -> Entry {
        let ratio = values[0] / values[1];
        let width = if metric.is_count() { 0.0 } else { 0.01 };
        Entry {
            id: id.to_owned(),
            metric,
            ratio,
            low: ratio - width,
            high: ratio + width,
            verdict,
            limited_by: (verdict == Verdict::NotResolved).then_some(Limit {
                cause: Cause::Layout,
                percent: Some(1.9),
            }),
            base: values[0],
            head: values[1],
            processes: (!metric.is_count()).then_some(12),
            layout_percent: None,
        }
    }

    /// Every verdict, a benchmark that the change does not touch, one on one side only,
    /// and something that was not measured.
    fn report() -> Report {
        let side = |name: &str| Side {
            name: name.to_owned(),
            commit: None,
            tree: None,
        };
        use Metric::{AllocatedBytes, Instructions, ProgramBytes, TimeNs};
        Report {
            schema_version: 1,
            measured_at: "2026-01-02T03:04:05Z".to_owned(),
            base: side("main"),
            head: side("working tree"),
            control: Control {
                trials: 8,
                false_positives: 0,
                noise_floor: 0.0031,
                noise_floors: std::collections::BTreeMap::new(),
            },
            benchmarks: vec![
                entry("parse/short", TimeNs, [42.3, 17.7], Verdict::Faster),
                entry(
                    "parse/short",
                    Instructions,
                    [1013.0, 737.0],
                    Verdict::Faster,
                ),
                entry(
                    "parse/long",
                    TimeNs,
                    [1_250.0, 1_310.0],
                    Verdict::NotResolved,
                ),
                entry(
                    "parse/long",
                    Instructions,
                    [20_000.0, 20_420.0],
                    Verdict::Slower,
                ),
                entry("print", TimeNs, [500.0, 560.0], Verdict::Slower),
                entry("print", Instructions, [900.0, 901.0], Verdict::Slower),
                entry("encode", TimeNs, [80.0, 80.1], Verdict::Equivalent),
                entry("encode", Instructions, [640.0, 640.0], Verdict::Equivalent),
                entry(
                    "benchmarks",
                    ProgramBytes,
                    [2.84e6, 2.83e6],
                    Verdict::Faster,
                ),
            ],
            not_measured: vec![NotMeasured {
                id: "*".to_owned(),
                metric: AllocatedBytes,
                reason: "a benchmark shares its process with its harness".to_owned(),
            }],
            only_base: vec![],
            only_head: vec!["parse/empty".to_owned()],
            method: Method {
                harness: "criterion".to_owned(),
                subject: "--bench dates".to_owned(),
                layouts: 6,
                layouts_shuffled: true,
                aligned: true,
                margin: 0.01,
                confidence: 0.99,
                budget_seconds: 32.0,
                seconds: 30.2,
                within_budget: true,
                rustc: None,
                machine: "a machine".to_owned(),
                load: None,
                outputs_equal: None,
            },
            warnings: vec!["the load was 3.2 on 2 cores".to_owned()],
        }
    }

    /// `UPDATE_EXPECT=1 cargo test -p pairing` writes the files anew.
    #[test]
    fn a_report_is_as_reviewed() {
        let report = report();
        let text = format!("{}\n", render(&report));
        expect_file!["../../../tests/texts/ab.txt"].assert_eq(&text);
        let markdown = super::super::markdown::render(&report);
        expect_file!["../../../tests/texts/ab.md"].assert_eq(&markdown);
    }
}
