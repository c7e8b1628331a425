//! Reads the Go benchmark text format, which `go test -bench` and many other
//! tools write
//! (<https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md>).

use std::collections::BTreeMap;

use crate::{Condition, Figure, Measurement, Run};

/// Keys of the format that say where the numbers come from.
const CONDITIONS: [&str; 4] = ["goos", "goarch", "cpu", "toolchain"];

/// Every benchmark of `text`; lines of one name are samples of one quantity.
/// `None` if there is no benchmark line.
pub fn parse(name: &str, text: &str) -> Option<Run> {
    let mut samples: BTreeMap<(usize, String, String), Vec<f64>> = BTreeMap::new();
    let mut units: Vec<String> = Vec::new();
    let mut environment: Vec<Condition> = Vec::new();
    for line in text.lines() {
        if let Some((key, value)) = line.split_once(": ")
            && let Some(known) = CONDITIONS.into_iter().find(|known| *known == key)
        {
            environment.retain(|condition| condition.name != known);
            environment.push(Condition {
                name: known,
                value: value.trim().to_owned(),
            });
        }
        let mut fields = line.split_whitespace();
        let Some(id) = fields
            .next()
            .and_then(|name| name.strip_prefix("Benchmark"))
        else {
            continue;
        };
        // Iterations, then pairs of a value and its unit.
        if fields
            .next()
            .and_then(|count| count.parse::<u64>().ok())
            .is_none()
        {
            continue;
        }
        while let (Some(value), Some(unit)) = (fields.next(), fields.next()) {
            let Ok(value) = value.parse::<f64>() else {
                break;
            };
            let position = units.iter().position(|known| known == unit);
            let position = position.unwrap_or_else(|| {
                units.push(unit.to_owned());
                units.len() - 1
            });
            samples
                .entry((position, unit.to_owned(), id.to_owned()))
                .or_default()
                .push(value);
        }
    }
    if samples.is_empty() {
        return None;
    }
    Some(Run {
        name: name.to_owned(),
        environment,
        measurements: samples
            .into_iter()
            .map(|((_, metric, id), values)| Measurement {
                metric,
                id,
                figure: Figure::Sample(values),
            })
            .collect(),
        settings: Vec::new(),
        one_process: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `go test -bench . -benchmem -count 2` prints.
    const TEXT: &str = "\
goos: linux
goarch: amd64
pkg: example.org/words
cpu: Example CPU @ 2.00GHz
BenchmarkAppend/words=30-8   \t  123456\t      9725 ns/op\t    1024 B/op\t      12 allocs/op
BenchmarkAppend/words=30-8   \t  123450\t      9731 ns/op\t    1024 B/op\t      12 allocs/op
BenchmarkBroken
--- FAIL: BenchmarkBroken
PASS
ok  \texample.org/words\t3.2s
";

    #[test]
    fn lines_of_one_name_are_samples() {
        let run = parse("old.txt", TEXT).unwrap();
        assert_eq!(run.measurements.len(), 3);
        assert_eq!(run.measurements[0].metric, "ns/op");
        assert_eq!(run.measurements[0].id, "Append/words=30-8");
        assert_eq!(
            run.measurements[0].figure,
            Figure::Sample(vec![9725.0, 9731.0])
        );
        assert_eq!(run.environment[0].value, "linux");
    }

    #[test]
    fn other_text_is_not_taken_for_benchmarks() {
        assert_eq!(parse("x", "Benchmarks are fun\n"), None);
        assert_eq!(parse("x", ""), None);
    }
}
