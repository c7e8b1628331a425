//! # Work
//!
//! The cheapest work is the work that is not done. Most programs do some of it
//! again for every item: they build what never changes, look from the start for
//! what they have just passed, or give each item the treatment that one in a
//! hundred needs. None of this shows as a slow function. It shows as a fast
//! function that is called too often, so read the counts before the times. The
//! patterns here do such work once, in one pass, or only where it is needed.

pub mod compile_once;
pub mod fast_path;
pub mod quadratic_delete;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family = family!("work.rs").patterns(&[
    &compile_once::PATTERN,
    &quadratic_delete::PATTERN,
    &fast_path::PATTERN,
]);
