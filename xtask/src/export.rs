//! A record in the formats of other tools, each written as its publisher says.

mod bencher;
mod benchfmt;
mod csv;
mod github_action_benchmark;
mod openmetrics;

use patterns::catalogue::Metric;
use record::{Case, Pair, Record};

use readers::criterion::Samples;

/// A format that `export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportFormat {
    /// Bencher Metric Format: `bencher run --adapter json --file`
    Bencher,
    /// Of github-action-benchmark's tool `customSmallerIsBetter`
    GithubActionBenchmark,
    /// The Go benchmark text format, for `benchstat`
    Benchfmt,
    /// A line for each case, for spreadsheets
    Csv,
    /// For Prometheus and what reads like it
    Openmetrics,
}

/// A record, and which part of it is written.
#[derive(Clone, Copy)]
pub struct Selected<'a> {
    /// The run.
    pub record: &'a Record,
    /// Part of an id: cases and pairs without it are left out.
    pub only: &'a str,
}

impl<'a> Selected<'a> {
    /// The selected cases.
    pub fn cases(self) -> impl Iterator<Item = &'a Case> {
        self.record
            .cases()
            .filter(move |case| case.id.contains(self.only))
    }

    /// The selected pairs.
    pub fn pairs(self) -> impl Iterator<Item = Pair<'a>> {
        self.record
            .pairs()
            .filter(move |pair| pair.id().contains(self.only))
    }
}

/// A selection as text in `format`. `samples` are the single measurements of time,
/// where they are at hand: only the Go format has a place for them.
///
/// # Errors
/// If a library refuses to write a figure; none is known that it would.
pub fn write(
    format: ExportFormat,
    selected: &Selected<'_>,
    samples: &[Samples],
) -> anyhow::Result<String> {
    match format {
        ExportFormat::Bencher => bencher::write(selected),
        ExportFormat::GithubActionBenchmark => github_action_benchmark::write(selected),
        ExportFormat::Benchfmt => Ok(benchfmt::write(selected, samples)),
        ExportFormat::Csv => csv::write(selected),
        ExportFormat::Openmetrics => Ok(openmetrics::write(selected)),
    }
}

/// A figure of a case: its value, and its 95 % interval where it was estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figure {
    value: f64,
    interval: Option<(f64, f64)>,
}

