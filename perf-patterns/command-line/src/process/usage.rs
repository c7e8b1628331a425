//! What a whole process uses: time, processor time, memory.

use std::fs::File;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context;
use wait4::Wait4;

use super::{Exceeded, Group, LimitExceeded, check_interrupted, forget, kill_group, shown};

/// What one process used, from its start to its end, with what it waited for.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Wall time.
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// The most that was resident. The kernel counts what this program itself had
    /// when it started the child, so that is the least it can be.
    pub peak_resident_bytes: u64,
    /// How it ended.
    pub status: ExitStatus,
}

/// Runs `command` with `input` (nothing without one) and with its output thrown
/// away, and measures it.
///
/// # Errors
/// If it cannot be started, takes longer than `time_limit`, or the user interrupts.
pub fn measure(
    command: &mut Command,
    input: Option<File>,
    time_limit: Duration,
) -> anyhow::Result<Usage> {
    command
        .stdin(input.map_or_else(Stdio::null, Stdio::from))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (done, ended) = mpsc::channel::<()>();
    let late = Mutex::new(false);
    let started = Instant::now();
    let Group { mut child } = Group::spawn(command)?;
    let group = child.id();
    let (used, wall) = std::thread::scope(|scope| {
        let late = &late;
        scope.spawn(move || {
            if ended.recv_timeout(time_limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                *late.lock().unwrap_or_else(PoisonError::into_inner) = true;
                kill_group(group);
            }
        });
        let used = child.wait4();
        let wall = started.elapsed();
        drop(done);
        (used, wall)
    });
    // A child of the child may live on: nothing of a measured program does.
    kill_group(group);
    forget(group);
    check_interrupted()?;
    if *late.lock().unwrap_or_else(PoisonError::into_inner) {
        return Err(LimitExceeded {
            command: shown(command),
            exceeded: Exceeded::Time(time_limit),
        }
        .into());
    }
    let used = used.with_context(|| format!("lost {}", shown(command)))?;
    Ok(Usage {
        wall,
        cpu: used.rusage.utime + used.rusage.stime,
        peak_resident_bytes: used.rusage.maxrss,
        status: used.status,
    })
}

/// The most that this process itself had resident so far; `None` where the system
/// does not say.
pub fn own_peak_resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_child_that_works_uses_processor_time_and_one_that_sleeps_does_not() {
        let usage = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            measure(&mut command, None, LONG).unwrap()
        };
        let busy = usage("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");
        let asleep = usage("sleep 0.2; exit 3");
        assert!(busy.cpu > asleep.cpu, "{busy:?} {asleep:?}");
        assert!(asleep.wall >= Duration::from_millis(200));
        assert_eq!(asleep.status.code(), Some(3));
        assert!(busy.peak_resident_bytes > 100_000, "{busy:?}");
    }

    #[test]
    fn a_child_that_takes_too_long_is_ended_with_its_own_children() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & sleep 1000"]);
        let error = measure(&mut command, None, Duration::from_millis(50)).unwrap_err();
        assert!(error.downcast_ref::<LimitExceeded>().is_some(), "{error}");
    }
}
