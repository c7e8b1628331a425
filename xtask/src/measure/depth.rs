//! How deep an input each variant takes before its stack overflows: one process a
//! trial, since an overflow cannot be caught.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use patterns::catalogue::{CaseId, Pattern};
use record::{Depth, Record};

use super::{Plan, build, step};
use crate::print::Progress;
use crate::{analysis, process};

/// What Rust gives to a thread that it starts, and so what most recursion has:
/// <https://doc.rust-lang.org/std/thread/index.html#stack-size>.
const STACK_BYTES: u64 = 2 << 20;

/// The first size that is tried.
const START: u64 = 1_000;

/// The largest size that is tried: what gets that far is called unlimited.
const LIMIT: u64 = 1_000_000;

/// What the standard library says before it ends a process whose stack overflowed.
const OVERFLOW: &str = "has overflowed its stack";

/// Runs the stage; returns how many variants it measured, and in what time.
///
/// # Errors
/// If the program fails in any other way than by an overflow, or the user interrupts.
pub fn run(plan: &Plan, record: &mut Record) -> anyhow::Result<(usize, Duration)> {
    let deep: Vec<CaseId> = plan.patterns().into_iter().flat_map(deep_cases).collect();
    if deep.is_empty() {
        return Ok((0, Duration::ZERO));
    }
    let mut progress = Progress::new("depth", deep.len());
    for case in &deep {
        let (deepest, overflowed) = search(|size| comes_to_its_end(case, size))?;
        let CaseId {
            pattern,
            variant,
            scenario,
            ..
        } = case;
        record.depths.push(Depth {
            id: analysis::depth_id(pattern, variant, scenario),
            stack_bytes: STACK_BYTES,
            deepest,
            overflowed,
        });
        step(&mut progress, &case.to_string());
    }
    Ok((deep.len(), progress.finish()))
}

/// One case of each variant in the scenario that makes inputs deep.
fn deep_cases(pattern: &'static Pattern) -> impl Iterator<Item = CaseId> {
    pattern
        .cases()
        .filter(|case| Some(case.scenario.name) == pattern.deep_scenario && case.is_middle())
}

fn comes_to_its_end(case: &CaseId, size: u64) -> anyhow::Result<bool> {
    let mut command = build::suite("depth")?;
    command
        .arg(case.to_string())
        .arg(format!("--size={size}"))
        .arg(format!("--stack-bytes={STACK_BYTES}"));
    let finished = process::run_within(&mut command, super::PATIENCE, |_| ())?;
    // Any other signal (memory that ran out, say) is no overflow.
    if finished.status.signal().is_some() && finished.stderr.contains(OVERFLOW) {
        return Ok(false);
    }
    finished.success(&command)?;
    Ok(true)
}

/// The largest size that `fits`, and the smallest that does not, to within one in
/// a hundred: by doubling up to [`LIMIT`], then by halving.
fn search(fits: impl Fn(u64) -> anyhow::Result<bool>) -> anyhow::Result<(u64, Option<u64>)> {
    let (mut deepest, mut size) = (0, START);
    while fits(size)? {
        deepest = size;
        if size == LIMIT {
            return Ok((deepest, None));
        }
        size = (2 * size).min(LIMIT);
    }
    while size - deepest > (size / 100).max(1) {
        let middle = deepest + (size - deepest) / 2;
        if fits(middle)? {
            deepest = middle;
        } else {
            size = middle;
        }
    }
    Ok((deepest, Some(size)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_finds_where_it_ends_to_one_in_a_hundred() {
        for most in [1, 999, 1_000, 1_001, 26_214, 999_999] {
            let (deepest, overflowed) = search(|size| Ok(size <= most)).unwrap();
            let overflowed = overflowed.unwrap();
            assert!(
                deepest <= most && most < overflowed,
                "{deepest} {most} {overflowed}"
            );
            assert!(overflowed - deepest <= (overflowed / 100).max(1), "{most}");
        }
    }

    #[test]
    fn what_never_ends_says_how_far_it_was_followed() {
        assert_eq!(search(|_| Ok(true)).unwrap(), (LIMIT, None));
    }
}
