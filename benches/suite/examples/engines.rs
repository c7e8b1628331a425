//! Which profiler draws the suite's flame graphs better: the `pprof` crate, or the
//! workshop's own, made for running services? Prints a line for each, over the slow
//! variant of every pattern: `cargo run --release -p suite --example engines`.

#[path = "../src/bin/cpu/sampler/own.rs"]
mod own;
#[path = "../src/bin/cpu/sampler/pprof_crate.rs"]
mod pprof_crate;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use patterns::catalogue::{CaseId, Role};

/// CPU time for each variant and profiler: what the default run takes.
const CPU_TIME: Duration = Duration::from_secs(1);
/// The tick of most kernels.
const HZ: u32 = 250;
/// The first function of every complete stack.
const ROOT: &str = "_start";

/// What both samplers give.
struct Sampled {
    stacks: Vec<(Vec<String>, u64)>,
    #[expect(dead_code, reason = "only the pictures are compared")]
    proto: Vec<u8>,
}

/// How good one profiler's pictures were, summed over variants.
#[derive(Default)]
struct Quality {
    accounted: Vec<f64>,
    samples: u64,
    /// Whose stack reaches [`ROOT`].
    complete: u64,
    /// Whose innermost function has no name.
    unnamed: u64,
}

fn main() -> anyhow::Result<()> {
    let (mut by_crate, mut by_own) = (Quality::default(), Quality::default());
    let mut differences = Vec::new();
    for case in patterns::patterns().filter_map(middle_case) {
        let sampler = pprof_crate::Sampler::start(HZ)?;
        let of_crate = by_crate.add(keep_busy(&case), &sampler.stop()?);
        let sampler = own::Sampler::start(HZ)?;
        let of_own = by_own.add(keep_busy(&case), &sampler.stop()?);
        differences.push((difference(&of_crate, &of_own), case.to_string()));
    }
    by_crate.print("pprof crate");
    by_own.print("profiling");
    differences.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("innermost functions, share that differs:");
    for (difference, case) in &differences {
        println!("  {:.0} % {case}", 100.0 * difference);
    }
    Ok(())
}

/// Runs the case for [`CPU_TIME`]; gives the time that it really took.
fn keep_busy(case: &CaseId) -> Duration {
    let mut prepared = case.prepare();
    let began = Instant::now();
    while began.elapsed() < CPU_TIME {
        for _ in 0..100 {
            prepared.run();
        }
    }
    began.elapsed()
}

/// The slow variant's typical case of the middle size.
fn middle_case(pattern: &'static patterns::catalogue::Pattern) -> Option<CaseId> {
    pattern.cases().into_iter().find(|case| {
        case.variant.role == Role::Slow
            && case.scenario.name == "typical"
            && case.size == pattern.middle_size()
    })
}

impl Quality {
    /// Gives how often each function was innermost.
    fn add(&mut self, time: Duration, sampled: &Sampled) -> BTreeMap<String, u64> {
        let mut innermost = BTreeMap::new();
        let mut samples = 0;
        for (stack, count) in &sampled.stacks {
            samples += count;
            if stack.first().is_some_and(|name| name == ROOT) {
                self.complete += count;
            }
            let name = stack.last().map_or("", String::as_str);
            if name.is_empty() || name.starts_with(['[', '0']) || name == "Unknown" {
                self.unnamed += count;
            }
            // One gives the path of a function, the other its types.
            let bare = name.split('<').next().unwrap_or(name);
            let bare = bare.rsplit("::").next().unwrap_or(bare);
            *innermost.entry(bare.to_owned()).or_default() += count;
        }
        self.samples += samples;
        let possible = time.as_secs_f64() * f64::from(HZ);
        self.accounted.push(samples as f64 / possible);
        innermost
    }

    fn print(&self, name: &str) {
        let share = |count: u64| 100.0 * count as f64 / self.samples as f64;
        let least = self.accounted.iter().copied().fold(f64::INFINITY, f64::min);
        let mean = self.accounted.iter().sum::<f64>() / self.accounted.len() as f64;
        println!(
            "{name}: {} samples of {} variants; accounted {mean:.3} on average, {least:.3} at \
             least; {:.2} % of stacks reach the program's start, {:.2} % end without a name",
            self.samples,
            self.accounted.len(),
            share(self.complete),
            share(self.unnamed),
        );
    }
}

/// Half the sum of differences of shares: 0 alike, 1 nothing in common.
fn difference(first: &BTreeMap<String, u64>, second: &BTreeMap<String, u64>) -> f64 {
    let total = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>().max(1) as f64;
    let (of_first, of_second) = (total(first), total(second));
    let names: std::collections::BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    let share = |counts: &BTreeMap<String, u64>, name: &String, total: f64| {
        counts.get(name).copied().unwrap_or(0) as f64 / total
    };
    let sum: f64 = names
        .into_iter()
        .map(|name| (share(first, name, of_first) - share(second, name, of_second)).abs())
        .sum();
    sum / 2.0
}
