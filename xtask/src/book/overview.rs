//! The chart of the catalogue: a row for each pattern on one logarithmic axis, with
//! what the fast variant does to time, instructions and allocations, and how its
//! counter-cases fare.

use patterns::catalogue::{Family, Pattern, Scenario};
use record::{Metric, Pair, Record};
use serde::Serialize;

use super::figures::{self, Figures};
use super::prose;
use super::svg::{self, Percent};
use crate::units;

const HEIGHT: f64 = 24.0;
const TIME: f64 = 8.0;
const COUNTS: f64 = 17.0;
/// The ends of the axis, as powers of ten; marks beyond stand at its ends.
const FIRST: i32 = -1;
const LAST: i32 = 3;
const LEFT: Percent = 2.0;
const RIGHT: Percent = 98.0;

/// A family's rows.
#[derive(Serialize)]
pub struct Group {
    /// Its id.
    pub id: &'static str,
    title: &'static str,
    page: String,
    rows: Vec<Row>,
}

/// A pattern's row.
#[derive(Serialize)]
struct Row {
    title: &'static str,
    page: String,
    svg: String,
    /// The fast variant on the typical input; `None` if it was not measured.
    figures: Option<Figures>,
    counters: Vec<Figures>,
}

/// A row for each pattern of `families`.
pub fn groups(record: &Record, families: &'static [Family]) -> Vec<Group> {
    let rows = |family: &'static Family| {
        let patterns = family.patterns.iter();
        patterns.map(|pattern| row(record, pattern)).collect()
    };
    families
        .iter()
        .map(|family| Group {
            id: family.id,
            title: family.title,
            page: format!("{}/index.md", family.id),
            rows: rows(family),
        })
        .collect()
}

fn row(record: &Record, pattern: &'static Pattern) -> Row {
    let pairs: Vec<Pair<'_>> = figures::pairs(record, pattern)
        .into_iter()
        .filter(|pair| {
            let other = pair.other;
            other.variant == pattern.fast().name
                && other.size == pattern.middle_size_in(&other.scenario)
        })
        .collect();
    let is_typical = |pair: &&Pair<'_>| pair.other.scenario == Scenario::TYPICAL.name;
    let is_counter = |pair: &&Pair<'_>| {
        let scenario = pattern.scenario(&pair.other.scenario);
        scenario.is_some_and(|scenario| scenario.counter_case)
    };
    let typical = pairs.iter().find(is_typical).copied();
    let counters: Vec<Pair<'_>> = pairs.iter().filter(is_counter).copied().collect();
    Row {
        title: pattern.title,
        page: prose::page(pattern),
        svg: draw(pattern, typical, &counters),
        figures: typical.map(|pair| figures::of(pair, pattern)),
        counters: counters
            .iter()
            .map(|pair| figures::of(*pair, pattern))
            .collect(),
    }
}

/// The axis with its figures, as a drawing of its own above the rows.
pub fn axis() -> String {
    let mut body = String::new();
    for power in FIRST..=LAST {
        let ratio = 10.0_f64.powi(power);
        // The outer ones stay within a narrow page, and have what lies beyond.
        let (anchor, label) = match power {
            FIRST => ("start", format!("≤ {ratio}×")),
            LAST => ("end", format!("≥ {ratio}×")),
            _ => ("middle", format!("{ratio}×")),
        };
        body.push_str(&svg::text((x(ratio), 0.0), 12.0, anchor, "axis", label));
    }
    svg::drawing("scale", 16.0, "The axis: slow ÷ fast, logarithmic", &body)
}

fn x(ratio: f64) -> Percent {
    let share = (ratio.log10() - f64::from(FIRST)) / f64::from(LAST - FIRST);
    LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0)
}

fn draw(pattern: &Pattern, typical: Option<Pair<'_>>, counters: &[Pair<'_>]) -> String {
    let mut body = String::new();
    for power in FIRST..=LAST {
        let class = if power == 0 { "zero" } else { "grid" };
        let at = x(10.0_f64.powi(power));
        body.push_str(&svg::line((at, 0.0), (at, HEIGHT), class));
    }
    let mut said = Vec::new();
    if let Some(pair) = typical {
        if let Some((low, high)) = pair.time_interval() {
            body.push_str(&svg::line((x(low), TIME), (x(high), TIME), "interval"));
        }
        for (metric, name, shape, y) in MARKS {
            let (at, value) = match (pair.ratio(metric), pair.counts(metric)) {
                (Some(ratio), _) => (ratio, units::factor(ratio)),
                (None, Some((slow, other))) => (f64::INFINITY, format!("{slow} → {other}")),
                (None, None) => {
                    said.push(format!("{name} not measured"));
                    continue;
                }
            };
            body.push_str(&svg::placed(x(at.max(1e-9)), y, shape));
            said.push(format!("{name} {value}"));
        }
    } else {
        said.push("not measured in this run".to_owned());
    }
    for pair in counters {
        if let Some(ratio) = pair.ratio(Metric::TimeNs) {
            body.push_str(&svg::placed(
                x(ratio),
                TIME,
                "<circle r=\"4.5\" class=\"counter\"/>",
            ));
            said.push(format!(
                "time in the counter-case {}: {}",
                pair.other.scenario,
                units::factor(ratio)
            ));
        }
    }
    let title = format!("{}: {}", pattern.title, said.join(", "));
    svg::drawing("row", HEIGHT, &title, &body)
}

/// Metric, its name, its shape and its line in the row.
const MARKS: [(Metric, &str, &str, f64); 3] = [
    (
        Metric::Allocations,
        "allocations",
        "<path d=\"M0 -5l5 9h-10z\" class=\"allocations\"/>",
        COUNTS,
    ),
    (
        Metric::Instructions,
        "instructions",
        "<rect x=\"-4\" y=\"-4\" width=\"8\" height=\"8\" class=\"instructions\"/>",
        COUNTS,
    ),
    (
        Metric::TimeNs,
        "time",
        "<circle r=\"4.5\" class=\"time\"/>",
        TIME,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role, Speedup};

    #[test]
    fn the_axis_is_logarithmic_and_holds_what_lies_beyond_at_its_ends() {
        assert!((x(0.1) - LEFT).abs() < 1e-9);
        assert!((x(1e9) - RIGHT).abs() < 1e-9);
        assert!((x(1e-9) - LEFT).abs() < 1e-9);
        assert!((x(10.0) - f64::midpoint(LEFT, RIGHT)).abs() < 1e-9);
    }

    #[test]
    fn a_row_says_in_words_what_it_draws_and_what_was_not_measured() {
        let pattern = patterns::find("string-building/append").unwrap();
        let slow = Case::new(pattern.id, pattern.slow().name, Role::Slow, "typical", 300);
        let mut other = Case::new(pattern.id, pattern.fast().name, Role::Fast, "typical", 300);
        other.speedup = Some(Speedup {
            median: 22.0,
            low: 20.0,
            high: 24.0,
            ..Speedup::default()
        });
        let pair = Pair {
            slow: &slow,
            other: &other,
        };
        let drawn = draw(pattern, Some(pair), &[pair]);
        assert!(drawn.contains("time 22.0×"), "{drawn}");
        assert!(drawn.contains("allocations not measured"), "{drawn}");
        assert!(drawn.contains("class=\"counter\""), "{drawn}");
        assert!(!drawn.contains("class=\"allocations\""), "{drawn}");
        assert!(draw(pattern, None, &[]).contains("not measured in this run"));
    }
}
