//! One check of one file: built, compared, counted, scored.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use command_line::process;
use patterns::catalogue::{Kind, Metric};
use schemars::JsonSchema;
use serde::Serialize;

use crate::build::{self, Builder, Failure};
use crate::compare::{self, Difference, Programs};
use crate::costliest::{self, Line};
use crate::count::{self, Answer, Ask, Died, Input, Outcome, Simulated};
use crate::crates;
use crate::depth::{self, Depths};
use crate::program;
use crate::refuse;
use crate::registry::Registered;
use crate::repository;
use crate::score::{self, Counts, Graded, Medal};
use crate::sizes;

/// A program must be through its inputs in this time; the slowest start takes a
/// twentieth of it.
pub const TIME: Duration = Duration::from_secs(10);

/// Who checks, and with what.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Where what is built is kept.
    pub store: &'a Path,
    /// What makes inputs that nobody can know beforehand; empty for a learner.
    pub secret: &'a str,
    /// Whether valgrind may count instructions.
    pub simulate: bool,
    /// How long a program may take on its inputs, not simulated; [`TIME`].
    pub time: Duration,
}

/// What came of a check.
#[derive(Clone, Debug, Serialize)]
pub enum Verdict {
    /// It could not be built: the compiler's words.
    NotBuilt(String),
    /// The file does something that is not allowed in an exercise: line (or 0) and why.
    Refused(usize, String),
    /// It answers differently.
    Different(Difference),
    /// It did not come to its end: how.
    Died(String),
    /// Nothing was said yet that could be judged: what is missing.
    Unanswered(String),
    /// It answers alike, and was counted.
    Counted,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The exercise's name.
    pub exercise: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// From 0; above 1 where it is cheaper than the reference.
    pub score: f64,
    /// What that is worth.
    pub medal: Medal,
    /// The two sizes.
    pub sizes: Vec<usize>,
    /// What was counted, graded or not.
    pub metrics: Vec<Graded>,
    /// Wall time of one call at the large size, start and you; never graded.
    pub time_ns: Option<(u64, u64)>,
    /// The line of the learner's own file that costs most now.
    pub costliest: Option<Line>,
    /// Declared metrics that were not counted, and why.
    pub not_counted: Vec<String>,
    /// How deep an input is survived, where that is graded.
    pub depths: Option<Depths>,
    /// Indirect jumps of start and reference at both sizes, where they are a proof.
    pub indirect_jumps: Vec<(u64, u64)>,
    /// What to report about an answer other than code.
    pub notes: Vec<String>,
    /// An answer of which only the first counts, as it was given.
    pub said: Option<String>,
}

/// What `workshop check --format json` prints.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Its name.
    pub exercise: &'static str,
    /// Whether the answers are equal.
    pub equal: bool,
    /// From 0.
    pub score: f64,
    /// `none`, `bronze`, `silver`, `gold` or `above-reference`.
    pub medal: Medal,
    /// By name: counts of start, you and reference at both sizes.
    pub metrics: BTreeMap<&'static str, MetricReport>,
    /// Why it has no medal, where the answers are not equal.
    pub reason: Option<String>,
}

/// One metric of a [`Report`].
#[derive(Serialize, JsonSchema)]
pub struct MetricReport {
    /// The worse of both sizes; none where it does not grade.
    pub score: Option<f64>,
    /// The sizes.
    pub sizes: Vec<usize>,
    /// The start's counts.
    pub start: Vec<u64>,
    /// The file's.
    pub you: Vec<u64>,
    /// The reference's.
    pub reference: Vec<u64>,
}

impl Checked {
    /// One that ended before anything was counted.
    pub(crate) fn without_counts(exercise: &'static str, verdict: Verdict) -> Self {
        Checked {
            exercise,
            verdict,
            score: 0.0,
            medal: Medal::None,
            sizes: vec![],
            metrics: vec![],
            time_ns: None,
            costliest: None,
            not_counted: vec![],
            depths: None,
            indirect_jumps: vec![],
            notes: vec![],
            said: None,
        }
    }

    /// Whether the answers are equal and it has a medal.
    pub fn is_done(&self) -> bool {
        matches!(self.verdict, Verdict::Counted) && self.medal > Medal::None
    }

