//! Lets the arms take turns over fresh processes from fresh copies of their
//! executables, until every benchmark is settled or the budget is spent.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use command_line::{print, process};

use crate::judge::{self, Sample};
use crate::report::Metric;
use crate::schedule::{self, Arm};

/// What takes turns.
pub struct Turns<'a> {
    /// The executables of each arm, one a layout; empty for a control that is
    /// missing.
    pub executables: &'a dyn Fn(Arm) -> &'a [PathBuf],
    /// Every benchmark.
    pub ids: &'a [String],
    /// A share of 1.
    pub margin: f64,
    /// Time for all turns together, this run's and those that it resumes.
    pub budget: Duration,
    /// Passes over all layouts after which it ends, settled or not.
    pub most_passes: usize,
    /// For the order.
    pub seed: u64,
    /// Where copies of executables go.
    pub scratch: &'a Path,
    /// Where samples are kept, one JSON object a line.
    pub kept: &'a Path,
}

/// What was measured.
pub struct Measured {
    /// Everything, of resumed turns too.
    pub samples: Vec<Sample>,
    /// How long turns took, of resumed ones too.
    pub elapsed: Duration,
    /// Whether every benchmark was settled.
    pub is_settled: bool,
}

/// One process's values: the benchmark, the metric, the value.
pub type Values = Vec<(String, Metric, f64)>;

/// A process of each arm is run by this: the arm, a fresh copy of its executable,
/// and the benchmarks that are wanted of it.
pub type Run<'a> = dyn FnMut(Arm, &Path, &[String]) -> anyhow::Result<Values> + 'a;

/// One finished block, as it is kept.
#[derive(serde::Serialize, serde::Deserialize)]
struct Finished {
    pass: usize,
    block: usize,
    elapsed_s: f64,
    samples: Vec<Sample>,
}

/// Takes turns; samples that `turns.kept` already has are not taken again.
///
/// # Errors
/// If a process fails, samples cannot be kept, or the user interrupts.
pub fn take(turns: &Turns, run: &mut Run) -> anyhow::Result<Measured> {
    let mut kept = read(turns.kept)?;
    let mut file = fs_err::OpenOptions::new()
        .create(true)
        .append(true)
        .open(turns.kept)?;
    let before = Duration::from_secs_f64(kept.last().map_or(0.0, |turn| turn.elapsed_s));
    let started = Instant::now();
    let elapsed = |started: Instant| before + started.elapsed();
    let layouts = (turns.executables)(Arm::Base).len();
    let mut random = fastrand::Rng::with_seed(turns.seed);
    let mut progress = print::Progress::new("turns", turns.most_passes * layouts);
    let mut open: Vec<String> = turns.ids.to_vec();
    let mut is_settled = false;
    'passes: for pass in 0..turns.most_passes {
        for (number, block) in schedule::pass(layouts, &mut random).iter().enumerate() {
            progress.begin(&format!(
                "{} of {} benchmarks open, {} of {}",
                open.len(),
                turns.ids.len(),
                print::seconds(elapsed(started)),
                print::seconds(turns.budget)
            ));
            let is_kept = |turn: &Finished| turn.pass == pass && turn.block == number;
            if !kept.iter().any(is_kept) {
                // The first block is taken whatever it costs, or there is nothing
                // to say; no other begins that would end too late.
                let ends = elapsed(started) + last_block(&kept);
                if !kept.is_empty() && ends > turns.budget {
                    break 'passes;
                }
                let samples = take_block(turns, block, &open, run)?;
                let turn = Finished {
                    pass,
                    block: number,
                    elapsed_s: elapsed(started).as_secs_f64(),
                    samples,
                };
                // In one piece: a line that is cut short is dropped when read.
                let line = serde_json::to_string(&turn)? + "\n";
                file.write_all(line.as_bytes())
                    .context("cannot keep samples\nhint: is the disk full?")?;
                kept.push(turn);
            }
            progress.step();
        }
        open = unsettled(&kept, turns.margin);
        if open.is_empty() {
            is_settled = true;
            break;
        }
    }
    progress.finish();
    Ok(Measured {
        elapsed: elapsed(started),
        samples: kept.into_iter().flat_map(|turn| turn.samples).collect(),
        is_settled,
    })
}

/// How long the last block took, as a guess at the next one.
fn last_block(kept: &[Finished]) -> Duration {
    let ends = |turn: &Finished| turn.elapsed_s;
    let (last, before) = match kept {
        [.., before, last] => (ends(last), ends(before)),
        [last] => (ends(last), 0.0),
        [] => (0.0, 0.0),
    };
    Duration::from_secs_f64((last - before).max(0.0))
}

/// A block, each arm from a copy of its own: identical files can differ for a
/// whole run by where their pages lie in memory.
fn take_block(
    turns: &Turns,
    block: &[schedule::Turn],
    ids: &[String],
    run: &mut Run,
) -> anyhow::Result<Vec<Sample>> {
    let copies = tempfile::tempdir_in(turns.scratch)?;
    let mut samples = Vec::new();
    for turn in block {
        let Some(executable) = (turns.executables)(turn.arm).get(turn.layout) else {
            continue;
        };
        process::check_interrupted()?;
        // Names of one length: a program's name lies on its stack.
        let letter = match turn.arm {
            Arm::Base => 'b',
            Arm::Head => 'h',
            Arm::Control => 'c',
        };
        let copy = copies.path().join(format!("{letter}{:02}", turn.layout));
        if !copy.exists() {
            fs_err::copy(executable, &copy)?;
        }
        for (id, metric, value) in run(turn.arm, &copy, ids)? {
            samples.push(Sample {
                arm: turn.arm,
                layout: turn.layout,
                id,
                metric,
                value,
            });
        }
    }
    Ok(samples)
}

