//! CPU profiles with pprof: each variant looped to a fixed CPU time.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use benches::record::{CpuProfile, CpuStack, Record, Skipped};
use patterns::catalogue::CaseId;
use serde::Deserialize;

use super::frames::{Frames, is_harness};
use super::{Plan, build, keep, step};
use crate::{print, print::Progress, process};

/// Stacks with less than this share of the samples are pruned.
const LEAST_SHARE: f64 = 0.005;

/// What `suite`'s `cpu` prints.
#[derive(Deserialize)]
pub struct CpuSamples {
    asked_hz: u32,
    samples: u64,
    cpu_time_ns: u64,
    accounted: f64,
    stacks: Vec<(Vec<String>, u64)>,
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
        match sample(case, plan.effort.cpu_time(), scratch, &mut frames) {
            Ok(profile) => {
                keep(record, &id, &scratch.join("cpu.pb"), "cpu.pb")?;
                keep(
                    record,
                    &id,
                    &scratch.join("flamegraph.svg"),
                    "flamegraph.svg",
                )?;
                record.cpu_profiles.push(profile);
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

/// Profiles one case; `cpu.pb` and `flamegraph.svg` stand in `folder` then.
///
/// # Errors
/// If the program fails or accounts for too few samples.
pub fn sample(
    case: &CaseId,
    cpu_time: Duration,
    folder: &Path,
    frames: &mut Frames,
) -> anyhow::Result<CpuProfile> {
    let mut command = build::suite("cpu");
    command
        .arg(case.to_string())
        .arg(format!("--seconds={}", cpu_time.as_secs_f64()))
        .arg("--out")
        .arg(folder);
    let line = process::run(&mut command)?;
    let samples: CpuSamples = serde_json::from_str(&line)
        .with_context(|| format!("cannot read what {} said", process::shown(&command)))?;
    Ok(profile(case.to_string(), samples, frames))
}

fn profile(id: String, samples: CpuSamples, frames: &mut Frames) -> CpuProfile {
    let least = samples.samples as f64 * LEAST_SHARE;
    let mut stacks: Vec<CpuStack> = samples
        .stacks
        .iter()
        .filter(|(_, count)| *count as f64 >= least)
        .map(|(stack, count)| CpuStack {
            stack: above_harness(stack)
                .map(|function| frames.function(function))
                .collect(),
            samples: *count,
        })
        .collect();
    stacks.sort_by(|a, b| {
        b.samples
            .cmp(&a.samples)
            .then_with(|| a.stack.cmp(&b.stack))
    });
    CpuProfile {
        id,
        asked_hz: samples.asked_hz,
        samples: samples.samples,
        cpu_time_ns: samples.cpu_time_ns,
        accounted: samples.accounted,
        stacks,
    }
}

/// The frames from the variant on, root first: below it is only the measuring
/// program. A stack that never reaches the variant (the kernel's clock, say) is
/// kept whole.
fn above_harness(stack: &[String]) -> impl Iterator<Item = &str> {
    let start = stack
        .iter()
        .rposition(|function| is_harness(function))
        .map_or(0, |last| last + 1);
    // A stack that ends in the harness keeps that one frame.
    let start = start.min(stack.len().saturating_sub(1));
    stack[start..].iter().map(String::as_str)
}
