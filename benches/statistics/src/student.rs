//! Student's t distribution (Student, *The Probable Error of a Mean*, 1908).

use super::beta;

/// The chance that |T| is at least |`t`|.
pub fn two_sided(t: f64, degrees_of_freedom: f64) -> f64 {
    let x = degrees_of_freedom / (degrees_of_freedom + t * t);
    beta::regularized(degrees_of_freedom / 2.0, 0.5, x)
}

/// The chance that T is at least `t`.
pub fn upper_tail(t: f64, degrees_of_freedom: f64) -> f64 {
    let half = two_sided(t, degrees_of_freedom) / 2.0;
    if t >= 0.0 { half } else { 1.0 - half }
}

/// The t that T stays below with `probability`, which is strictly between 0
/// and 1.
pub fn quantile(probability: f64, degrees_of_freedom: f64) -> f64 {
    let tail = probability.min(1.0 - probability);
    let size = beta::bisect(0.0, 1e9, |t| upper_tail(t, degrees_of_freedom) > tail);
    if probability < 0.5 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NIST/SEMATECH, *e-Handbook of Statistical Methods*, section 1.3.6.7.2:
    /// upper critical values for 0.975, 0.995 and 0.999.
    #[test]
    fn quantiles_are_those_of_the_published_table() {
        for (degrees, expected) in [
            (1.0, [12.706, 63.657, 318.309]),
            (3.0, [3.182, 5.841, 10.215]),
            (5.0, [2.571, 4.032, 5.893]),
            (7.0, [2.365, 3.499, 4.785]),
            (10.0, [2.228, 3.169, 4.144]),
            (15.0, [2.131, 2.947, 3.733]),
            (30.0, [2.042, 2.750, 3.385]),
            (100.0, [1.984, 2.626, 3.174]),
        ] {
            for (probability, expected) in [0.975, 0.995, 0.999].into_iter().zip(expected) {
                let found = quantile(probability, degrees);
                assert!(
                    (found - expected).abs() < 6e-4,
                    "t({degrees}) at {probability}: {found}, table {expected}"
                );
                assert!((quantile(1.0 - probability, degrees) + found).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn far_tails_keep_their_digits() {
        // Two degrees of freedom have a closed form: 1 - t / √(2 + t²).
        let t: f64 = 1e4;
        let exact = 1.0 / (t * t);
        assert!((two_sided(t, 2.0) / exact - 1.0).abs() < 1e-6);
    }
}
