//! How far two samples of one quantity are apart, whatever its distribution.

/// The change from one sample to another, as a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The median of all pairwise factors, which the interval is of. Medians of the
    /// samples may stand in another ratio, and even outside the interval.
    pub ratio: f64,
    /// Lower end of the interval of the factor.
    pub low: f64,
    /// Upper end of the interval of the factor.
    pub high: f64,
    /// Whether the samples are large enough for the confidence that was asked.
    pub is_resolvable: bool,
}

/// The change from `old` to `new`, all positive: the interval of Hodges &
/// Lehmann (1963) on the log scale, which excludes 1 just where the test of Mann
/// & Whitney (1947) would reject. `None` where a sample is empty.
///
/// The ranks come from the exact distribution up to 20 values a side, and from
/// its normal approximation above.
pub fn change(old: &[f64], new: &[f64], confidence: f64) -> Option<Change> {
    let mut factors: Vec<f64> = old
        .iter()
        .flat_map(|old| new.iter().map(move |new| new / old))
        .collect();
    factors.sort_by(f64::total_cmp);
    let last = factors.len().checked_sub(1)?;
    let cut = values_to_cut(old.len(), new.len(), confidence);
    let cut_or_none = cut.unwrap_or(0).min(last / 2);
    // Between the middle two, as factors.
    let ratio = (factors[last / 2] * factors[last.div_ceil(2)]).sqrt();
    Some(Change {
        ratio,
        low: factors[cut_or_none],
        high: factors[last - cut_or_none],
        is_resolvable: cut.is_some(),
    })
}

/// Where `new` lies relative to `old` on a scale on which differences count
/// (logarithms of times): the median of all pairwise differences, with the
/// interval of Hodges & Lehmann (1963).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The median of `new - old` over all pairs.
    pub center: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Whether the samples are large enough for the confidence that was asked;
    /// if not, the interval is the whole range of differences.
    pub is_resolvable: bool,
}

/// The shift from `old` to `new`; `None` where a sample is empty.
pub fn shift(old: &[f64], new: &[f64], confidence: f64) -> Option<Shift> {
    let mut differences: Vec<f64> = old
        .iter()
        .flat_map(|old| new.iter().map(move |new| new - old))
        .collect();
    differences.sort_by(f64::total_cmp);
    let last = differences.len().checked_sub(1)?;
    let cut = values_to_cut(old.len(), new.len(), confidence);
    let cut_or_none = cut.unwrap_or(0).min(last / 2);
    Some(Shift {
        center: f64::midpoint(differences[last / 2], differences[last.div_ceil(2)]),
        low: differences[cut_or_none],
        high: differences[last - cut_or_none],
        is_resolvable: cut.is_some(),
    })
}

/// How likely two samples this far apart, or farther, are where both come from
/// one distribution: Mann & Whitney's test, two-sided. Exact up to 20 values a
/// side without ties; else by the normal approximation with the correction for
/// ties and for continuity (Lehmann, *Nonparametrics*, 1975, section 1.4).
pub fn p_value(old: &[f64], new: &[f64]) -> f64 {
    let (m, n) = (old.len(), new.len());
    if m == 0 || n == 0 {
        return 1.0;
    }
    let mut pooled: Vec<f64> = old.iter().chain(new).copied().collect();
    pooled.sort_by(f64::total_cmp);
    let ties: f64 = pooled
        .chunk_by(|a, b| a == b)
        .map(|run| {
            let length = run.len() as f64;
            length.powi(3) - length
        })
        .sum();
    // Each pair in which `new` is larger counts 1, each tie a half.
    let larger: f64 = new
        .iter()
        .flat_map(|new| old.iter().map(move |old| (new, old)))
        .map(|(new, old)| f64::from(u8::from(new > old)) + f64::from(u8::from(new == old)) / 2.0)
        .sum();
    let pairs = (m * n) as f64;
    let u = larger.min(pairs - larger);
    if m <= 20 && n <= 20 && ties == 0.0 {
        let ways = ways(m, n);
        let total: f64 = ways.iter().sum();
        let tail: f64 = ways.iter().take(u as usize + 1).sum();
        return (2.0 * tail / total).min(1.0);
    }
    let all = (m + n) as f64;
    let variance = pairs / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    let z = ((pairs / 2.0 - u - 0.5) / variance.sqrt()).max(0.0);
    super::student::two_sided(z, 1e7)
}

/// How many of the pairwise factors fall away on each side; `None` where even
/// their whole range covers less than `confidence`.
fn values_to_cut(m: usize, n: usize, confidence: f64) -> Option<usize> {
    let missed = (1.0 - confidence) / 2.0;
    if m > 20 || n > 20 {
        let (m, n) = (m as f64, n as f64);
        let spread = (m * n * (m + n + 1.0) / 12.0).sqrt();
        // Infinitely many degrees of freedom, for all that matters here.
        let z = super::student::quantile(1.0 - missed, 1e7);
        return Some((m * n / 2.0 - z * spread).max(0.0) as usize);
    }
    let ways = ways(m, n);
    let total: f64 = ways.iter().sum();
    let mut tail = 0.0;
    // P(U <= cut) has to stay within what may be missed.
    let fits = ways
        .iter()
        .take_while(|count| {
            tail += **count / total;
            tail <= missed
        })
        .count();
    fits.checked_sub(1)
}

