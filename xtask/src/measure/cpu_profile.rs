//! CPU profiles with pprof: each variant looped to a fixed CPU time.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use benches::record::{Call, CpuProfile, Record, Skipped};
use patterns::catalogue::CaseId;
use serde::Deserialize;

use super::frames::{Frames, is_harness, shortened};
use super::{Plan, build, keep, step};
use crate::{print, print::Progress, process};

/// Calls with less than this share of the samples are pruned.
const LEAST_SHARE: f64 = 0.03;

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
/// # Errors
/// If the program cannot be started or the user interrupts. A profile that
/// accounts for too little is no profile: it is reported and skipped.
pub fn run(plan: &Plan, record: &mut Record, scratch: &Path) -> anyhow::Result<(usize, Duration)> {
    let mut progress = Progress::new("cpu-profile", plan.profiled().count());
    let mut frames = Frames::of(record);
    let mut measured = 0;
    for case in plan.profiled() {
        let id = case.to_string();
        match sample(case, plan.effort.cpu_time(), scratch) {
            Ok(samples) => {
                keep(record, &id, &scratch.join("cpu.pb"), "cpu.pb")?;
                keep(
                    record,
                    &id,
                    &scratch.join("flamegraph.svg"),
                    "flamegraph.svg",
                )?;
                record
                    .cpu_profiles
                    .push(profile(id.clone(), &samples, &mut frames));
                measured += 1;
            }
            Err(error) => {
                process::check_interrupted()?;
                print::warning(&format!("no CPU profile of {id}: {error:#}"));
                record.skipped.push(Skipped {
                    id: id.clone(),
                    metric: "cpu_profile".into(),
                    reason: format!("{error:#}"),
                });
            }
        }
        step(&mut progress, &id);
    }
    record.frames = frames.into_list();
    Ok((measured, progress.finish()))
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
    enter(&root, None, least, frames, &mut calls);
    CpuProfile {
        id,
        asked_hz: samples.asked_hz,
        samples: samples.samples,
        cpu_time_ns: samples.cpu_time_ns,
        accounted: (samples.accounted * 1e4).round() / 1e4,
        calls,
    }
}

/// Lists what `node` calls, parents before children.
fn enter(node: &Node, parent: Option<u32>, least: f64, frames: &mut Frames, calls: &mut Vec<Call>) {
    for (function, call) in &node.calls {
        if call.samples as f64 >= least {
            let index = calls.len() as u32;
            calls.push(Call(frames.function(function), parent, call.samples));
            enter(call, Some(index), least, frames, calls);
        }
    }
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
