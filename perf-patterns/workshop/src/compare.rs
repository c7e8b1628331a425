//! Whether two programs answer alike, and on which small input they do not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use crate::count::{self, Answer, Input, Outcome};

/// The programs of a check, and how long each may take.
pub struct Programs {
    /// What the exercise starts from.
    pub start: PathBuf,
    /// What scores 1.
    pub reference: PathBuf,
    /// The learner's.
    pub built: PathBuf,
    /// For all inputs of one process.
    pub time: Duration,
}

impl Programs {
    /// Start, reference and the learner's program, to be run from a folder below
    /// `work` that is good to count from: under names of one length.
    ///
    /// # Errors
    /// If they cannot be copied there.
    pub fn placed(work: &Path, programs: [&Path; 3], time: Duration) -> anyhow::Result<Self> {
        let place = count::place(work)?;
        let put = |program: &Path, name: &str| -> anyhow::Result<PathBuf> {
            let here = place.join(name);
            // A link does, where both lie on one file system.
            if fs_err::hard_link(program, &here).is_err() {
                fs_err::copy(program, &here)?;
            }
            Ok(here)
        };
        let [start, reference, built] = programs;
        Ok(Programs {
            start: put(start, "s")?,
            reference: put(reference, "r")?,
            built: put(built, "y")?,
            time,
        })
    }

    /// Runs one of them on inputs.
    ///
    /// # Errors
    /// As [`count::run`].
    pub fn run(&self, program: &Path, inputs: &[Input]) -> anyhow::Result<Vec<Outcome>> {
        count::run(program, inputs, false, self.time)
    }
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

/// The first of `inputs` on which start and file differ, which made of them what is
/// `expected` and `found`; made small.
///
/// # Errors
/// As [`count::run`].
pub fn difference(
    programs: &Programs,
    inputs: &[Input],
    expected: &[Outcome],
    found: &[Outcome],
) -> anyhow::Result<Option<Difference>> {
    let differs = expected.iter().zip(found).position(|pair| !alike(pair));
    let Some(at) = differs else { return Ok(None) };
    let smallest = smaller(programs, &inputs[at])?.unwrap_or_else(|| inputs[at].clone());
    // Through the same inputs as before: what went wrong may need them all.
    let alone = shown(programs, std::slice::from_ref(&smallest))?;
    let difference = match alone {
        Some(difference) => difference,
        None => shown(programs, &inputs[..=at])?.unwrap_or_else(|| Difference {
            input: format!("{} (only after the inputs before it)", words(&inputs[at])),
            value: String::new(),
            expected: "the start's answer".to_owned(),
            found: "another one".to_owned(),
        }),
    };
    Ok(Some(difference))
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
fn smaller(programs: &Programs, input: &Input) -> anyhow::Result<Option<Input>> {
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
    let expected = programs.run(&programs.start, &tries)?;
    let found = programs.run(&programs.built, &tries)?;
    let differs = expected.iter().zip(&found).position(|pair| !alike(pair));
    Ok(differs.map(|at| tries[at].clone()))
}

/// The last of `inputs` with what both answer, if they differ there.
fn shown(programs: &Programs, inputs: &[Input]) -> anyhow::Result<Option<Difference>> {
    let expected = count::run(&programs.start, inputs, true, programs.time)?;
    let found = count::run(&programs.built, inputs, true, programs.time)?;
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
