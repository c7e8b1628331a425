//! Time over size, on logarithmic scales: a curve for each variant, its slope at
//! its end.

use super::svg;
use crate::analysis::growth::{Curve, crossover};
use crate::units;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 340.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 190.0;
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
    let x = |size: f64| LEFT + (WIDTH - LEFT - RIGHT) * (size / first).ln() / (last / first).ln();
    let y = |time: f64| {
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (time / low).ln() / (high / low).ln().max(0.1)
    };

    let mut body = String::new();
    for &size in &sizes {
        let at = x(size as f64);
        body.push_str(&svg::line((at, TOP), (at, HEIGHT - BOTTOM), "grid"));
        body.push_str(&svg::text(
            at,
            HEIGHT - BOTTOM + 18.0,
            "middle",
            "axis",
            &units::count(size as u64),
        ));
    }
    body.push_str(&svg::text(
        f64::midpoint(LEFT, WIDTH - RIGHT),
        HEIGHT - 6.0,
        "middle",
        "axis",
        size_unit,
    ));
    for exponent in (low.log10().ceil() as i32)..=(high.log10().floor() as i32) {
        let time = 10.0_f64.powi(exponent);
        body.push_str(&svg::line(
            (LEFT, y(time)),
            (WIDTH - RIGHT, y(time)),
            "grid",
        ));
        body.push_str(&svg::text(
            LEFT - 6.0,
            y(time) + 4.0,
            "end",
            "axis",
            &units::time(time),
        ));
    }
    for curve in curves {
        let path: Vec<String> = curve
            .points
            .iter()
            .map(|(size, time)| format!("{:.1},{:.1}", x(*size as f64), y(time.median)))
            .collect();
        body.push_str(&format!(
            "<polyline points=\"{}\" class=\"curve {}\"/>\n",
            path.join(" "),
            curve.role
        ));
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
        WIDTH,
        HEIGHT,
        "Time of one call over the size of its input, both logarithmic",
        &body,
    ))
}

/// Names at the lines' ends, moved apart where they would overlap.
fn labels(curves: &[Curve], y: impl Fn(f64) -> f64) -> String {
    let mut ends: Vec<(f64, String)> = curves
        .iter()
        .filter_map(|curve| {
            let (_, time) = curve.points.last()?;
            let slope = curve
                .slope()
                .map_or_else(String::new, |slope| format!(" · n^{slope:.2}"));
            Some((y(time.median), format!("{}{slope}", curve.variant)))
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut body = String::new();
    let mut free = TOP;
    // Those below must still fit: start high enough.
    let room = HEIGHT - BOTTOM - 15.0 * ends.len() as f64;
    for (index, (wanted, label)) in ends.iter().enumerate() {
        let at = wanted.max(free).min(room + 15.0 * (index + 1) as f64);
        body.push_str(&svg::text(
            WIDTH - RIGHT + 10.0,
            at + 4.0,
            "start",
            "name",
            label,
        ));
        free = at + 15.0;
    }
    body
}

/// Marks where the slow variant and another change places.
fn crossings(curves: &[Curve], x: impl Fn(f64) -> f64, y: f64) -> String {
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
            body.push_str(&svg::text(
                at + 4.0,
                y + 14.0 * index as f64,
                "start",
                "axis",
                &label,
            ));
        }
    }
    body
}
