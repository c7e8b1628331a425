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

/// The median of `sample` with a confidence interval of at least 95 %, from order
/// statistics: whatever the distribution, the number of values below its median
/// is binomial with p = ½ (David & Nagaraja, *Order Statistics*, 3rd ed.,
/// section 7.1). With fewer than 6 values the interval is the whole range, and
/// covers less.
///
/// `None` for an empty sample.
pub fn of(sample: &[f64]) -> Option<Median> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let last = count.checked_sub(1)?;
    let cut = values_to_cut(count);
    Some(Median {
        value: f64::midpoint(sorted[last / 2], sorted[count / 2]),
        low: sorted[cut],
        high: sorted[last - cut],
    })
}

/// How many values fall away on each side: the most for which the binomial tails
/// hold at most 2.5 % each.
fn values_to_cut(count: usize) -> usize {
    let mut probability = 0.5_f64.powi(i32::try_from(count).unwrap_or(i32::MAX));
    let mut tail = probability;
    let mut cut = 0;
    // `tail` is P(X <= cut); one more value may go while it stays below 2.5 %.
    while tail <= 0.025 && cut < count / 2 {
        cut += 1;
        probability *= (count - cut + 1) as f64 / cut as f64;
        tail += probability;
    }
    cut.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table of the ranks for a 95 % interval of the median: Conover, *Practical
    /// Nonparametric Statistics*, from the binomial table.
    #[test]
    fn the_ranks_are_those_of_the_published_table() {
        for (count, lower_rank) in [
            (6, 1),
            (8, 1),
            (9, 2),
            (10, 2),
            (12, 3),
            (15, 4),
            (20, 6),
            (25, 8),
            (30, 10),
        ] {
            assert_eq!(values_to_cut(count) + 1, lower_rank, "n = {count}");
        }
    }

    #[test]
    fn an_even_sample_has_its_median_between_the_middle_two() {
        let median = of(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!((median.value, median.low, median.high), (2.5, 1.0, 4.0));
        assert_eq!(of(&[]), None);
    }
}
