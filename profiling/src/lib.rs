//! Profiles of a running service, in the form that Go's tools read.
//!
//! CPU and wall time, heap, threads and contended locks; to a file, over HTTP
//! as `/debug/pprof/`, kept as history, or pushed. Linux on x86-64 and aarch64;
//! elsewhere it compiles and says at run time what is not available.

mod capture;
mod clock;
pub mod cpu;
mod engine;
mod error;
pub mod heap;
pub mod history;
pub mod http;
mod modules;
pub mod pprof;
pub mod profile;
pub mod push;
mod symbolise;
pub mod sync;
mod task;
mod text;
pub mod threads;
mod unwind;

pub use cpu::{Cpu, CpuGuard, Wall};
pub use error::{Error, Result};
pub use profile::Profile;
