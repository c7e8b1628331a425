//! Takes a profile of a named kind: a snapshot, a span of time, or the change over
//! one.

use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::{Cpu, Wall, heap, sync, threads};

/// Kinds that are measured over a span of time.
pub(super) const SPANS: [&str; 2] = ["cpu", "wall"];
/// Kinds that can be taken at any moment.
pub(super) const SNAPSHOTS: [&str; 5] = ["heap", "allocs", "threads", "block", "mutex"];

/// The pause between checks that the client is still there.
const LOOK: Duration = Duration::from_millis(50);

/// The parameters of a profile.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) hz: u32,
    /// Whether to include the profiler's own threads.
    pub(super) with_profiler: bool,
}

/// Samples CPU or wall time (`kind`) for `time`.
pub(super) fn span(
    kind: &str,
    time: Duration,
    asked: Asked,
    cancelled: &dyn Fn() -> bool,
) -> Result<Profile> {
    let (problem, profile) = if kind == "wall" {
        let wall = if asked.with_profiler {
            Wall::start_with_profiler(asked.hz)?
        } else {
            Wall::start_at(asked.hz)?
        };
        sleep(time, cancelled)?;
        (wall.problem(), wall.stop())
    } else {
        let cpu = Cpu::start_at(asked.hz)?;
        sleep(time, cancelled)?;
        (cpu.problem(), cpu.stop())
    };
    match problem {
        // An empty profile would look like an idle service.
        Some(problem) if profile.samples.is_empty() => Err(problem),
        _ => Ok(profile),
    }
}

/// Takes one of [`SNAPSHOTS`] now.
pub(super) fn snapshot(kind: &str, with_profiler: bool) -> Result<Profile> {
    match kind {
        "heap" => heap::profile(),
        "allocs" => heap::profile().map(|profile| Profile {
            default_type: 1,
            ..profile
        }),
        "threads" => list(with_profiler).map(|threads| threads.profile()),
        "block" => Ok(sync::profile(sync::Kind::Block)),
        "mutex" => Ok(sync::profile(sync::Kind::Mutex)),
        _ => Err(Error::Setting(format!("unknown profile {kind:?}"))),
    }
}

/// All threads now; the profiler's own as well if requested.
pub(super) fn list(with_profiler: bool) -> Result<threads::Threads> {
    if with_profiler {
        threads::list_with_profiler()
    } else {
        threads::list()
    }
}

/// The change over `time`.
pub(super) fn delta(
    kind: &str,
    time: Duration,
    with_profiler: bool,
    cancelled: &dyn Fn() -> bool,
) -> Result<Profile> {
    let base = snapshot(kind, with_profiler)?;
    sleep(time, cancelled)?;
    let mut delta = snapshot(kind, with_profiler)?.diff(&base)?;
    delta.duration_ns = delta.time_unix_ns - base.time_unix_ns;
    delta.time_unix_ns = base.time_unix_ns;
    Ok(delta)
}

fn sleep(time: Duration, cancelled: &dyn Fn() -> bool) -> Result<()> {
    let began = Instant::now();
    while let Some(left) = time.checked_sub(began.elapsed()) {
        if cancelled() {
            return Err(Error::Cancelled(began.elapsed()));
        }
        std::thread::sleep(left.min(LOOK));
    }
    Ok(())
}
