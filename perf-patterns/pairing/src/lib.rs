//! Did my change help? Two revisions of any Cargo project, built alike, linked in
//! several layouts, run by turns over fresh processes, and judged.
//!
//! What runs processes: [`git`], [`build`], [`layout`], [`harness`],
//! [`gungraun`], [`program`], [`counts`], [`turns`] and [`session`], which puts them
//! together. What only
//! computes: [`schedule`], [`judge`], [`fail_if`], and [`report`] with its
//! renderings.

pub mod build;
pub mod counts;
pub mod fail_if;
pub mod git;
pub mod gungraun;
pub mod harness;
pub mod judge;
pub mod layout;
pub mod program;
pub mod report;
pub mod schedule;
pub mod session;
pub mod settings;
pub mod store;
mod transplant;
pub mod turns;