/// The benchmarks that more processes would help, with everything so far.
fn unsettled(kept: &[Finished], margin: f64) -> Vec<String> {
    let samples: Vec<Sample> = kept
        .iter()
        .flat_map(|turn| turn.samples.iter().cloned())
        .collect();
    let judged = judge::judge(&samples, margin);
    let mut open: Vec<String> = Vec::new();
    for (entry, settled) in judged.entries.iter().zip(&judged.settled) {
        if !settled && !open.contains(&entry.id) {
            open.push(entry.id.clone());
        }
    }
    open
}

/// The samples that a comparison kept in `file`.
///
/// # Errors
/// If it cannot be read.
pub fn read_samples(file: &Path) -> anyhow::Result<Vec<Sample>> {
    let text = fs_err::read_to_string(file)?;
    Ok(parse(&text).flat_map(|turn| turn.samples).collect())
}

fn parse(text: &str) -> impl Iterator<Item = Finished> {
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
}

fn read(file: &Path) -> anyhow::Result<Vec<Finished>> {
    if !file.is_file() {
        return Ok(Vec::new());
    }
    let text = fs_err::read_to_string(file)?;
    let turns: Vec<Finished> = parse(&text).collect();
    // The last line may be half: it goes, so that the next begins a line.
    let whole: Vec<String> = turns
        .iter()
        .filter_map(|turn| serde_json::to_string(turn).ok())
        .map(|line| line + "\n")
        .collect();
    fs_err::write(file, whole.concat())?;
    Ok(turns)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Turns of programs that need not exist: what is run is decided here.
    fn take_with(folder: &Path, budget: Duration, run: &mut Run) -> anyhow::Result<Measured> {
        let file = folder.join("program");
        std::fs::write(&file, "").unwrap();
        let files = vec![file; 6];
        let executables = |_| files.as_slice();
        take(
            &Turns {
                executables: &executables,
                ids: &["a".to_owned(), "b".to_owned()],
                margin: 0.01,
                budget,
                most_passes: 4,
                seed: 7,
                scratch: folder,
                kept: &folder.join("kept.jsonl"),
            },
            run,
        )
    }

    const LONG: Duration = Duration::from_secs(3_600);

    #[test]
    fn what_is_settled_after_two_passes_is_not_run_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut random = fastrand::Rng::with_seed(3);
        let mut runs = std::collections::BTreeMap::new();
        let measured = take_with(folder.path(), LONG, &mut |_, _, ids| {
            Ok(ids
                .iter()
                .map(|id| {
                    *runs.entry(id.clone()).or_insert(0) += 1;
                    // One is quiet, the other all over the place.
                    let noise = if id == "a" { 1e-4 } else { 2.0 };
                    (
                        id.clone(),
                        Metric::TimeNs,
                        100.0 * (1.0 + noise * random.f64()),
                    )
                })
                .collect())
        })
        .unwrap();
        assert!(!measured.is_settled);
        assert!(runs["a"] < runs["b"], "{runs:?}");
        assert_eq!(runs["b"], 4 * 6 * 6);
    }

    #[test]
    fn a_resumed_run_keeps_its_turns_and_takes_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let value = |ids: &[String]| -> Values {
            ids.iter()
                .map(|id| (id.clone(), Metric::TimeNs, 100.0))
                .collect()
        };
        let mut first = 0;
        let interrupted = take_with(folder.path(), LONG, &mut |_, _, ids| {
            first += 1;
            anyhow::ensure!(first <= 20, "interrupted");
            Ok(value(ids))
        });
        assert!(interrupted.is_err());
        // Cut short in the middle of a line.
        let kept = folder.path().join("kept.jsonl");
        let mut text = std::fs::read_to_string(&kept).unwrap();
        assert_eq!(text.lines().count(), 3);
        text.push_str("{\"pass\":0,\"blo");
        std::fs::write(&kept, text).unwrap();
        let mut second = 0;
        let measured = take_with(folder.path(), LONG, &mut |_, _, ids| {
            second += 1;
            Ok(value(ids))
        })
        .unwrap();
        assert!(measured.is_settled);
        assert_eq!(second, 3 * 6);
        assert_eq!(measured.samples.len(), 6 * 6 * 2);
    }

    #[test]
    fn a_budget_of_nothing_still_takes_one_block() {
        let folder = tempfile::tempdir().unwrap();
        let measured = take_with(folder.path(), Duration::ZERO, &mut |_, _, ids| {
            Ok(vec![(ids[0].clone(), Metric::TimeNs, 1.0)])
        })
        .unwrap();
        assert_eq!(measured.samples.len(), 6);
    }

    #[test]
    fn no_block_begins_that_would_end_beyond_the_budget() {
        let folder = tempfile::tempdir().unwrap();
        let line = "{\"pass\":0,\"block\":0,\"elapsed_s\":4.0,\"samples\":[]}\n";
        std::fs::write(folder.path().join("kept.jsonl"), line).unwrap();
        let seven = Duration::from_secs(7);
        let measured = take_with(folder.path(), seven, &mut |_, _, _| {
            panic!("the next block would end after 8 s")
        })
        .unwrap();
        assert!(!measured.is_settled && measured.samples.is_empty());
    }
}
