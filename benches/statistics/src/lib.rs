//! The statistics of interleaved pairs: pure functions, tested against published
//! tables and against simulated data whose truth is known.
//!
//! A trial is a list of processes, each a list of log ratios, one a round. The
//! rounds of one process share its memory layout, so that they are no
//! independent evidence: each process counts as one value, its median
//! ([`hierarchy`]). Many pairs are judged at once ([`holm`]), and a pair is
//! judged in three ways ([`verdict`]).

pub mod beta;
pub mod builds;
pub mod hierarchy;
pub mod holm;
pub mod median;
pub mod proportion;
pub mod rank_sum;
pub mod student;
pub mod verdict;

#[cfg(test)]
mod simulation;

/// The confidence of every interval of a ratio, and one minus the chance that
/// any of all verdicts of a run calls two equal variants different.
pub const CONFIDENCE: f64 = 0.99;
