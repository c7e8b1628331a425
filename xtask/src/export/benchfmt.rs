//! The Go benchmark text format
//! (<https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md>),
//! with the unit metadata that benchstat reads
//! (<https://pkg.go.dev/golang.org/x/perf/benchfmt>).
//!
//! The parts of a name are `key=value`, so that `benchstat -col /variant` sets a
//! pattern's variants beside each other.

use std::collections::HashMap;
use std::fmt::Write as _;

use patterns::catalogue::Metric;
use record::{Case, Environment};

use super::{Selected, figure};
use readers::criterion::Samples;

pub(super) fn write(selected: &Selected, samples: &[Samples]) -> String {
    let samples: HashMap<&str, &Samples> = samples
        .iter()
        .map(|samples| (samples.id.as_str(), samples))
        .collect();
    let mut text = configuration(&selected.record.environment, &selected.record.run_id);
    for metric in Metric::ALL {
        if metric != Metric::TimeNs {
            let _ = writeln!(text, "Unit {} better=lower assume=exact", unit(metric));
        }
    }
    for case in selected.cases() {
        let counts: String = Metric::ALL
            .into_iter()
            .filter(|metric| *metric != Metric::TimeNs)
            .filter_map(|metric| Some((metric, figure(case, metric)?)))
            .map(|(metric, figure)| format!(" {} {}", figure.value, unit(metric)))
            .collect();
        for (iterations, time) in times(case, samples.get(case.id.as_str()).copied()) {
            if time.is_some() || !counts.is_empty() {
                let time = time.map_or_else(String::new, |ns| format!(" {ns} ns/op"));
                let _ = writeln!(text, "{} {iterations}{time}{counts}", name(case));
            }
        }
    }
    text
}

/// Iterations and nanoseconds of one call: each sample, or else the median.
fn times(case: &Case, samples: Option<&Samples>) -> Vec<(u64, Option<f64>)> {
    let per_call = |(iterations, time): (&f64, &f64)| {
        // A hundredth of a nanosecond is finer than anything measured here.
        let ns = (time / iterations * 100.0).round() / 100.0;
        (*iterations as u64, Some(ns))
    };
    match samples {
        Some(samples) if !samples.times_ns.is_empty() => samples
            .iterations
            .iter()
            .zip(&samples.times_ns)
            .map(per_call)
            .collect(),
        _ => vec![(1, case.time_ns.map(|time| time.median))],
    }
}

fn configuration(environment: &Environment, run_id: &str) -> String {
    let mut parts = environment.target.split('-');
    let arch = match parts.next().unwrap_or_default() {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let os = if environment.target.contains("apple") {
        "darwin"
    } else if environment.target.contains("windows") {
        "windows"
    } else {
        "linux"
    };
    let mut text = String::new();
    for (key, value) in [
        ("goos", os),
        ("goarch", arch),
        ("cpu", &environment.cpu),
        ("toolchain", &environment.rustc),
        ("rustflags", &environment.rustflags),
        ("commit", environment.commit.as_deref().unwrap_or_default()),
        ("run", run_id),
    ] {
        if !value.is_empty() {
            let _ = writeln!(text, "{key}: {}", value.replace('\n', " "));
        }
    }
    text
}

/// A name begins with `Benchmark` and a capital letter.
fn name(case: &Case) -> String {
    let family: String = case
        .family
        .split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().to_string())
                + letters.as_str()
        })
        .collect();
    format!(
        "Benchmark{family}/pattern={}/variant={}/scenario={}/size={}",
        case.pattern, case.variant, case.scenario, case.size
    )
}

const fn unit(metric: Metric) -> &'static str {
    match metric {
        Metric::TimeNs => "ns/op",
        Metric::Instructions => "instructions/op",
        Metric::L1Hits => "l1-hits/op",
        Metric::LlHits => "ll-hits/op",
        Metric::RamHits => "ram-hits/op",
        Metric::EstimatedCycles => "estimated-cycles/op",
        Metric::Allocations => "allocs/op",
        Metric::AllocatedBytes => "B/op",
        Metric::PeakBytes => "peak-B/op",
        Metric::SystemCalls => "syscalls/op",
    }
}
