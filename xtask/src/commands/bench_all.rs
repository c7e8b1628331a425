//! `cargo xtask bench-all`: measure everything into a record, then render it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use patterns::catalogue::{Metric, Setup};
use record::{Figure, Record, Settings, Shard};

use super::{Format, book, summary};
use crate::measure::{self, Effort, Plan, Stage, instructions};
use crate::{Outcome, analysis, environment, print, process, store, tools};

#[derive(clap::Args)]
pub struct Args {
    /// Measure only the middle sizes, with short settings
    #[arg(long, conflicts_with = "thorough")]
    quick: bool,
    /// Measure longer, for numbers to publish
    #[arg(long)]
    thorough: bool,
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    /// Measure only this shard of the patterns, such as 1/4
    ///
    /// `cargo xtask merge` joins the records of all shards.
    #[arg(long, value_name = "N/SHARDS")]
    shard: Option<Shard>,
    /// Leave out a stage; repeatable
    ///
    /// Stages: heap, depth, system-calls, instructions, costs, wall-time, pairs,
    /// cpu-profile.
    #[arg(long, value_name = "STAGE", value_parser = stages(), hide_possible_values = true)]
    skip: Vec<Stage>,
    /// Resume the most recent interrupted run
    #[arg(long, conflicts_with_all = ["quick", "thorough", "only", "skip", "shard"])]
    resume: bool,
    /// Open the book in a browser at the end
    #[arg(long)]
    open: bool,
    /// Install what is missing without asking
    #[arg(long)]
    yes: bool,
    /// Show every pair in the table at the end, not one per pattern
    #[arg(long)]
    all: bool,
    /// Output format: table, or json with every pair
    #[arg(long, default_value = "table", hide_possible_values = true)]
    format: Format,
}

/// The stages by name, for `--skip`.
fn stages() -> impl TypedValueParser<Value = Stage> {
    PossibleValuesParser::new(Stage::ALL.map(Stage::name)).try_map(|name| name.parse::<Stage>())
}

/// How often a record is worth keeping: an interrupted run resumes from it.
struct Run {
    plan: Plan,
    stages: Vec<Stage>,
    record: Record,
}

impl Args {
    pub fn run(mut self) -> anyhow::Result<Outcome> {
        loop {
            let (record, outcome) = self.measure()?;
            if !measures_again(&record, print::ask) {
                return Ok(outcome);
            }
            self = self.again(&record.settings)?;
        }
    }

    /// The same run once more.
    fn again(self, settings: &Settings) -> anyhow::Result<Args> {
        Ok(Args {
            quick: settings.effort == Effort::Quick,
            thorough: settings.effort == Effort::Thorough,
            only: settings.only.clone(),
            shard: shard(settings)?,
            skip: settings.skip.clone(),
            resume: false,
            ..self
        })
    }

    /// Measures, renders and reports.
    fn measure(&self) -> anyhow::Result<(Record, Outcome)> {
        let started = Instant::now();
        let mut run = if self.resume {
            resumed()?
        } else {
            self.fresh()?
        };
        let valgrind =
            !run.stages.contains(&Stage::Instructions) || tools::offer_valgrind(self.yes)?;
        let pending = run.pending();
        print::heading("Building");
        let needed: Vec<Stage> = pending
            .iter()
            .copied()
            .filter(|stage| valgrind || *stage != Stage::Instructions)
            .collect();
        measure::build::programs_beside(&needed, book::prepare_beside)?;
        let equal = run.leave_out_unequal()?;
        run.record.environment.valgrind = environment::valgrind();
        run.record.environment.busy_cores = environment::busy_cores();

        if !self.resume {
            run.record.run_id = store::reserve(&store::results(), &run.record.run_id)?;
        }
        print::heading("Measuring");
        let measuring = Instant::now();
        for stage in pending {
            if stage == Stage::Instructions && !valgrind {
                let reason = tools::valgrind_missing();
                print::warning(&format!("instructions: not measured: {reason}"));
                measure::skip(&mut run.record, &run.plan, &instructions::METRICS, &reason);
            } else if let Err(error) = measure::run(stage, &run.plan, &mut run.record) {
                return Err(self.interrupted(error, &run.record));
            }
            store::save(&run.record)?;
        }
        let measured = measuring.elapsed();
        let failed = finish(&mut run)?;

        print::heading("Rendering");
        let folder = book::place(&run.record)?;
        book::render(&run.record, false, &folder)?;
        self.report(&run.record, &folder, started.elapsed(), measured)?;
        if self.open {
            book::open(&folder)?;
        }
        let outcome = if equal && !failed {
            Outcome::Done
        } else {
            Outcome::CheckFailed
        };
        Ok((run.record, outcome))
    }

    fn effort(&self) -> Effort {
        match (self.quick, self.thorough) {
            (true, _) => Effort::Quick,
            (_, true) => Effort::Thorough,
            _ => Effort::Default,
        }
    }

