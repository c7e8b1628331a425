//! One check of one file: built, compared, counted, scored.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};

use anyhow::Context;
use command_line::process;
use patterns::catalogue::{Kind, Metric};
use serde::Serialize;

use crate::build::{Builder, Failure};
use crate::costliest::{self, Line};
use crate::count::{self, Answer, Died, Input, Outcome, Simulated};
use crate::program;
use crate::registry::Registered;
use crate::score::{self, Counts, Graded, Medal};
use crate::sizes;

/// Who checks, and with what.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Where what is built is kept.
    pub store: &'a Path,
    /// What makes inputs that nobody can know beforehand; empty for a learner.
    pub secret: &'a str,
    /// Whether valgrind may count instructions.
    pub simulate: bool,
}

/// The first input on which the answers differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which input, in words.
    pub input: String,
    /// What it looks like; empty where it cannot be shown.
    pub value: String,
    /// What the start answers.
    pub expected: String,
    /// What the file answers, or how it panicked.
    pub found: String,
}

/// What came of a check.
#[derive(Clone, Debug, Serialize)]
pub enum Verdict {
    /// It could not be built: the compiler's words.
    NotBuilt(String),
    /// The file does something that an exercise does not take: line (or 0) and why.
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
    /// Indirect jumps of start and reference at both sizes, where they are a proof.
    pub indirect_jumps: Vec<(u64, u64)>,
    /// What is to be said of an answer that is no code.
    pub notes: Vec<String>,
    /// An answer of which only the first counts, as it was given.
    pub said: Option<String>,
}

/// What `workshop check --format json` prints.
#[derive(Serialize)]
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
#[derive(Serialize)]
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
            metrics: metrics.collect(),
            reason,
        }
    }
}

