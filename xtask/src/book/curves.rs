//! Time over size, on logarithmic scales: a curve for each variant, its slope at
//! its end.

use super::svg::{self, Percent};
use crate::analysis::growth::{Curve, crossover};
use crate::units;

const HEIGHT: f64 = 340.0;
const LEFT: Percent = 14.0;
const RIGHT: Percent = 68.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 44.0;

/// The chart; `None` with fewer than two sizes.
pub fn draw(curves: &[Curve], size_unit: &str) -> Option<String> {
    let sizes: Vec<usize> = curves
        .first()?
        .points
        .iter()
        .map(|(size, _)| *size)
        .collect();
    if sizes.len() < 2 {
        return None;
    }
    let times = || {
        curves
            .iter()
            .flat_map(|curve| curve.points.iter().map(|(_, time)| *time))
    };
    let low = times().map(|time| time.low).fold(f64::INFINITY, f64::min);
    let high = times().map(|time| time.high).fold(0.0, f64::max);
    let (first, last) = (*sizes.first()? as f64, *sizes.last()? as f64);
    let x = |size: f64| LEFT + (RIGHT - LEFT) * (size / first).ln() / (last / first).ln();
    let y = |time: f64| {
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (time / low).ln() / (high / low).ln().max(0.1)
    };

    let mut body = String::new();
    for &size in &sizes {
        let at = x(size as f64);
        body.push_str(&svg::line((at, TOP), (at, HEIGHT - BOTTOM), "grid"));
        body.push_str(&svg::text(
            (at, 0.0),
            HEIGHT - BOTTOM + 18.0,
            "middle",
            "axis",
            units::count(size as u64),
        ));
    }
    body.push_str(&svg::text(
        (f64::midpoint(LEFT, RIGHT), 0.0),
        HEIGHT - 6.0,
        "middle",
        "axis",
        size_unit,
    ));
    for exponent in (low.log10().ceil() as i32)..=(high.log10().floor() as i32) {
        let time = 10.0_f64.powi(exponent);
        body.push_str(&svg::line((LEFT, y(time)), (RIGHT, y(time)), "grid"));
        body.push_str(&svg::text(
            (LEFT, -6.0),
            y(time) + 4.0,
            "end",
            "axis",
            units::time(time),
        ));
    }
    for curve in curves {
        let points: Vec<(Percent, f64)> = curve
            .points
            .iter()
            .map(|(size, time)| (x(*size as f64), y(time.median)))
            .collect();
        body.push_str(&svg::curve(&points, curve.role));
        for (size, time) in &curve.points {
            let at = x(*size as f64);
            body.push_str(&svg::line(
                (at, y(time.low)),
                (at, y(time.high)),
                "interval",
            ));
            body.push_str(&svg::mark(at, y(time.median), curve.role));
        }
    }
    body.push_str(&labels(curves, y));
    body.push_str(&crossings(curves, x, TOP + 10.0));
    Some(svg::drawing(
        "curves",
        HEIGHT,
        "Time of one call over the size of its input, both logarithmic",
        &body,
    ))
}

/// Names at the lines’ ends with their slopes, moved apart where they would
/// overlap.
fn labels(curves: &[Curve], y: impl Fn(f64) -> f64) -> String {
    let mut ends: Vec<(f64, &str, Option<f64>)> = curves
        .iter()
        .filter_map(|curve| {
            let (_, time) = curve.points.last()?;
            Some((y(time.median), curve.variant, curve.slope()))
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut body = String::new();
    let mut free = TOP;
    // Those below must still fit: start high enough.
    let room = HEIGHT - BOTTOM - 15.0 * ends.len() as f64;
    for (index, (wanted, name, slope)) in ends.into_iter().enumerate() {
        let at = wanted.max(free).min(room + 15.0 * (index + 1) as f64);
        // The narrow page drops the slope: its table has it.
        let slope = slope.map_or_else(String::new, |slope| {
            format!("<tspan class=\"slope\"> · n^{slope:.2}</tspan>")
        });
        body.push_str(&format!(
            "<text x=\"{RIGHT:.2}%\" dx=\"10\" y=\"{:.1}\" class=\"name\">{}{slope}</text>\n",
            at + 4.0,
            svg::escape(name),
        ));
        free = at + 15.0;
    }
    body
}

/// Marks where the slow variant and another change places.
fn crossings(curves: &[Curve], x: impl Fn(f64) -> Percent, y: f64) -> String {
    let Some(slow) = curves.iter().find(|curve| curve.role == "slow") else {
        return String::new();
    };
    let mut body = String::new();
    for (index, other) in curves
        .iter()
        .filter(|curve| curve.role != "slow")
        .enumerate()
    {
        if let Some(size) = crossover(slow, other) {
            let at = x(size);
            let label = format!(
                "{} crosses near {}",
                other.variant,
                units::count(size.round() as u64)
            );
            body.push_str(&svg::line((at, TOP), (at, HEIGHT - BOTTOM), "crossing"));
            // Towards the side with more room.
            let (anchor, beside) = if at < f64::midpoint(LEFT, RIGHT) {
                ("start", 4.0)
            } else {
                ("end", -4.0)
            };
            body.push_str(&svg::text(
                (at, beside),
                y + 14.0 * index as f64,
                anchor,
                "axis",
                label,
            ));
        }
    }
    body
}
