//! What a pattern asserts of its pairs.

use std::fmt;

use super::{Metric, Scenario};

/// One assertion about a pair: the slow variant against `variant`.
pub struct Claim {
    /// What is compared.
    pub metric: Metric,
    /// The other side of the pair.
    pub variant: &'static str,
    /// Where it holds.
    pub scenario: &'static str,
    /// At which size; the middle one if `None`.
    pub size: Option<usize>,
    /// What is asserted of slow ÷ other.
    pub expect: Expect,
    /// Where the mechanism is documented.
    pub source: &'static str,
}

impl Claim {
    /// A claim on the typical scenario at the middle size.
    pub const fn new(
        metric: Metric,
        variant: &'static str,
        expect: Expect,
        source: &'static str,
    ) -> Self {
        Claim {
            metric,
            variant,
            scenario: Scenario::TYPICAL.name,
            size: None,
            expect,
            source,
        }
    }

    /// The same, in another scenario.
    pub const fn on(mut self, scenario: &Scenario) -> Self {
        self.scenario = scenario.name;
        self
    }

    /// The same, at another size.
    pub const fn at(mut self, size: usize) -> Self {
        self.size = Some(size);
        self
    }
}

/// What a claim asserts of the ratio slow ÷ other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// At least this factor. Something over nothing is unbounded, so it passes.
    AtLeast(f64),
    /// Above 1, beyond the pattern's margin.
    Wins,
    /// At most this factor: what is left of the advice in a counter-case.
    AtMost(f64),
    /// Within the pattern's margin of 1.
    NoEffect,
    /// Below 1, beyond the pattern's margin: the counter-case.
    Loses,
}

impl Expect {
    /// As in `list --format json`.
    pub const fn name(self) -> &'static str {
        match self {
            Expect::AtLeast(_) => "at_least",
            Expect::AtMost(_) => "at_most",
            Expect::Wins => "wins",
            Expect::NoEffect => "no_effect",
            Expect::Loses => "loses",
        }
    }

    /// The factor of [`Expect::AtLeast`] and [`Expect::AtMost`].
    pub const fn factor(self) -> Option<f64> {
        match self {
            Expect::AtLeast(factor) | Expect::AtMost(factor) => Some(factor),
            _ => None,
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expect::AtLeast(factor) => write!(f, "at least {factor}×"),
            Expect::AtMost(factor) => write!(f, "at most {factor}×"),
            Expect::Wins => f.write_str("wins"),
            Expect::NoEffect => f.write_str("no effect"),
            Expect::Loses => f.write_str("loses"),
        }
    }
}
