//! Ratios from run to run, of a pattern or of a family, as a small line.

use super::svg::{self, Percent};
use crate::analysis::trend::Point;
use crate::units;

const HEIGHT: f64 = 132.0;
const LEFT: Percent = 4.0;
const RIGHT: Percent = 62.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 36.0;

/// The line of time and that of instructions of `what`; `None` with fewer than two
/// runs.
pub fn draw(points: &[Point], what: &str) -> Option<String> {
    if points.len() < 2 {
        return None;
    }
    let ratios = |of: &dyn Fn(&Point) -> Option<f64>| -> Vec<(usize, f64)> {
        points
            .iter()
            .enumerate()
            .filter_map(|(index, point)| Some((index, of(point)?)))
            .filter(|(_, ratio)| *ratio > 0.0)
            .collect()
    };
    let lines = [
        ("time", "slow", ratios(&|point| point.time_ratio)),
        (
            "instructions",
            "fast",
            ratios(&|point| point.instruction_ratio),
        ),
    ];
    let all = || {
        lines
            .iter()
            .flat_map(|(_, _, line)| line.iter().map(|(_, ratio)| *ratio))
    };
    // A flat line keeps some air around it.
    let low = all().fold(f64::INFINITY, f64::min) / 1.1;
    let high = all().fold(0.0, f64::max) * 1.1;
    if high <= 0.0 {
        return None;
    }
    let x = |index: usize| LEFT + (RIGHT - LEFT) * index as f64 / (points.len() - 1) as f64;
    let y = |ratio: f64| {
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (ratio / low).ln() / (high / low).ln()
    };
    let mut body = String::new();
    for (index, point) in points.iter().enumerate() {
        if point.other_compiler {
            body.push_str(&svg::line(
                (x(index), TOP),
                (x(index), HEIGHT - BOTTOM),
                "crossing",
            ));
            let compiler = point.rustc.split(' ').take(2).collect::<Vec<_>>().join(" ");
            body.push_str(&svg::text(
                (x(index), 3.0),
                TOP - 4.0,
                "start",
                "axis",
                compiler,
            ));
        }
    }
    let mut free = f64::NEG_INFINITY;
    for (name, class, line) in &lines {
        let Some((last, ratio)) = line.last() else {
            continue;
        };
        let points: Vec<(Percent, f64)> = line
            .iter()
            .map(|(index, ratio)| (x(*index), y(*ratio)))
            .collect();
        body.push_str(&svg::curve(&points, class));
        for (index, ratio) in line {
            body.push_str(&svg::mark(x(*index), y(*ratio), class));
        }
        // Where it came from, unless that is where it is.
        if let Some((first, from)) = line.first()
            && units::factor(*from) != units::factor(*ratio)
        {
            // Above the upper line and below the lower one, however near they are.
            let starts = lines.iter().filter_map(|(_, _, line)| line.first());
            let is_lower = starts.into_iter().any(|(_, other)| other > from);
            let beside = if is_lower { 16.0 } else { -8.0 };
            let place = (x(*first), 0.0);
            let label = units::factor(*from);
            body.push_str(&svg::text(
                place,
                y(*from) + beside,
                "middle",
                "axis",
                label,
            ));
        }
        let at = y(*ratio);
        let at = if (at - free).abs() < 14.0 {
            free + 14.0
        } else {
            at
        };
        free = at;
        body.push_str(&svg::text(
            (x(*last), 10.0),
            at + 4.0,
            "start",
            "name",
            format!("{name} {}", units::factor(*ratio)),
        ));
    }
    let day = |point: &Point| point.run_id.get(..10).unwrap_or(&point.run_id).to_owned();
    body.push_str(&svg::text(
        (LEFT, 0.0),
        HEIGHT - 6.0,
        "start",
        "axis",
        day(&points[0]),
    ));
    body.push_str(&svg::text(
        (RIGHT, 0.0),
        HEIGHT - 6.0,
        "end",
        "axis",
        day(&points[points.len() - 1]),
    ));
    Some(svg::drawing(
        "trend",
        HEIGHT,
        &format!("{what}: slow ÷ fast from run to run, on a logarithmic scale"),
        &body,
    ))
}