/// What `case` has of `metric`; `None` where it was not measured.
fn figure(case: &Case, metric: Metric) -> Option<Figure> {
    if metric == Metric::TimeNs {
        return case.time_ns.map(|time| Figure {
            value: time.median,
            interval: Some((time.low, time.high)),
        });
    }
    case.count(metric).map(|count| Figure {
        value: count as f64,
        interval: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect_file;
    use record::{Role, Speedup, Time, Verdict};

    /// A record with everything that is awkward: a figure that was not measured,
    /// a count of zero, and text that each format has to quote.
    fn record() -> Record {
        let case = |variant: &str, role, allocations| Case {
            time_ns: Some(Time {
                median: 217.5,
                low: 216.0,
                high: 219.25,
            }),
            instructions: Some(3456),
            allocations: Some(allocations),
            allocated_bytes: Some(504),
            ..Case::new("string-building/append", variant, role, "typical", 30)
        };
        let mut record = Record {
            run_id: "2026-01-02T03-04-05Z-abcdef0".into(),
            ..Record::default()
        };
        record.insert(case("format-each-time", Role::Slow, 59));
        record.insert(Case {
            speedup: Some(Speedup {
                median: 8.5,
                low: 8.25,
                high: 8.75,
                ..Speedup::default()
            }),
            verdict: Some(Verdict::Faster),
            ..case("push-str", Role::Fast, 0)
        });
        record.environment.cpu = "Example \"CPU\" \\ 2.00GHz".into();
        record.environment.rustc = "rustc 1.95.0".into();
        record.environment.target = "x86_64-unknown-linux-gnu".into();
        record
    }

    fn written(format: ExportFormat) -> anyhow::Result<String> {
        let selected = Selected {
            record: &record(),
            only: "",
        };
        write(format, &selected, &samples())
    }

    fn samples() -> Vec<Samples> {
        vec![Samples {
            id: "string-building/append/push-str/typical/30".into(),
            iterations: vec![100.0, 200.0],
            times_ns: vec![21_600.0, 43_850.0],
        }]
    }

    /// What each format's file looks like is reviewed as a file;
    /// `UPDATE_EXPECT=1 cargo test` writes them anew.
    #[test]
    fn every_format_is_as_reviewed() {
        for (format, reviewed) in [
            (
                ExportFormat::Bencher,
                expect_file!["../tests/formats/bencher.json"],
            ),
            (
                ExportFormat::GithubActionBenchmark,
                expect_file!["../tests/formats/github-action-benchmark.json"],
            ),
            (
                ExportFormat::Benchfmt,
                expect_file!["../tests/formats/benchfmt.txt"],
            ),
            (
                ExportFormat::Csv,
                expect_file!["../tests/formats/cases.csv"],
            ),
            (
                ExportFormat::Openmetrics,
                expect_file!["../tests/formats/openmetrics.txt"],
            ),
        ] {
            reviewed.assert_eq(&written(format).unwrap());
        }
    }

    #[test]
    fn json_follows_the_published_schemas() {
        for (format, schema) in [
            (
                ExportFormat::Bencher,
                include_str!("../tests/formats/bencher.schema.json"),
            ),
            (
                ExportFormat::GithubActionBenchmark,
                include_str!("../tests/formats/github-action-benchmark.schema.json"),
            ),
        ] {
            let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
            let validator = jsonschema::validator_for(&schema).unwrap();
            let written = written(format).unwrap();
            let written: serde_json::Value = serde_json::from_str(&written).unwrap();
            assert_eq!(
                validator.validate(&written).err().map(|e| e.to_string()),
                None
            );
        }
    }

    /// `compare` reads the Go format too: what it reads is what was written.
    #[test]
    fn the_go_format_is_read_back() {
        let text = written(ExportFormat::Benchfmt).unwrap();
        let run = readers::go_benchmarks::parse("text", &text).unwrap();
        let name = "StringBuilding/pattern=append/variant=push-str/scenario=typical/size=30";
        let found = |unit: &str| {
            run.measurements
                .iter()
                .find(|found| found.id == name && found.metric == unit)
                .map(|found| found.figure.clone())
        };
        use readers::Figure::Sample;
        assert_eq!(found("ns/op"), Some(Sample(vec![216.0, 219.25])));
        assert_eq!(found("allocs/op"), Some(Sample(vec![0.0, 0.0])));
        assert_eq!(found("ram-hits/op"), None);
    }

    /// The rules of the OpenMetrics specification that a reader trips over: each
    /// family once and in one piece, its metadata first, its unit at the end of
    /// its name, every line a sample or metadata, `# EOF` at the end.
    #[test]
    fn open_metrics_keeps_the_rules_of_its_specification() {
        let text = written(ExportFormat::Openmetrics).unwrap();
        let lines: Vec<&str> = text.strip_suffix('\n').unwrap().split('\n').collect();
        let (last, lines) = lines.split_last().unwrap();
        assert_eq!(*last, "# EOF");
        let mut families: Vec<(String, String)> = Vec::new();
        let mut samples = std::collections::HashSet::new();
        for line in lines {
            if let Some(metadata) = line.strip_prefix("# ") {
                let mut parts = metadata.splitn(3, ' ');
                let [kind, name, value] = [(); 3].map(|()| parts.next().unwrap());
                match kind {
                    "TYPE" => {
                        assert!(["gauge", "info"].contains(&value), "{line}");
                        let is_new = families.iter().all(|(known, _)| known != name);
                        assert!(is_new, "{name} is in two pieces");
                        families.push((name.to_owned(), value.to_owned()));
                    }
                    "UNIT" => assert!(name.ends_with(&format!("_{value}")), "{line}"),
                    "HELP" => assert!(!value.is_empty()),
                    _ => panic!("{line}"),
                }
                assert_eq!(families.last().unwrap().0, name, "{line}");
                continue;
            }
            let (name, rest) = line.split_once('{').unwrap();
            let (labels, value) = rest.rsplit_once("} ").unwrap();
            let (family, kind) = families.last().unwrap();
            match kind.as_str() {
                "info" => assert_eq!(name, format!("{family}_info")),
                _ => assert_eq!(name, family),
            }
            assert!(value.parse::<f64>().unwrap().is_finite());
            // An even number of quotes remains once the escaped ones are gone.
            let bare = labels.replace("\\\\", "").replace("\\\"", "");
            assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
            assert!(samples.insert(format!("{name}{labels}")), "twice: {line}");
        }
        assert!(families.len() > 5);
    }
}
