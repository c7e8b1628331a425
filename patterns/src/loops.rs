//! # Loops
//!
//! A loop multiplies whatever stands in it. The patterns here take something out
//! of it: a vector between two steps that nobody reads twice, or the decoding of
//! characters where bytes answer the question. Often the optimiser has done it
//! already, which only a count shows; so these pages are as much about where the
//! rewriting gains nothing as about where it does.

pub mod bytes_not_chars;
pub mod collect_then_iterate;

use crate::catalogue::Family;
use crate::family;

/// The family.
pub const FAMILY: Family =
    family!("loops.rs").patterns(&[&collect_then_iterate::PATTERN, &bytes_not_chars::PATTERN]);