    fn fresh(&self) -> anyhow::Result<Run> {
        let plan = Plan::new(self.effort(), self.only.as_deref(), self.shard)?;
        let settings = Settings {
            effort: plan.effort,
            only: self.only.clone(),
            skip: self.skip.clone(),
            shard: self.shard.map(|shard| shard.to_string()),
            seed: Setup::SEED,
            command: command_line(),
        };
        let record = measure::fresh::record(&plan, settings);
        let skip = &self.skip;
        let stages = Stage::ALL
            .into_iter()
            .filter(|stage| !skip.contains(stage))
            .collect();
        Ok(Run {
            plan,
            stages,
            record,
        })
    }

    /// Reports what an interrupted run has kept.
    fn interrupted(&self, error: anyhow::Error, record: &Record) -> anyhow::Error {
        if !error.is::<process::Interrupted>() {
            return error;
        }
        let done: Vec<&str> = record
            .stages
            .iter()
            .map(|stage| stage.name.name())
            .collect();
        if done.is_empty() {
            print::note("nothing was measured yet");
        } else {
            print::note(format!(
                "kept: {} in {}",
                done.join(", "),
                store::folder(record).display()
            ));
            print::hint("`cargo xtask bench-all --resume` resumes the run");
        }
        error
    }

    fn report(
        &self,
        record: &Record,
        book: &Path,
        elapsed: Duration,
        measured: Duration,
    ) -> anyhow::Result<()> {
        // Before any figure.
        if let Some(noise) = analysis::noise::too_noisy(record) {
            print::warning(&noise);
        }
        if let Some(blind) = analysis::noise::blind(record) {
            print::warning(&blind);
        }
        match self.format {
            Format::Table if self.all => print::data(summary::all(record)),
            Format::Table => print::data(summary::typical(record)),
            Format::Json => print::data(serde_json::to_string_pretty(
                &record.pairs().collect::<Vec<_>>(),
            )?),
        }
        for line in summary::closing(record) {
            print::note(line);
        }
        if let Some(control) = &record.control {
            print::note(format!("control: {}", analysis::noise::sentence(control)));
        }
        for warning in analysis::noise::warnings(record) {
            print::warning(&warning.seen);
            print::hint(warning.advice);
        }
        print::note(format!(
            "\nmeasured in {}, {} in all\nrecord: {}\nbook:   {}\nnext:   open the book, or \
             `cargo xtask profile <pattern>` for one pattern's profiles",
            print::seconds(measured),
            print::seconds(elapsed),
            store::folder(record).join("record.json").display(),
            book.join("index.html").display(),
        ));
        Ok(())
    }
}

/// Whether to measure once more, which a run that resolved hardly anything asks. Where
/// nobody wants to, or nobody is there, it says how to do it later.
fn measures_again(record: &Record, ask: impl FnOnce(&str) -> Option<bool>) -> bool {
    if analysis::noise::too_noisy(record).is_none() {
        return false;
    }
    let is_wanted = ask("This run was too noisy. Measure again now?") == Some(true);
    if !is_wanted {
        print::hint(&format!(
            "measure again when the machine is idle: {}",
            record.settings.command
        ));
    }
    is_wanted
}

/// The newest run that was interrupted, with what it has still to do.
fn resumed() -> anyhow::Result<Run> {
    let interrupted = store::runs()?
        .into_iter()
        .rev()
        .filter_map(|file| store::read(&file).ok())
        .find(|record| record.finished_at.is_none())
        .context("no run was interrupted\nhint: `cargo xtask bench-all` starts a new one")?;
    let now = environment::observe();
    let then = &interrupted.environment;
    anyhow::ensure!(
        (&now.commit, now.dirty, &now.rustc) == (&then.commit, then.dirty, &then.rustc),
        "run {} was started with other code or another compiler: its stages would not be \
         comparable\nhint: `cargo xtask bench-all` starts a new one",
        interrupted.run_id
    );
    // In a work tree with changes the commit does not identify the code.
    if let Some(changed) = changed_pattern(&interrupted) {
        anyhow::bail!(
            "{changed} was changed since run {} was started: its stages would not be \
             comparable\nhint: `cargo xtask bench-all` starts a new one",
            interrupted.run_id
        );
    }
    let shard = shard(&interrupted.settings)?;
    let plan = Plan::new(
        interrupted.settings.effort,
        interrupted.settings.only.as_deref(),
        shard,
    )?;
    let stages = Stage::ALL
        .into_iter()
        .filter(|stage| !interrupted.settings.skip.contains(stage))
        .collect();
    print::note(format!("resuming run {}", interrupted.run_id));
    Ok(Run {
        plan,
        stages,
        record: interrupted,
    })
}

/// The shard that was asked for.
fn shard(settings: &Settings) -> anyhow::Result<Option<Shard>> {
    let shard = settings.shard.as_deref().map(str::parse::<Shard>);
    shard.transpose().map_err(anyhow::Error::msg)
}

