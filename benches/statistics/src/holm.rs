//! Correction for many tests at once.

/// Adjusted p-values in the order given: reject where one is at most α, and the
/// chance of any false rejection among all is at most α, whatever the tests'
/// dependence (Holm, *A Simple Sequentially Rejective Multiple Test Procedure*,
/// Scandinavian Journal of Statistics 6, 1979).
pub fn adjust(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut largest: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        let remaining = (p_values.len() - rank) as f64;
        largest = largest.max((p_values[index] * remaining).min(1.0));
        adjusted[index] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    /// The worked example of Wikipedia's article on the method: at 0.05 the first
    /// and the last are rejected, the others not.
    #[test]
    fn adjusted_values_follow_the_steps() {
        assert_near(
            &adjust(&[0.010, 0.040, 0.030, 0.005]),
            &[0.03, 0.06, 0.06, 0.02],
        );
    }

    #[test]
    fn no_adjusted_value_exceeds_one_or_falls_below_its_predecessor() {
        assert_near(&adjust(&[0.9, 0.5, 0.4]), &[1.0, 1.0, 1.0]);
        // 0.02 × 1 would be below 0.015 × 2.
        assert_near(&adjust(&[0.015, 0.02]), &[0.03, 0.03]);
        assert!(adjust(&[]).is_empty());
    }
}
