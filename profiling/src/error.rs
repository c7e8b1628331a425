//! The errors of taking a profile.

use std::time::Duration;

/// Why a profile could not be started, taken or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// This part does not support the operating system or the processor.
    #[error("{what} needs Linux on x86-64 or aarch64; this is {os} on {arch}", os = std::env::consts::OS, arch = std::env::consts::ARCH)]
    Unsupported {
        /// The part that was requested.
        what: &'static str,
    },
    /// The rate is higher than a timer can deliver.
    #[error("rate {asked_hz} Hz is out of range: allowed are 1 to {max_hz} Hz")]
    Rate {
        /// The requested rate.
        asked_hz: u32,
        /// The highest rate that is accepted.
        max_hz: u32,
    },
    /// The maximum number of profiles is already in progress.
    #[error("{limit} profiles are being taken already; stop one first")]
    TooManySessions {
        /// The maximum.
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
    /// The list of threads cannot be read.
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
        /// The system call that failed.
        call: &'static str,
        /// The kernel's answer.
        source: std::io::Error,
        /// What may help; empty where nothing is known.
        hint: &'static str,
    },
    /// Reading or writing a file failed.
    #[error("{path}: {source}")]
    File {
        /// The file's path.
        path: std::path::PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// No sampling allocator is linked, so the heap was not observed.
    #[error("no sampling allocator is linked; hint: `use profiling_alloc_system as _;` in main.rs")]
    NoAllocator,
    /// The bytes are not a profile.
    #[error("not a profile: {0}")]
    Malformed(String),
    /// Profiles of different kinds cannot be added or subtracted.
    #[error("profiles of different sample types cannot be combined: {0} and {1}")]
    Mismatch(String, String),
    /// An address or a setting is not valid.
    #[error("{0}")]
    Setting(String),
    /// The client hung up.
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
