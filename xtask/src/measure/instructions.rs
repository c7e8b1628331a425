//! Instructions, cache hits and estimated cycles with gungraun (formerly
//! iai-callgrind), several cases at once: counts do not mind company.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use command_line::files;
use patterns::catalogue::{CaseId, Metric};
use readers::gungraun::Summary;
use record::Record;

use super::{build, entry, parallel, step};
use crate::{print::Progress, process, store};

/// The simulated metrics; cycles are estimated from them.
pub const METRICS: [Metric; 4] = [
    Metric::Instructions,
    Metric::L1Hits,
    Metric::LlHits,
    Metric::RamHits,
];

/// What gungraun calls them.
const EVENTS: [&str; 4] = ["Ir", "L1hits", "LLhits", "RamHits"];

/// Runs the stage; returns how many cases it measured, and in what time.
///
/// # Errors
/// If gungraun fails, its summaries cannot be read, or the user interrupts.
pub fn run(
    cases: &[CaseId],
    record: &mut Record,
    scratch: &Path,
) -> anyhow::Result<(usize, Duration)> {
    let (countable, partial): (Vec<&CaseId>, Vec<&CaseId>) = cases
        .iter()
        .partition(|case| case.not_measured(Metric::Instructions).is_none());
    for case in partial {
        let entry = entry(record, &case.to_string())?;
        for metric in METRICS {
            let reason = case.not_measured(metric);
            entry.skip(
                metric,
                reason.unwrap_or("valgrind counts this case only in part"),
            );
        }
    }
    let mut progress = Progress::new("instructions", countable.len());
    for (case, counts) in count(&countable, scratch, &mut progress)? {
        let entry = entry(record, &case.to_string())?;
        [
            &mut entry.instructions,
            &mut entry.l1_hits,
            &mut entry.ll_hits,
            &mut entry.ram_hits,
        ]
        .into_iter()
        .zip(counts)
        .for_each(|(field, count)| *field = Some(count));
    }
    Ok((countable.len(), progress.finish()))
}

/// Counts one call of each case, in the order of [`METRICS`].
///
/// # Errors
/// If gungraun fails or leaves a case out, its summaries cannot be read, or the
/// user interrupts.
pub fn count<'a>(
    cases: &[&'a CaseId],
    scratch: &Path,
    progress: &mut Progress,
) -> anyhow::Result<Vec<(&'a CaseId, [u64; 4])>> {
    if cases.is_empty() {
        return Ok(vec![]);
    }
    let home = scratch.join("gungraun");
    let place = place(scratch)?;
    let built = build::bench("instructions")?;
    // A link would not do: the C library reads the real name from `/proc/self/maps`.
    let program = place.join("bench");
    fs_err::copy(built.get_program(), &program)?;
    let mut command = Command::new(program);
    command
        .args(built.get_args())
        .current_dir(&place)
        .arg("--save-summary=json")
        .arg(format!("--parallel={}", parallel()))
        .arg(format!("--home={}", home.display()))
        // Cargo sets it to folders of this clone, and gungraun hands it on: onto the
        // counted program's stack, like the names below. It needs no library from there.
        .env_remove("LD_LIBRARY_PATH")
        // It asks cargo for this otherwise, which finds no workspace from here.
        .env("GUNGRAUN_WORKSPACE_ROOT", store::root())
        .env(
            benches::selection::VARIABLE,
            build::case_list(&place, cases.iter().copied())?,
        );
    let mut open: Vec<&CaseId> = cases.to_vec();
    let finished = process::run_within(&mut command, super::PATIENCE, |line| {
        if let Some(case) = reported(line).and_then(|index| cases.get(index)) {
            step(progress, &case.to_string());
            open.retain(|other| !std::ptr::eq(*other, *case));
        }
    })
    .map_err(|error| {
        super::named(error, || {
            let first: Vec<String> = open
                .iter()
                .take(parallel())
                .map(ToString::to_string)
                .collect();
            format!("one of {} was being counted", first.join(", "))
        })
    })?;
    finished.success(&command)?;
    let counted = files::below(&home)?
        .iter()
        .filter(|file| file.ends_with("summary.json"))
        .map(|file| {
            let (index, counts) = read_summary(file)?;
            let case = *cases.get(index).with_context(|| {
                format!("{} reports a case that nobody asked for", file.display())
            })?;
            Ok((case, counts))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    anyhow::ensure!(
        counted.len() == cases.len(),
        "gungraun measured {} of {} cases; its output ends with\n{}",
        counted.len(),
        cases.len(),
        last_lines(&finished.stderr),
    );
    Ok(counted)
}

/// How long the name of [`place`] is; where `scratch` has a longer one, a multiple.
const PLACE_LENGTH: usize = 128;

/// A folder in `scratch` whose whole name is as long in every clone. A program's name
/// and its environment, with the current folder, lie on its stack, and copies of
/// them on its heap: longer names move everything behind them, and a `memcpy` to
/// another alignment takes some instructions more or less.
fn place(scratch: &Path) -> anyhow::Result<PathBuf> {
    // The separator, and at least one character behind it.
    let least = scratch.as_os_str().len() + 2;
    let padding = least.next_multiple_of(PLACE_LENGTH) - least + 1;
    let place = scratch.join("_".repeat(padding));
    fs_err::create_dir_all(&place)?;
    Ok(place)
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}

/// The index of the case that a line of gungraun's output begins to report.
fn reported(line: &str) -> Option<usize> {
    let (_, rest) = line.split_once("catalogue case_")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// The index of the case, and its counts in the order of [`METRICS`].
fn read_summary(file: &Path) -> anyhow::Result<(usize, [u64; 4])> {
    let summary = Summary::parse(&fs_err::read_to_string(file)?)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let index = summary
        .id
        .as_deref()
        .and_then(|id| id.strip_prefix("case_")?.parse().ok())
        .with_context(|| format!("{} names no case", file.display()))?;
    let mut counts = [0; 4];
    for (count, event) in counts.iter_mut().zip(EVENTS) {
        *count = summary
            .total("Callgrind", event)
            .and_then(serde_json::Number::as_u64)
            .with_context(|| format!("{} lacks callgrind's {event}", file.display()))?;
    }
    Ok((index, counts))
}
