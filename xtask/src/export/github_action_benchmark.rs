//! github-action-benchmark's custom JSON, for its tool `customSmallerIsBetter`
//! (<https://github.com/benchmark-action/github-action-benchmark>): a flat list of
//! name, unit and value. Speed-ups are left out: of those, more is better.

use patterns::catalogue::Metric;
use serde::Serialize;

use super::{Selected, figure};

#[derive(Serialize)]
struct Entry {
    name: String,
    unit: &'static str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
    /// Shown where the pointer rests on a point.
    extra: String,
}

pub(super) fn write(selected: &Selected) -> anyhow::Result<String> {
    let environment = &selected.record.environment;
    let extra = format!("{}\n{}", environment.rustc, environment.cpu);
    let mut entries = Vec::new();
    for metric in Metric::ALL {
        for case in selected.cases() {
            if let Some(figure) = figure(case, metric) {
                entries.push(Entry {
                    // A name is a chart: it has to say what it counts.
                    name: format!("{} · {}", case.id, metric.name()),
                    unit: unit(metric),
                    value: figure.value,
                    range: figure
                        .interval
                        .map(|(low, high)| format!("{low} to {high}")),
                    extra: extra.clone(),
                });
            }
        }
    }
    Ok(serde_json::to_string_pretty(&entries)? + "\n")
}

const fn unit(metric: Metric) -> &'static str {
    match metric {
        Metric::TimeNs => "ns/op",
        Metric::Instructions => "instructions/op",
        Metric::L1Hits | Metric::LlHits | Metric::RamHits => "hits/op",
        Metric::EstimatedCycles => "cycles/op",
        Metric::Allocations => "allocs/op",
        Metric::AllocatedBytes => "B/op",
        Metric::PeakBytes => "B",
        Metric::SystemCalls => "syscalls/op",
    }
}
