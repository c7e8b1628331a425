//! # String building
//!
//! Text is where a profile most often points first: every `format!`, every
//! `to_string`, every `collect::<String>()` is a buffer of its own, and in a
//! loop the buffers add up. The patterns here keep one buffer, size it once, or
//! do without it.

pub mod append;

use crate::catalogue::Family;

/// The family.
pub const FAMILY: Family = Family {
    id: "string-building",
    title: "String building",
    source: include_str!("string_building.rs"),
    patterns: &[&append::PATTERN],
};
