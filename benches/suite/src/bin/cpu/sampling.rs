//! Samples the CPU time of one case.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use fs_err::File;
use patterns::catalogue::CaseId;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use crate::sampler::Sampler;

/// Where the time of one case went.
#[derive(Debug, Serialize, Deserialize)]
pub struct CpuSamples {
    /// Samples asked for in each second of CPU time.
    pub asked_hz: u32,
    /// Samples taken.
    pub samples: u64,
    /// CPU time spent while sampling.
    pub cpu_time_ns: u64,
    /// Samples ÷ those that the kernel's tick allows in that time.
    pub accounted: f64,
    /// Function names, root first, and how often the stack was seen.
    pub stacks: Vec<(Vec<String>, u64)>,
}

/// Loops `case` for `cpu_time` and writes `cpu.pb` (profile.proto) and
/// `flamegraph.svg` into the folder `out`. Whether that accounts for enough of the
/// time is for the caller to judge.
///
/// # Errors
/// If sampling cannot start or a file cannot be written.
pub fn sample(case: &CaseId, cpu_time: Duration, out: &Path) -> anyhow::Result<CpuSamples> {
    let mut prepared = case.prepare();
    let start = process_cpu_time();
    prepared.run();
    // As many calls as take about a millisecond between two looks at the clock,
    // which would otherwise show in the picture of a short case.
    let once = (process_cpu_time() - start).max(Duration::from_nanos(1));
    let batch = (Duration::from_millis(1).as_nanos() / once.as_nanos()).clamp(1, 100_000);

    // No timer beats the kernel's tick, so ask for just that.
    let asked_hz = tick_hz();
    let sampler = Sampler::start(asked_hz)?;
    let start = process_cpu_time();
    let mut spent = Duration::ZERO;
    while spent < cpu_time {
        for _ in 0..batch {
            prepared.run();
        }
        spent = process_cpu_time() - start;
    }
    let sampled = sampler.stop()?;

    let samples = sampled.stacks.iter().map(|(_, count)| count).sum();
    let accounted = samples as f64 / (spent.as_secs_f64() * f64::from(asked_hz));
    fs_err::write(out.join("cpu.pb"), &sampled.proto)?;
    draw(&sampled.stacks, &out.join("flamegraph.svg"))?;
    Ok(CpuSamples {
        asked_hz,
        samples,
        cpu_time_ns: u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX),
        accounted,
        stacks: sampled.stacks,
    })
}

/// Draws `stacks` as a page of its own; without any nothing is drawn, since too few
/// samples are not a failure of the program: whoever asked can sample again.
fn draw(stacks: &[(Vec<String>, u64)], path: &Path) -> anyhow::Result<()> {
    if stacks.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = stacks
        .iter()
        .map(|(stack, count)| format!("{} {count}", stack.join(";")))
        .collect();
    inferno::flamegraph::from_lines(
        &mut inferno::flamegraph::Options::default(),
        lines.iter().map(String::as_str),
        File::create(path)?,
    )
    .context("cannot draw the flame graph")
}

/// The kernel's tick: the resolution of its coarse clock.
#[cfg(target_os = "linux")]
fn tick_hz() -> u32 {
    let resolution = rustix::time::clock_getres(ClockId::RealtimeCoarse);
    let nanoseconds = resolution.tv_nsec.clamp(1_000_000, 10_000_000);
    u32::try_from(1_000_000_000 / nanoseconds).unwrap_or(100)
}

/// What every kernel delivers.
#[cfg(not(target_os = "linux"))]
fn tick_hz() -> u32 {
    100
}

fn process_cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_profile_without_samples_is_left_for_the_caller_to_judge() {
        draw(&[], std::path::Path::new("/nowhere/flamegraph.svg"))
            .expect("nothing is drawn, and nothing fails");
    }
}
