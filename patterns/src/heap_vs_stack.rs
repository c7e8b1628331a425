//! # Heap and stack
//!
//! Go decides for you: its compiler proves what cannot escape and puts the rest on
//! the heap. Rust has no escape analysis, because the type says where a value
//! lives. A struct is where its owner is; `Box`, `Vec` and `String` own a place on
//! the heap; nothing moves there behind your back. What remains is a decision with
//! a price on either side (an allocation here, a copy there), and an optimiser that
//! sometimes removes an allocation that you wrote.

pub mod dyn_dispatch;
pub mod inline_vec;
pub mod large_enum;
pub mod return_large;
pub mod return_small;
pub mod return_sum;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("heap_vs_stack.rs").patterns(&[
    &return_sum::PATTERN,
    &return_small::PATTERN,
    &return_large::PATTERN,
    &inline_vec::PATTERN,
    &dyn_dispatch::PATTERN,
    &large_enum::PATTERN,
]);
