//! The parts that need Linux on x86-64 or aarch64: signals and timers, stacks, and the
//! files in memory.

pub(crate) mod capture;
pub(crate) mod engine;
mod memory;
pub(crate) mod modules;
pub(crate) mod task;
pub(crate) mod unwind;
