//! # Ownership
//!
//! Whoever owns a `String` or a `Vec` pays for it: an allocation, a copy, and a
//! `free` at the end. Looking at a value needs none of that. The patterns here
//! replace ownership by a borrow where a look is all that is wanted; the price is
//! a lifetime in a type, and a source that must stay alive.

pub mod clone_to_read;
pub mod serde_borrow;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family =
    family!("ownership.rs").patterns(&[&clone_to_read::PATTERN, &serde_borrow::PATTERN]);
