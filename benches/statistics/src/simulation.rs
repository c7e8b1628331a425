//! Simulated trials whose truth is known: what the intervals cover, what the
//! verdicts see, and what looking early costs.
//!
//! `cargo test -p benches simulated -- --nocapture` prints the rates.

use super::hierarchy::{self, Estimate};
use super::{CONFIDENCE, holm, proportion, verdict};

/// How processes scatter around the truth.
#[derive(Clone, Copy, Debug)]
enum Between {
    Normal,
    /// In half of the processes one side, by chance, got the worse addresses.
    Layouts,
    /// One in four processes has another layout, always to the same side's cost.
    OneSided,
    /// Processes take turns among eight layouts, which make most of the scatter.
    EightLayouts,
    /// One in ten processes is three times as far out.
    Outliers,
}

struct Scatter {
    between: Between,
    /// Standard deviation over processes.
    process: f64,
    /// Standard deviation over the rounds of one process.
    round: f64,
}

fn normal(random: &mut fastrand::Rng) -> f64 {
    // Box and Muller, 1958.
    let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    radius * (std::f64::consts::TAU * random.f64()).cos()
}

fn process(random: &mut fastrand::Rng, truth: f64, scatter: &Scatter) -> Vec<f64> {
    // Mean 0 and standard deviation 1, each.
    let offset = match scatter.between {
        Between::Normal => normal(random),
        Between::Layouts => 2_f64.sqrt() * random.choice([-1.0, 0.0, 0.0, 1.0]).unwrap_or(0.0),
        Between::OneSided => {
            if random.f64() < 0.25 {
                3_f64.sqrt()
            } else {
                -1.0 / 3_f64.sqrt()
            }
        }
        // The layout's part is drawn once for all of its processes, by `trial`.
        Between::EightLayouts => 0.3 * normal(random),
        Between::Outliers => {
            let stretch = if random.f64() < 0.1 { 3.0 } else { 1.0 };
            stretch * normal(random) / 1.8_f64.sqrt()
        }
    };
    let center = truth + scatter.process * offset;
    (0..26)
        .map(|_| {
            // Time is only ever lost, on either side: both tails are long.
            let stretch = if random.f64() < 0.1 { 10.0 } else { 1.0 };
            center + scatter.round * stretch * normal(random)
        })
        .collect()
}

fn trial(
    random: &mut fastrand::Rng,
    truth: f64,
    scatter: &Scatter,
    processes: usize,
) -> Vec<Vec<f64>> {
    let layouts: Vec<f64> = (0..scatter.between.layouts())
        .map(|_| match scatter.between {
            Between::EightLayouts => scatter.process * 0.95 * normal(random),
            _ => 0.0,
        })
        .collect();
    (0..processes)
        .map(|index| process(random, truth + layouts[index % layouts.len()], scatter))
        .collect()
}

impl Between {
    fn layouts(self) -> usize {
        match self {
            Between::EightLayouts => 8,
            _ => 1,
        }
    }
}

/// The trial as the runner makes it: it stops early where it is clear.
fn with_looks(
    random: &mut fastrand::Rng,
    truth: f64,
    scatter: &Scatter,
    budget: usize,
) -> Estimate {
    let layouts = scatter.between.layouts();
    let all = trial(random, truth, scatter, budget);
    let mut look = 0;
    loop {
        look = verdict::next_look(look, budget, layouts);
        let estimate = hierarchy::estimate_in_layouts(&all[..look], layouts).unwrap();
        if look == budget || verdict::is_clear(&estimate, 0.03, 1) {
            return estimate;
        }
    }
}

const SCATTERS: [Scatter; 5] = [
    Scatter {
        between: Between::Normal,
        process: 0.02,
        round: 0.02,
    },
    Scatter {
        between: Between::Normal,
        process: 0.0,
        round: 0.02,
    },
    Scatter {
        between: Between::Layouts,
        process: 0.02,
        round: 0.01,
    },
    Scatter {
        between: Between::Outliers,
        process: 0.02,
        round: 0.01,
    },
    Scatter {
        between: Between::EightLayouts,
        process: 0.02,
        round: 0.01,
    },
];

