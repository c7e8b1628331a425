//! CPU profiles: where the threads of this process spend processor time.
//!
//! ```no_run
//! let cpu = profiling::Cpu::start()?;
//! // … work …
//! cpu.stop().write_to("cpu.pb.gz")?;   // go tool pprof cpu.pb.gz
//! # Ok::<(), profiling::Error>(())
//! ```

use std::path::PathBuf;

use crate::engine::{Clock, Handle, Spec};
use crate::error::{Error, Result};
use crate::profile::Profile;

/// Go's rate, and the default here.
pub const DEFAULT_HZ: u32 = 100;
/// The highest rate that is accepted.
pub const MAX_HZ: u32 = 4000;

/// A profile in progress, of every thread; dropping it discards the profile.
pub struct Cpu {
    handle: Handle,
}

impl Cpu {
    /// Starts sampling CPU time at [`DEFAULT_HZ`].
    ///
    /// # Errors
    /// As [`Cpu::start_at`].
    pub fn start() -> Result<Self> {
        Self::start_at(DEFAULT_HZ)
    }

    /// Starts sampling CPU time, `hz` times per second of each thread's CPU time.
    ///
    /// A rate above the kernel's tick (commonly 250 or 1000 Hz) is accepted: each
    /// signal then counts for all periods since the last one, and the profile's
    /// comments say so.
    ///
    /// # Errors
    /// When the rate is out of range, too many profiles are in progress, another part
    /// of the process uses the signal, or the system does not support it.
    pub fn start_at(hz: u32) -> Result<Self> {
        start(Clock::Cpu, hz, true).map(|handle| Self { handle })
    }

    /// Why a profile is empty although threads ran, for example because another part
    /// of the process replaced the signal's handler. Call it before [`Cpu::stop`].
    #[must_use]
    pub fn problem(&self) -> Option<Error> {
        self.handle.problem()
    }

    /// Stops sampling and returns the profile.
    #[must_use]
    pub fn stop(self) -> Profile {
        self.handle.take()
    }

    /// The profile since the start or the last call; sampling continues.
    #[must_use]
    pub fn take(&self) -> Profile {
        self.handle.take()
    }

    /// Samples until the guard is dropped, then writes the profile to `path`. A
    /// failure to write is reported on stderr, since a guard cannot return it.
    ///
    /// # Errors
    /// As [`Cpu::start_at`].
    pub fn to_file(path: impl Into<PathBuf>) -> Result<CpuGuard> {
        Ok(CpuGuard {
            cpu: Self::start()?,
            path: path.into(),
        })
    }
}

/// Writes a CPU profile when it is dropped; see [`Cpu::to_file`].
pub struct CpuGuard {
    cpu: Cpu,
    path: PathBuf,
}

impl Drop for CpuGuard {
    fn drop(&mut self) {
        if let Err(error) = self.cpu.take().write_to(&self.path) {
            eprintln!("profiling: the CPU profile was not written: {error}");
        }
    }
}

/// Wall-clock profiles: where threads spend time, running or waiting.
///
/// Waiting threads are woken to read their stacks: a blocking system call that the
/// kernel does not restart (such as `epoll_wait`, `poll`, `nanosleep`) returns
/// `EINTR`. The standard library and the usual runtimes retry.
pub struct Wall {
    handle: Handle,
}

impl Wall {
    /// Starts sampling every thread `hz` times per second of real time, except for the
    /// profiler's own threads.
    ///
    /// All wall-clock profiles of a process together send at most 1,000 signals a
    /// second. Where that lowers the rate, threads take turns, each signal stands for
    /// more time, and the profile's comments say so.
    ///
    /// # Errors
    /// As [`Cpu::start_at`].
    pub fn start_at(hz: u32) -> Result<Self> {
        start(Clock::Wall, hz, false).map(|handle| Self { handle })
    }

    /// As [`Wall::start_at`], including the profiler's own threads, except for the one
    /// that sends the signals.
    ///
    /// # Errors
    /// As [`Cpu::start_at`].
    pub fn start_with_profiler(hz: u32) -> Result<Self> {
        start(Clock::Wall, hz, true).map(|handle| Self { handle })
    }

    /// Why a profile is empty although threads ran, for example because another part
    /// of the process replaced the signal's handler. Call it before [`Wall::stop`].
    #[must_use]
    pub fn problem(&self) -> Option<Error> {
        self.handle.problem()
    }

    /// Stops sampling and returns the profile.
    #[must_use]
    pub fn stop(self) -> Profile {
        self.handle.take()
    }

    /// The profile since the start or the last call; sampling continues.
    #[must_use]
    pub fn take(&self) -> Profile {
        self.handle.take()
    }
}

fn start(clock: Clock, hz: u32, with_profiler: bool) -> Result<Handle> {
    if !(1..=MAX_HZ).contains(&hz) {
        return Err(Error::Rate {
            asked_hz: hz,
            max_hz: MAX_HZ,
        });
    }
    Handle::start(Spec {
        clock,
        hz,
        with_profiler,
    })
}
