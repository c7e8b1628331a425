//! # Recursion
//!
//! A recursive function is rarely slow because it recurs. It is slow because it
//! computes the same thing again, or because every level allocates a result that
//! the level above takes apart. The patterns here separate the three: repeated
//! work, allocation per level, and the call itself.

pub mod depth_first;
pub mod fibonacci;
pub mod flatten_tree;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("recursion.rs").patterns(&[
    &fibonacci::PATTERN,
    &flatten_tree::PATTERN,
    &depth_first::PATTERN,
]);
