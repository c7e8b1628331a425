//! OpenMetrics text (<https://prometheus.io/docs/specs/om/open_metrics_spec/>):
//! a gauge for each metric, in base units, with the parts of the id as labels.

use std::fmt::Write as _;

use patterns::catalogue::Metric;
use record::Case;

use super::{Selected, figure};

/// What one sample line says: its labels and its value.
type Sample = (String, f64);

pub(super) fn write(selected: &Selected) -> String {
    let mut text = String::new();
    let record = selected.record;
    let run = labels(&[
        ("run_id", &record.run_id),
        ("rustc", &record.environment.rustc),
        ("cpu", &record.environment.cpu),
        (
            "commit",
            record.environment.commit.as_deref().unwrap_or_default(),
        ),
    ]);
    text.push_str("# TYPE workshop_run info\n# HELP workshop_run The run and where it was made.\n");
    let _ = writeln!(text, "workshop_run_info{{{run}}} 1");
    let of = |pick: &dyn Fn(&Case) -> Option<f64>| -> Vec<Sample> {
        selected
            .cases()
            .filter_map(|case| Some((case_labels(case), pick(case)?)))
            .collect()
    };
    let seconds = |ns: f64| ns / 1e9;
    family(
        &mut text,
        "time",
        "seconds",
        "Wall time of one call, the median.",
        of(&|case| case.time_ns.map(|time| seconds(time.median))),
    );
    family(
        &mut text,
        "time_low",
        "seconds",
        "Lower end of the 95 % interval of the time.",
        of(&|case| case.time_ns.map(|time| seconds(time.low))),
    );
    family(
        &mut text,
        "time_high",
        "seconds",
        "Upper end of the 95 % interval of the time.",
        of(&|case| case.time_ns.map(|time| seconds(time.high))),
    );
    for metric in Metric::ALL {
        let (name, unit) = match metric {
            Metric::TimeNs => continue,
            Metric::AllocatedBytes => ("allocated", "bytes"),
            Metric::PeakBytes => ("peak", "bytes"),
            _ => (metric.name(), ""),
        };
        family(
            &mut text,
            name,
            unit,
            "Of one call, counted.",
            of(&|case| figure(case, metric).map(|figure| figure.value)),
        );
    }
    let speedups = selected
        .pairs()
        .filter_map(|pair| {
            let labels = labels(&[
                ("family", &pair.other.family),
                ("pattern", &pair.other.pattern),
                ("slow", &pair.slow.variant),
                ("other", &pair.other.variant),
                ("scenario", &pair.other.scenario),
                ("size", &pair.other.size.to_string()),
            ]);
            Some((labels, pair.speedup()?.median))
        })
        .collect();
    family(
        &mut text,
        "speedup",
        "ratio",
        "Slow ÷ other, of wall time.",
        speedups,
    );
    text.push_str("# EOF\n");
    text
}

/// One metric family; nothing where there is no sample.
fn family(text: &mut String, name: &str, unit: &str, help: &str, samples: Vec<Sample>) {
    if samples.is_empty() {
        return;
    }
    // A unit is the end of the name.
    let name = if unit.is_empty() {
        format!("workshop_{name}")
    } else {
        format!("workshop_{name}_{unit}")
    };
    let _ = writeln!(text, "# TYPE {name} gauge");
    if !unit.is_empty() {
        let _ = writeln!(text, "# UNIT {name} {unit}");
    }
    let _ = writeln!(text, "# HELP {name} {help}");
    for (labels, value) in samples {
        let _ = writeln!(text, "{name}{{{labels}}} {value}");
    }
}

fn case_labels(case: &Case) -> String {
    labels(&[
        ("family", &case.family),
        ("pattern", &case.pattern),
        ("variant", &case.variant),
        ("role", case.role.name()),
        ("scenario", &case.scenario),
        ("size", &case.size.to_string()),
    ])
}

fn labels(labels: &[(&str, &str)]) -> String {
    let quoted: Vec<String> = labels
        .iter()
        .map(|(name, value)| {
            let value = value
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            format!("{name}=\"{value}\"")
        })
        .collect();
    quoted.join(",")
}
