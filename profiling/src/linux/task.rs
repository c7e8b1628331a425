//! The threads of this process as the kernel lists them in `/proc/self/task`.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The profiler's own threads.
static OWN: Mutex<Vec<i32>> = Mutex::new(Vec::new());

/// While one exists, the thread that created it is the profiler's own.
pub(crate) struct Own(i32);

impl Own {
    pub(crate) fn enter() -> Self {
        // SAFETY: gettid has no conditions.
        let tid = unsafe { libc::syscall(libc::SYS_gettid) } as i32;
        OWN.lock().unwrap_or_else(PoisonError::into_inner).push(tid);
        Self(tid)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let mut own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
        own.retain(|tid| *tid != self.0);
    }
}

/// The ids of the profiler's own threads.
pub(crate) fn own_ids() -> HashSet<i32> {
    let own = OWN.lock().unwrap_or_else(PoisonError::into_inner);
    own.iter().copied().collect()
}

/// The ids of all threads.
pub(crate) fn ids() -> Vec<i32> {
    std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect()
}

/// A thread's name, or `?` if it has ended.
pub(crate) fn name(tid: i32) -> String {
    std::fs::read_to_string(format!("/proc/self/task/{tid}/comm"))
        .map_or_else(|_| "?".to_owned(), |name| name.trim_end().to_owned())
}

/// Whether the thread still exists.
pub(crate) fn exists(tid: i32) -> bool {
    std::path::Path::new(&format!("/proc/self/task/{tid}")).exists()
}

/// A thread's state in a word, from the kernel's letter.
pub(crate) fn state(tid: i32) -> &'static str {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{tid}/stat")).unwrap_or_default();
    // The name in front of it may contain anything, so the last parenthesis counts.
    let letter = stat
        .rsplit_once(')')
        .and_then(|(_, rest)| rest.trim_start().chars().next());
    match letter {
        Some('R') => "running",
        Some('S') => "sleeping",
        Some('D') => "waiting for a device",
        Some('T' | 't') => "stopped",
        Some('Z' | 'X') => "ended",
        Some('I') => "idle",
        _ => "unknown",
    }
}

/// Whether the thread blocks `signal`; false where that cannot be determined.
pub(crate) fn blocks(tid: i32, signal: i32) -> bool {
    let status =
        std::fs::read_to_string(format!("/proc/self/task/{tid}/status")).unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigBlk:"))
        .and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
    // The lowest bit is signal 1.
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}
