//! The slow variant against another one, seen through their two cases.

use patterns::catalogue::{Metric, Role};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use statistics::verdict::Verdict;

use crate::{Case, Figure, Speedup};

/// The slow variant against one other, in one scenario at one size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair<'a> {
    /// The slow side.
    pub slow: &'a Case,
    /// The other side; it has the speed-up of the pair.
    pub other: &'a Case,
}

impl<'a> Pair<'a> {
    /// `<family>/<pattern>/<slow>:<other>/<scenario>/<size>`.
    pub fn id(self) -> String {
        let (slow, other) = (self.slow, self.other);
        format!(
            "{}/{}:{}/{}/{}",
            other.pattern_id(),
            slow.variant,
            other.variant,
            other.scenario,
            other.size
        )
    }

    /// The other variant's role.
    pub fn role(self) -> Role {
        self.other.role
    }

    /// Slow ÷ other, of wall time.
    pub fn speedup(self) -> Option<Speedup> {
        self.other.speedup
    }

    /// What the speed-up comes to, corrected for the number of pairs.
    pub fn verdict(self) -> Option<Verdict> {
        self.other.verdict
    }

    /// The ends of the time ratio's interval.
    pub fn time_interval(self) -> Option<(f64, f64)> {
        self.speedup().map(|speedup| (speedup.low, speedup.high))
    }

    /// Both counts of `metric`, slow first; `None` where either is absent.
    pub fn counts(self, metric: Metric) -> Option<(u64, u64)> {
        Some((self.slow.count(metric)?, self.other.count(metric)?))
    }

    /// Slow ÷ other: of time the speed-up's median, else of counts. Nothing over
    /// nothing is 1, since they do not differ; `None` where something is absent, or
    /// only the other side is nothing, which has no ratio.
    pub fn ratio(self, metric: Metric) -> Option<f64> {
        if metric == Metric::TimeNs {
            return self.speedup().map(|speedup| speedup.median);
        }
        match self.counts(metric)? {
            (0, 0) => Some(1.0),
            (_, 0) => None,
            (slow, other) => Some(slow as f64 / other as f64),
        }
    }

    /// Why `metric` cannot be compared, if a side says so.
    pub fn why(self, metric: Metric) -> Option<&'a str> {
        let of_pair = (metric == Metric::TimeNs).then_some(Figure::Speedup);
        let of_sides = Figure::Metric(metric);
        of_pair
            .and_then(|figure| self.other.not_measured.get(&figure))
            .or_else(|| self.slow.not_measured.get(&of_sides))
            .or_else(|| self.other.not_measured.get(&of_sides))
            .map(String::as_str)
    }
}

/// For programs that read the pairs of a run: everything in one place.
impl Serialize for Pair<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Pair", 13)?;
        fields.serialize_field("family", &self.other.family)?;
        fields.serialize_field("pattern", &self.other.pattern)?;
        fields.serialize_field("slow", &self.slow.variant)?;
        fields.serialize_field("other", &self.other.variant)?;
        fields.serialize_field("role", self.role().name())?;
        fields.serialize_field("scenario", &self.other.scenario)?;
        fields.serialize_field("size", &self.other.size)?;
        for (name, metric) in [
            ("time_ratio", Metric::TimeNs),
            ("instruction_ratio", Metric::Instructions),
            ("allocation_ratio", Metric::Allocations),
            ("byte_ratio", Metric::AllocatedBytes),
        ] {
            fields.serialize_field(name, &self.ratio(metric))?;
        }
        fields.serialize_field("speedup", &self.speedup())?;
        fields.serialize_field("verdict", &self.verdict().map(Verdict::name))?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_over_nothing_is_not_a_number() {
        let case = |role, allocations| Case {
            allocations: Some(allocations),
            ..Case::new("f/p", "v", role, "typical", 1)
        };
        let ratio = |slow, other| {
            let (slow, other) = (case(Role::Slow, slow), case(Role::Fast, other));
            let pair = Pair {
                slow: &slow,
                other: &other,
            };
            pair.ratio(Metric::Allocations)
        };
        assert_eq!(ratio(0, 0), Some(1.0));
        assert_eq!(ratio(5, 0), None);
        assert_eq!(ratio(0, 5), Some(0.0));
        assert_eq!(ratio(6, 3), Some(2.0));
    }
}
