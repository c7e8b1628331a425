//! How often something happens, with its exact confidence bound.

use super::beta;

/// The largest rate that `hits` of `trials` do not contradict: the upper bound
/// of Clopper and Pearson (*Biometrika* 26, 1934) at one-sided `confidence`.
pub fn upper_bound(hits: usize, trials: usize, confidence: f64) -> f64 {
    if hits >= trials {
        return 1.0;
    }
    beta::quantile(hits as f64 + 1.0, (trials - hits) as f64, confidence)
}

/// The smallest rate that `hits` of `trials` do not contradict.
pub fn lower_bound(hits: usize, trials: usize, confidence: f64) -> f64 {
    1.0 - upper_bound(trials - hits.min(trials), trials, confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With no hit the bound has a closed form, the exact "rule of three":
    /// 1 - α^(1/n).
    #[test]
    fn no_hit_is_bounded_by_the_rule_of_three() {
        for trials in [1, 8, 200, 300, 1000] {
            let exact = 1.0 - 0.05_f64.powf(1.0 / trials as f64);
            assert!((upper_bound(0, trials, 0.95) - exact).abs() < 1e-12);
        }
        assert!((upper_bound(0, 300, 0.95) - 0.00994).abs() < 1e-5);
    }

    /// The two-sided 95 % limits of 4 in 20 that R's `binom.test(4, 20)` prints.
    #[test]
    fn limits_are_those_of_the_reference_program() {
        assert!((lower_bound(4, 20, 0.975) - 0.0573).abs() < 5e-5);
        assert!((upper_bound(4, 20, 0.975) - 0.4366).abs() < 5e-5);
    }

    #[test]
    fn all_hits_leave_nothing_above() {
        assert_eq!(upper_bound(5, 5, 0.95), 1.0);
        assert_eq!(lower_bound(0, 5, 0.95), 0.0);
    }
}