/// A pattern of `record` whose file is not the one that was measured.
fn changed_pattern(record: &Record) -> Option<&str> {
    let is_same = |id: &str, hash: &str| {
        patterns::find(id).is_some_and(|pattern| patterns_source::hash(pattern.source) == hash)
    };
    record
        .patterns
        .iter()
        .find(|pattern| !is_same(&pattern.id, &pattern.source_hash))
        .map(|pattern| pattern.id.as_str())
}

impl Run {
    /// The stages still to do.
    fn pending(&self) -> Vec<Stage> {
        let done: Vec<Stage> = self.record.stages.iter().map(|stage| stage.name).collect();
        self.stages
            .iter()
            .copied()
            .filter(|stage| !done.contains(stage))
            .collect()
    }

    /// Drops the patterns whose variants do not answer alike, and says so: a
    /// pair that is not equal is not measured. Whether none was dropped.
    fn leave_out_unequal(&mut self) -> anyhow::Result<bool> {
        let mut unequal = Vec::new();
        for pattern in self.plan.patterns() {
            if let Some(problem) = measure::equivalence::problem(pattern)? {
                print::warning(&format!("not measured: {problem}"));
                unequal.push(pattern.id);
            }
        }
        self.plan
            .cases
            .retain(|case| !unequal.contains(&case.pattern.id));
        self.record
            .patterns
            .retain(|pattern| !unequal.contains(&pattern.id.as_str()));
        anyhow::ensure!(
            !self.plan.cases.is_empty(),
            "no pattern is left whose variants answer alike\nhint: `cargo test -p patterns` shows where"
        );
        Ok(unequal.is_empty())
    }
}

/// Enters the pairs and the end of the run. Whether no CPU profile could be taken
/// where some were asked for: a busy machine may miss one, and its page says so,
/// but a sampler that never works is a failure.
fn finish(run: &mut Run) -> anyhow::Result<bool> {
    for stage in Stage::ALL {
        if !run.stages.contains(&stage) {
            let reason = format!("left out by --skip {}", stage.name());
            measure::skip(&mut run.record, &run.plan, metrics(stage), &reason);
            if stage == Stage::Costs {
                measure::costs::skip(&mut run.record, &reason);
            }
        }
    }
    analysis::pairs::complete(&mut run.record);
    run.record.finished_at = Some(Timestamp::now().to_string());
    store::save(&run.record)?;
    let missed = run
        .record
        .cases()
        .any(|case| case.not_measured.contains_key(&Figure::CpuProfile));
    Ok(missed && run.record.profiles.cpu.is_empty())
}

fn metrics(stage: Stage) -> &'static [Metric] {
    match stage {
        Stage::Heap => &[
            Metric::Allocations,
            Metric::AllocatedBytes,
            Metric::PeakBytes,
        ],
        Stage::SystemCalls => &[Metric::SystemCalls],
        Stage::Instructions => &instructions::METRICS,
        Stage::WallTime => &[Metric::TimeNs],
        Stage::Depth | Stage::Costs | Stage::Pairs | Stage::CpuProfile => &[],
    }
}

pub fn command_line() -> String {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    format!("cargo xtask {}", arguments.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Verdict;

    #[test]
    fn a_pattern_that_was_edited_since_is_named() {
        let plan = Plan::new(Effort::Quick, Some("append"), None).unwrap();
        let mut record = measure::fresh::record(&plan, Settings::default());
        assert_eq!(changed_pattern(&record), None);
        record.patterns[0].source_hash = patterns_source::hash("another text");
        assert_eq!(changed_pattern(&record), Some("string-building/append"));
    }

    #[test]
    fn a_noisy_run_asks_whether_to_measure_again_and_the_answer_decides() {
        let mut record = store::find(store::REFERENCE).unwrap();
        assert!(!measures_again(&record, |_| panic!("nothing to ask")));
        for case in record.cases_mut() {
            case.verdict = case.verdict.map(|_| Verdict::NotResolved);
        }
        for (answer, expected) in [(Some(true), true), (Some(false), false), (None, false)] {
            let mut asked = String::new();
            let again = measures_again(&record, |question| {
                asked.push_str(question);
                answer
            });
            assert_eq!(again, expected, "{answer:?}");
            assert!(
                asked.contains("too noisy") && asked.ends_with('?'),
                "{asked}"
            );
        }
    }

    #[test]
    fn what_is_measured_again_is_the_same_run_and_never_the_rest_of_one() {
        let first = Args {
            quick: false,
            thorough: false,
            only: None,
            shard: None,
            skip: vec![],
            resume: true,
            open: false,
            yes: true,
            all: true,
            format: Format::Table,
        };
        let settings = Settings {
            effort: Effort::Quick,
            only: Some("append".into()),
            skip: vec![Stage::Costs],
            shard: Some("1/4".into()),
            ..Settings::default()
        };
        let again = first.again(&settings).unwrap();
        assert_eq!(again.effort(), Effort::Quick);
        assert_eq!(again.only.as_deref(), Some("append"));
        assert_eq!(again.skip, [Stage::Costs]);
        assert_eq!(again.shard.unwrap().to_string(), "1/4");
        assert!(!again.resume && again.yes && again.all);
    }
}
