//! A line for each case, with the speed-up of the pair in which it is the other
//! side (RFC 4180; what was not measured is empty).

use patterns::catalogue::Metric;
use record::Verdict;

use super::{Selected, figure};

pub(super) fn write(selected: &Selected) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header: Vec<&str> = vec![
        "id", "family", "pattern", "variant", "role", "scenario", "size",
    ];
    for metric in Metric::ALL {
        header.push(metric.name());
        if metric == Metric::TimeNs {
            header.extend(["time_ns_low", "time_ns_high"]);
        }
    }
    header.extend(["speedup", "speedup_low", "speedup_high", "verdict"]);
    writer.write_record(&header)?;
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for case in selected.cases() {
        let mut row = vec![
            case.id.clone(),
            case.family.clone(),
            case.pattern.clone(),
            case.variant.clone(),
            case.role.name().to_owned(),
            case.scenario.clone(),
            case.size.to_string(),
        ];
        for metric in Metric::ALL {
            let figure = figure(case, metric);
            row.push(number(figure.map(|figure| figure.value)));
            if metric == Metric::TimeNs {
                let interval = figure.and_then(|figure| figure.interval);
                row.push(number(interval.map(|(low, _)| low)));
                row.push(number(interval.map(|(_, high)| high)));
            }
        }
        let speedup = case.speedup;
        row.push(number(speedup.map(|speedup| speedup.median)));
        row.push(number(speedup.map(|speedup| speedup.low)));
        row.push(number(speedup.map(|speedup| speedup.high)));
        row.push(case.verdict.map_or("", Verdict::name).to_owned());
        writer.write_record(&row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
