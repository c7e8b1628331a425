//! The one judge of claims: what a claim compares, whether evidence bears it out,
//! and how it is said. Tests, `verify`, the gate and the book ask here.

use super::{CaseId, Claim, Expect, Metric, Pattern, Scenario};

/// What was measured of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Evidence {
    /// The counts of both sides, which are exact.
    Counts {
        /// Of the slow variant.
        slow: u64,
        /// Of the other one.
        other: u64,
    },
    /// An interval that holds the ratio slow ÷ other.
    Interval {
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
}

impl Evidence {
    /// The range in which the ratio slow ÷ other lies. Two zeros are equal, and
    /// something over nothing is more than any factor.
    fn range(self) -> (f64, f64) {
        match self {
            Evidence::Interval { low, high } => (low, high),
            Evidence::Counts { slow: 0, other: 0 } => (1.0, 1.0),
            Evidence::Counts { other: 0, .. } => (f64::INFINITY, f64::INFINITY),
            Evidence::Counts { slow, other } => {
                let ratio = slow as f64 / other as f64;
                (ratio, ratio)
            }
        }
    }
}

/// What evidence says of an assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All of the evidence says so.
    Confirmed,
    /// A part of the interval says so. Counts never leave a claim open.
    NotResolved,
    /// None of the evidence says so.
    Contradicted,
}

