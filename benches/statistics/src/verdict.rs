//! What is said of a pair: different, equivalent, or neither.

use super::CONFIDENCE;
use super::hierarchy::Estimate;

/// A difference in time below this is never called one, however certain it is:
/// alignment alone can make it.
pub const FLOOR: f64 = 0.01;

/// The verdict on a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The other variant takes less time than the slow one.
    Faster,
    /// The other variant takes more time than the slow one.
    Slower,
    /// They differ by less than the margin, whichever way.
    Equivalent,
    /// Nothing can be said: that is not the same as equivalent.
    NotResolved,
}

impl Verdict {
    /// As in records.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Faster => "faster",
            Verdict::Slower => "slower",
            Verdict::Equivalent => "equivalent",
            Verdict::NotResolved => "not_resolved",
        }
    }
}

/// The margin, as log ratios: within 1 ± `margin`.
pub fn bounds(margin: f64) -> (f64, f64) {
    ((-margin).ln_1p(), margin.ln_1p())
}

/// Whether the estimate alone, uncorrected, differs from 1: its interval
/// excludes 1, and its center is beyond [`FLOOR`].
pub fn differs(estimate: &Estimate) -> bool {
    is_different(estimate.center, estimate.p_different())
}

/// The verdict on a log ratio, from p-values that are corrected over all pairs
/// of the run.
pub fn of(log_ratio: f64, adjusted_different: f64, adjusted_equivalent: f64) -> Verdict {
    if adjusted_equivalent <= 1.0 - CONFIDENCE {
        Verdict::Equivalent
    } else if !is_different(log_ratio, adjusted_different) {
        Verdict::NotResolved
    } else if log_ratio > 0.0 {
        Verdict::Faster
    } else {
        Verdict::Slower
    }
}

fn is_different(log_ratio: f64, p_different: f64) -> bool {
    p_different <= 1.0 - CONFIDENCE && log_ratio.abs() > FLOOR.ln_1p()
}

/// The processes after which a pair that is clear stops: not before each of the
/// `layouts` was met; the last step is the budget.
pub fn next_look(processes: usize, budget: usize, layouts: usize) -> usize {
    [4, 6, 8, 12]
        .into_iter()
        .find(|&look| look > processes && look >= layouts && look < budget)
        .unwrap_or(budget)
}

/// Whether a pair needs no more processes: one of its two tests would stand
/// after correction over `pairs` pairs, and is so certain that looking early
/// costs nothing that counts (the boundary of Haybittle, 1971, and Peto et al.,
/// 1976, who ask for p < 0.001; here each early look spends a hundredth of what
/// may be missed).
pub fn is_clear(estimate: &Estimate, margin: f64, pairs: usize) -> bool {
    let missed = 1.0 - CONFIDENCE;
    let bound = missed / (pairs.max(100) as f64);
    let (low, high) = bounds(margin);
    let clearly_different = estimate.p_different() <= bound && estimate.center.abs() > high + FLOOR;
    clearly_different || estimate.p_equivalent(low, high) <= bound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(center: f64, standard_error: f64) -> Estimate {
        Estimate {
            center,
            standard_error,
            degrees_of_freedom: 15.0,
            processes: 16,
            rounds: 16 * 52,
        }
    }

    fn verdict(center: f64, standard_error: f64) -> Verdict {
        let estimate = estimate(center, standard_error);
        let (low, high) = bounds(0.03);
        of(
            center,
            estimate.p_different(),
            estimate.p_equivalent(low, high),
        )
    }

    #[test]
    fn each_verdict_has_its_interval() {
        assert_eq!(verdict(0.5, 0.01), Verdict::Faster);
        assert_eq!(verdict(-0.5, 0.01), Verdict::Slower);
        assert_eq!(verdict(0.0, 0.005), Verdict::Equivalent);
        assert_eq!(verdict(0.0, 0.05), Verdict::NotResolved);
        assert_eq!(verdict(0.02, 0.05), Verdict::NotResolved);
    }

    #[test]
    fn a_certain_difference_within_the_margin_is_equivalent() {
        let small = estimate(0.02, 0.001);
        assert!(differs(&small));
        assert_eq!(verdict(0.02, 0.001), Verdict::Equivalent);
    }

    #[test]
    fn a_difference_below_the_floor_is_none() {
        assert!(!differs(&estimate(0.009, 0.0001)));
        assert!(differs(&estimate(0.011, 0.0001)));
    }

    #[test]
    fn only_what_is_beyond_doubt_stops_early() {
        let early = |center, standard_error| {
            let estimate = Estimate {
                degrees_of_freedom: 3.0,
                processes: 4,
                ..estimate(center, standard_error)
            };
            is_clear(&estimate, 0.03, 300)
        };
        assert!(early(0.9, 0.01));
        assert!(!early(0.1, 0.01));
        assert!(early(0.0, 0.0005));
        assert!(!early(0.0, 0.01));
        assert_eq!(next_look(0, 16, 1), 4);
        assert_eq!(next_look(4, 16, 1), 6);
        assert_eq!(next_look(12, 16, 1), 16);
        assert_eq!(next_look(4, 4, 1), 4);
        assert_eq!(next_look(4, 5, 1), 5);
        assert_eq!(next_look(0, 16, 8), 8);
    }
}
