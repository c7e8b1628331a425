//! What a run says of a pattern's claims.

use benches::record::{Case, Pair, Record};
use patterns::catalogue::{Claim, Expect, Metric, Pattern};

/// A run's word on one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, and for time the whole interval says so.
    Confirmed,
    /// The interval leaves it open.
    NotResolved,
    /// It does not hold.
    Contradicted,
    /// A figure is missing.
    NotMeasured,
}

impl Verdict {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::NotResolved => "not resolved",
            Verdict::Contradicted => "contradicted",
            Verdict::NotMeasured => "not measured",
        }
    }
}

/// The verdict of `record` on `claim`.
pub fn verdict(record: &Record, pattern: &Pattern, claim: &Claim) -> Verdict {
    let Some(pair) = pair(record, pattern, claim) else {
        return Verdict::NotMeasured;
    };
    let margin = pattern.equivalence_margin;
    if claim.metric == Metric::TimeNs {
        return pair
            .time_interval()
            .map_or(Verdict::NotMeasured, |(low, high)| {
                of_interval(claim.expect, low, high, margin)
            });
    }
    let count = |id: String| {
        let case = record.cases.iter().find(|case| case.id == id)?;
        count(case, claim.metric)
    };
    match (count(pair.slow_case()), count(pair.other_case())) {
        (Some(slow), Some(other)) => {
            if claim.expect.holds(slow as f64, other as f64, margin) {
                Verdict::Confirmed
            } else {
                Verdict::Contradicted
            }
        }
        _ => Verdict::NotMeasured,
    }
}

/// The pair that a claim is about.
fn pair<'a>(record: &'a Record, pattern: &Pattern, claim: &Claim) -> Option<&'a Pair> {
    let size = claim
        .size
        .unwrap_or_else(|| pattern.middle_size_in(claim.scenario));
    record.pairs.iter().find(|pair| {
        pair.family == pattern.family()
            && pair.pattern == pattern.name()
            && pair.other == claim.variant
            && pair.scenario == claim.scenario
            && pair.size == size
    })
}

/// One count of a case.
pub fn count(case: &Case, metric: Metric) -> Option<u64> {
    match metric {
        Metric::TimeNs => None,
        Metric::Instructions => case.instructions,
        Metric::L1Hits => case.l1_hits,
        Metric::LlHits => case.ll_hits,
        Metric::RamHits => case.ram_hits,
        Metric::EstimatedCycles => case.estimated_cycles,
        Metric::Allocations => case.allocations,
        Metric::AllocatedBytes => case.allocated_bytes,
        Metric::PeakBytes => case.peak_bytes,
    }
}

/// What the interval `[low, high]` of a ratio says of an assertion about it.
fn of_interval(expect: Expect, low: f64, high: f64, margin: f64) -> Verdict {
    let (confirmed, contradicted) = match expect {
        Expect::AtLeast(factor) => (low >= factor, high < factor),
        Expect::AtMost(factor) => (high <= factor, low > factor),
        Expect::Wins => (low > 1.0, high < 1.0),
        Expect::Loses => (high < 1.0, low > 1.0),
        Expect::NoEffect => (
            low >= 1.0 - margin && high <= 1.0 + margin,
            low > 1.0 + margin || high < 1.0 - margin,
        ),
    };
    match (confirmed, contradicted) {
        (true, _) => Verdict::Confirmed,
        (_, true) => Verdict::Contradicted,
        _ => Verdict::NotResolved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_holds_one_resolves_nothing() {
        for expect in [Expect::Wins, Expect::Loses, Expect::NoEffect] {
            assert_eq!(of_interval(expect, 0.9, 1.1, 0.03), Verdict::NotResolved);
        }
        assert_eq!(
            of_interval(Expect::Wins, 1.01, 1.2, 0.03),
            Verdict::Confirmed
        );
        assert_eq!(
            of_interval(Expect::Wins, 0.8, 0.99, 0.03),
            Verdict::Contradicted
        );
        assert_eq!(
            of_interval(Expect::NoEffect, 0.99, 1.02, 0.03),
            Verdict::Confirmed
        );
        assert_eq!(
            of_interval(Expect::NoEffect, 1.04, 1.2, 0.03),
            Verdict::Contradicted
        );
        for expect in [Expect::AtLeast(2.0), Expect::AtMost(2.0)] {
            assert_eq!(of_interval(expect, 1.9, 2.1, 0.03), Verdict::NotResolved);
        }
        assert_eq!(
            of_interval(Expect::AtMost(2.0), 1.8, 1.9, 0.03),
            Verdict::Confirmed
        );
        assert_eq!(
            of_interval(Expect::AtMost(2.0), 2.1, 2.4, 0.03),
            Verdict::Contradicted
        );
    }
}