/// In how many trials the interval holds the truth, as a share.
fn coverage(random: &mut fastrand::Rng, scatter: &Scatter, processes: usize) -> f64 {
    const TRIALS: usize = 2_000;
    let covered = (0..TRIALS)
        .filter(|_| {
            let trial = trial(random, 0.05, scatter, processes);
            let layouts = scatter.between.layouts();
            let estimate = hierarchy::estimate_in_layouts(&trial, layouts).unwrap();
            let (low, high) = estimate.interval(CONFIDENCE);
            (low..=high).contains(&0.05)
        })
        .count();
    let rate = covered as f64 / TRIALS as f64;
    println!(
        "{:?}, {} between and {} within: {processes} processes cover {:.2} %",
        scatter.between,
        scatter.process,
        scatter.round,
        100.0 * rate
    );
    rate
}

#[test]
fn the_interval_covers_the_simulated_truth_as_often_as_it_says() {
    let mut random = fastrand::Rng::with_seed(1);
    for scatter in &SCATTERS {
        for processes in [4, 8, 16] {
            assert!(coverage(&mut random, scatter, processes) >= 0.98);
        }
    }
}

/// The method's limit: what none of the processes met, none of them can show.
#[test]
fn a_simulated_layout_that_few_processes_meet_is_not_covered() {
    let mut random = fastrand::Rng::with_seed(5);
    let scatter = Scatter {
        between: Between::OneSided,
        process: 0.02,
        round: 0.01,
    };
    assert!(coverage(&mut random, &scatter, 4) < 0.9);
}

#[test]
fn a_simulated_pair_of_equals_is_hardly_ever_called_different() {
    const TRIALS: usize = 2_000;
    let mut random = fastrand::Rng::with_seed(2);
    for scatter in &SCATTERS {
        for budget in [6, 16] {
            let wrong = (0..TRIALS)
                .filter(|_| verdict::differs(&with_looks(&mut random, 0.0, scatter, budget)))
                .count();
            println!(
                "{:?}, {} between: up to {budget} processes, {:.2} % false, at most {:.2} %",
                scatter.between,
                scatter.process,
                100.0 * wrong as f64 / TRIALS as f64,
                100.0 * proportion::upper_bound(wrong, TRIALS, 0.95)
            );
            assert!(wrong as f64 / TRIALS as f64 <= 0.015, "{wrong}");
        }
    }
}

#[test]
fn a_simulated_difference_of_five_percent_is_seen() {
    const TRIALS: usize = 1_000;
    let mut random = fastrand::Rng::with_seed(3);
    for (effect, least) in [(1.05_f64, 0.95), (1.02, 0.0)] {
        for scatter in &SCATTERS {
            let seen = (0..TRIALS)
                .filter(|_| verdict::differs(&with_looks(&mut random, effect.ln(), scatter, 16)))
                .count();
            let rate = seen as f64 / TRIALS as f64;
            println!(
                "{:?}, {} between: +{:.0} % seen in {:.1} %",
                scatter.between,
                scatter.process,
                100.0 * (effect - 1.0),
                100.0 * rate
            );
            assert!(rate >= least, "{rate}");
        }
    }
}

#[test]
fn among_many_simulated_pairs_no_equal_one_is_called_different() {
    const RUNS: usize = 200;
    let mut random = fastrand::Rng::with_seed(4);
    let mut runs_with_error = 0;
    let mut seen = 0;
    for _ in 0..RUNS {
        // 20 equal pairs among 80 that differ.
        let estimates: Vec<Estimate> = (0..100)
            .map(|pair| {
                let truth = if pair < 20 { 0.0 } else { 0.4 };
                let trial = trial(&mut random, truth, &SCATTERS[0], 8);
                hierarchy::estimate(&trial).unwrap()
            })
            .collect();
        let p_values: Vec<f64> = estimates.iter().map(Estimate::p_different).collect();
        let adjusted = holm::adjust(&p_values);
        let verdicts: Vec<_> = estimates
            .iter()
            .zip(&adjusted)
            .map(|(estimate, &p)| verdict::of(estimate.center, p, 1.0))
            .collect();
        runs_with_error += usize::from(
            verdicts[..20]
                .iter()
                .any(|verdict| *verdict != verdict::Verdict::NotResolved),
        );
        seen += verdicts[20..]
            .iter()
            .filter(|verdict| **verdict == verdict::Verdict::Faster)
            .count();
    }
    println!("{runs_with_error} of {RUNS} runs call an equal pair different");
    println!("{seen} of {} differences seen", 80 * RUNS);
    assert!(runs_with_error as f64 / RUNS as f64 <= 0.03);
    assert!(seen as f64 / (80 * RUNS) as f64 > 0.99);
}
