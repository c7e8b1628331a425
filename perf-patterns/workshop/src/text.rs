//! What a learner reads: the texts of a new repository.

use patterns::catalogue::{Kind, Track};

use crate::check::BY_VALGRIND;
use crate::crates;
use crate::program;
use crate::registry::{self, Registered};
use crate::sizes;

/// The README of the repository.
pub fn welcome(track: Track) -> String {
    let mut text = format!(
        "# The performance workshop: {}\n\n\
         Each folder is an exercise. Its README says what is wrong, and in which file to answer. \
         Then, from anywhere in here:\n\n\
         ```sh\n\
         perf-patterns workshop check     # does it still answer alike, and what does it cost now?\n\
         perf-patterns workshop watch     # the same, each time you save\n\
         perf-patterns workshop hint      # one step further, four in all\n\
         perf-patterns workshop next      # the next exercise without a medal\n\
         ```\n\n\
         What is graded are counts, of allocations, bytes, instructions and system calls, never \
         time: they are the same on every machine. The score is how far you came from the start (0) to the \
         reference (1): bronze from 0.5, silver from 0.9, gold from 0.99. `progress.json` keeps \
         your results; commit it with your solutions. Nothing leaves this machine.\n\n\
         | exercise | what to do |\n|---|---|\n",
        track.about()
    );
    for found in registry::exercises().filter(|found| found.is_in(track)) {
        let name = found.exercise.name;
        text.push_str(&format!(
            "| [{name}]({name}/README.md) | {} |\n",
            found.exercise.kind.about()
        ));
    }
    text
}

/// The README of an exercise.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn readme(registered: Registered) -> anyhow::Result<String> {
    let exercise = registered.exercise;
    let name = exercise.name;
    let function = exercise.function_name();
    let mut text = format!("# {}\n\n{}\n\n", title(name), exercise.story);
    match &exercise.kind {
        Kind::Cheaper => text.push_str(&format!(
            "## What to do\n\n\
             Make `{function}` in `src/lib.rs` cheaper. It must still do this:\n\n> {}\n\n\
             Graded: {}. `perf-patterns workshop check {name}` counts them for your file, for the \
             start and for a reference, on inputs of two sizes.\n",
            exercise.task,
            metrics(registered),
        )),
        Kind::Survive => text.push_str(&format!(
            "## What to do\n\n\
             Make `{function}` in `src/lib.rs` survive a tree of any depth. It must go on doing \
             this:\n\n> {}\n\n\
             Graded: the depth at which it overflows the stack of 8 MiB. `perf-patterns workshop \
             check {name}` doubles the depth until it does, or until it is sixteen times that of \
             the start, which scores 1: each doubling is worth a quarter.\n",
            exercise.task,
        )),
        Kind::Find { .. } => text.push_str(&format!(
            "## What to do\n\n\
             `src/lib.rs` holds a program of several functions. One of them costs more than it has \
             to. Write its line and the pattern into `answer.toml`, then mend it.\n\n\
             Graded: {}.\n",
            metrics(registered),
        )),
        Kind::Leave => text.push_str(&format!(
            "## What to do\n\n\
             Decide whether to change `{function}` in `src/lib.rs` or to leave it alone, and say so \
             in `answer.toml`, with the counts that decided: {}, before the change and after it. \
             Make the change in `src/lib.rs` to try it: `perf-patterns workshop check {name}` \
             prints what it costs.\n",
            metrics(registered),
        )),
        Kind::Predict => {
            let reference = program::reference(registered)?;
            text.push_str(&format!(
                "## What to do\n\n\
                 `src/lib.rs` holds one way to do it, and this is another:\n\n\
                 ```rust\n{}```\n\n\
                 How many times as many does the first take? Write the ratio of each count ({}) \
                 into `answer.toml` before anything is counted, for inputs of {} {}; then \
                 `perf-patterns workshop check {name}`. The first answer counts.\n",
                reference.file,
                metrics(registered),
                sizes(registered),
                registered.pattern.size_unit,
            ));
        }
        Kind::Explain { question, .. } => {
            let reference = program::reference(registered)?;
            text.push_str(&format!(
                "## What to do\n\n\
                 `src/lib.rs` holds one way to do it, and this is another:\n\n\
                 ```rust\n{}```\n\n{question}\n\n",
                reference.file
            ));
            for (letter, mechanism) in mechanisms(registered) {
                text.push_str(&format!("- **{letter}**: {mechanism}\n"));
            }
            text.push_str(&format!(
                "\nWrite the letter into `answer.toml`, with the count that proves it and its value \
                 for both, at either size. `perf-patterns workshop check {name}` counts both.\n"
            ));
        }
    }
    if let [metric] = exercise.metrics
        && BY_VALGRIND.contains(metric)
    {
        text.push_str(&format!(
            "\nThe {} are counted by [valgrind](https://valgrind.org), which must be installed \
             (`apt install valgrind`, or your system's way).\n",
            metric.name().replace('_', " ")
        ));
    }
    let crates = crates::of(registered);
    if !crates.is_empty() {
        let names = crates
            .iter()
            .map(|known| format!("`{}` {}", known.name, known.version));
        let names: Vec<String> = names.collect();
        text.push_str(&format!(
            "\nBeside the standard library it may use {}, whose sources lie in `{}`.\n",
            names.join(" and "),
            crates::FOLDER
        ));
    }
    if exercise.is_checkpoint {
        text.push_str(
            "\nThis is a checkpoint: with silver here, `perf-patterns workshop next` skips what \
             is left of its family.\n",
        );
    }
    Ok(text)
}

