//! `cargo xtask compare OLD NEW`

use std::collections::BTreeSet;

use crate::compare;
use crate::table;
use crate::{Outcome, print};
use comparison::{Comparison, Verdict, render, rows};
use readers::Run;

/// Metrics that are shown only when they are asked for by name.
const IN_DETAIL: [&str; 3] = ["l1_hits", "ll_hits", "ram_hits"];

#[derive(clap::Args)]
pub struct Args {
    /// Earlier run: `latest`, `reference`, a run id, a folder or a file
    ///
    /// A folder is a run's, or criterion's; a file is a record, or text in the Go
    /// benchmark format.
    old: String,
    /// Later run, named likewise
    new: String,
    /// Compare only this metric, by its name in records; repeatable
    #[arg(long, value_name = "METRIC")]
    metric: Vec<String>,
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    /// Show every row, not only changes
    #[arg(long)]
    all: bool,
    /// Leave out unchanged rows in `json` and `csv` too
    #[arg(long, conflicts_with = "all")]
    changed: bool,
    /// Output format: table, markdown, json or csv
    ///
    /// `json` and `csv` have every row.
    #[arg(long, default_value = "table", hide_possible_values = true)]
    format: ComparisonFormat,
}

/// How a comparison is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ComparisonFormat {
    /// For people
    Table,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let mut runs = [compare::open(&self.old)?, compare::open(&self.new)?];
        if let Some(only) = &self.only {
            filter(&mut runs, only)?;
        }
        let mut comparison = rows::compare(&runs[0], &runs[1]);
        anyhow::ensure!(
            !comparison.tables.is_empty() || !comparison.not_compared.is_empty(),
            "{} and {} have no figure in common\nhint: compare two runs of the same cases",
            self.old,
            self.new
        );
        self.select(&mut comparison)?;
        let rest = self.leave_out(&mut comparison);
        match self.format {
            ComparisonFormat::Json => print::data(serde_json::to_string_pretty(&comparison)?),
            ComparisonFormat::Csv => print::data(render::csv(&comparison)?),
            ComparisonFormat::Markdown => print::data(render::markdown(&comparison)),
            ComparisonFormat::Table => tables(&comparison),
        }
        if let Some(rest) = rest {
            match self.format {
                ComparisonFormat::Table => print::data(format!("\n{}", folded(&rest))),
                ComparisonFormat::Markdown => print::data(format!("\n{rest}")),
                ComparisonFormat::Json | ComparisonFormat::Csv => print::note(rest),
            }
        }
        // Whatever the format, this must not be overlooked.
        if self.format != ComparisonFormat::Table {
            warn(&comparison);
        }
        Ok(Outcome::Done)
    }

    fn select(&self, comparison: &mut Comparison) -> anyhow::Result<()> {
        let known: BTreeSet<&str> = comparison
            .tables
            .iter()
            .map(|table| table.metric.as_str())
            .chain(comparison.not_compared.iter().map(String::as_str))
            .collect();
        for metric in &self.metric {
            anyhow::ensure!(
                known.contains(metric.as_str()),
                "the two runs have no metric `{metric}` in common\nhint: they share {}",
                known.into_iter().collect::<Vec<_>>().join(", ")
            );
        }
        let wanted = |metric: &String| {
            if self.metric.is_empty() {
                !IN_DETAIL.contains(&metric.as_str())
            } else {
                self.metric.contains(metric)
            }
        };
        comparison.tables.retain(|table| wanted(&table.metric));
        comparison.not_compared.retain(wanted);
        Ok(())
    }

    /// Leaves only what changed, unless everything was asked for; says in a line
    /// what is left out.
    fn leave_out(&self, comparison: &mut Comparison) -> Option<String> {
        let for_people = matches!(
            self.format,
            ComparisonFormat::Table | ComparisonFormat::Markdown
        );
        (self.changed || for_people && !self.all).then(|| changes_only(comparison))?
    }
}

/// Leaves the rows that changed, and tables that have one; the line for the rest.
fn changes_only(comparison: &mut Comparison) -> Option<String> {
    let (mut same, mut below, mut open) = (0, 0, Vec::new());
    for table in &mut comparison.tables {
        same += table.tally.same;
        below += table.tally.below_floor;
        if table.tally.not_resolved > 0 {
            open.push(format!("{} of {}", table.tally.not_resolved, table.metric));
        }
        table.rows.retain(|row| row.verdict == Verdict::Changed);
        let families: Vec<&str> = table
            .rows
            .iter()
            .filter_map(|row| row.id.split('/').next())
            .collect();
        table
            .geometric_means
            .retain(|mean| families.contains(&mean.family.as_str()));
    }
    let nothing = comparison.tables.iter().all(|table| table.rows.is_empty());
    let what = match nothing {
        true => "nothing changed",
        false => "the rest",
    };
    let small = match below {
        0 => String::new(),
        below => format!(", {below} changed by less than two runs of the same code may"),
    };
    let unresolved = match open.is_empty() {
        true => String::new(),
        false => format!(", not resolved: {}", open.join(", ")),
    };
    let line = format!(
        "{what}: {same} figures of {} metrics are the same{small}{unresolved}\n(`--all` shows every row)",
        comparison.tables.len(),
    );
    comparison.tables.retain(|table| !table.rows.is_empty());
    (same + below > 0 || !open.is_empty()).then_some(line)
}

fn tables(comparison: &Comparison) {
    warn(comparison);
    for table in &comparison.tables {
        print::data(format!("\n{}", table.metric));
        print::data(table::render(&render::HEADER, render::rows(table), 1));
    }
    for line in render::rest(comparison) {
        print::data(format!("\n{}", folded(&line)));
    }
    if comparison
        .tables
        .iter()
        .any(|table| table.metric == "time_ns")
    {
        print::note(format!(
            "time_ns: two runs of the same code differ by several percent, so that a change below \
             {:.0} % is not reported; `speedup` resolves more",
            100.0 * rows::TIME_FLOOR
        ));
    }
}

/// The widest line of running text: as wide as a table.
const WIDTH: usize = 100;

/// Running text folded at spaces, what follows a fold indented. A word that is wider by
/// itself stays whole.
fn folded(text: &str) -> String {
    const INDENT: &str = "  ";
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let width = line.chars().count() + 1 + word.chars().count();
            if !line.trim_start().is_empty() && width > WIDTH {
                lines.push(std::mem::replace(&mut line, format!("{INDENT}{word}")));
            } else {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn warn(comparison: &Comparison) {
    let preface = render::preface(comparison);
    if !preface.is_empty() {
        print::warning(&preface.join("\n"));
    }
}

fn filter(runs: &mut [Run; 2], only: &str) -> anyhow::Result<()> {
    for run in runs.iter_mut() {
        run.measurements
            .retain(|measurement| measurement.id.contains(only));
    }
    anyhow::ensure!(
        runs.iter().any(|run| !run.measurements.is_empty()),
        "`--only {only}` matches no case of either run\nhint: name a family, a pattern \
         or any part of an id"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_fits_a_terminal_and_loses_no_word() {
        let ids = "family/pattern/slow/typical/1000, ".repeat(12);
        let text = format!("only in a: {ids}\nshort");
        let folded = folded(&text);
        for line in folded.lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        assert!(folded.split_whitespace().eq(text.split_whitespace()));
        assert!(folded.contains(",\n  family"), "{folded}");
        let wide = "x".repeat(150);
        assert_eq!(super::folded(&wide), wide);
    }
}
