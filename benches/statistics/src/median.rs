//! The median of a sample with its exact confidence interval.

/// A median and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Median {
    /// The sample median.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The median of `sample` with an interval of at least `confidence`, from order
/// statistics: whatever the distribution, the number of values below its median
/// is binomial with p = ½ (David & Nagaraja, *Order Statistics*, 3rd ed.,
/// section 7.1). Where the sample is too small for that confidence, the interval
/// is its whole range, and covers less.
///
/// `None` for an empty sample.
pub fn of(sample: &[f64], confidence: f64) -> Option<Median> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let last = count.checked_sub(1)?;
    let cut = values_to_cut(count, confidence);
    Some(Median {
        value: f64::midpoint(sorted[last / 2], sorted[count / 2]),
        low: sorted[cut],
        high: sorted[last - cut],
    })
}

/// How many values fall away on each side: the most for which neither binomial
/// tail holds more than half of what may be missed.
fn values_to_cut(count: usize, confidence: f64) -> usize {
    let missed = (1.0 - confidence) / 2.0;
    let mut probability = 0.5_f64.powi(i32::try_from(count).unwrap_or(i32::MAX));
    let mut tail = probability;
    let mut cut = 0;
    // `tail` is P(X <= cut); one more value may go while it stays small enough.
    while tail <= missed && cut < count / 2 {
        cut += 1;
        probability *= (count - cut + 1) as f64 / cut as f64;
        tail += probability;
    }
    cut.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table of the ranks for intervals of the median: Conover, *Practical
    /// Nonparametric Statistics*, from the binomial table.
    #[test]
    fn the_ranks_are_those_of_the_published_table() {
        for (count, at_95, at_99) in [
            (6, 1, 1),
            (8, 1, 1),
            (9, 2, 1),
            (10, 2, 1),
            (12, 3, 2),
            (15, 4, 3),
            (20, 6, 4),
            (25, 8, 6),
            (30, 10, 8),
            (52, 19, 17),
        ] {
            assert_eq!(values_to_cut(count, 0.95) + 1, at_95, "n = {count}, 95 %");
            assert_eq!(values_to_cut(count, 0.99) + 1, at_99, "n = {count}, 99 %");
        }
    }

    #[test]
    fn an_even_sample_has_its_median_between_the_middle_two() {
        let median = of(&[4.0, 1.0, 3.0, 2.0], 0.95).unwrap();
        assert_eq!((median.value, median.low, median.high), (2.5, 1.0, 4.0));
        assert_eq!(of(&[], 0.95), None);
    }
}
