//! # Pooling
//!
//! The cheapest allocation is the one that was made long ago. A buffer that is
//! cleared and used again costs neither `malloc` nor the first touch of its
//! pages; what it costs is a question of ownership: who clears it, who holds it
//! meanwhile, and how large it may become. The patterns here go from a local
//! variable that outlives a loop to a pool that threads share.

pub mod arena_tree;
pub mod big_buffer;
pub mod clone_from;
pub mod read_lines;
pub mod request_buffer;
pub mod reuse_vec;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("pooling.rs").patterns(&[
    &request_buffer::PATTERN,
    &big_buffer::PATTERN,
    &reuse_vec::PATTERN,
    &arena_tree::PATTERN,
    &read_lines::PATTERN,
    &clone_from::PATTERN,
]);
