//! `cargo xtask calibrate`

use record::{Control, Environment};
use serde::Serialize;
use statistics::proportion;

use super::Format;
use crate::analysis::noise;
use crate::measure::{self, Stage, calibration, plan};
use crate::table;
use crate::{Outcome, environment, print};

/// What the method allows itself: one false positive in a hundred.
const MOST_FALSE: f64 = 0.01;
/// What it promises to see of a true difference of 5 %.
const LEAST_SEEN: f64 = 0.95;
/// Of the bounds that are printed, one-sided.
const CONFIDENCE: f64 = 0.95;

#[derive(clap::Args)]
pub struct Args {
    /// Trials of a function against itself
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    trials: u32,
    /// Trials with 2 % more work on one side, and as many with 5 %
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    positives: u32,
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    #[arg(long, default_value = "table")]
    format: Format,
}

/// A rate with the bound that matters.
#[derive(Serialize)]
struct Rate {
    what: &'static str,
    hits: usize,
    trials: usize,
    rate: f64,
    /// Lower and upper bound of Clopper and Pearson, each one-sided at 95 %.
    bounds: (f64, f64),
}

impl Rate {
    fn new(what: &'static str, hits: usize, trials: usize) -> Self {
        Rate {
            what,
            hits,
            trials,
            rate: hits as f64 / trials.max(1) as f64,
            bounds: (
                proportion::lower_bound(hits, trials, CONFIDENCE),
                proportion::upper_bound(hits, trials, CONFIDENCE),
            ),
        }
    }
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let cases = plan::select(self.only.as_deref())?;
        measure::build::programs(&[Stage::Pairs])?;
        let environment = Environment {
            busy_cores: environment::busy_cores(),
            ..environment::observe()
        };
        for warning in noise::of_environment(&environment) {
            print::warning(&format!("{}: {}", warning.seen, warning.advice));
        }
        let scratch = crate::measure::build::scratch()?;
        let count = measure::pairs::Known {
            equal: self.trials as usize,
            different: self.positives as usize,
        };
        let control = calibration::run(&cases, count, scratch.path())?;
        let rates = rates(&control);
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&rates)?),
            Format::Table => print::data(table::render(
                &[
                    "truth",
                    "trials",
                    "called different",
                    "share",
                    "at least",
                    "at most",
                ],
                rates.iter().map(row).collect(),
                1,
            )),
        }
        print::note(format!(
            "95 % of the trials of a function against itself were within ±{:.2} %; bounds are \
             those of Clopper and Pearson, each at 95 %",
            100.0 * control.noise_floor_95
        ));
        let holds = rates[0].rate <= MOST_FALSE && rates[2].rate >= LEAST_SEEN;
        if holds {
            return Ok(Outcome::Done);
        }
        print::warning(&format!(
            "verdicts on time are less reliable here than promised: at most {:.0} % false, at \
             least {:.0} % of true differences of 5 % seen",
            100.0 * MOST_FALSE,
            100.0 * LEAST_SEEN
        ));
        print::hint("stop other programs and calibrate again; until then trust counts, not times");
        Ok(Outcome::CheckFailed)
    }
}

fn rates(control: &Control) -> [Rate; 3] {
    [
        Rate::new("no difference", control.false_positives, control.trials),
        Rate::new(
            "2 % more work",
            control.detected_2_percent,
            control.positives_2_percent,
        ),
        Rate::new(
            "5 % more work",
            control.detected_5_percent,
            control.positives_5_percent,
        ),
    ]
}

fn row(rate: &Rate) -> Vec<String> {
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    vec![
        rate.what.to_owned(),
        rate.trials.to_string(),
        rate.hits.to_string(),
        percent(rate.rate),
        percent(rate.bounds.0),
        percent(rate.bounds.1),
    ]
}
