//! The ratios of a pattern's pairs as bars: logarithmic, 1 in the middle.

use benches::record::Pair;

use super::svg;
use crate::units;

const WIDTH: f64 = 720.0;
const ROW: f64 = 22.0;
const LEFT: f64 = 210.0;
const RIGHT: f64 = 90.0;

/// A bar for each metric of each pair; `None` without any ratio.
pub fn draw(pairs: &[&Pair]) -> Option<String> {
    let ratios = pairs
        .iter()
        .flat_map(|pair| metrics(pair))
        .filter_map(|(_, ratio, _)| ratio)
        .filter(|ratio| *ratio > 0.0);
    let reach = ratios
        .map(|ratio| ratio.ln().abs())
        .fold(2.0_f64.ln(), f64::max);
    let middle = f64::midpoint(LEFT, WIDTH - RIGHT);
    let half = (WIDTH - RIGHT - LEFT) / 2.0;
    let x = |ratio: f64| middle + half * (ratio.max(1e-9).ln() / reach).clamp(-1.0, 1.0);

    let mut body = String::new();
    let mut y = 22.0;
    body.push_str(&svg::text(
        middle - 8.0,
        14.0,
        "end",
        "axis",
        "← slow variant wins",
    ));
    body.push_str(&svg::text(
        middle + 8.0,
        14.0,
        "start",
        "axis",
        "other variant wins →",
    ));
    let top = y;
    for pair in pairs {
        body.push_str(&svg::mark(10.0, y + ROW / 2.0, &pair.role));
        body.push_str(&svg::text(
            22.0,
            y + ROW / 2.0 + 4.0,
            "start",
            "name",
            &pair.other,
        ));
        for (name, ratio, interval) in metrics(pair) {
            let centre = y + ROW / 2.0;
            body.push_str(&svg::text(LEFT - 8.0, centre + 4.0, "end", "axis", name));
            match ratio {
                Some(ratio) => {
                    let (from, to) = (middle.min(x(ratio)), middle.max(x(ratio)));
                    body.push_str(&format!(
                        "<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\" class=\"bar {}\"/>\n",
                        centre - 6.0,
                        (to - from).max(1.0),
                        pair.role,
                    ));
                    if let Some((low, high)) = interval {
                        body.push_str(&svg::line((x(low), centre), (x(high), centre), "interval"));
                    }
                    body.push_str(&svg::text(
                        WIDTH - 4.0,
                        centre + 4.0,
                        "end",
                        "value",
                        &units::factor(ratio),
                    ));
                }
                None => {
                    body.push_str(&svg::text(
                        WIDTH - 4.0,
                        centre + 4.0,
                        "end",
                        "value",
                        &missing(name),
                    ));
                }
            }
            y += ROW;
        }
        y += 8.0;
    }
    body.push_str(&svg::line((middle, top), (middle, y - 6.0), "zero"));
    (!pairs.is_empty()).then(|| {
        svg::drawing(
            "bars",
            WIDTH,
            y,
            "Ratios slow ÷ other, on a logarithmic scale",
            &body,
        )
    })
}

/// Name, ratio, and the interval of those that have one.
type Ratio = (&'static str, Option<f64>, Option<(f64, f64)>);

fn metrics(pair: &Pair) -> [Ratio; 4] {
    [
        ("time", pair.time_ratio, pair.time_interval()),
        ("instructions", pair.instruction_ratio, None),
        ("allocations", pair.allocation_ratio, None),
        ("bytes", pair.byte_ratio, None),
    ]
}

fn missing(metric: &str) -> String {
    match metric {
        "allocations" | "bytes" => "→ 0".to_owned(),
        _ => "not measured".to_owned(),
    }
}
