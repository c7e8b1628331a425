//! The process groups under way, and how the user's interruption ends them.

use std::collections::BTreeSet;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process_group};

use super::{guard, shown};

static STOPPED: AtomicBool = AtomicBool::new(false);
static GROUPS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The user asked to stop (Ctrl-C, or SIGTERM).
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// Makes Ctrl-C and SIGTERM end every child instead of this process.
///
/// # Errors
/// If the handler cannot be installed.
pub fn handle_interrupts() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        for &group in GROUPS.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            kill_group(group);
        }
    })
    .context("cannot handle Ctrl-C")
}

/// Fails if the user has asked to stop.
///
/// # Errors
/// [`Interrupted`].
pub fn check_interrupted() -> Result<(), Interrupted> {
    if STOPPED.load(Ordering::SeqCst) {
        Err(Interrupted)
    } else {
        Ok(())
    }
}

/// A child that leads a process group, and is known to the handler and the guard.
pub(super) struct Group {
    pub(super) child: Child,
}

impl Group {
    pub(super) fn spawn(command: &mut Command) -> anyhow::Result<Self> {
        check_interrupted()?;
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", shown(command)))?;
        GROUPS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(child.id());
        guard::watch(child.id());
        // The handler may have run between the check and the registration.
        if check_interrupted().is_err() {
            kill_group(child.id());
        }
        Ok(Group { child })
    }
}

/// Its leader has ended.
pub(super) fn forget(group: u32) {
    GROUPS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&group);
    guard::forget(group);
}

pub(super) fn kill_group(group: u32) {
    let pid = i32::try_from(group).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // It may have ended already: nothing is left to do then.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}
