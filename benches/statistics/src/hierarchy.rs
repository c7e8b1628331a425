//! The interval of a ratio over several processes.
//!
//! Rounds within a process scatter, and so do processes: addresses, page
//! colours and the state of the machine differ between them, but not between
//! the rounds of one. More rounds make only the first scatter smaller. So every
//! process counts as one value, the median of its rounds, and the interval is
//! Student's over processes: its width holds both scatters, and its degrees of
//! freedom are the processes'.
//!
//! Where the linker put the functions differs between builds and not between the
//! processes of one: more processes do not make that scatter smaller either. So
//! where processes are spread over several layouts, each layout counts as one
//! value, the mean over its processes, and the degrees of freedom are the layouts'.
//!
//! Now and then one process is far from all others (15 % where they agree within
//! 0.1 %, seen in a function against itself). So the mean is trimmed, an eighth
//! on each side, and the interval is that of Yuen (*The Two-Sample Trimmed t for
//! Unequal Population Variances*, Biometrika 61, 1974; for one sample Tukey &
//! McLaughlin, 1963). Below eight processes nothing is trimmed.

use super::{median, student};

/// What several processes say about one log ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The trimmed mean over processes of each process's median.
    pub center: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Values that are left after trimming, - 1: processes or layouts.
    pub degrees_of_freedom: f64,
    /// How many processes, before trimming.
    pub processes: usize,
    /// How many rounds over all processes.
    pub rounds: usize,
}

/// Estimates a log ratio from `processes`, each the log ratios of its rounds, of one
/// layout; `None` with fewer than two processes that have a round.
pub fn estimate(processes: &[Vec<f64>]) -> Option<Estimate> {
    estimate_in_layouts(processes, 1)
}

/// As [`estimate`], from processes that took turns among `layouts`, the first one
/// in the first layout. With one layout each process counts by itself.
pub fn estimate_in_layouts(processes: &[Vec<f64>], layouts: usize) -> Option<Estimate> {
    let units = if layouts > 1 {
        layouts.min(processes.len())
    } else {
        processes.len()
    };
    let mut medians: Vec<f64> = (0..units)
        .filter_map(|unit| {
            let of_unit: Vec<f64> = processes[unit..]
                .iter()
                .step_by(units)
                .filter_map(|rounds| Some(median::of(rounds, 0.5)?.value))
                .collect();
            (!of_unit.is_empty()).then(|| mean(&of_unit))
        })
        .collect();
    let count = medians.len();
    if count < 2 {
        return None;
    }
    let processes_each = processes.len() as f64 / units as f64;
    medians.sort_by(f64::total_cmp);
    let cut = count / 8;
    let kept = count - 2 * cut;
    let center = mean(&medians[cut..count - cut]);

    // Winsorised: what is trimmed still counts, at the place of the last kept.
    for index in 0..cut {
        medians[index] = medians[cut];
        medians[count - 1 - index] = medians[count - 1 - cut];
    }
    let middle = mean(&medians);
    let squares: f64 = medians.iter().map(|value| (value - middle).powi(2)).sum();
    let scatter = squares / (kept - 1) as f64;
    // A few medians may agree by chance; they cannot be surer than their rounds.
    let within: Vec<f64> = processes
        .iter()
        .filter(|rounds| !rounds.is_empty())
        .map(|rounds| variance_of_median(rounds))
        .collect();
    let within = median::of(&within, 0.5)?.value / processes_each;
    Some(Estimate {
        center,
        standard_error: (scatter.max(within) / kept as f64).sqrt(),
        degrees_of_freedom: (kept - 1) as f64,
        processes: processes.iter().filter(|rounds| !rounds.is_empty()).count(),
        rounds: processes.iter().map(Vec::len).sum(),
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
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

    fn of_medians(medians: &[f64]) -> Estimate {
        let processes: Vec<Vec<f64>> = medians.iter().map(|&median| vec![median]).collect();
        estimate(&processes).unwrap()
    }

    /// Seven values of Student's example (*Biometrika* 6, 1908: hours of sleep
    /// gained with one drug over another), too few to trim; t(6) is 2.446912.
    #[test]
    fn few_processes_give_the_interval_of_student() {
        let found = of_medians(&[-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8]);
        // Mean -9/7, sum of squares 14.82 - 81/7.
        let error = ((14.82_f64 - 81.0 / 7.0) / 6.0 / 7.0).sqrt();
        assert!((found.center + 9.0 / 7.0).abs() < 1e-12);
        assert!((found.standard_error - error).abs() < 1e-12);
        let (low, high) = found.interval(0.95);
        assert!((high - low - 2.0 * 2.446_912 * error).abs() < 1e-6);
    }

    /// Ten values, one cut on each side: -4.6 and 0.0 count as -2.4 and -0.8.
    #[test]
    fn more_processes_give_the_interval_of_yuen() {
        let found = of_medians(&[-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4]);
        assert!((found.center + 11.2 / 8.0).abs() < 1e-12);
        // Winsorised: sum -14.4, of squares 23.82; 7 degrees of freedom.
        let error = ((23.82_f64 - 14.4 * 14.4 / 10.0) / (8.0 * 7.0)).sqrt();
        assert!((found.standard_error - error).abs() < 1e-12);
        assert_eq!(found.degrees_of_freedom, 7.0);
    }

    #[test]
    fn one_process_far_out_does_not_hide_what_the_others_agree_on() {
        let found = of_medians(&[0.019, 0.017, 0.016, 0.017, 0.152, 0.012, 0.021, 0.024]);
        assert!((found.center - 0.019).abs() < 1e-3, "{}", found.center);
        assert!(found.p_different() < 0.001);
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
    fn processes_of_one_layout_are_one_value() {
        // Four layouts apart, the processes of each in agreement.
        let layouts = [0.00, 0.02, 0.04, 0.06];
        let processes: Vec<Vec<f64>> = (0..12).map(|index| vec![layouts[index % 4]]).collect();
        let found = estimate_in_layouts(&processes, 4).unwrap();
        let each_once = of_medians(&layouts);
        assert!((found.center - 0.03).abs() < 1e-12);
        assert!((found.standard_error - each_once.standard_error).abs() < 1e-12);
        assert_eq!(found.degrees_of_freedom, 3.0);
        assert_eq!(found.processes, 12);
        // More processes than layouts make nothing surer.
        assert!(found.standard_error > 1.5 * estimate(&processes).unwrap().standard_error);
    }

    #[test]
    fn fewer_processes_than_layouts_are_each_a_value() {
        let processes: Vec<Vec<f64>> = [0.1, 0.2, 0.3].map(|median| vec![median]).to_vec();
        assert_eq!(estimate_in_layouts(&processes, 8), estimate(&processes));
    }

    #[test]
    fn one_process_is_not_enough() {
        assert_eq!(estimate(&[vec![0.1, 0.2]]), None);
        assert_eq!(estimate(&[vec![0.1], vec![]]), None);
    }
}
