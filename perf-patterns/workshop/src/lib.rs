//! The workshop: exercises that the patterns declare, built, counted and graded.
//!
//! Start, reference, inputs and what counts as the same answer come from the
//! pattern's own source. Nothing is stored that could be counted: start, reference
//! and the learner's file are built and counted alike, each time.

pub mod answers;
pub mod attempt;
pub mod build;
pub mod check;
pub mod class;
pub mod compare;
pub mod confine;
pub mod costliest;
pub mod count;
pub mod crates;
pub mod depth;
mod edits;
pub mod git;
pub mod grade;
pub mod program;
pub mod refuse;
pub mod registry;
pub mod report;
pub mod repository;
pub mod schema;
pub mod score;
pub mod sizes;
pub mod text;
