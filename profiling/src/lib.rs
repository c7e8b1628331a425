//! Profiles of a running service, in the form that Go's tools read.
//!
//! CPU and wall time, heap, threads and contended locks; to a file, over HTTP as
//! `/debug/pprof/`, kept as history, or pushed. Supports Linux on x86-64 and aarch64;
//! on other systems it compiles and reports at run time what is not available.

pub mod advice;
mod clock;
pub mod cpu;
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
mod elsewhere;
mod error;
pub mod heap;
pub mod history;
pub mod http;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod linux;
mod local;
pub mod pprof;
pub mod profile;
pub mod push;
mod symbolise;
pub mod sync;
mod text;
pub mod threads;

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
use elsewhere::{capture, engine, modules, task, unwind};
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
use linux::{capture, engine, modules, task, unwind};

pub use cpu::{Cpu, CpuGuard, Wall};
pub use error::{Error, Result};
pub use profile::Profile;
