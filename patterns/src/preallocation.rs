//! # Preallocation
//!
//! A growing buffer pays twice: it asks the allocator again and again, and it
//! copies what it holds each time that the allocator cannot extend it in place.
//! Whoever knows the size, or half knows it, can say so. The patterns here show
//! what that buys, where it buys nothing, and where it costs.

pub mod map_capacity;
pub mod overshoot;
pub mod reserve_exact_trap;
pub mod size_hint;
pub mod vec_capacity;
pub mod zeroed;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("preallocation.rs").patterns(&[
    &vec_capacity::PATTERN,
    &map_capacity::PATTERN,
    &overshoot::PATTERN,
    &reserve_exact_trap::PATTERN,
    &size_hint::PATTERN,
    &zeroed::PATTERN,
]);
