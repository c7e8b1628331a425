//! Two builds of one program, each linked in several layouts, each layout run in
//! several processes.
//!
//! Where the linker puts a function can change its time in every process alike,
//! so processes of one layout are not independent evidence about the code. Two
//! questions are asked, and the interval answers the harder one:
//! - *The machine*: are the processes of one side shifted against the other's?
//!   Mann and Whitney's test and the interval of Hodges and Lehmann over
//!   processes ([`super::rank_sum`]).
//! - *The layout*: the same interval over layouts, each one value, the median of
//!   its processes: phases in which the machine is slower, or faster, must not pass
//!   for a layout's.

use super::{CONFIDENCE, median, rank_sum};

/// What was measured of one side: for each layout, the logarithm of each
/// process's value.
pub type Layouts = Vec<Vec<f64>>;

/// What the processes of two builds say of `ln(old ÷ new)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The median of all pairwise differences; above 0 the new build takes less.
    pub center: f64,
    /// The interval: it holds that over processes and that over layouts.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Half the width of the interval over processes.
    pub machine_reach: f64,
    /// Half the width of the interval over layouts; 0 where a side has only one.
    pub layout_reach: f64,
    /// Half the distance between the old build's extreme layouts.
    pub layout_spread: f64,
    /// Half the distance between the extreme processes of one layout, in the middle
    /// of all layouts; `None` where they have fewer than four processes each, which
    /// say nothing about it.
    pub within_layout: Option<f64>,
    /// Mann and Whitney's over processes, not corrected for many benchmarks.
    pub p_different: f64,
    /// The fewer processes of the two sides.
    pub processes: usize,
    /// Whether there were enough processes and layouts for the confidence.
    pub is_resolvable: bool,
}

/// Estimates the shift between two builds; `None` where a side has no value.
pub fn estimate(old: &Layouts, new: &Layouts) -> Option<Estimate> {
    let (all_old, all_new) = (old.concat(), new.concat());
    // From new to old: the sign of ln(old ÷ new).
    let machine = rank_sum::shift(&all_new, &all_old, CONFIDENCE)?;
    let (old_layouts, new_layouts) = (medians(old), medians(new));
    let mut estimate = Estimate {
        center: machine.center,
        low: machine.low,
        high: machine.high,
        machine_reach: (machine.high - machine.low) / 2.0,
        layout_reach: 0.0,
        layout_spread: spread(&old_layouts) / 2.0,
        within_layout: within_layout(old, new),
        p_different: rank_sum::p_value(&all_old, &all_new),
        processes: all_old.len().min(all_new.len()),
        is_resolvable: machine.is_resolvable,
    };
    if old_layouts.len() > 1 && new_layouts.len() > 1 {
        let layout = rank_sum::shift(&new_layouts, &old_layouts, CONFIDENCE)?;
        estimate.low = estimate.low.min(layout.low);
        estimate.high = estimate.high.max(layout.high);
        estimate.layout_reach = (layout.high - layout.low) / 2.0;
        estimate.is_resolvable &= layout.is_resolvable;
    }
    Some(estimate)
}

fn medians(layouts: &Layouts) -> Vec<f64> {
    layouts
        .iter()
        .filter_map(|processes| Some(median::of(processes, CONFIDENCE)?.value))
        .collect()
}

fn within_layout(old: &Layouts, new: &Layouts) -> Option<f64> {
    let layouts: Vec<&Vec<f64>> = old.iter().chain(new).collect();
    if layouts.iter().any(|processes| processes.len() < 4) {
        return None;
    }
    let halves: Vec<f64> = layouts
        .iter()
        .map(|processes| spread(processes) / 2.0)
        .collect();
    Some(median::of(&halves, CONFIDENCE)?.value)
}

fn spread(values: &[f64]) -> f64 {
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    (highest - lowest).max(0.0)
}

/// The verdict on a benchmark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// The new build takes less.
    Faster,
    /// The new build takes more.
    Slower,
    /// The whole interval lies within the margin.
    Equivalent,
    /// Nothing can be said, because of this.
    NotResolved(Limit),
}

/// What keeps a verdict from being given; shares of 1, so 0.02 is 2 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Where the linker puts the code moves the time by this much either way.
    Layout(f64),
    /// Processes of the same program differ by this much either way.
    Machine(f64),
    /// So many processes per side are too few for any verdict.
    Runs(usize),
}

/// What a difference has to clear before it is called one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floors {
    /// The margin, a share of 1, fixed beforehand.
    pub margin: f64,
    /// The noise floor of the run's control, a log ratio.
    pub noise: f64,
}

/// The verdict, from a p-value that is corrected over all benchmarks.
pub fn verdict(estimate: &Estimate, adjusted_p: f64, floors: Floors) -> Verdict {
    let margin = floors.margin.ln_1p();
    if !estimate.is_resolvable {
        return Verdict::NotResolved(Limit::Runs(estimate.processes));
    }
    if estimate.low > -margin && estimate.high < margin {
        return Verdict::Equivalent;
    }
    let floor = margin.max(floors.noise).max(estimate.layout_spread);
    let excludes_one = estimate.low > 0.0 || estimate.high < 0.0;
    if adjusted_p <= 1.0 - CONFIDENCE && excludes_one && estimate.center.abs() > floor {
        return if estimate.center > 0.0 {
            Verdict::Faster
        } else {
            Verdict::Slower
        };
    }
    let layout = estimate.layout_reach.max(estimate.layout_spread);
    let machine = estimate.machine_reach.max(floors.noise);
    Verdict::NotResolved(if layout >= machine {
        Limit::Layout(layout.exp_m1())
    } else {
        Limit::Machine(machine.exp_m1())
    })
}

