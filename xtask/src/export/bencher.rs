//! Bencher Metric Format (<https://bencher.dev/docs/reference/bencher-metric-format/>):
//! benchmark, measure, value with optional bounds.

use std::collections::BTreeMap;

use patterns::catalogue::Metric;
use serde::Serialize;

use super::{Figure, Selected, figure};

#[derive(Serialize)]
struct Value {
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper_value: Option<f64>,
}

impl From<Figure> for Value {
    fn from(figure: Figure) -> Self {
        Value {
            value: figure.value,
            lower_value: figure.interval.map(|(low, _)| low),
            upper_value: figure.interval.map(|(_, high)| high),
        }
    }
}

pub(super) fn write(selected: &Selected) -> anyhow::Result<String> {
    let mut benchmarks: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for case in selected.cases() {
        let measures = benchmarks.entry(case.id.clone()).or_default();
        for metric in Metric::ALL {
            if let Some(figure) = figure(case, metric) {
                measures.insert(measure(metric), figure.into());
            }
        }
    }
    for pair in selected.pairs() {
        if let Some(speedup) = pair.speedup() {
            let figure = Figure {
                value: speedup.median,
                interval: Some((speedup.low, speedup.high)),
            };
            benchmarks
                .entry(pair.id())
                .or_default()
                .insert("speedup".into(), figure.into());
        }
    }
    benchmarks.retain(|_, measures| !measures.is_empty());
    Ok(serde_json::to_string_pretty(&benchmarks)? + "\n")
}

/// Bencher's own measure of nanoseconds is `latency`; slugs have hyphens.
fn measure(metric: Metric) -> String {
    match metric {
        Metric::TimeNs => "latency".to_owned(),
        _ => metric.name().replace('_', "-"),
    }
}
