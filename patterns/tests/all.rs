//! What holds for every pattern.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod declarations;
mod depth;
mod equivalence;
mod exercises;
mod files;
