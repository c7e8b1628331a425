//! Shared by several tests: work with a known share of time, and Go's tool as the
//! judge.

#![allow(dead_code, clippy::unwrap_used)]

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use profiling::pprof::proto;

/// Runs `go tool pprof` with `args`; returns `None`, with the reason on stderr, where
/// Go is missing and `WORKSHOP_NO_SKIP` is not set.
pub fn go_pprof(args: &[&str]) -> Option<String> {
    if !testing::has("go", &format!("go tool pprof {args:?}")) {
        return None;
    }
    let said = testing::succeeded(
        Command::new("go")
            .args(["tool", "pprof"])
            // Its own limit is half a second more than the profile's length, too
            // little on a busy machine.
            .arg("-timeout=120")
            .args(args)
            .env("PPROF_TMPDIR", std::env::temp_dir()),
    );
    Some(said)
}

/// A path as text.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// `rounds` of arithmetic that nothing can shorten.
#[inline(always)]
pub fn burn(rounds: u64) -> u64 {
    let mut value = 1u64;
    for round in 0..rounds {
        value = black_box(
            value
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(round),
        );
    }
    value
}

/// Keeps `threads` threads busy with `work` for `time`, then returns the result of
/// `measure`.
pub fn while_busy<T>(threads: usize, work: fn(), measure: impl FnOnce() -> T) -> T {
    /// Stops the threads also if `measure` panics, since their scope waits for them.
    struct Stop<'a>(&'a AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    work();
                }
            });
        }
        let _stop = Stop(&stop);
        // Waits until all have begun.
        std::thread::sleep(Duration::from_millis(50));
        measure()
    })
}

/// Sleeps.
pub fn pause(ms: u64) {
    let until = Instant::now() + Duration::from_millis(ms);
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        std::thread::sleep(left);
    }
}

/// The share of value `index` whose stack has a frame in `function` at `line` (any line where none is given).
pub fn share(profile: &proto::Profile, index: usize, function: &str, line: Option<u32>) -> f64 {
    let mut hit = 0;
    let mut total = 0;
    for sample in &profile.sample {
        let value = sample.value[index];
        total += value;
        let found = sample
            .location_id
            .iter()
            .filter_map(|id| profile.location.iter().find(|location| location.id == *id))
            .flat_map(|location| &location.line)
            .any(|at| {
                let of = profile.function.iter().find(|of| of.id == at.function_id);
                let name = of.map_or("", |of| profile.string_table[of.name as usize].as_str());
                name.contains(function) && line.is_none_or(|line| at.line == i64::from(line))
            });
        if found {
            hit += value;
        }
    }
    hit as f64 / total as f64
}

/// The percentage at the end of the comment that begins with `accounted:`.
pub fn accounted_percent(comments: &[String]) -> f64 {
    let comment = comments
        .iter()
        .find(|comment| comment.starts_with("accounted:"))
        .unwrap();
    let percent = comment.rsplit_once('(').unwrap().1;
    percent.trim_end_matches(" %)").parse().unwrap()
}
