//! Runs a built program on inputs, and reads what it answered and what that cost.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use command_line::process::{self, LimitExceeded, Limits};
use fs_err as fs;

use crate::confine;

/// One input: what a program builds it from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Which kind of input.
    pub scenario: &'static str,
    /// How large.
    pub size: usize,
    /// The same seed gives the same input.
    pub seed: u64,
    /// A hand-picked input instead of a seeded one.
    pub nasty: Option<&'static str>,
}

/// What one phase cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Blocks, each reallocation one more.
    pub allocations: u64,
    /// Bytes of them all.
    pub bytes: u64,
    /// Wall time.
    pub time_ns: u64,
}

/// What a program answered to one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The same for the same answer.
    pub fingerprint: String,
    /// What is alive afterwards and was not before.
    pub kept_bytes: i64,
    /// Of the call.
    pub calls: Cost,
    /// Of looking at the result.
    pub answers: Cost,
    /// Of dropping it.
    pub drops: Cost,
    /// Input and answer in words, where they were asked for.
    pub shown: Option<(String, String)>,
}

/// What became of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It returned.
    Answer(Answer),
    /// It panicked, with these words.
    Panic(String),
}

/// A program that did not come to its end: in plain words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Died(pub String);

/// A simulated program must be through its inputs in this time.
const SIMULATED: Duration = Duration::from_secs(60);
const OUTPUT_BYTES: u64 = 64 << 20;

/// How long the path of a folder is from which programs are counted; where the folder
/// for temporary files has a longer one, a multiple.
const PLACE_BYTES: usize = 200;

/// A folder below `folder` whose whole path is as long on every machine, to count
/// programs from: a program's path lies on its stack, and a copy of it on its heap,
/// and moves what lies behind it. What copies memory takes some instructions more or
/// less by where that lies.
///
/// # Errors
/// If it cannot be made.
pub fn place(folder: &Path) -> anyhow::Result<PathBuf> {
    let folder = fs::canonicalize(folder)?;
    // The separator, and at least one character behind it.
    let least = folder.as_os_str().len() + 2;
    let padding = least.next_multiple_of(PLACE_BYTES) - least + 1;
    let place = folder.join("_".repeat(padding));
    fs::create_dir_all(&place)?;
    Ok(place)
}

/// A program's folder, and its name from there.
fn placed(program: &Path) -> anyhow::Result<(&Path, OsString)> {
    let folder = program.parent().context("a program's folder")?;
    let mut name = OsString::from("./");
    name.push(program.file_name().context("a program's name")?);
    Ok((folder, name))
}

fn asked(inputs: &[Input], mode: &str) -> String {
    let lines = inputs.iter().map(|input| {
        let Input {
            scenario,
            size,
            seed,
            nasty,
        } = input;
        let nasty = nasty.unwrap_or_default();
        format!("{mode}\t{scenario}\t{size}\t{seed}\t{nasty}\n")
    });
    lines.collect()
}

/// Runs `program` on `inputs`, one after the other in one process, for `time` at most.
///
/// # Errors
/// [`Died`], or what keeps the process from being started.
pub fn run(
    program: &Path,
    inputs: &[Input],
    show: bool,
    time: Duration,
) -> anyhow::Result<Vec<Outcome>> {
    let (folder, name) = placed(program)?;
    let command = confine::run(folder, &[&name], time);
    let text = drive(command, inputs, if show { "show" } else { "count" }, time)?;
    outcomes(&text, inputs.len())
}

/// Runs what is to be read a report of; both commands end with a program of ours.
fn drive(
    mut command: Command,
    inputs: &[Input],
    mode: &str,
    time: Duration,
) -> anyhow::Result<String> {
    let limits = Limits {
        // For what waits, which costs no CPU time; far beyond that of a busy machine.
        time: Some(time * 12),
        output_bytes: Some(OUTPUT_BYTES),
        ..Limits::default()
    };
    let finished = process::run_on_within(&mut command, &asked(inputs, mode), limits);
    let finished = match finished {
        Ok(finished) => finished,
        Err(error) => {
            let words = match error.downcast_ref::<LimitExceeded>() {
                Some(LimitExceeded {
                    exceeded: process::Exceeded::Output(_),
                    ..
                }) => "it floods its output".to_owned(),
                Some(_) => endless(inputs, time),
                None => return Err(error),
            };
            return Err(Died(words).into());
        }
    };
    if finished.status.signal() == Some(confine::SIGXCPU) {
        return Err(Died(endless(inputs, time)).into());
    }
    if !finished.status.success() || !finished.stdout.ends_with("done\n") {
        let last = finished.stderr.lines().rfind(|line| !line.is_empty());
        let has = |words: &str| finished.stderr.contains(words);
        let words = if has("overflowed its stack") {
            "it overflowed its stack: it recurs too deep".to_owned()
        } else if has("memory allocation of") {
            "it wants more memory than an exercise has (2 GiB)".to_owned()
        } else {
            let how = format!("it ended before its inputs did ({})", finished.status);
            last.map_or(how.clone(), |line| format!("{how}: {line}"))
        };
        return Err(Died(words).into());
    }
    Ok(finished.stdout)
}

