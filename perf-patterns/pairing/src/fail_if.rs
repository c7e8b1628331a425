//! `--fail-if`: when a change is to fail a check.

use std::str::FromStr;

use crate::report::{Entry, Metric, Report, Verdict};

/// A condition under which the check fails.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Some benchmark has this verdict on time.
    Verdict(Verdict),
    /// Some benchmark takes more than so many percent more of a metric, and is not
    /// merely unresolved.
    More {
        /// Of what.
        metric: Metric,
        /// `> +1%` is 1.
        percent: f64,
    },
}

/// Why a condition is not one.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "`{0}` is not a condition\nhint: `slower`, `not-resolved`, or a metric and a bound: 'time > +3%', \
     'cpu-time > +3%', 'instructions > +1%', 'allocations > 0%', 'allocated-bytes > 5%', \
     'peak-bytes > 5%', 'peak-resident-bytes > 5%', 'program-bytes > 2%'"
)]
pub struct NoCondition(String);

impl FromStr for Condition {
    type Err = NoCondition;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NoCondition(text.to_owned());
        match text.trim() {
            "slower" => return Ok(Condition::Verdict(Verdict::Slower)),
            "not-resolved" => return Ok(Condition::Verdict(Verdict::NotResolved)),
            _ => {}
        }
        let (metric, bound) = text.split_once('>').ok_or_else(wrong)?;
        let metric = match metric.trim() {
            "time" => Metric::TimeNs,
            "cpu-time" => Metric::CpuTimeNs,
            "instructions" => Metric::Instructions,
            "allocations" => Metric::Allocations,
            "allocated-bytes" => Metric::AllocatedBytes,
            "peak-bytes" => Metric::PeakBytes,
            "peak-resident-bytes" => Metric::PeakResidentBytes,
            "program-bytes" => Metric::ProgramBytes,
            _ => return Err(wrong()),
        };
        let bound = bound.trim().strip_suffix('%').ok_or_else(wrong)?;
        let percent: f64 = bound
            .trim()
            .trim_start_matches('+')
            .parse()
            .map_err(|_| wrong())?;
        if !percent.is_finite() || percent < 0.0 {
            return Err(wrong());
        }
        Ok(Condition::More { metric, percent })
    }
}

impl Condition {
    /// The entries of `report` that meet it.
    pub fn met_by<'a>(&'a self, report: &'a Report) -> impl Iterator<Item = &'a Entry> {
        report.benchmarks.iter().filter(move |entry| match self {
            Condition::Verdict(verdict) => {
                entry.verdict == *verdict
                    && matches!(entry.metric, Metric::TimeNs | Metric::CpuTimeNs)
            }
            Condition::More { metric, percent } => {
                entry.metric == *metric
                    && entry.verdict == Verdict::Slower
                    && (entry.head > entry.base * (1.0 + percent / 100.0)
                        || entry.ratio < 1.0 / (1.0 + percent / 100.0))
            }
        })
    }

    /// Why it cannot be decided by `report`, if it asks for what was not measured:
    /// a check that looks at nothing must not pass.
    pub fn undecided<'a>(&self, report: &'a Report) -> Option<&'a str> {
        let Condition::More { metric, .. } = self else {
            return None;
        };
        let of_metric = |entry: &Entry| entry.metric == *metric;
        if report.benchmarks.iter().any(of_metric) {
            return None;
        }
        let missing = report
            .not_measured
            .iter()
            .find(|missing| missing.metric == *metric);
        Some(missing.map_or("it was not measured", |missing| &missing.reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_as_people_write_them() {
        let read = |text: &str| text.parse::<Condition>();
        assert_eq!(read("slower"), Ok(Condition::Verdict(Verdict::Slower)));
        for text in [
            "instructions > +1%",
            "instructions>1 %",
            " instructions >  +1% ",
        ] {
            let expected = Condition::More {
                metric: Metric::Instructions,
                percent: 1.0,
            };
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "faster",
            "instructions",
            "instructions > 1",
            "time > -1%",
            "x > 1%",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
