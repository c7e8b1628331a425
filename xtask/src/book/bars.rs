//! The ratios of a pattern's pairs as bars: logarithmic, 1 in the middle.

use record::{Metric, Pair};

use super::svg::{self, Percent};
use crate::units;

const ROW: f64 = 19.0;
const LEFT: Percent = 24.0;
const RIGHT: Percent = 84.0;

/// A bar for each metric of each pair; `None` without any pair.
pub fn draw(pairs: &[Pair<'_>]) -> Option<String> {
    let ratios = pairs
        .iter()
        .flat_map(|pair| METRICS.map(|(_, metric)| pair.ratio(metric)))
        .flatten()
        .filter(|ratio| *ratio > 0.0);
    let reach = ratios
        .map(|ratio| ratio.ln().abs())
        .fold(2.0_f64.ln(), f64::max);
    let middle = f64::midpoint(LEFT, RIGHT);
    let half = (RIGHT - LEFT) / 2.0;
    let x = |ratio: f64| middle + half * (ratio.max(1e-9).ln() / reach).clamp(-1.0, 1.0);

    let mut body = String::new();
    body.push_str(&svg::text(
        (middle, -8.0),
        14.0,
        "end",
        "axis",
        "← slow variant wins",
    ));
    body.push_str(&svg::text(
        (middle, 8.0),
        14.0,
        "start",
        "axis",
        "other variant wins →",
    ));
    let top = 22.0;
    let mut y = top;
    for pair in pairs {
        body.push_str(&svg::mark(1.0, y + ROW / 2.0, pair.role().name()));
        body.push_str(&svg::text(
            (1.0, 10.0),
            y + ROW / 2.0 + 4.0,
            "start",
            "name",
            &pair.other.variant,
        ));
        y += ROW;
        for (name, metric) in METRICS {
            let ratio = pair.ratio(metric);
            let centre = y + ROW / 2.0;
            body.push_str(&svg::text((1.0, 10.0), centre + 4.0, "start", "axis", name));
            if let Some(ratio) = ratio
                && ratio > 0.0
            {
                let (from, to) = (middle.min(x(ratio)), middle.max(x(ratio)));
                body.push_str(&format!(
                    "<rect x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"12\" class=\"bar {}\"/>\n",
                    svg::number(from),
                    svg::number(centre - 6.0),
                    svg::number((to - from).max(0.2)),
                    pair.role().name(),
                ));
            }
            if let Some((low, high)) = pair.time_interval()
                && metric == Metric::TimeNs
            {
                body.push_str(&svg::line((x(low), centre), (x(high), centre), "interval"));
            }
            let value = match ratio {
                Some(0.0) => "from 0".to_owned(),
                Some(ratio) => units::factor(ratio),
                None => missing(*pair, metric).to_owned(),
            };
            body.push_str(&svg::text(
                (100.0, -2.0),
                centre + 4.0,
                "end",
                "value",
                value,
            ));
            y += ROW;
        }
        y += 8.0;
    }
    body.push_str(&svg::line((middle, top), (middle, y - 6.0), "zero"));
    (!pairs.is_empty()).then(|| {
        svg::drawing(
            "bars",
            y,
            "Ratios slow ÷ other, on a logarithmic scale",
            &body,
        )
    })
}

/// What is drawn of a pair, by the name that a page gives it.
const METRICS: [(&str, Metric); 4] = [
    ("time", Metric::TimeNs),
    ("instructions", Metric::Instructions),
    ("allocations", Metric::Allocations),
    ("bytes", Metric::AllocatedBytes),
];

/// Why there is no ratio: the other side counted nothing, or one of the two was
/// not measured.
fn missing(pair: Pair<'_>, metric: Metric) -> &'static str {
    match pair.counts(metric) {
        Some((_, 0)) => "to 0",
        _ => "not measured",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role};

    #[test]
    fn a_ratio_that_was_not_measured_is_not_drawn_as_to_nothing() {
        let case = |variant, role, allocations| Case {
            allocations,
            ..Case::new("family/pattern", variant, role, "typical", 30)
        };
        let drawn = |slow, other| {
            let (slow, other) = (
                case("vec", Role::Slow, slow),
                case("array", Role::Fast, other),
            );
            let pair = Pair {
                slow: &slow,
                other: &other,
            };
            draw(&[pair]).unwrap()
        };
        assert!(!drawn(None, None).contains("to 0"));
        assert!(!drawn(Some(100), None).contains("to 0"));
        assert!(!drawn(None, Some(0)).contains("to 0"));
        assert_eq!(drawn(Some(100), Some(0)).matches("to 0").count(), 1);
    }
}