/// The larger sizes that are counted, in words.
fn sizes(registered: Registered) -> String {
    let [_, large] = sizes::ranges(registered);
    let count = |size: &usize| command_line::units::count(*size as u64);
    match large.start() == large.end() {
        true => count(large.start()),
        false => format!("{} to {}", count(large.start()), count(large.end())),
    }
}

fn title(name: &str) -> String {
    let text = name.replace('-', " ");
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

/// The counts that grade, in words.
pub(crate) fn metrics(registered: Registered) -> String {
    let names = registered.exercise.metrics.iter();
    let names: Vec<String> = names
        .map(|metric| metric.name().replace('_', " "))
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The mechanisms to choose from, in an order that says nothing.
pub fn mechanisms(registered: Registered) -> Vec<(char, &'static str)> {
    let Kind::Explain { right, wrong, .. } = &registered.exercise.kind else {
        return vec![];
    };
    let mut all: Vec<&'static str> = wrong.iter().copied().chain([*right]).collect();
    // By their text: where the right one lands is chance, and the same everywhere.
    all.sort_unstable();
    ('a'..='z').zip(all).collect()
}

/// The form for an answer other than code.
pub fn answer_form(registered: Registered) -> String {
    let exercise = registered.exercise;
    match &exercise.kind {
        Kind::Leave => {
            let mut text = String::from(
                "# \"change\" or \"leave\"\ndecision = \"\"\n\n\
                 # As `check` prints them in either column, for the start and for your change in \
                 src/lib.rs.\n",
            );
            for metric in exercise.metrics {
                let name = metric.name();
                text.push_str(&format!("{name}_before = 0\n{name}_after = 0\n"));
            }
            text
        }
        Kind::Predict => {
            let mut text =
                String::from("# How many times as many the first way takes: 1 is the same.\n");
            for metric in exercise.metrics {
                text.push_str(&format!("{} = 0.0\n", metric.name()));
            }
            text
        }
        Kind::Explain { .. } => String::from(
            "# The letter of the README.\nmechanism = \"\"\n\n\
             # The count that proves it, and its value for src/lib.rs and for the other way.\n\
             # One of: allocations, allocated_bytes, instructions, indirect_jumps\n\
             count = \"\"\nfirst = 0\nother = 0\n",
        ),
        Kind::Find { .. } => String::from(
            "# A line of the function that costs, in src/lib.rs as it was at the start.\n\
             line = 0\n\n\
             # What is wrong there: a name as in `perf-patterns list`, such as \
             \"family/pattern\".\npattern = \"\"\n",
        ),
        Kind::Cheaper | Kind::Survive => String::new(),
    }
}