/// In how many orders of `m` and `n` values U is 0, 1, 2, …: partitions that fit
/// into an `m` by `n` box.
fn ways(m: usize, n: usize) -> Vec<f64> {
    // Of `rows` rows so far, each at most `n` long.
    let mut counts = vec![vec![0.0; m * n + 1]; m + 1];
    counts[0][0] = 1.0;
    // Adding one length at a time keeps rows sorted, so that none counts twice.
    for length in 1..=n {
        for rows in 1..=m {
            for sum in length..=m * n {
                let shorter = counts[rows - 1][sum - length];
                counts[rows][sum] += shorter;
            }
        }
    }
    // Rows of length 0 fill up the box.
    (0..=m * n)
        .map(|sum| counts.iter().map(|row| row[sum]).sum())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Critical values of U, two-sided 5 %: Mann & Whitney's table as printed in
    /// Siegel, *Nonparametric Statistics*, table K. U at most the value rejects.
    #[test]
    fn the_critical_values_are_those_of_the_published_table() {
        for (m, n, critical) in [
            (4, 4, Some(0)),
            (5, 5, Some(2)),
            (6, 6, Some(5)),
            (8, 8, Some(13)),
            (10, 10, Some(23)),
            (10, 15, Some(39)),
            (20, 20, Some(127)),
            (3, 3, None),
        ] {
            assert_eq!(values_to_cut(m, n, 0.95), critical, "{m}, {n}");
            assert_eq!(values_to_cut(n, m, 0.95), critical, "{n}, {m}");
        }
    }

    #[test]
    fn the_approximation_joins_the_exact_values() {
        // The exact value for 21 and 21 is 142.
        let approximate = values_to_cut(21, 21, 0.95).unwrap();
        assert!((141..=143).contains(&approximate), "{approximate}");
    }

    /// Samples that do not overlap, or hardly, have their orders counted by hand.
    #[test]
    fn p_values_are_those_of_closed_forms() {
        // Of 10 choose 5 orders, one on each side.
        let low = [1.0, 2.0, 3.0, 4.0, 5.0];
        let high = [6.0, 7.0, 8.0, 9.0, 10.0];
        assert!((p_value(&low, &high) - 2.0 / 252.0).abs() < 1e-12);
        assert!((p_value(&high, &low) - 2.0 / 252.0).abs() < 1e-12);
        // One inversion more: two orders on each side.
        let close = [5.5, 4.5, 8.0, 9.0, 10.0];
        assert!((p_value(&low, &close) - 4.0 / 252.0).abs() < 1e-12);
        // All equal: nothing to tell apart.
        assert_eq!(p_value(&[1.0; 30], &[1.0; 30]), 1.0);
        assert_eq!(p_value(&[], &low), 1.0);
    }

    #[test]
    fn the_approximation_of_p_joins_the_exact_values() {
        let old: Vec<f64> = (0..20).map(f64::from).collect();
        let new: Vec<f64> = (0..20).map(|i| f64::from(i) + 6.5).collect();
        let exact = p_value(&old, &new);
        // A tie in the far tail forces the approximation.
        let mut tied = new.clone();
        tied[19] = tied[18];
        let approximate = p_value(&old, &tied);
        // In the tail it errs on the safe side.
        assert!(
            (1.0..1.3).contains(&(approximate / exact)),
            "{exact} {approximate}"
        );
    }

    #[test]
    fn the_shift_of_logarithms_is_the_change_of_factors() {
        let old: Vec<f64> = (0..12).map(|i| 100.0 + f64::from(i * i % 7)).collect();
        let new: Vec<f64> = old.iter().map(|value| value * 1.05).collect();
        let logs = |sample: &[f64]| sample.iter().map(|value| value.ln()).collect::<Vec<_>>();
        let shift = shift(&logs(&old), &logs(&new), 0.99).unwrap();
        let change = change(&old, &new, 0.99).unwrap();
        assert!((shift.low.exp() - change.low).abs() < 1e-12);
        assert!((shift.high.exp() - change.high).abs() < 1e-12);
        assert!((shift.center - 1.05_f64.ln()).abs() < 1e-12);
    }

    /// Two modes, and the medians in different ones: 103 ÷ 150.
    #[test]
    fn the_estimate_lies_within_its_interval_where_the_ratio_of_medians_does_not() {
        let sample = |low: &[u8], high: &[u8]| -> Vec<f64> {
            low.iter()
                .chain(high)
                .map(|value| f64::from(*value))
                .collect()
        };
        let old = sample(
            &[100, 100, 100, 100, 102, 102, 103, 103, 103],
            &[150, 150, 150, 151, 151, 151, 151, 152, 152, 153, 153],
        );
        let new = sample(
            &[100, 100, 101, 101, 101, 102, 102, 103, 103, 103, 103],
            &[150, 151, 151, 151, 152, 152, 152, 153, 153],
        );
        let medians = [&old, &new].map(|sample| crate::median::of(sample, 0.95).unwrap().value);
        let found = change(&old, &new, 0.95).unwrap();
        assert!(medians[1] / medians[0] < found.low);
        assert!(
            found.low <= found.ratio && found.ratio <= found.high,
            "{found:?}"
        );
    }

    #[test]
    fn a_shift_is_found_with_its_size() {
        let old: Vec<f64> = (0..10).map(|i| 100.0 + f64::from(i) * 0.1).collect();
        let new: Vec<f64> = old.iter().map(|value| value * 1.1).collect();
        let found = change(&old, &new, 0.95).unwrap();
        assert!((found.ratio - 1.1).abs() < 1e-12);
        assert!(found.low > 1.09 && found.high < 1.11 && found.is_resolvable);
        let same = change(&old, &old, 0.95).unwrap();
        assert!(same.low < 1.0 && same.high > 1.0);
        assert!(!change(&old[..3], &new[..3], 0.95).unwrap().is_resolvable);
        assert_eq!(change(&[], &new, 0.95), None);
    }
}
