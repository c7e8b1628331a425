//! CPU profiles: each variant looped to a fixed CPU time.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use benches::record::{Call, CpuProfile, Record, Skipped};
use patterns::catalogue::CaseId;
use serde::Deserialize;

use super::frames::{Frames, is_harness, shortened};
use super::{Plan, build, keep, parallel, step};
use crate::{print, print::Progress, process};

/// Calls with less than this share of the samples are pruned.
const LEAST_SHARE: f64 = 0.05;
/// The most calls of a profile that a record keeps, those with the most samples:
/// a deep recursion would fill it. The flame graph beside the record has all.
const MOST_CALLS: usize = 40;

/// What `suite`'s `cpu` prints.
#[derive(Deserialize)]
pub struct CpuSamples {
    asked_hz: u32,
    /// Samples taken.
    pub samples: u64,
    cpu_time_ns: u64,
    accounted: f64,
    /// Function names, root first, and how often the stack was seen.
    pub stacks: Vec<(Vec<String>, u64)>,
}

/// Runs the stage; returns how many variants it measured, and in what time.
///
/// Several variants at once, one on each core: a sampler counts the CPU time of
/// its own process, which company does not change.
///
/// # Errors
/// If the program cannot be started or the user interrupts. A profile that
/// accounts for too little is no profile: it is reported and skipped.
pub fn run(plan: &Plan, record: &mut Record, scratch: &Path) -> anyhow::Result<(usize, Duration)> {
    let cases: Vec<&CaseId> = plan.profiled().collect();
    let progress = Mutex::new(Progress::new("cpu-profile", cases.len()));
    let next = AtomicUsize::new(0);
    let work = || -> anyhow::Result<Vec<Outcome>> {
        let mut outcomes = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let id = case.to_string();
            let folder = scratch.join(id.replace('/', "-"));
            fs_err::create_dir(&folder)?;
            let samples = sample(case, plan.effort.cpu_time(), &folder);
            process::check_interrupted()?;
            if let Ok(mut progress) = progress.lock() {
                step(&mut progress, &id);
            }
            outcomes.push(Outcome {
                id,
                folder,
                samples,
            });
        }
        Ok(outcomes)
    };
    let mut outcomes = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..parallel()).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| bail!("a worker panicked")))
            .collect::<anyhow::Result<Vec<_>>>()
    })?
    .into_iter()
    .flatten()
    .collect::<Vec<_>>();
    // In one order in every run, whoever finished first.
    outcomes.sort_by(|a, b| a.id.cmp(&b.id));
    let mut measured = 0;
    let mut frames = Frames::of(record);
    for Outcome {
        id,
        folder,
        samples,
    } in outcomes
    {
        match samples {
            Ok(samples) => {
                for name in ["cpu.pb", "flamegraph.svg"] {
                    keep(record, &id, &folder.join(name), name)?;
                }
                record.cpu_profiles.push(profile(id, &samples, &mut frames));
                measured += 1;
            }
            Err(error) => {
                print::warning(&format!("no CPU profile of {id}: {error:#}"));
                record.skipped.push(Skipped {
                    id,
                    metric: "cpu_profile".into(),
                    reason: format!("{error:#}"),
                });
            }
        }
    }
    record.frames = frames.into_list();
    let progress = progress
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    Ok((measured, progress.finish()))
}

/// What came of one variant, and where its files stand.
struct Outcome {
    id: String,
    folder: PathBuf,
    samples: anyhow::Result<CpuSamples>,
}

/// Profiles one case; `cpu.pb` and `flamegraph.svg` stand in `folder` then. The
/// stacks begin above the measuring program.
///
/// # Errors
/// If the program fails or accounts for too few samples.
pub fn sample(case: &CaseId, cpu_time: Duration, folder: &Path) -> anyhow::Result<CpuSamples> {
    let mut command = build::suite("cpu");
    command
        .arg(case.to_string())
        .arg(format!("--seconds={}", cpu_time.as_secs_f64()))
        .arg("--out")
        .arg(folder);
    let line = process::run(&mut command)?;
    let mut samples: CpuSamples = serde_json::from_str(&line)
        .with_context(|| format!("cannot read what {} said", process::shown(&command)))?;
    for (stack, _) in &mut samples.stacks {
        *stack = above_harness(stack).map(shortened).collect();
    }
    Ok(samples)
}

