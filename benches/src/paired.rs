//! Times two cases against each other in one process, interleaved, so that
//! whatever disturbs the machine disturbs both sides alike.
//!
//! A round is a block of four epochs, ABBA or BAAB by chance, and gives one log
//! ratio, so that drift and the order of the sides cancel out. Order is not a small
//! thing: where a call takes as long as an epoch, each side starts from the caches
//! and the branch history that the other has left, and the ratio of AB alone was
//! seen at 1.3 where that of BA was at 1.8.

use std::time::{Duration, Instant};

use patterns::catalogue::{Case, CaseId};
use serde::{Deserialize, Serialize};

use crate::time;

/// What one process has to measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Of the order of trials and of the blocks; another one for each process.
    pub seed: u64,
    /// How long an epoch takes at least, in nanoseconds; longer only where one call
    /// is longer.
    pub epoch_ns: u64,
    /// Rounds of each trial.
    pub rounds: usize,
    /// The most nanoseconds to spend on the rounds of one trial: one of long
    /// calls gets fewer rounds, but never fewer than [`LEAST_ROUNDS`].
    pub limit_ns: u64,
    /// In any order: they are measured in a random one.
    pub trials: Vec<Trial>,
}

/// Two cases to be compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// The numerator's case id.
    pub slow: String,
    /// The denominator's case id.
    pub other: String,
    /// A positive control: how many percent more iterations the numerator gets
    /// without it being taken into account. 0 for everything else.
    pub extra_percent: u64,
}

/// What one process found for one trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The index in [`Request::trials`].
    pub trial: usize,
    /// ln(slow ÷ other) of each round.
    pub log_ratios: Vec<f64>,
}

/// Fewer rounds than this have no median to speak of.
pub const LEAST_ROUNDS: usize = 4;

/// How often both sides are prepared afresh, in random order, so that which of
/// them got the better addresses evens out.
const PREPARATIONS: usize = 4;

/// Measures every trial of `request` in random order and hands each to `emit`.
///
/// # Errors
/// If a trial names a case that the catalogue does not have.
pub fn run(request: &Request, mut emit: impl FnMut(Measured)) -> Result<(), String> {
    let mut random = fastrand::Rng::with_seed(request.seed);
    let find = |id: &String| CaseId::find(id).ok_or_else(|| format!("no case has the id `{id}`"));
    let mut trials = Vec::new();
    for (index, trial) in request.trials.iter().enumerate() {
        trials.push((
            index,
            find(&trial.slow)?,
            find(&trial.other)?,
            trial.extra_percent,
        ));
    }
    random.shuffle(&mut trials);
    for (trial, slow, other, extra_percent) in trials {
        emit(Measured {
            trial,
            log_ratios: measure(request, &mut random, [slow, other], extra_percent),
        });
    }
    Ok(())
}

fn measure(
    request: &Request,
    random: &mut fastrand::Rng,
    sides: [CaseId; 2],
    extra_percent: u64,
) -> Vec<f64> {
    let started = Instant::now();
    let epoch = Duration::from_nanos(request.epoch_ns);
    let mut cases = prepare(random, sides);
    let iterations = Iterations::new(&mut cases, epoch, extra_percent);
    let limit = started.elapsed() + Duration::from_nanos(request.limit_ns);

    let mut log_ratios = Vec::with_capacity(request.rounds);
    for round in 0..request.rounds {
        // Preparing again may itself be long.
        if round > 0 && round % request.rounds.div_ceil(PREPARATIONS) == 0 {
            drop(cases);
            cases = prepare(random, sides);
        }
        log_ratios.push(iterations.round(&mut cases, random.bool()));
        if log_ratios.len() >= LEAST_ROUNDS && started.elapsed() >= limit {
            break;
        }
    }
    log_ratios
}

/// Both sides, each run once, so that pools and lazily built state are there.
fn prepare(random: &mut fastrand::Rng, sides: [CaseId; 2]) -> [Box<dyn Case>; 2] {
    let warm = |id: &CaseId| {
        let mut case = id.prepare();
        case.run();
        case
    };
    let [slow, other] = &sides;
    if random.bool() {
        let slow = warm(slow);
        [slow, warm(other)]
    } else {
        let other = warm(other);
        [warm(slow), other]
    }
}

/// Calls in one epoch of each side.
struct Iterations {
    run: [u64; 2],
    /// What each side's time is divided by; differs from `run` for a positive
    /// control.
    counted: [u64; 2],
}