fn endless(inputs: &[Input], time: Duration) -> String {
    format!(
        "it does not end: it was stopped after {} seconds, on inputs of at most {}",
        time.as_secs(),
        inputs.iter().map(|input| input.size).max().unwrap_or(0)
    )
}

/// Reads what the harness wrote.
fn outcomes(text: &str, expected: usize) -> anyhow::Result<Vec<Outcome>> {
    let lines = text.lines().take_while(|line| *line != "done");
    let outcomes: Option<Vec<Outcome>> = lines.map(outcome).collect();
    let outcomes = outcomes.context("the program's report is damaged")?;
    if outcomes.len() != expected {
        bail!(
            "the program reported {} of {expected} inputs",
            outcomes.len()
        );
    }
    Ok(outcomes)
}

fn outcome(line: &str) -> Option<Outcome> {
    let fields: Vec<&str> = line.split('\t').collect();
    match fields.as_slice() {
        ["panic", words] => Some(Outcome::Panic(unquoted(words))),
        ["answer", fingerprint, kept, rest @ ..] if rest.len() >= 9 => {
            let cost = |at: usize| {
                Some(Cost {
                    allocations: rest[at].parse().ok()?,
                    bytes: rest[at + 1].parse().ok()?,
                    time_ns: rest[at + 2].parse().ok()?,
                })
            };
            Some(Outcome::Answer(Answer {
                fingerprint: (*fingerprint).to_owned(),
                kept_bytes: kept.parse().ok()?,
                calls: cost(0)?,
                answers: cost(3)?,
                drops: cost(6)?,
                shown: (rest.len() >= 11).then(|| (unquoted(rest[9]), unquoted(rest[10]))),
            }))
        }
        _ => None,
    }
}

/// The text whose `Debug` form this is, as far as people need it.
fn unquoted(text: &str) -> String {
    let text = text.strip_prefix('"').unwrap_or(text);
    let text = text.strip_suffix('"').unwrap_or(text);
    text.replace("\\\"", "\"")
        .replace("\\n", "\n")
        .replace("\\\\", "\\")
}

/// What valgrind counted over inputs that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simulated {
    /// Instructions of the calls.
    pub calls: u64,
    /// Of looking at the results.
    pub answers: u64,
    /// Of dropping them.
    pub drops: u64,
    /// Jumps and calls to a place read from memory, in calls and drops; 0 unless asked.
    pub indirect_jumps: u64,
    /// Calls into the kernel, in calls and drops; 0 unless asked.
    pub system_calls: u64,
    /// Calls into the C library's allocator, in calls and drops.
    pub allocator_calls: u64,
    /// How often counting began, and how often calls, answers and drops ended.
    pub phases: [usize; 4],
    /// The files that hold the calls, in their order.
    pub dumps: Vec<PathBuf>,
}

/// What is asked of valgrind beside the number of instructions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask {
    /// Indirect jumps too.
    pub branches: bool,
    /// System calls too.
    pub system_calls: bool,
    /// Where each instruction lies, for [`Simulated::dumps`].
    pub places: bool,
}

/// Counts the instructions of `program` on each of `groups` of inputs, one after the
/// other in one process, and what `ask` says; its files go into `folder`.
///
/// A program that speaks to valgrind itself moves the bounds between the groups; at
/// least one of them then has other [`Simulated::phases`] than it should.
///
/// # Errors
/// As [`run`], and if valgrind's files cannot be read.
pub fn simulate(
    program: &Path,
    groups: &[Vec<Input>],
    folder: &Path,
    ask: Ask,
) -> anyhow::Result<Vec<(Vec<Outcome>, Simulated)>> {
    let yes = |asked: bool| if asked { "yes" } else { "no" };
    let valgrind = process::find("valgrind").context("valgrind is not installed")?;
    let mut out = OsString::from("--callgrind-out-file=");
    out.push(folder.join("counts"));
    let places = format!("--dump-instr={}", yes(ask.places));
    let branches = format!("--branch-sim={}", yes(ask.branches));
    // Their number comes with their time, which is not looked at.
    let system_calls = format!("--collect-systime={}", yes(ask.system_calls));
    let (place, name) = placed(program)?;
    let arguments: [&OsStr; 9] = [
        valgrind.as_ref(),
        // A file of options in the folder would be obeyed.
        "--command-line-only=yes".as_ref(),
        "--vgdb=no".as_ref(),
        "--tool=callgrind".as_ref(),
        places.as_ref(),
        branches.as_ref(),
        system_calls.as_ref(),
        &out,
        &name,
    ];
    let inputs = groups.concat();
    let text = drive(
        confine::run(place, &arguments, SIMULATED),
        &inputs,
        "count",
        SIMULATED,
    )?;
    let mut outcomes = outcomes(&text, inputs.len())?.into_iter();
    let dumps = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut dumps = dumps.collect::<anyhow::Result<Vec<PathBuf>>>()?;
    // They end in their numbers: a shorter name comes first.
    dumps.sort_by_cached_key(|dump| (dump.as_os_str().len(), dump.clone()));
    let mut parts = Vec::new();
    for dump in dumps {
        let text = fs::read_to_string(&dump)?;
        let part = part(&text).with_context(|| format!("{}", dump.display()))?;
        if let Some(phase) = PHASES.iter().position(|phase| *phase == part.trigger) {
            parts.push((phase, part.counts, dump));
        }
    }
    // Each input has as many; if there are more, all of them are somebody's.
    let of_one = parts.len() / inputs.len().max(1);
    let mut parts = parts.into_iter();
    let groups = groups.iter().enumerate().map(|(index, group)| {
        let is_last = index + 1 == groups.len();
        let most = if is_last {
            usize::MAX
        } else {
            of_one * group.len()
        };
        let outcomes = outcomes.by_ref().take(group.len()).collect();
        (outcomes, simulated(parts.by_ref().take(most)))
    });
    Ok(groups.collect())
}

