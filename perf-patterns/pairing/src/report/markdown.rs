//! A comparison for a pull request.

use std::fmt::Write;

use super::{Metric, Report, Verdict, terminal};

/// GitHub's Markdown: the answer, the table, and how it was measured, folded.
pub fn render(report: &Report) -> String {
    let mut text = format!(
        "### {}\n\n`{}` → `{}`\n",
        headline(report),
        report.base.name,
        report.head.name
    );
    let rows = terminal::rows(report);
    if !rows.is_empty() {
        text.push_str("\n| benchmark | base | head | change | interval | verdict |\n");
        text.push_str("|---|---:|---:|---:|---|---|\n");
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    if let Some(line) = terminal::untouched(report) {
        let _ = write!(text, "\n{line}\n");
    }
    text.push_str("\n<details><summary>How it was measured</summary>\n\n");
    for line in terminal::notes(report) {
        let _ = writeln!(text, "- {line}");
    }
    let method = &report.method;
    let _ = writeln!(text, "- {}", method.subject);
    if let Some(rustc) = &method.rustc {
        let _ = writeln!(text, "- {rustc}");
    }
    let _ = writeln!(text, "- {}", method.machine);
    if terminal::is_timed(report) {
        text.push_str(
            "- change is head ÷ base; the interval holds processes and layouts; a verdict is \
         corrected over all benchmarks (Holm) and clears the margin, the noise floor and the \
         spread of base's own layouts\n",
        );
    }
    text.push_str("\n</details>\n");
    text
}

/// The answer in a line: of times, or of instructions where nothing is timed.
pub fn headline(report: &Report) -> String {
    let of = |metric| {
        let entries = report.benchmarks.iter();
        let verdicts = entries.filter(move |entry| entry.metric == metric);
        verdicts.map(|entry| entry.verdict).collect::<Vec<_>>()
    };
    let times = of(Metric::TimeNs);
    let (verdicts, names) = match times.is_empty() {
        false => (times, ["slower", "faster", "equivalent", "not resolved"]),
        true => (
            of(Metric::Instructions),
            [
                "more instructions",
                "fewer instructions",
                "as many instructions",
                "not resolved",
            ],
        ),
    };
    let count = |verdict| verdicts.iter().filter(|own| **own == verdict).count();
    let parts: Vec<String> = [
        Verdict::Slower,
        Verdict::Faster,
        Verdict::Equivalent,
        Verdict::NotResolved,
    ]
    .into_iter()
    .zip(names)
    .map(|(verdict, name)| (count(verdict), name))
    .filter(|(count, _)| *count > 0)
    .map(|(count, name)| format!("{count} {name}"))
    .collect();
    if parts.is_empty() {
        return "Nothing was timed".to_owned();
    }
    let noun = if verdicts.len() == 1 {
        "benchmark"
    } else {
        "benchmarks"
    };
    format!("{} {noun}: {}", verdicts.len(), parts.join(", "))
}