    /// What a program sees of it.
    pub fn report(&self) -> Report {
        let metrics = self.metrics.iter().map(|graded| {
            let column = |count: fn(&Counts) -> u64| graded.counts.iter().map(count).collect();
            let report = MetricReport {
                score: graded.score,
                sizes: self.sizes.clone(),
                start: column(|counts| counts.start),
                you: column(|counts| counts.you),
                reference: column(|counts| counts.reference),
            };
            (graded.metric.name(), report)
        });
        let mut metrics: BTreeMap<&'static str, MetricReport> = metrics.collect();
        if let Some(depths) = self.depths {
            let report = MetricReport {
                score: Some(depths.score()),
                sizes: vec![],
                start: vec![depths.start as u64],
                you: vec![depths.you as u64],
                reference: vec![depths.goal as u64],
            };
            metrics.insert("depth", report);
        }
        let reason = match &self.verdict {
            Verdict::Counted => None,
            Verdict::NotBuilt(text) => Some(text.clone()),
            Verdict::Refused(0, reason) | Verdict::Died(reason) | Verdict::Unanswered(reason) => {
                Some(reason.clone())
            }
            Verdict::Refused(line, reason) => Some(format!("line {line}: {reason}")),
            Verdict::Different(difference) => Some(format!(
                "{}: expected {}, found {}",
                difference.input, difference.expected, difference.found
            )),
        };
        Report {
            exercise: self.exercise,
            equal: matches!(self.verdict, Verdict::Counted),
            score: self.score,
            medal: self.medal,
            metrics,
            reason,
        }
    }
}