/// What ends a part of what is counted, as the harness names it.
const PHASES: [&str; 4] = ["before", "calls", "answers", "drops"];

/// The sum of the parts, each with its phase's place in [`PHASES`] and its file.
fn simulated(parts: impl Iterator<Item = (usize, PartCounts, PathBuf)>) -> Simulated {
    let mut simulated = Simulated::default();
    for (phase, part, dump) in parts {
        simulated.phases[phase] += 1;
        match PHASES[phase] {
            "calls" => {
                simulated.calls += part.instructions;
                simulated.allocator_calls += part.allocator_calls;
                simulated.indirect_jumps += part.indirect_jumps;
                simulated.system_calls += part.system_calls;
                simulated.dumps.push(dump);
            }
            "drops" => {
                simulated.drops += part.instructions;
                simulated.allocator_calls += part.allocator_calls;
                simulated.indirect_jumps += part.indirect_jumps;
                simulated.system_calls += part.system_calls;
            }
            "answers" => simulated.answers += part.instructions,
            _ => {}
        }
    }
    simulated
}

struct Part<'a> {
    trigger: &'a str,
    counts: PartCounts,
}

#[derive(Default)]
struct PartCounts {
    instructions: u64,
    indirect_jumps: u64,
    system_calls: u64,
    allocator_calls: u64,
}

/// The C library's allocator, as its callers know it.
const ALLOCATOR: [&str; 7] = [
    "malloc",
    "calloc",
    "realloc",
    "posix_memalign",
    "aligned_alloc",
    "memalign",
    "__libc_memalign",
];

/// One of callgrind's files: what ended it, its total, and who called the allocator.
fn part(text: &str) -> anyhow::Result<Part<'_>> {
    let mut part = Part {
        trigger: "",
        counts: PartCounts::default(),
    };
    let mut dictionary: HashMap<String, String> = HashMap::new();
    let mut resolve = |text: &str| -> String {
        match text.split_once(' ') {
            Some((id, name)) => {
                dictionary.insert(id.to_owned(), name.to_owned());
                name.to_owned()
            }
            None => dictionary.get(text).cloned().unwrap_or_default(),
        }
    };
    let mut events: Vec<String> = Vec::new();
    let (mut within, mut callee) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(trigger) = line.strip_prefix("desc: Trigger: Client Request: ") {
            part.trigger = trigger.trim();
        } else if let Some(total) = line.strip_prefix("totals: ") {
            let totals: Option<Vec<u64>> = total
                .split_whitespace()
                .map(|one| one.parse().ok())
                .collect();
            let totals = totals.context("its total")?;
            let of = |event: &str| {
                let at = events.iter().position(|known| known == event);
                at.and_then(|at| totals.get(at)).copied().unwrap_or(0)
            };
            part.counts.instructions = of("Ir");
            part.counts.indirect_jumps = of("Bi");
            part.counts.system_calls = of("sysCount");
        } else if let Some(names) = line.strip_prefix("events: ") {
            events = names.split_whitespace().map(str::to_owned).collect();
        } else if let Some(name) = line.strip_prefix("fn=") {
            within = resolve(name);
        } else if let Some(name) = line.strip_prefix("cfn=") {
            callee = resolve(name);
        } else if let Some(calls) = line.strip_prefix("calls=") {
            let is_entry = ALLOCATOR.contains(&callee.as_str());
            if is_entry && !ALLOCATOR.contains(&within.as_str()) {
                let count = calls.split(' ').next().unwrap_or_default();
                part.counts.allocator_calls += count.parse::<u64>().context("a number of calls")?;
            }
        }
    }
    Ok(part)
}