/// A function with what it calls.
#[derive(Default)]
struct Node<'a> {
    samples: u64,
    calls: BTreeMap<&'a str, Node<'a>>,
}

fn profile(id: String, samples: &CpuSamples, frames: &mut Frames) -> CpuProfile {
    let mut root = Node::default();
    for (stack, count) in &samples.stacks {
        let mut node = &mut root;
        for function in stack {
            node = node.calls.entry(function).or_default();
            node.samples += count;
        }
    }
    let mut calls = Vec::new();
    let least = samples.samples as f64 * LEAST_SHARE;
    enter(&root, None, least, &mut calls);
    let calls = pruned(&calls)
        .into_iter()
        .map(|call| Call(frames.function(call.function), call.parent, call.samples))
        .collect();
    CpuProfile {
        id,
        asked_hz: samples.asked_hz,
        samples: samples.samples,
        cpu_time_ns: samples.cpu_time_ns,
        accounted: (samples.accounted * 1e4).round() / 1e4,
        calls,
    }
}

/// A call in the tree, listed behind its caller.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Listed<'a> {
    function: &'a str,
    parent: Option<u32>,
    samples: u64,
    depth: usize,
}

/// Lists what `node` calls, parents before children.
fn enter<'a>(node: &Node<'a>, parent: Option<u32>, least: f64, calls: &mut Vec<Listed<'a>>) {
    let depth = parent.map_or(0, |parent| calls[parent as usize].depth + 1);
    for (function, call) in &node.calls {
        if call.samples as f64 >= least {
            let index = calls.len() as u32;
            calls.push(Listed {
                function,
                parent,
                samples: call.samples,
                depth,
            });
            enter(call, Some(index), least, calls);
        }
    }
}

/// The [`MOST_CALLS`] calls with the most samples, still parents before children:
/// a caller has as many samples as what it calls, and comes first.
fn pruned<'a>(calls: &[Listed<'a>]) -> Vec<Listed<'a>> {
    let mut order: Vec<usize> = (0..calls.len()).collect();
    order.sort_by_key(|&index| (Reverse(calls[index].samples), calls[index].depth, index));
    order.truncate(MOST_CALLS);
    order.sort_unstable();
    let place = |parent: u32| order.binary_search(&(parent as usize)).ok();
    order
        .iter()
        .map(|&index| Listed {
            parent: calls[index]
                .parent
                .and_then(place)
                .map(|place| place as u32),
            ..calls[index]
        })
        .collect()
}

/// The frames from the variant on, root first: below it is only the measuring
/// program. A stack that never reaches the variant (reading the clock, say) keeps
/// its last frame alone.
fn above_harness(stack: &[String]) -> impl Iterator<Item = &str> {
    let adapter = stack.iter().rposition(|function| is_harness(function));
    let start = match adapter {
        // The closure behind the adapter is as good as the variant itself.
        Some(last)
            if stack
                .get(last + 1)
                .is_some_and(|next| next.starts_with("{closure#")) =>
        {
            last + 2
        }
        Some(last) => last + 1,
        None => stack.len(),
    };
    let start = start.min(stack.len().saturating_sub(1));
    stack[start..].iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pruning_keeps_the_largest_calls_and_their_callers() {
        // A recursion of a hundred calls, and one wide call beside it.
        let mut calls: Vec<Listed> = (0..100)
            .map(|depth| Listed {
                function: "recursive",
                parent: (depth as u32).checked_sub(1),
                samples: 50,
                depth,
            })
            .collect();
        calls.push(Listed {
            function: "wide",
            parent: None,
            samples: 90,
            depth: 0,
        });
        let pruned = pruned(&calls);
        assert_eq!(pruned.len(), MOST_CALLS);
        assert_eq!(pruned.last().unwrap().function, "wide");
        for (index, call) in pruned.iter().enumerate().take(MOST_CALLS - 1) {
            assert_eq!(call.parent, (index as u32).checked_sub(1));
        }
    }
}
