//! What disturbed a measurement, shown beside its numbers, with advice.

use record::{Control, Environment, Pair, Record, Verdict};

/// A machine on which more than this cannot be distinguished from nothing is too noisy
/// for the differences that the catalogue is about.
const NOISE_LIMIT: f64 = 0.02;

/// The share of the cores that others may keep busy without a word. Turns on a
/// processor take longer than a round of a pair.
const BUSY_LIMIT: f64 = 0.1;

/// A reason to trust the times of a record less, and what would help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What was seen.
    pub seen: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// Everything that `record` says against its own times.
pub fn warnings(record: &Record) -> Vec<Warning> {
    let mut warnings = of_environment(&record.environment);
    if let Some(control) = &record.control {
        warnings.extend(of_control(control));
    }
    warnings
}

/// How many timed pairs of `record` are not resolved, and of how many, where that is
/// more than half of them: such a run says hardly anything of time.
pub fn unresolved(record: &Record) -> Option<(usize, usize)> {
    let verdicts: Vec<Verdict> = record.pairs().filter_map(Pair::verdict).collect();
    let open = verdicts
        .iter()
        .filter(|verdict| **verdict == Verdict::NotResolved)
        .count();
    (2 * open > verdicts.len()).then_some((open, verdicts.len()))
}

/// What a reader must know before any figure: that the run resolved hardly anything.
pub fn too_noisy(record: &Record) -> Option<String> {
    unresolved(record).map(|(open, timed)| {
        format!(
            "This run was too noisy: of {timed} pairs, {open} are not resolved in time, which does \
             not mean that they are equal. Counts are not affected. Measure again on an idle \
             machine, or with --thorough."
        )
    })
}

/// What the table of pairs says at its head where the control saw few of the true
/// differences: a verdict `not resolved` means nothing there.
pub fn blind(record: &Record) -> Option<String> {
    let control = record.control.as_ref()?;
    let few = |seen: usize, of: usize| of > 0 && 2 * seen < of;
    few(control.detected_5_percent, control.positives_5_percent).then(|| {
        format!(
            "Of true differences of 5 %, the control of this run saw {} of {}: `not resolved` says \
             nothing of differences of that size and below.",
            control.detected_5_percent, control.positives_5_percent
        )
    })
}

/// What the environment alone gives away.
pub fn of_environment(environment: &Environment) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if is_loaded(environment) {
        warnings.push(Warning {
            seen: format!("{} when measuring began", load(environment)),
            advice: "stop other programs and measure again",
        });
    }
    match environment.governor.as_deref() {
        None | Some("performance") => {}
        Some(governor) => warnings.push(Warning {
            seen: format!("the frequency governor is `{governor}`, so that the clock rate varies"),
            advice: "`sudo cpupower frequency-set -g performance` fixes it",
        }),
    }
    warnings
}

/// Whether other work disturbs: by the cores that it keeps busy, or where they are
/// unknown, by the load average, which may still remember a build.
pub fn is_loaded(environment: &Environment) -> bool {
    let cores = f64::from(environment.cores.unwrap_or(1));
    match environment.busy_cores {
        Some(busy) => busy > BUSY_LIMIT * cores,
        None => environment
            .load_average
            .is_some_and(|load| load > 0.5 * cores),
    }
}

/// The share of a core that is contended, or of the cores that are busy, for minutes
/// on end, from which a run is disturbed from its beginning to its end.
const LASTING: f64 = 0.5;

/// How long the machine has been busy, where it has been for minutes: a build that has
/// just ended is in the load average of one minute, and hardly in that of fifteen.
///
/// `averages` are over 5 and 15 minutes; `pressure` is the share of the last five
/// minutes in which something waited for a core, from 0 to 1.
pub fn lasting_load(averages: (f64, f64), pressure: Option<f64>, cores: u32) -> Option<String> {
    let (five, fifteen) = averages;
    let is_loaded = fifteen > LASTING * f64::from(cores);
    let is_contended = pressure.is_some_and(|pressure| pressure > LASTING / 5.0);
    (is_loaded || is_contended).then(|| {
        let mut said = format!("load average {five:.2} over 5 minutes, {fifteen:.2} over 15");
        if let Some(pressure) = pressure {
            said += &format!(
                "; something waited for a core in {:.0} % of the last 5 minutes",
                100.0 * pressure
            );
        }
        said
    })
}

/// `0.02 of 2 cores busy with other work`.
pub fn load(environment: &Environment) -> String {
    match (
        environment.busy_cores,
        environment.load_average,
        environment.cores,
    ) {
        (Some(busy), _, Some(cores)) => {
            format!("{busy:.2} of {cores} cores busy with other work")
        }
        (Some(busy), _, None) => format!("{busy:.2} cores busy with other work"),
        (None, Some(load), Some(cores)) => format!("load average {load:.2} on {cores} cores"),
        (None, Some(load), None) => format!("load average {load:.2}"),
        (None, None, _) => "load unknown".into(),
    }
}

