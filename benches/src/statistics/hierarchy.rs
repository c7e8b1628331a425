//! The interval of a ratio over several processes.
//!
//! Rounds within a process scatter, and so do processes: addresses, page
//! colours and the state of the machine differ between them, but not between
//! the rounds of one. More rounds make only the first scatter smaller. So every
//! process counts as one value, the median of its rounds, and the interval is
//! Student's over processes: its width holds both scatters, and its degrees of
//! freedom are the processes'.

use super::{median, student};

/// What several processes say about one log ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean over processes of each process's median.
    pub center: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Processes - 1.
    pub degrees_of_freedom: f64,
    /// How many processes.
    pub processes: usize,
    /// How many rounds over all processes.
    pub rounds: usize,
}

/// Estimates a log ratio from `processes`, each the log ratios of its rounds;
/// `None` with fewer than two processes that have a round.
pub fn estimate(processes: &[Vec<f64>]) -> Option<Estimate> {
    let medians: Vec<(f64, f64)> = processes
        .iter()
        .filter_map(|rounds| Some((median::of(rounds, 0.5)?.value, variance_of_median(rounds))))
        .collect();
    let count = medians.len();
    if count < 2 {
        return None;
    }
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| medians.iter().map(of).sum::<f64>() / count as f64;
    let center = mean(&|(value, _)| *value);
    let scatter = mean(&|(value, _)| (value - center).powi(2)) * count as f64 / (count - 1) as f64;
    // A few medians may agree by chance; they cannot be surer than their rounds.
    let within = mean(&|(_, variance)| *variance);
    Some(Estimate {
        center,
        standard_error: (scatter.max(within) / count as f64).sqrt(),
        degrees_of_freedom: (count - 1) as f64,
        processes: count,
        rounds: processes.iter().map(Vec::len).sum(),
    })
}

/// The sampling variance of the median, from the width of its order-statistic
/// interval: with 68.3 % it spans one standard error to either side (McGill,
/// Tukey & Larsen, *Variations of Box Plots*, 1978, do the same with quartiles).
fn variance_of_median(rounds: &[f64]) -> f64 {
    median::of(rounds, 0.683).map_or(0.0, |median| ((median.high - median.low) / 2.0).powi(2))
}

impl Estimate {
    /// The interval of the log ratio at `confidence`.
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let reach = self.reach((1.0 + confidence) / 2.0);
        (self.center - reach, self.center + reach)
    }

    /// How likely a center this far from 0 is where the truth is 0.
    pub fn p_different(&self) -> f64 {
        if self.standard_error == 0.0 {
            return if self.center == 0.0 { 1.0 } else { 0.0 };
        }
        student::two_sided(self.center / self.standard_error, self.degrees_of_freedom)
    }

    /// How likely a center this near to 0 is where the truth is at `low` or
    /// `high` or beyond: the larger of two one-sided tests (Schuirmann, 1987).
    pub fn p_equivalent(&self, low: f64, high: f64) -> f64 {
        if self.standard_error == 0.0 {
            return if low < self.center && self.center < high {
                0.0
            } else {
                1.0
            };
        }
        let above = (self.center - low) / self.standard_error;
        let below = (high - self.center) / self.standard_error;
        student::upper_tail(above.min(below), self.degrees_of_freedom)
    }

    /// The smallest true log ratio that this many processes with this scatter
    /// would show at `confidence` in four of five runs.
    pub fn resolvable_effect(&self, confidence: f64) -> f64 {
        self.reach((1.0 + confidence) / 2.0) + self.reach(0.8)
    }

    fn reach(&self, probability: f64) -> f64 {
        self.standard_error * student::quantile(probability, self.degrees_of_freedom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Student's own example: the additional hours of sleep gained with one
    /// drug over another (*Biometrika* 6, 1908; R's `t.test(extra ~ group,
    /// sleep, paired)`: t = -4.0621, df 9, p = 0.002833, 95 % -2.460 to -0.700).
    #[test]
    fn a_published_example_comes_out() {
        let gained = [-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4];
        let processes: Vec<Vec<f64>> = gained.iter().map(|&hours| vec![hours]).collect();
        let found = estimate(&processes).unwrap();
        assert!((found.center / found.standard_error + 4.0621).abs() < 5e-5);
        assert!((found.p_different() - 0.002833).abs() < 5e-7);
        let (low, high) = found.interval(0.95);
        assert!((low + 2.459_885_8).abs() < 1e-6 && (high + 0.700_114_2).abs() < 1e-6);
    }

    #[test]
    fn medians_that_agree_by_chance_are_no_surer_than_their_rounds() {
        let rounds: Vec<f64> = (-26..26).map(|i| f64::from(i) / 100.0).collect();
        let found = estimate(&[rounds.clone(), rounds.clone(), rounds]).unwrap();
        assert!(found.standard_error > 0.01, "{}", found.standard_error);
    }

    #[test]
    fn equivalence_needs_both_sides() {
        let at = |center: f64| {
            let offsets = [-0.002, 0.0, 0.002, -0.001, 0.001];
            let processes: Vec<Vec<f64>> =
                offsets.iter().map(|offset| vec![center + offset]).collect();
            estimate(&processes).unwrap().p_equivalent(-0.03, 0.03)
        };
        assert!(at(0.0) < 1e-4);
        assert!((at(0.03) - 0.5).abs() < 1e-9);
        assert!(at(0.04) > 0.99);
        assert!(at(-0.04) > 0.99);
    }

    #[test]
    fn one_process_is_not_enough() {
        assert_eq!(estimate(&[vec![0.1, 0.2]]), None);
        assert_eq!(estimate(&[vec![0.1], vec![]]), None);
    }
}
