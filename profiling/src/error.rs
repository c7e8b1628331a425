//! What can go wrong when a profile is asked for.

use std::time::Duration;

/// Why a profile could not be started, taken or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system or the processor is not one that this part supports.
    #[error("{what} needs Linux on x86-64 or aarch64; this is {os} on {arch}", os = std::env::consts::OS, arch = std::env::consts::ARCH)]
    Unsupported {
        /// The part that was asked for.
        what: &'static str,
    },
    /// A rate outside of what a timer can deliver.
    #[error("rate {asked_hz} Hz is out of range: allowed are 1 to {max_hz} Hz")]
    Rate {
        /// What was asked for.
        asked_hz: u32,
        /// The most that is accepted.
        max_hz: u32,
    },
    /// All places for sessions are taken.
    #[error("{limit} profiles are being taken already; stop one first")]
    TooManySessions {
        /// How many may run at once.
        limit: usize,
    },
    /// Another part of the process uses the signal.
    #[error(
        "SIGPROF is handled by another part of this process (another profiler?); hint: stop that one"
    )]
    SignalTaken,
    /// Every thread blocks the signal.
    #[error(
        "every thread of this process blocks SIGPROF, so that none can be sampled; hint: leave it out of the signal mask"
    )]
    SignalBlocked,
    /// Threads cannot be found.
    #[error("/proc/self/task cannot be read, by which threads are found; hint: mount /proc")]
    NoProc,
    /// The process is the child of a fork: threads and timers stayed with the parent.
    #[error(
        "this process was forked from a profiled one; hint: exec, or start profiling in the parent only"
    )]
    Forked,
    /// The kernel refused something that sampling needs.
    #[error("{call} failed: {source}{hint}")]
    System {
        /// The call that failed.
        call: &'static str,
        /// What the kernel said.
        source: std::io::Error,
        /// What may help, or nothing.
        hint: &'static str,
    },
    /// Reading or writing a file failed.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No sampling allocator is linked, so that the heap was not watched.
    #[error("no sampling allocator is linked; hint: `use profiling_alloc_system as _;` in main.rs")]
    NoAllocator,
    /// Bytes that are not a profile.
    #[error("not a profile: {0}")]
    Malformed(String),
    /// Two profiles of different kinds cannot be added or subtracted.
    #[error("profiles of different sample types cannot be combined: {0} and {1}")]
    Mismatch(String, String),
    /// An address or setting that is not acceptable.
    #[error("{0}")]
    Setting(String),
    /// Whoever asked went away.
    #[error("cancelled after {0:?}")]
    Cancelled(Duration),
}

/// A result with this crate's error.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    #[cfg(target_os = "linux")]
    pub(crate) fn last_os(call: &'static str, hint: &'static str) -> Self {
        Self::System {
            call,
            source: std::io::Error::last_os_error(),
            hint,
        }
    }
}
