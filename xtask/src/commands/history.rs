//! `cargo xtask history [PATTERN]`

use patterns::catalogue::Pattern;
use patterns::suggest;
use record::{Header, Record};
use serde::Serialize;

use super::Format;
use crate::analysis::trend::{self, Line, Point};
use crate::store;
use crate::table;
use crate::{Outcome, print, units};

/// Runs that a line is drawn through: reading them takes long where there are
/// thousands, and a terminal is not much wider.
const NEWEST: usize = 40;

#[derive(clap::Args)]
pub struct Args {
    /// Pattern to follow [default: the mean over all patterns]
    pattern: Option<String>,
    #[arg(long, default_value = "table")]
    format: Format,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    runs: &'a [Header],
    damaged: &'a [String],
    pattern: Option<&'static str>,
    points: &'a [Point],
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let pattern = self.pattern.as_deref().map(find).transpose()?;
        let files = store::runs()?;
        let (mut runs, mut damaged) = (Vec::new(), Vec::new());
        for file in &files {
            match store::read_header(file) {
                Ok(header) => runs.push(header),
                Err(error) => damaged.push(error.to_string()),
            }
        }
        let mut records: Vec<Record> = Vec::new();
        for file in files.iter().rev().take(NEWEST).rev() {
            match store::read_figures(file) {
                Ok(record) => records.push(record),
                // Its header was whole, so it was not named yet.
                Err(error) if !damaged.contains(&error.to_string()) => {
                    damaged.push(error.to_string());
                }
                Err(_) => {}
            }
        }
        let points = match pattern {
            Some(pattern) => trend::points(&records, pattern),
            None => trend::means(&records, None),
        };
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&Printed {
                runs: &runs,
                damaged: &damaged,
                pattern: pattern.map(|pattern| pattern.id),
                points: &points,
            })?),
            Format::Table => report(&runs, pattern, &points),
        }
        for problem in damaged {
            print::warning(&format!("left out: {problem}"));
        }
        if runs.is_empty() {
            print::hint("nothing was measured here yet: run `cargo xtask bench-all`");
        }
        Ok(Outcome::Done)
    }
}

fn find(name: &str) -> anyhow::Result<&'static Pattern> {
    Ok(suggest::pattern(name)?)
}

fn report(runs: &[Header], pattern: Option<&Pattern>, points: &[Point]) {
    let mut compiler = None;
    let rows = runs
        .iter()
        .map(|run| {
            let rustc = &run.environment.rustc;
            // Only where it changes: that is what one looks for.
            let shown = if compiler == Some(rustc) { "" } else { rustc };
            compiler = Some(rustc);
            vec![
                run.run_id.clone(),
                match &run.finished_at {
                    Some(_) => run.settings.effort.name().to_owned(),
                    None => format!("{}, interrupted", run.settings.effort.name()),
                },
                run.settings.only.clone().unwrap_or_default(),
                run.environment.cpu.clone(),
                shown.to_owned(),
            ]
        })
        .collect::<Vec<_>>();
    if !rows.is_empty() {
        print::data(table::render(
            &["run", "effort", "only", "machine", "compiler"],
            rows,
            5,
        ));
    }
    if points.is_empty() {
        return;
    }
    let what = pattern.map_or_else(
        || "all patterns, geometric mean".to_owned(),
        |pattern| format!("{}, {}", pattern.id, pattern.title),
    );
    print::data(format!(
        "\nslow ÷ fast of {what}, over {} run{}; ┊ marks another compiler",
        points.len(),
        if points.len() == 1 { "" } else { "s" },
    ));
    let rows = trend::lines(points)
        .into_iter()
        .map(|Line { metric, ratios }| {
            let known: Vec<f64> = ratios.iter().filter_map(|ratio| *ratio).collect();
            let ends = [known.first(), known.last()];
            let [first, last] =
                ends.map(|end| end.map_or_else(String::new, |ratio| units::factor(*ratio)));
            vec![metric.to_owned(), first, last, sparkline(&ratios, points)]
        })
        .collect();
    print::data(table::render(&["metric", "first", "last", ""], rows, 4));
}

/// A character for each run, on a logarithmic scale of its own; a gap where it
/// was not measured.
fn sparkline(ratios: &[Option<f64>], points: &[Point]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let known = || ratios.iter().flatten().map(|ratio| ratio.ln());
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    // What moved by less than a tenth is flat, not a mountain range.
    let range = (high - low).max(1.1_f64.ln());
    let middle = f64::midpoint(low, high);
    let mut line = String::new();
    for (ratio, point) in ratios.iter().zip(points) {
        if point.other_compiler {
            line.push('┊');
        }
        line.push(ratio.map_or(' ', |ratio| {
            let share = (ratio.ln() - middle) / range + 0.5;
            BARS[((share * 8.0) as usize).min(7)]
        }));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(changes: &[bool]) -> Vec<Point> {
        changes
            .iter()
            .map(|&other_compiler| Point {
                other_compiler,
                ..Point::default()
            })
            .collect()
    }

    #[test]
    fn a_sparkline_shows_movement_gaps_and_compilers() {
        let ratios = [Some(1.0), None, Some(2.0), Some(4.0)];
        let line = sparkline(&ratios, &points(&[false, false, true, false]));
        assert_eq!(line, "▁ ┊▅█");
    }

    #[test]
    fn what_hardly_moves_is_flat() {
        let ratios = [Some(1.000), Some(1.001), Some(0.999)];
        assert_eq!(sparkline(&ratios, &points(&[false; 3])), "▅▅▄");
        assert_eq!(sparkline(&[None], &points(&[false])), " ");
    }
}
