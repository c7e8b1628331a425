//! # String building
//!
//! Text is where a profile most often points first: every `format!`, every
//! `to_string`, every `collect::<String>()` is a buffer of its own, and in a
//! loop the buffers add up. The patterns here keep one buffer, size it once, or
//! do without it.

pub mod append;
pub mod ascii_case;
pub mod escape_cow;
pub mod format_push;
pub mod join_numbers;
pub mod parse_fields;
pub mod small_inline;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("string_building.rs").patterns(&[
    &append::PATTERN,
    &join_numbers::PATTERN,
    &format_push::PATTERN,
    &escape_cow::PATTERN,
    &ascii_case::PATTERN,
    &parse_fields::PATTERN,
    &small_inline::PATTERN,
]);
