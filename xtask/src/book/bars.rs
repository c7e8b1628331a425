//! The ratios of a pattern's pairs as bars: logarithmic, 1 in the middle.

use benches::record::{Case, Pair, Record};

use super::svg::{self, Percent};
use crate::units;

const ROW: f64 = 19.0;
const LEFT: Percent = 24.0;
const RIGHT: Percent = 84.0;

/// A bar for each metric of each pair of `record`; `None` without any pair.
pub fn draw(record: &Record, pairs: &[&Pair]) -> Option<String> {
    let ratios = pairs
        .iter()
        .flat_map(|pair| metrics(pair))
        .filter_map(|(_, ratio, _)| ratio)
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
        body.push_str(&svg::mark(1.0, y + ROW / 2.0, &pair.role));
        body.push_str(&svg::text(
            (1.0, 10.0),
            y + ROW / 2.0 + 4.0,
            "start",
            "name",
            &pair.other,
        ));
        y += ROW;
        for (name, ratio, interval) in metrics(pair) {
            let centre = y + ROW / 2.0;
            body.push_str(&svg::text((1.0, 10.0), centre + 4.0, "start", "axis", name));
            if let Some(ratio) = ratio
                && ratio > 0.0
            {
                let (from, to) = (middle.min(x(ratio)), middle.max(x(ratio)));
                body.push_str(&format!(
                    "<rect x=\"{from:.2}%\" y=\"{:.1}\" width=\"{:.2}%\" height=\"12\" class=\"bar {}\"/>\n",
                    centre - 6.0,
                    (to - from).max(0.2),
                    pair.role,
                ));
            }
            if let Some((low, high)) = interval {
                body.push_str(&svg::line((x(low), centre), (x(high), centre), "interval"));
            }
            let value = match ratio {
                Some(0.0) => "from 0".to_owned(),
                Some(ratio) => units::factor(ratio),
                None => missing(record, pair, name).to_owned(),
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

/// Why there is no ratio: the other side counted nothing, or one of the two was
/// not measured.
fn missing(record: &Record, pair: &Pair, metric: &str) -> &'static str {
    let count = |id: String| {
        let case = record.cases.iter().find(|case| case.id == id)?;
        counted(case, metric)
    };
    match (count(pair.slow_case()), count(pair.other_case())) {
        (Some(_), Some(0)) => "to 0",
        _ => "not measured",
    }
}

fn counted(case: &Case, metric: &str) -> Option<u64> {
    match metric {
        "instructions" => case.instructions,
        "allocations" => case.allocations,
        "bytes" => case.allocated_bytes,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_that_was_not_measured_is_not_drawn_as_to_nothing() {
        let pair = Pair {
            slow: "vec".into(),
            other: "array".into(),
            ..Pair::default()
        };
        let case = |id: String, allocations| Case {
            id,
            allocations,
            ..Case::default()
        };
        let record = |slow, other| Record {
            cases: vec![case(pair.slow_case(), slow), case(pair.other_case(), other)],
            ..Record::default()
        };
        let drawn = |slow, other| draw(&record(slow, other), &[&pair]).unwrap();
        assert!(!drawn(None, None).contains("to 0"));
        assert!(!drawn(Some(100), None).contains("to 0"));
        assert!(!drawn(None, Some(0)).contains("to 0"));
        assert_eq!(drawn(Some(100), Some(0)).matches("to 0").count(), 1);
    }
}