/// The noise floor of a run, from the centers of its controls, each the same
/// code on both sides: twice the median of their distances from 0. A median, so
/// that one benchmark whose layouts have two modes does not silence all others;
/// its own layouts do that for it.
pub fn noise_floor(controls: &[f64]) -> f64 {
    let distances: Vec<f64> = controls.iter().map(|center| center.abs()).collect();
    median::of(&distances, CONFIDENCE).map_or(0.0, |median| 2.0 * median.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOORS: Floors = Floors {
        margin: 0.01,
        noise: 0.0,
    };

    /// Six layouts of four processes: `layout(i)` moves a layout, and processes
    /// lie a ten-thousandth apart.
    fn side(center: f64, layout: impl Fn(usize) -> f64) -> Layouts {
        (0..6)
            .map(|index| {
                (0..4)
                    .map(|process| {
                        center + layout(index) + f64::from(process) * 1e-4 + index as f64 * 1e-5
                    })
                    .collect()
            })
            .collect()
    }

    fn judge(old: &Layouts, new: &Layouts) -> Verdict {
        let estimate = estimate(old, new).unwrap();
        verdict(&estimate, estimate.p_different, FLOORS)
    }

    #[test]
    fn a_shift_of_all_layouts_is_a_difference_with_its_size() {
        let (old, new) = (side(3.0, |_| 0.0), side(2.95, |_| 0.0));
        assert_eq!(judge(&old, &new), Verdict::Faster);
        assert_eq!(judge(&new, &old), Verdict::Slower);
        let found = estimate(&old, &new).unwrap();
        assert!((found.center - 0.05).abs() < 1e-12);
        assert!(found.low <= found.center && found.center <= found.high);
    }

    #[test]
    fn the_same_code_is_equivalent() {
        let old = side(3.0, |_| 0.0);
        assert_eq!(judge(&old, &old), Verdict::Equivalent);
    }

    #[test]
    fn one_layout_in_three_with_another_mode_hides_a_difference_and_says_so() {
        let modes = |index: usize| if index.is_multiple_of(3) { 0.12 } else { 0.0 };
        let (old, new) = (side(3.0, modes), side(2.97, modes));
        match judge(&old, &new) {
            Verdict::NotResolved(Limit::Layout(share)) => assert!(share > 0.05, "{share}"),
            other => panic!("{other:?}"),
        }
    }

    /// Processes alone would call this different: all of a layout share its luck.
    #[test]
    fn processes_of_few_lucky_layouts_are_no_evidence() {
        let old = side(3.0, |index| if index < 3 { 0.04 } else { 0.0 });
        let new = side(3.0, |_| 0.0);
        let found = estimate(&old, &new).unwrap();
        assert!(found.p_different < 0.01, "{}", found.p_different);
        assert!(matches!(judge(&old, &new), Verdict::NotResolved(_)));
    }

    #[test]
    fn what_the_control_does_too_is_no_difference() {
        let (old, new) = (side(3.0, |_| 0.0), side(2.98, |_| 0.0));
        let estimate = estimate(&old, &new).unwrap();
        let noisy = Floors {
            noise: 0.03,
            ..FLOORS
        };
        assert_eq!(
            verdict(&estimate, 0.0, noisy),
            Verdict::NotResolved(Limit::Machine(0.03_f64.exp_m1()))
        );
        assert_eq!(verdict(&estimate, 0.0, FLOORS), Verdict::Faster);
    }

    #[test]
    fn what_differs_within_a_layout_is_told_from_what_differs_between_them() {
        let modes = side(3.0, |index| if index < 3 { 0.04 } else { 0.0 });
        let found = estimate(&modes, &modes).unwrap();
        let within = found.within_layout.unwrap();
        assert!((within - 1.5e-4).abs() < 1e-9, "{within}");
        assert!(found.layout_spread > 0.019);
        let few: Layouts = modes.iter().map(|all| all[..3].to_vec()).collect();
        assert_eq!(estimate(&few, &modes).unwrap().within_layout, None);
    }

    #[test]
    fn two_processes_are_too_few() {
        let few: Layouts = vec![vec![1.0], vec![1.0]];
        assert_eq!(judge(&few, &few), Verdict::NotResolved(Limit::Runs(2)));
        assert_eq!(estimate(&vec![], &few), None);
    }

    #[test]
    fn one_control_far_out_does_not_raise_the_floor_for_all() {
        let floor = noise_floor(&[0.001, -0.002, 0.0, 0.15, -0.001]);
        assert!((floor - 0.002).abs() < 1e-12, "{floor}");
        assert_eq!(noise_floor(&[]), 0.0);
    }
}