/// Checks `file` against the exercise; sizes and seeds follow from `key`.
///
/// # Errors
/// If the environment cannot do it. Whatever the file does is a [`Verdict`].
pub fn check(
    registered: Registered,
    file: &str,
    key: &str,
    settings: &Settings,
) -> anyhow::Result<Checked> {
    let exercise = registered.exercise;
    let function = program::function(registered);
    let crates = crates::of(registered);
    let mut builder =
        Builder::new(settings.store)?.with(&repository::crates_beside(settings.store), &crates)?;
    if !settings.simulate {
        builder = builder.without_lines();
    }
    let start = program::start(registered)?;
    let reference = program::reference(registered)?;
    let work = tempfile::tempdir().context("a folder to build in")?;
    // Whoever takes the reference's types takes its callers too.
    let types = program::types(file, &function).unwrap_or_default();
    let run = if types == reference.types && types != start.types {
        &reference.run
    } else {
        &start.run
    };
    let end = |verdict| Ok(Checked::without_counts(exercise.name, verdict));
    let built = match builder.build(work.path(), &code_path(registered), &function, file, run) {
        Ok(built) => built,
        Err(Failure::Compiler(text)) => return end(Verdict::NotBuilt(text)),
        Err(Failure::Refused(refusal)) => {
            return end(Verdict::Refused(refusal.line, refusal.reason));
        }
        Err(Failure::Environment(error)) => return Err(error),
    };
    // Under the same name: it is part of the program, and moves what lies behind it.
    let shown = code_path(registered);
    let kept = [&start, &reference].map(|program| builder.kept(&shown, &function, program));
    let [start, reference] = kept;
    let (start, reference) = (start?, reference?);
    let ours_ask = [asks_of(&start)?, asks_of(&reference)?].concat();
    if let Err(refusal) = refuse::beyond(&read(&work.path().join("run.o"))?, &ours_ask) {
        return end(Verdict::Refused(refusal.line, refusal.reason));
    }
    let programs = Programs::placed(work.path(), [&start, &reference, &built], settings.time)?;
    match counted(registered, key, settings, &programs) {
        Ok(checked) => Ok(checked),
        Err(Stop::Verdict(verdict)) => end(verdict),
        Err(Stop::Error(error)) => match error.downcast::<Died>() {
            Ok(Died(words)) => end(Verdict::Died(words)),
            Err(error) => Err(error),
        },
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(fs_err::read(file)?)
}

/// What a kept program asks the system for, a name a line.
fn asks_of(program: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs_err::read_to_string(build::asks(program))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// What start and file make of inputs, which is the same.
fn compared(programs: &Programs, inputs: &[Input]) -> Result<[Vec<Outcome>; 2], Stop> {
    let start = programs.run(&programs.start, inputs)?;
    let you = programs.run(&programs.built, inputs)?;
    match compare::difference(programs, inputs, &start, &you)? {
        Some(difference) => Err(Stop::Verdict(Verdict::Different(difference))),
        None => Ok([start, you]),
    }
}

/// Why counting ended early.
enum Stop {
    Verdict(Verdict),
    Error(anyhow::Error),
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Stop::Error(error)
    }
}

fn refused(reason: impl Into<String>) -> Stop {
    Stop::Verdict(Verdict::Refused(0, reason.into()))
}

fn counted(
    registered: Registered,
    key: &str,
    settings: &Settings,
    programs: &Programs,
) -> Result<Checked, Stop> {
    let exercise = registered.exercise;
    let seed = RandomState::new().hash_one(key);
    let fresh = sizes::fresh(registered, seed);
    compared(programs, &fresh)?;
    let both = sizes::counted(registered, key, settings.secret);
    let mut of_size = Vec::new();
    for inputs in &both {
        // What is counted is what was compared.
        let [start, you] = compared(programs, inputs)?;
        let (start, you) = (answers(start)?, answers(you)?);
        let reference = answers(programs.run(&programs.reference, inputs)?)?;
        stays_within(&start, &you, &reference)?;
        of_size.push((start, you, reference));
    }
    let total = |answers: &[Answer], of: fn(&Answer) -> u64| answers.iter().map(of).sum::<u64>();
    let mut metrics = Vec::new();
    type Count = fn(&Answer) -> u64;
    let heap: [(Metric, Count); 2] = [
        (Metric::Allocations, |a| {
            a.calls.allocations + a.drops.allocations
        }),
        (Metric::AllocatedBytes, |a| a.calls.bytes + a.drops.bytes),
    ];
    for (metric, count) in heap {
        let counts = of_size.iter().map(|(start, you, reference)| Counts {
            start: total(start, count),
            you: total(you, count),
            reference: total(reference, count),
        });
        metrics.push(Graded::new(metric, counts.collect(), exercise.metrics));
    }
    let mut not_counted = Vec::new();
    let mut simulated = Simulations::default();
    if settings.simulate {
        simulated = simulate(registered, programs, &both)?;
        for (metric, counts) in std::mem::take(&mut simulated.counts) {
            metrics.push(Graded::new(metric, counts, exercise.metrics));
        }
    } else {
        let missing = |metric: &&Metric| BY_VALGRIND.contains(metric);
        for metric in exercise.metrics.iter().filter(missing) {
            let name = metric.name().replace('_', " ");
            not_counted.push(format!("{name}: valgrind is not installed"));
        }
    }
    let depths = match exercise.kind {
        Kind::Survive => Some(depth::depths(programs, &both[1][0])?),
        _ => None,
    };
    let score = depths.map_or_else(
        || score::worst(&metrics).unwrap_or(0.0),
        |depths| depths.score(),
    );
    let time = |answers: &[Answer]| answers.iter().map(|answer| answer.calls.time_ns).min();
    let time_ns = of_size
        .last()
        .and_then(|(start, you, _)| time(start).zip(time(you)));
    Ok(Checked {
        exercise: exercise.name,
        verdict: Verdict::Counted,
        score,
        medal: Medal::of(score),
        sizes: both.iter().map(|inputs| inputs[0].size).collect(),
        metrics,
        time_ns,
        costliest: simulated.costliest,
        not_counted,
        depths,
        indirect_jumps: simulated.indirect_jumps,
        notes: vec![],
        said: None,
    })
}

fn answers(outcomes: Vec<Outcome>) -> Result<Vec<Answer>, Stop> {
    outcomes
        .into_iter()
        .map(|outcome| match outcome {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Panic(words) => Err(Stop::Verdict(Verdict::Died(format!(
                "it panicked while it was counted: {words}"
            )))),
        })
        .collect()
}

/// What a call may leave behind: as much as ours do, and room for a cell or two.
const SPARE_BYTES: i64 = 256;

/// Refuses what is kept past the call, and work that was moved out of it.
fn stays_within(start: &[Answer], you: &[Answer], reference: &[Answer]) -> Result<(), Stop> {
    let kept = |answers: &[Answer]| answers.iter().map(|answer| answer.kept_bytes).sum::<i64>();
    let ours = kept(start).max(kept(reference)).max(0);
    let yours = kept(you);
    if yours > ours + ours / 4 + SPARE_BYTES {
        return Err(refused(format!(
            "{yours} bytes are still alive when the results are dropped: what is kept, cached or \
             leaked past the call is work for somebody else"
        )));
    }
    let looked = |answers: &[Answer]| {
        let sum = |of: fn(&Answer) -> u64| answers.iter().map(of).sum::<u64>();
        (sum(|a| a.answers.allocations), sum(|a| a.answers.bytes))
    };
    let (a, b, you) = (looked(start), looked(reference), looked(you));
    if you.0 > a.0.max(b.0) + 3 && you.1 > a.1.max(b.1) + 1_024 {
        return Err(refused(format!(
            "looking at the result allocates {} times: the work was put off until after the call",
            you.0
        )));
    }
    Ok(())
}

/// What cannot be counted without valgrind.
pub(crate) const BY_VALGRIND: [Metric; 2] = [Metric::Instructions, Metric::SystemCalls];

/// What valgrind counted.
#[derive(Default)]
struct Simulations {
    /// Of each metric that it was asked for, at both sizes.
    counts: Vec<(Metric, Vec<Counts>)>,
    /// The line of the learner's file that costs most on one input of the large size.
    costliest: Option<Line>,
    /// Of start and reference at both sizes, where they are a proof.
    indirect_jumps: Vec<(u64, u64)>,
}

/// Counts start, reference and the learner's program at both sizes.
fn simulate(
    registered: Registered,
    programs: &Programs,
    both: &[Vec<Input>; 2],
) -> Result<Simulations, Stop> {
    let exercise = registered.exercise;
    let mut all = Simulations::default();
    let (mut instructions, mut system_calls) = (vec![], vec![]);
    let branches = matches!(exercise.kind, Kind::Explain { .. });
    let asks_kernel = exercise.metrics.contains(&Metric::SystemCalls);
    // A program that keeps something from call to call has it anew at each size. Those
    // of several functions keep nothing, and a process costs more than what it counts.
    let sizes_of_process = match exercise.kind {
        Kind::Find { .. } => both.len(),
        _ => 1,
    };
    // The files that hold counts.
    let folder = tempfile::tempdir().context("a folder for counts")?;
    let simulate = |program: &Path, is_yours: bool| -> anyhow::Result<Vec<_>> {
        let mut all = Vec::new();
        for groups in both.chunks(sizes_of_process) {
            let folder = tempfile::tempdir_in(&folder)?.keep();
            // Lines are asked for where they are shown: of the file, at the large size.
            let is_large = groups.last() == both.last();
            let ask = Ask {
                branches,
                system_calls: asks_kernel,
                places: is_yours && is_large,
            };
            all.extend(count::simulate(program, groups, &folder, ask)?);
        }
        Ok(all)
    };
    let starts = simulate(&programs.start, false)?;
    let references = simulate(&programs.reference, false)?;
    let yours = simulate(&programs.built, true)?;
    let ours = starts.into_iter().zip(references);
    for (inputs, (ours, (outcomes, you))) in both.iter().zip(ours.zip(yours)) {
        let ((_, start), (_, reference)) = ours;
        let is_large = Some(inputs) == both.last();
        let counted: u64 = answers(outcomes)?
            .iter()
            .map(|answer| answer.calls.allocations + answer.drops.allocations)
            .sum();
        // The C library itself allocates when a thread first keeps something.
        if you.allocator_calls < counted || you.allocator_calls > counted + 4 {
            return Err(refused(format!(
                "the program counted {counted} allocations and valgrind {}: somebody else wrote \
                 to the counter",
                you.allocator_calls
            )));
        }
        if you.phases != start.phases && you.phases != reference.phases {
            return Err(refused(
                "valgrind was asked more often than the program asks: somebody else spoke to it",
            ));
        }
        let most = start.answers.max(reference.answers);
        if you.answers > most + most / 4 + 2_000 {
            return Err(refused(format!(
                "looking at the result takes {} instructions where it takes {most} elsewhere: the \
                 work was put off until after the call",
                you.answers
            )));
        }
        if branches {
            let pair = (start.indirect_jumps, reference.indirect_jumps);
            all.indirect_jumps.push(pair);
        }
        let counts = |of: fn(&Simulated) -> u64| Counts {
            start: of(&start),
            you: of(&you),
            reference: of(&reference),
        };
        instructions.push(counts(|one| one.calls + one.drops));
        system_calls.push(counts(|one| one.system_calls));
        if is_large {
            // Those of one input: all have the same lines, and reading them takes long.
            let of_one = you.dumps.len().div_ceil(inputs.len());
            let dumps = &you.dumps[..of_one];
            all.costliest = costliest::line(dumps, &programs.built, &code_path(registered));
        }
    }
    all.counts.push((Metric::Instructions, instructions));
    if asks_kernel {
        all.counts.push((Metric::SystemCalls, system_calls));
    }
    Ok(all)
}

/// How messages call the file with the code, from the repository's root.
pub fn code_path(registered: Registered) -> String {
    format!("{}/src/lib.rs", registered.exercise.name)
}

/// Whether valgrind can count here.
pub fn can_simulate() -> bool {
    cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) && process::is_installed("valgrind")
}
