//! CPU profiles: each variant looped to a fixed CPU time.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use patterns::catalogue::{CaseId, Pattern};
use record::{Call, CpuProfile, Figure, Record};
use serde::Deserialize;

use super::frames::{Frames, is_adapter, is_harness, shortened};
use super::{Plan, build, entry, keep, parallel, plan, step};
use crate::analysis::calls;
use crate::{print, print::Progress, process, units};

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
            let samples = sample(case, plan::cpu_time(plan.effort), &folder);
            process::check_interrupted()?;
            if let Ok(mut progress) = progress.lock() {
                step(&mut progress, &id);
            }
            outcomes.push(Outcome {
                id,
                pattern: case.pattern,
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
        pattern,
        folder,
        samples,
    } in outcomes
    {
        match samples {
            Ok(samples) => {
                for name in ["cpu.pb", "flamegraph.svg"] {
                    keep(record, &id, &folder.join(name), name)?;
                }
                let own = patterns_source::defined(pattern)?;
                record
                    .profiles
                    .cpu
                    .push(profile(id, &samples, &own, &mut frames));
                measured += 1;
            }
            Err(error) => {
                let reason = units::folded(&format!("{error:#}"));
                print::warning(&format!("no CPU profile of {id}: {reason}"));
                entry(record, &id)?
                    .not_measured
                    .insert(Figure::CpuProfile, reason);
            }
        }
    }
    record.profiles.frames = frames.into_list();
    let progress = progress
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    Ok((measured, progress.finish()))
}

/// What came of one variant, and where its files stand.
struct Outcome {
    id: String,
    pattern: &'static Pattern,
    folder: PathBuf,
    samples: anyhow::Result<CpuSamples>,
}

/// The least share of samples, of those that the kernel's tick allows, that makes
/// a profile one to look at.
const LEAST_ACCOUNTED: f64 = 0.8;

/// How often a case is sampled anew when too few samples arrived. The kernel looks
/// at a thread's timer only while the thread is running at a tick; a process that
/// shares its core in step with the tick can miss most of them, and the next one
/// is out of step again.
const ATTEMPTS: u32 = 4;

/// Profiles one case; `cpu.pb` and `flamegraph.svg` stand in `folder` then. The
/// stacks begin above the measuring program.
///
/// # Errors
/// If the program fails, or accounts for too few samples at every attempt: that
/// would be an emptier picture, not a profile.
pub fn sample(case: &CaseId, cpu_time: Duration, folder: &Path) -> anyhow::Result<CpuSamples> {
    full_enough((0..ATTEMPTS).map(|_| sample_once(case, cpu_time, folder)))
}

/// The first of `attempts` that accounts for enough.
fn full_enough(
    attempts: impl Iterator<Item = anyhow::Result<CpuSamples>>,
) -> anyhow::Result<CpuSamples> {
    let mut best = 0.0_f64;
    for samples in attempts {
        let samples = samples?;
        if samples.accounted >= LEAST_ACCOUNTED {
            return Ok(samples);
        }
        best = best.max(samples.accounted);
    }
    bail!(
        "of the samples that the kernel's tick allows, {best:.2} arrived in the best of {ATTEMPTS} \
         attempts, and {LEAST_ACCOUNTED} are needed: something else keeps the cores busy"
    )
}

fn sample_once(case: &CaseId, cpu_time: Duration, folder: &Path) -> anyhow::Result<CpuSamples> {
    let mut command = build::suite("cpu")?;
    command
        .arg(case.to_string())
        .arg(format!("--seconds={}", cpu_time.as_secs_f64()))
        .arg("--out")
        .arg(folder);
    let line = super::output(&mut command)?;
    let mut samples: CpuSamples = serde_json::from_str(&line)
        .with_context(|| format!("cannot read what {} said", process::shown(&command)))?;
    for (stack, _) in &mut samples.stacks {
        *stack = above_harness(stack).map(shortened).collect();
    }
    Ok(samples)
}

fn profile(
    id: String,
    samples: &CpuSamples,
    own: &HashSet<&str>,
    frames: &mut Frames,
) -> CpuProfile {
    let calls = calls::tree(&samples.stacks, own)
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

/// The frames from the variant on, root first: below it is only the measuring
/// program. A stack that never reaches the variant (reading the clock, say) keeps
/// its last frame alone.
fn above_harness(stack: &[String]) -> impl Iterator<Item = &str> {
    let adapter = stack.iter().rposition(|function| is_harness(function));
    let start = match adapter {
        // The closure behind the adapter is as good as the variant itself.
        Some(last) if stack.get(last + 1).is_some_and(|next| is_adapter(next)) => last + 2,
        Some(last) => last + 1,
        None => stack.len(),
    };
    let start = start.min(stack.len().saturating_sub(1));
    stack[start..].iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(accounted: f64) -> anyhow::Result<CpuSamples> {
        Ok(CpuSamples {
            asked_hz: 250,
            samples: (30.0 * accounted) as u64,
            cpu_time_ns: 120_000_000,
            accounted,
            stacks: Vec::new(),
        })
    }

    #[test]
    fn the_first_profile_that_is_full_enough_is_kept() {
        let mut attempts = [with(0.3), with(0.8), with(1.0)].into_iter();
        assert_eq!(full_enough(&mut attempts).unwrap().accounted, 0.8);
        assert_eq!(attempts.count(), 1, "it need not be taken again");
    }

    #[test]
    fn emptier_pictures_are_an_error_that_shows_how_empty() {
        let refusal = full_enough([with(0.0), with(0.79)].into_iter())
            .err()
            .unwrap();
        assert!(refusal.to_string().contains("0.79 arrived"), "{refusal}");
    }
}
