//! # Lookups
//!
//! A lookup has three costs: hashing or comparing the key, fetching the memory
//! where the answer lies, and whatever the caller does to have a key at all. Which
//! of them dominates depends on the number of entries and on the key's type, so
//! every pattern here has a size below which the advice turns around.

pub mod contains_set;
pub mod hasher;
pub mod key_without_owning;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("lookups.rs").patterns(&[
    &hasher::PATTERN,
    &key_without_owning::PATTERN,
    &contains_set::PATTERN,
]);
