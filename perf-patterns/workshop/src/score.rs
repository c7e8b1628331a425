//! What counts are worth: pure functions from counts to a score and a medal.

use patterns::catalogue::Metric;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A metric grades only where start and reference differ at least so much, at
/// both sizes.
pub const LEAST_RATIO: f64 = 1.6;

/// What a score is worth.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Medal {
    /// Less than half of the way.
    #[default]
    None,
    /// From 0.5.
    Bronze,
    /// From 0.9.
    Silver,
    /// From 0.99: as the reference.
    Gold,
    /// From 1.05: cheaper than the reference.
    AboveReference,
}

impl Medal {
    /// What a score is worth.
    pub fn of(score: f64) -> Medal {
        match score {
            score if score >= 1.05 => Medal::AboveReference,
            score if score >= 0.99 => Medal::Gold,
            score if score >= 0.9 => Medal::Silver,
            score if score >= 0.5 => Medal::Bronze,
            _ => Medal::None,
        }
    }

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Medal::None => "no medal",
            Medal::Bronze => "bronze",
            Medal::Silver => "silver",
            Medal::Gold => "gold",
            Medal::AboveReference => "above the reference",
        }
    }
}

/// The counts of one metric at one size, of the three programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The start's.
    pub start: u64,
    /// The learner's.
    pub you: u64,
    /// The reference's.
    pub reference: u64,
}

impl Counts {
    /// ln(start ÷ you) ÷ ln(start ÷ reference); 1 is added to each count, so that
    /// none may be 0. Not clamped. `None` where start and reference are too near.
    pub fn score(self) -> Option<f64> {
        let count = |count: u64| count as f64 + 1.0;
        let ratio = count(self.start) / count(self.reference);
        (ratio >= LEAST_RATIO).then(|| (count(self.start) / count(self.you)).ln() / ratio.ln())
    }
}

/// One metric of an exercise, at the small and at the large size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    /// Which.
    #[serde(with = "metric_name")]
    pub metric: Metric,
    /// At the small and the large size.
    pub counts: Vec<Counts>,
    /// The worse of both; `None` where it does not grade.
    pub score: Option<f64>,
}

impl Graded {
    /// The metric grades if it is one of the `declared` and grades at both sizes.
    pub fn new(metric: Metric, counts: Vec<Counts>, declared: &[Metric]) -> Self {
        let scores: Option<Vec<f64>> = counts.iter().map(|counts| counts.score()).collect();
        let score = scores
            .filter(|_| declared.contains(&metric))
            .and_then(|scores| scores.into_iter().reduce(f64::min));
        Graded {
            metric,
            counts,
            score,
        }
    }
}

/// The worst of those that grade, 0 at least. `None` where none grades.
pub fn worst(metrics: &[Graded]) -> Option<f64> {
    let scores = metrics.iter().filter_map(|metric| metric.score);
    scores.reduce(f64::min).map(|score| score.max(0.0))
}

/// How far off a said ratio is: 1 where it is exact, 0.5 where it is twice or half
/// of what was counted, 0 from four times on.
pub fn nearness(said: f64, counted: f64) -> f64 {
    if said <= 0.0 || counted <= 0.0 {
        return 0.0;
    }
    (1.0 - (said / counted).ln().abs() / 4.0_f64.ln()).max(0.0)
}

mod metric_name {
    //! A metric by its name in records.

    use patterns::catalogue::Metric;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(metric: &Metric, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(metric.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Metric, D::Error> {
        let name = String::deserialize(from)?;
        Metric::from_name(&name).ok_or_else(|| D::Error::custom("no such metric"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(start: u64, you: u64, reference: u64) -> Counts {
        Counts {
            start,
            you,
            reference,
        }
    }

    #[test]
    fn the_start_scores_nothing_the_reference_one_and_the_geometric_middle_a_half() {
        assert_eq!(counts(999, 999, 9).score(), Some(0.0));
        assert_eq!(counts(999, 9, 9).score(), Some(1.0));
        let middle = counts(999, 99, 9).score().unwrap();
        assert!((middle - 0.5).abs() < 1e-12, "{middle}");
        assert!(counts(999, 0, 9).score().unwrap() > 1.05);
        assert!(counts(999, 2_000, 9).score().unwrap() < 0.0);
        assert_eq!(counts(99, 0, 0).score(), Some(1.0));
        assert_eq!(counts(150, 100, 100).score(), None);
    }

    #[test]
    fn the_worst_size_of_the_worst_declared_metric_decides() {
        let declared = [Metric::Allocations, Metric::AllocatedBytes];
        let graded = |metric, a, b| Graded::new(metric, vec![a, b], &declared);
        let good = counts(999, 9, 9);
        let metrics = [
            graded(Metric::Allocations, good, counts(999, 99, 9)),
            graded(Metric::AllocatedBytes, good, good),
            graded(Metric::Instructions, counts(999, 999, 9), good),
        ];
        assert_eq!(metrics[2].score, None);
        assert!((worst(&metrics).unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(worst(&metrics[2..]), None);
    }

    #[test]
    fn medals_begin_where_they_are_said_to() {
        let medals = [0.49, 0.5, 0.9, 0.99, 1.0499, 1.05].map(Medal::of);
        use Medal::*;
        assert_eq!(medals, [None, Bronze, Silver, Gold, Gold, AboveReference]);
    }

    #[test]
    fn a_guess_of_twice_or_half_is_worth_a_half() {
        assert_eq!(nearness(10.0, 10.0), 1.0);
        assert!((nearness(20.0, 10.0) - 0.5).abs() < 1e-12);
        assert!((nearness(5.0, 10.0) - 0.5).abs() < 1e-12);
        assert_eq!(nearness(1.0, 100.0), 0.0);
        assert_eq!(nearness(0.0, 10.0), 0.0);
    }
}
