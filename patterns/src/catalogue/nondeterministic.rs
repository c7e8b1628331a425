//! Metrics that two runs of one build may report differently, and why.

use super::{Metric, Scenario};

/// A metric that two runs of one build may report differently.
pub struct Nondeterministic {
    /// Which one.
    pub metric: Metric,
    /// Why: what varies from run to run.
    pub reason: &'static str,
    /// How far two runs may be apart before it means something; infinite where
    /// chance alone decides.
    pub tolerance_percent: f64,
    /// The only scenario in which it varies; `None` if it does in all.
    pub scenario: Option<&'static str>,
}

impl Nondeterministic {
    /// A metric on which chance alone decides, in one scenario.
    pub const fn by_chance(metric: Metric, scenario: &Scenario, reason: &'static str) -> Self {
        Self {
            metric,
            reason,
            tolerance_percent: f64::INFINITY,
            scenario: Some(scenario.name),
        }
    }

    /// What the default hasher of a map moves, in every scenario.
    pub const RANDOM_HASHER: &'static [Self] = &Self::random_hasher();

    /// What random keys of maps move, and chance alone decides whether the C library
    /// asks the kernel for memory: where maps come and go between large blocks.
    pub const RANDOM_HASHER_AND_HEAP: &'static [Self] = &{
        let [a, b, c, d, e] = Self::random_hasher();
        let reason = "the C library asks for memory, or not, by where the heap begins";
        let heap = Self::varies(Metric::SystemCalls, f64::INFINITY, reason);
        [a, b, c, d, e, heap]
    };

    const fn random_hasher() -> [Self; 5] {
        const REASON: &str = "the default hasher has other keys in every process";
        [
            Self::varies(Metric::Instructions, 3.0, REASON),
            Self::varies(Metric::L1Hits, 3.0, REASON),
            Self::varies(Metric::LlHits, 50.0, REASON),
            Self::varies(Metric::RamHits, 50.0, REASON),
            Self::varies(Metric::EstimatedCycles, 5.0, REASON),
        ]
    }

    const fn varies(metric: Metric, tolerance_percent: f64, reason: &'static str) -> Self {
        Self {
            metric,
            reason,
            tolerance_percent,
            scenario: None,
        }
    }
}
