//! What disturbed a measurement, said beside its numbers, with advice.

use benches::record::{Control, Environment, Record};

/// A machine on which more than this cannot be told from nothing is too noisy
/// for the differences that the catalogue is about.
const NOISE_LIMIT: f64 = 0.02;

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

/// What the environment alone gives away.
pub fn of_environment(environment: &Environment) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some(load) = environment.load_average
        && load > 0.5 * f64::from(environment.cores.max(1))
    {
        warnings.push(Warning {
            seen: format!(
                "the load average was {load:.2} on {} cores when measuring began",
                environment.cores
            ),
            advice: "end other programs and measure again",
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

fn of_control(control: &Control) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if control.noise_floor_95 > NOISE_LIMIT {
        warnings.push(Warning {
            seen: format!(
                "a function against itself came out up to {:.1} % apart",
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

    #[test]
    fn a_quiet_machine_needs_no_advice() {
        let environment = Environment {
            cores: 2,
            load_average: Some(0.3),
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
    fn load_frequency_and_noise_are_each_named() {
        let environment = Environment {
            cores: 2,
            load_average: Some(1.5),
            governor: Some("powersave".into()),
            ..Environment::default()
        };
        let seen: Vec<String> = of_environment(&environment)
            .into_iter()
            .map(|warning| warning.seen)
            .collect();
        assert!(seen[0].contains("1.50") && seen[1].contains("powersave"));
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