impl Iterations {
    fn new(cases: &mut [Box<dyn Case>; 2], epoch: Duration, extra_percent: u64) -> Self {
        let [slow, other] = cases;
        let each = [
            calibrate(slow.as_mut(), epoch),
            calibrate(other.as_mut(), epoch),
        ];
        // Sides that are near take the same number, so that the loop's own cost
        // is the same too.
        let (fewer, more) = (each[0].min(each[1]), each[0].max(each[1]));
        let mut counted = if more * 4 <= fewer * 5 {
            [more, more]
        } else {
            each
        };
        let mut run = counted;
        if extra_percent > 0 {
            // A hundred, so that a percent is a whole number of calls.
            let common = more.next_multiple_of(100);
            counted = [common, common];
            run = [common / 100 * (100 + extra_percent), common];
        }
        Iterations { run, counted }
    }

    /// The log ratio of one block: the mean over its two halves.
    fn round(&self, cases: &mut [Box<dyn Case>; 2], slow_first: bool) -> f64 {
        let mut half = |slow_first: bool| {
            let mut times = [0.0; 2];
            for side in if slow_first { [0, 1] } else { [1, 0] } {
                let elapsed = time(cases[side].as_mut(), self.run[side]);
                // A clock that did not move still leaves a finite logarithm.
                times[side] = elapsed.as_nanos().max(1) as f64 / self.counted[side] as f64;
            }
            (times[0] / times[1]).ln()
        };
        f64::midpoint(half(slow_first), half(!slow_first))
    }
}

/// How many calls take at least `epoch`, by the least of three timings.
fn calibrate(case: &mut dyn Case, epoch: Duration) -> u64 {
    let mut iterations = 1_u64;
    loop {
        let mut elapsed = time(case, iterations);
        if elapsed * 8 >= epoch {
            // Repeated only where it is cheap: a long call is its own epoch.
            for _ in 0..2 {
                if elapsed < epoch {
                    elapsed = elapsed.min(time(case, iterations));
                }
            }
            let calls = epoch.as_secs_f64() / elapsed.as_secs_f64().max(1e-9);
            return (iterations as f64 * calls).ceil().max(1.0) as u64;
        }
        iterations *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(trials: Vec<Trial>) -> Request {
        Request {
            seed: 7,
            epoch_ns: 1_000,
            rounds: 8,
            limit_ns: 1_000_000_000,
            trials,
        }
    }

    fn first_case() -> String {
        patterns::patterns()
            .next()
            .and_then(|pattern| pattern.cases().next())
            .unwrap()
            .to_string()
    }

    #[test]
    fn every_trial_is_measured_once_with_all_its_rounds() {
        let trial = Trial {
            slow: first_case(),
            other: first_case(),
            extra_percent: 0,
        };
        let mut found = Vec::new();
        run(&request(vec![trial; 5]), |measured| found.push(measured)).unwrap();
        let mut trials: Vec<usize> = found.iter().map(|measured| measured.trial).collect();
        trials.sort_unstable();
        assert_eq!(trials, [0, 1, 2, 3, 4]);
        for measured in found {
            assert_eq!(measured.log_ratios.len(), 8);
            assert!(measured.log_ratios.iter().all(|ratio| ratio.is_finite()));
        }
    }

    #[test]
    fn an_unknown_case_is_named() {
        let trial = Trial {
            slow: first_case(),
            other: "no/such/case/at/1".into(),
            extra_percent: 0,
        };
        let error = run(&request(vec![trial]), |_| ()).unwrap_err();
        assert!(error.contains("no/such/case/at/1"), "{error}");
    }

    /// Counts its calls.
    struct Counter(u64);

    impl Case for Counter {
        fn run(&mut self) {
            self.0 += 1;
        }
        fn answer(&mut self) -> String {
            self.0.to_string()
        }
        fn load(&mut self, _: &patterns::catalogue::Setup) {}
    }

    #[test]
    fn a_positive_control_runs_exactly_that_much_more() {
        let mut cases: [Box<dyn Case>; 2] = [Box::new(Counter(0)), Box::new(Counter(0))];
        for percent in [2, 5] {
            let iterations = Iterations::new(&mut cases, Duration::from_micros(1), percent);
            assert_eq!(iterations.counted[0], iterations.counted[1]);
            assert_eq!(iterations.run[0] * 100, iterations.run[1] * (100 + percent));
            assert_eq!(iterations.run[1], iterations.counted[1]);
        }
    }
}
