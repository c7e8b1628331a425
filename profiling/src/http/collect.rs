//! Takes a profile of a named kind: a snapshot, a span of time, or the change over one.

use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::{Cpu, Wall, heap, sync, threads};

/// Kinds that are measured over a span of time.
pub(super) const SPANS: [&str; 2] = ["cpu", "wall"];
/// Kinds that can be asked for at any moment.
pub(super) const SNAPSHOTS: [&str; 5] = ["heap", "allocs", "threads", "block", "mutex"];

/// How long to sleep before looking whether whoever asked is still there.
const LOOK: Duration = Duration::from_millis(50);

/// Samples CPU or wall time (`kind`) for `time`.
pub(super) fn span(
    kind: &str,
    time: Duration,
    hz: u32,
    cancelled: &dyn Fn() -> bool,
) -> Result<Profile> {
    if kind == "wall" {
        let wall = Wall::start_at(hz)?;
        sleep(time, cancelled)?;
        Ok(wall.stop())
    } else {
        let cpu = Cpu::start_at(hz)?;
        sleep(time, cancelled)?;
        Ok(cpu.stop())
    }
}

/// One of [`SNAPSHOTS`] now.
pub(super) fn snapshot(kind: &str) -> Result<Profile> {
    match kind {
        "heap" => heap::profile(),
        "allocs" => heap::profile().map(|profile| Profile {
            default_type: 1,
            ..profile
        }),
        "threads" => threads::list().map(|threads| threads.profile()),
        "block" => Ok(sync::profile(sync::Kind::Block)),
        "mutex" => Ok(sync::profile(sync::Kind::Mutex)),
        _ => Err(Error::Setting(format!("unknown profile {kind:?}"))),
    }
}

/// What changes within `time`.
pub(super) fn delta(kind: &str, time: Duration, cancelled: &dyn Fn() -> bool) -> Result<Profile> {
    let base = snapshot(kind)?;
    sleep(time, cancelled)?;
    let mut delta = snapshot(kind)?.diff(&base)?;
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