impl Expect {
    /// What `evidence` says of this assertion, with `margin` on both sides of 1:
    /// the same rule for counts and for time.
    pub fn judge(self, evidence: Evidence, margin: f64) -> Verdict {
        let (low, high) = evidence.range();
        let (confirmed, contradicted) = match self {
            Expect::AtLeast(factor) => (low >= factor, high < factor),
            Expect::AtMost(factor) => (high <= factor, low > factor),
            Expect::Wins => (low > 1.0 + margin, high <= 1.0 + margin),
            Expect::Loses => (high < 1.0 - margin, low >= 1.0 - margin),
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
}

impl Pattern {
    /// What `evidence` says of `claim`, within this pattern's margin.
    pub fn judge(&self, claim: &Claim, evidence: Evidence) -> Verdict {
        claim.expect.judge(evidence, self.equivalence_margin)
    }

    /// The size at which `claim` holds.
    pub fn claimed_size(&self, claim: &Claim) -> usize {
        claim
            .size
            .unwrap_or_else(|| self.middle_size_in(claim.scenario))
    }

    /// The two cases that `claim` compares, slow and other; `None` if it names one
    /// that does not exist.
    pub fn claimed_cases(&'static self, claim: &Claim) -> Option<[CaseId; 2]> {
        let size = self.claimed_size(claim);
        let side = |variant: &str| {
            self.cases().find(|case| {
                case.variant.name == variant
                    && case.scenario.name == claim.scenario
                    && case.size == size
            })
        };
        Some([side(self.slow().name)?, side(claim.variant)?])
    }

    /// `claim` as a sentence, code in backticks: "`enum` is faster than `boxed-dyn`
    /// at 1,000 shapes".
    pub fn sentence(&self, claim: &Claim) -> String {
        let scenario = if claim.scenario == Scenario::TYPICAL.name {
            String::new()
        } else {
            format!(" in the scenario `{}`", claim.scenario)
        };
        format!(
            "`{}` {} `{}` at {} {}{scenario}",
            claim.variant,
            predicate(claim.metric, claim.expect),
            self.slow().name,
            with_commas(self.claimed_size(claim)),
            self.size_unit,
        )
    }
}

/// What stands between the two variants.
fn predicate(metric: Metric, expect: Expect) -> String {
    let (verb, less, noun) = match metric {
        Metric::TimeNs => return time_predicate(expect),
        Metric::Instructions => ("executes", "fewer", "instructions"),
        Metric::L1Hits => ("has", "fewer", "L1 hits"),
        Metric::LlHits => ("has", "fewer", "LL hits"),
        Metric::RamHits => ("has", "fewer", "RAM hits"),
        Metric::EstimatedCycles => ("takes", "fewer", "estimated cycles"),
        Metric::Allocations => ("makes", "fewer", "allocations"),
        Metric::AllocatedBytes => ("allocates", "fewer", "bytes"),
        Metric::PeakBytes => ("has", "fewer", "bytes alive at its peak"),
        Metric::SystemCalls => ("makes", "fewer", "system calls"),
    };
    match expect {
        Expect::Wins => format!("{verb} {less} {noun} than"),
        Expect::Loses => format!("{verb} more {noun} than"),
        Expect::NoEffect => format!("{verb} as many {noun} as"),
        Expect::AtLeast(1.0) => format!("{verb} no more {noun} than"),
        Expect::AtMost(1.0) => format!("{verb} no {less} {noun} than"),
        Expect::AtLeast(factor) if factor > 1.0 => {
            format!("{verb} at least {} times {less} {noun} than", short(factor))
        }
        Expect::AtMost(factor) if factor > 1.0 => {
            format!("{verb} at most {} times {less} {noun} than", short(factor))
        }
        // Below 1 the slow side has less, and its multiple is what is said.
        Expect::AtLeast(factor) => {
            format!("{verb} at most {} times as many {noun} as", inverse(factor))
        }
        Expect::AtMost(factor) => {
            format!(
                "{verb} at least {} times as many {noun} as",
                inverse(factor)
            )
        }
    }
}

fn time_predicate(expect: Expect) -> String {
    match expect {
        Expect::Wins => "is faster than".to_owned(),
        Expect::Loses => "is slower than".to_owned(),
        Expect::NoEffect => "takes as long as".to_owned(),
        Expect::AtLeast(1.0) => "is no slower than".to_owned(),
        Expect::AtMost(1.0) => "is no faster than".to_owned(),
        Expect::AtLeast(factor) if factor > 1.0 => {
            format!("is at least {} times as fast as", short(factor))
        }
        Expect::AtMost(factor) if factor > 1.0 => {
            format!("is at most {} times as fast as", short(factor))
        }
        Expect::AtLeast(factor) => format!("takes at most {} times as long as", inverse(factor)),
        Expect::AtMost(factor) => format!("takes at least {} times as long as", inverse(factor)),
    }
}

/// Three decimals, without trailing zeros.
fn short(factor: f64) -> String {
    ((factor * 1_000.0).round() / 1_000.0).to_string()
}

fn inverse(factor: f64) -> String {
    short(1.0 / factor)
}

/// `1,000`.
fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARGIN: f64 = 0.03;

    fn counts(slow: u64, other: u64) -> Evidence {
        Evidence::Counts { slow, other }
    }

    fn interval(low: f64, high: f64) -> Evidence {
        Evidence::Interval { low, high }
    }

    #[test]
    fn a_gain_within_the_margin_is_no_win_neither_for_counts_nor_for_time() {
        for expect in [Expect::Wins, Expect::Loses] {
            for evidence in [
                counts(102, 100),
                counts(98, 100),
                interval(1.01, 1.02),
                interval(0.98, 0.99),
            ] {
                assert_eq!(expect.judge(evidence, MARGIN), Verdict::Contradicted);
            }
        }
        for evidence in [counts(104, 100), interval(1.04, 1.2)] {
            assert_eq!(Expect::Wins.judge(evidence, MARGIN), Verdict::Confirmed);
            assert_eq!(Expect::Loses.judge(evidence, MARGIN), Verdict::Contradicted);
            assert_eq!(
                Expect::NoEffect.judge(evidence, MARGIN),
                Verdict::Contradicted
            );
        }
        for evidence in [counts(96, 100), interval(0.8, 0.96)] {
            assert_eq!(Expect::Loses.judge(evidence, MARGIN), Verdict::Confirmed);
            assert_eq!(Expect::Wins.judge(evidence, MARGIN), Verdict::Contradicted);
        }
    }

    #[test]
    fn an_interval_that_reaches_over_the_border_resolves_nothing() {
        for expect in [Expect::Wins, Expect::Loses, Expect::NoEffect] {
            assert_eq!(
                expect.judge(interval(0.9, 1.1), MARGIN),
                Verdict::NotResolved
            );
        }
        for expect in [Expect::AtLeast(2.0), Expect::AtMost(2.0)] {
            assert_eq!(
                expect.judge(interval(1.9, 2.1), MARGIN),
                Verdict::NotResolved
            );
        }
        assert_eq!(
            Expect::NoEffect.judge(interval(0.99, 1.02), MARGIN),
            Verdict::Confirmed
        );
        assert_eq!(
            Expect::AtMost(2.0).judge(interval(2.1, 2.4), MARGIN),
            Verdict::Contradicted
        );
    }

    #[test]
    fn nothing_over_nothing_is_equal_and_something_over_nothing_is_unbounded() {
        assert_eq!(
            Expect::NoEffect.judge(counts(0, 0), MARGIN),
            Verdict::Confirmed
        );
        assert_eq!(
            Expect::AtLeast(1e9).judge(counts(1, 0), MARGIN),
            Verdict::Confirmed
        );
        assert_eq!(
            Expect::AtMost(1e9).judge(counts(1, 0), MARGIN),
            Verdict::Contradicted
        );
        assert_eq!(
            Expect::Loses.judge(counts(0, 1), MARGIN),
            Verdict::Confirmed
        );
    }

    #[test]
    fn a_claim_reads_as_a_sentence_in_which_the_other_variant_is_the_subject() {
        let said = |metric, expect| predicate(metric, expect);
        assert_eq!(said(Metric::TimeNs, Expect::Wins), "is faster than");
        assert_eq!(
            said(Metric::Allocations, Expect::AtLeast(50.0)),
            "makes at least 50 times fewer allocations than"
        );
        // slow ÷ other is at most a half: the other side has at least twice as many.
        assert_eq!(
            said(Metric::AllocatedBytes, Expect::AtMost(0.5)),
            "allocates at least 2 times as many bytes as"
        );
        assert_eq!(
            said(Metric::TimeNs, Expect::AtLeast(0.5)),
            "takes at most 2 times as long as"
        );
        assert_eq!(with_commas(1_234_567), "1,234,567");
    }

    #[test]
    fn every_claim_of_the_catalogue_names_two_cases() {
        for pattern in crate::patterns() {
            for claim in pattern.claims {
                let sides = pattern.claimed_cases(claim);
                assert!(
                    sides.is_some(),
                    "{}: {}",
                    pattern.id,
                    pattern.sentence(claim)
                );
            }
        }
    }
}