/// The programs of an exercise that are not the learner's.
struct Ours {
    start: PathBuf,
    reference: PathBuf,
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
    let builder = Builder::new(settings.store)?;
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
    let ours = Ours {
        start: builder.kept(&function, &start)?,
        reference: builder.kept(&function, &reference)?,
    };
    match counted(registered, key, settings, &ours, &built) {
        Ok(checked) => Ok(checked),
        Err(Stop::Verdict(verdict)) => end(verdict),
        Err(Stop::Error(error)) => match error.downcast::<Died>() {
            Ok(Died(words)) => end(Verdict::Died(words)),
            Err(error) => Err(error),
        },
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
    ours: &Ours,
    built: &Path,
) -> Result<Checked, Stop> {
    let exercise = registered.exercise;
    let seed = RandomState::new().hash_one(key);
    let fresh = sizes::fresh(registered, seed);
    compare(ours, built, &fresh)?;
    let both = sizes::counted(registered, key, settings.secret);
    let mut of_size = Vec::new();
    for inputs in &both {
        compare(ours, built, inputs)?;
        let start = answers(count::run(&ours.start, inputs, false)?)?;
        let you = answers(count::run(built, inputs, false)?)?;
        let reference = answers(count::run(&ours.reference, inputs, false)?)?;
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
    let mut line = None;
    let mut indirect_jumps = Vec::new();
    if settings.simulate {
        let (counts, costliest, jumps) = simulated(registered, ours, built, &both)?;
        metrics.push(Graded::new(Metric::Instructions, counts, exercise.metrics));
        line = costliest;
        indirect_jumps = jumps;
    } else if exercise.metrics.contains(&Metric::Instructions) {
        not_counted.push("instructions: valgrind is not installed".to_owned());
    }
    let score = score::worst(&metrics).unwrap_or(0.0);
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
        costliest: line,
        not_counted,
        indirect_jumps,
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

/// Fails with the first input on which start and file differ, made small.
fn compare(ours: &Ours, built: &Path, inputs: &[Input]) -> Result<(), Stop> {
    let expected = count::run(&ours.start, inputs, false)?;
    let found = count::run(built, inputs, false)?;
    let differs = expected.iter().zip(&found).position(|pair| !alike(pair));
    let Some(at) = differs else { return Ok(()) };
    let smallest = smaller(ours, built, &inputs[at])?.unwrap_or_else(|| inputs[at].clone());
    // Through the same inputs as before: what went wrong may need them all.
    let alone = shown(ours, built, std::slice::from_ref(&smallest))?;
    let difference = match alone {
        Some(difference) => difference,
        None => shown(ours, built, &inputs[..=at])?.unwrap_or_else(|| Difference {
            input: format!("{} (only after the inputs before it)", words(&inputs[at])),
            value: String::new(),
            expected: "the start's answer".to_owned(),
            found: "another one".to_owned(),
        }),
    };
    Err(Stop::Verdict(Verdict::Different(difference)))
}

fn alike((expected, found): (&Outcome, &Outcome)) -> bool {
    match (expected, found) {
        (Outcome::Answer(a), Outcome::Answer(b)) => a.fingerprint == b.fingerprint,
        // Where the start panics, so may the file, in its own words.
        (Outcome::Panic(_), Outcome::Panic(_)) => true,
        _ => false,
    }
}

/// A smaller input of the same kind and seed on which they differ, if there is one.
fn smaller(ours: &Ours, built: &Path, input: &Input) -> anyhow::Result<Option<Input>> {
    if input.nasty.is_some() {
        return Ok(None);
    }
    const TRIES: usize = 64;
    let step = input.size.div_ceil(TRIES).max(1);
    let tries: Vec<Input> = (0..input.size)
        .step_by(step)
        .map(|size| Input {
            size,
            ..input.clone()
        })
        .collect();
    if tries.is_empty() {
        return Ok(None);
    }
    let expected = count::run(&ours.start, &tries, false)?;
    let found = count::run(built, &tries, false)?;
    let differs = expected.iter().zip(&found).position(|pair| !alike(pair));
    Ok(differs.map(|at| tries[at].clone()))
}

/// The last of `inputs` with what both answer, if they differ there.
fn shown(ours: &Ours, built: &Path, inputs: &[Input]) -> anyhow::Result<Option<Difference>> {
    let expected = count::run(&ours.start, inputs, true)?;
    let found = count::run(built, inputs, true)?;
    let (Some(expected), Some(found), Some(input)) = (expected.last(), found.last(), inputs.last())
    else {
        return Ok(None);
    };
    if alike((expected, found)) {
        return Ok(None);
    }
    let answer = |outcome: &Outcome| match outcome {
        Outcome::Answer(answer) => answer
            .shown
            .as_ref()
            .map_or_else(String::new, |(_, answer)| short(answer)),
        Outcome::Panic(words) => format!("a panic: {words}"),
    };
    let value = match expected {
        Outcome::Answer(Answer {
            shown: Some((value, _)),
            ..
        }) => short(value),
        _ => String::new(),
    };
    Ok(Some(Difference {
        input: words(input),
        value,
        expected: answer(expected),
        found: answer(found),
    }))
}

fn words(input: &Input) -> String {
    match input.nasty {
        Some(name) => format!("the hand-picked input \"{name}\""),
        None if input.scenario == "typical" => format!("a fresh input of size {}", input.size),
        None => format!("a fresh input of size {} ({})", input.size, input.scenario),
    }
}

/// At most three lines of a terminal.
fn short(text: &str) -> String {
    const MOST: usize = 240;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST / 2).collect();
    let all: Vec<char> = text.chars().collect();
    let end: String = all[all.len() - MOST / 4..].iter().collect();
    format!("{start} … {end} ({} characters)", all.len())
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

/// Counts at both sizes, the line that costs most at the large one, and the indirect
/// jumps of start and reference.
type SimulatedCounts = (Vec<Counts>, Option<Line>, Vec<(u64, u64)>);

/// The instructions at both sizes, and the line that costs most at the large one.
fn simulated(
    registered: Registered,
    ours: &Ours,
    built: &Path,
    both: &[Vec<Input>; 2],
) -> Result<SimulatedCounts, Stop> {
    let mut all = Vec::new();
    let mut jumps = Vec::new();
    let mut line = None;
    let branches = matches!(registered.exercise.kind, Kind::Explain { .. });
    for inputs in both {
        let simulate =
            |program: &Path| -> anyhow::Result<(Vec<Outcome>, Simulated, tempfile::TempDir)> {
                let folder = tempfile::tempdir().context("a folder for counts")?;
                let (outcomes, simulated) =
                    count::simulate(program, inputs, folder.path(), branches)?;
                Ok((outcomes, simulated, folder))
            };
        let (_, start, _) = simulate(&ours.start)?;
        let (_, reference, _) = simulate(&ours.reference)?;
        let (outcomes, you, _folder) = simulate(built)?;
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
        let most = start.answers.max(reference.answers);
        if you.answers > most + most / 4 + 2_000 {
            return Err(refused(format!(
                "looking at the result takes {} instructions where it takes {most} elsewhere: the \
                 work was put off until after the call",
                you.answers
            )));
        }
        jumps.push((start.indirect_jumps, reference.indirect_jumps));
        all.push(Counts {
            start: start.calls + start.drops,
            you: you.calls + you.drops,
            reference: reference.calls + reference.drops,
        });
        line = costliest::line(&you.dumps, built, &code_path(registered));
    }
    Ok((all, line, if branches { jumps } else { vec![] }))
}

/// How messages call the file with the code, from the repository's root.
pub fn code_path(registered: Registered) -> String {
    format!("{}/src/lib.rs", registered.exercise.name)
}

/// Whether valgrind can count here.
pub fn can_simulate() -> bool {
    cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) && process::is_installed("valgrind")
}