fn of_control(control: &Control) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if control.noise_floor_95 > NOISE_LIMIT {
        warnings.push(Warning {
            seen: format!(
                "times of a function against itself differed by up to {:.1} %",
                100.0 * control.noise_floor_95
            ),
            advice: "the machine is noisy: measure again when it is idle, or with `--thorough`",
        });
    }
    // One in a hundred is what the method allows itself; more than three is noise.
    if control.false_positives > 1 && control.false_positives * 33 > control.trials {
        warnings.push(Warning {
            seen: format!(
                "{} of {} trials of a function against itself were called different",
                control.false_positives, control.trials
            ),
            advice: "do not trust small differences of this run",
        });
    }
    if control.detected_5_percent * 20 < control.positives_5_percent * 19 {
        warnings.push(Warning {
            seen: format!(
                "only {} of {} true differences of 5 % were seen",
                control.detected_5_percent, control.positives_5_percent
            ),
            advice: "`not resolved` may well hide a difference: measure again with `--thorough`",
        });
    }
    warnings
}

/// `40 trials of a function against itself: 0 called different, …`.
pub fn sentence(control: &Control) -> String {
    format!(
        "a function against itself: {} of {} called different, 95 % within ±{:.2} %; \
         seen of true differences: {} of {} at 2 %, {} of {} at 5 % (not corrected)",
        control.false_positives,
        control.trials,
        100.0 * control.noise_floor_95,
        control.detected_2_percent,
        control.positives_2_percent,
        control.detected_5_percent,
        control.positives_5_percent
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role};

    #[test]
    fn a_quiet_machine_needs_no_advice() {
        let environment = Environment {
            cores: Some(2),
            // The run's own building.
            load_average: Some(1.9),
            busy_cores: Some(0.1),
            governor: Some("performance".into()),
            ..Environment::default()
        };
        assert_eq!(of_environment(&environment), []);
        let control = Control {
            trials: 40,
            false_positives: 1,
            positives_5_percent: 20,
            detected_5_percent: 19,
            noise_floor_95: 0.01,
            ..Control::default()
        };
        assert_eq!(of_control(&control), []);
    }

    #[test]
    fn a_run_is_too_noisy_where_more_than_half_of_its_pairs_are_open() {
        let run = |verdicts: &[Verdict]| {
            let mut record = Record::default();
            record.insert(Case::new("f/p", "slow", Role::Slow, "typical", 1));
            for (index, verdict) in verdicts.iter().enumerate() {
                record.insert(Case {
                    verdict: Some(*verdict),
                    ..Case::new("f/p", &format!("v{index}"), Role::Fast, "typical", 1)
                });
            }
            unresolved(&record)
        };
        assert_eq!(run(&[]), None);
        assert_eq!(run(&[Verdict::NotResolved, Verdict::Faster]), None);
        let noisy = [Verdict::NotResolved, Verdict::NotResolved, Verdict::Faster];
        assert_eq!(run(&noisy), Some((2, 3)));
    }

    #[test]
    fn load_that_lasts_is_told_from_a_build_that_has_ended() {
        assert_eq!(lasting_load((0.9, 0.4), Some(0.02), 2), None);
        assert_eq!(lasting_load((0.9, 0.4), None, 2), None);
        let busy = lasting_load((2.2, 1.9), Some(0.4), 2).unwrap();
        assert!(
            busy.contains("1.90 over 15") && busy.contains("40 %"),
            "{busy}"
        );
        // Short work that comes again and again.
        assert!(lasting_load((0.9, 0.6), Some(0.2), 2).is_some());
    }

    #[test]
    fn a_control_that_saw_little_is_said_at_the_head() {
        let run = |seen, of| {
            blind(&Record {
                control: Some(Control {
                    detected_5_percent: seen,
                    positives_5_percent: of,
                    ..Control::default()
                }),
                ..Record::default()
            })
        };
        assert!(run(0, 4).unwrap().contains("saw 0 of 4"));
        assert_eq!(run(4, 4), None);
        assert_eq!(run(0, 0), None);
        assert_eq!(blind(&Record::default()), None);
    }

    #[test]
    fn load_frequency_and_noise_are_each_named() {
        let environment = Environment {
            cores: Some(2),
            busy_cores: Some(0.31),
            governor: Some("powersave".into()),
            ..Environment::default()
        };
        let seen: Vec<String> = of_environment(&environment)
            .into_iter()
            .map(|warning| warning.seen)
            .collect();
        assert!(seen[0].contains("0.31 of 2") && seen[1].contains("powersave"));
        let elsewhere = Environment {
            cores: Some(2),
            load_average: Some(1.5),
            ..Environment::default()
        };
        assert!(of_environment(&elsewhere)[0].seen.contains("1.50"));
        let control = Control {
            trials: 40,
            false_positives: 3,
            positives_5_percent: 20,
            detected_5_percent: 12,
            noise_floor_95: 0.05,
            ..Control::default()
        };
        assert_eq!(of_control(&control).len(), 3);
    }
}
