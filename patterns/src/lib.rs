//! The catalogue of the Rust performance workshop.
//!
//! Every pattern is one file below a family. Read from top to bottom it is a
//! chapter: prose, the variants between their anchors, the seeded inputs, and
//! the declaration that binds them. Everything else (time, instructions, heap,
//! CPU profile, equivalence test, book page) is derived from that file and from
//! [`FAMILIES`].
//!
//! This crate depends on no measuring tool and holds no measured number.

pub mod catalogue;
pub mod equivalence;
pub mod source;
pub mod suggest;

pub mod heap_vs_stack;
pub mod io;
pub mod lookups;
pub mod loops;
pub mod ownership;
pub mod pooling;
pub mod preallocation;
pub mod recursion;
pub mod string_building;
pub mod work;

use catalogue::{Family, Pattern};

/// Every family, in the order of the book.
pub const FAMILIES: &[Family] = &[
    string_building::FAMILY,
    preallocation::FAMILY,
    pooling::FAMILY,
    heap_vs_stack::FAMILY,
    recursion::FAMILY,
    ownership::FAMILY,
    lookups::FAMILY,
    io::FAMILY,
    work::FAMILY,
    loops::FAMILY,
];

/// Every pattern, in the order of the book.
pub fn patterns() -> impl Iterator<Item = &'static Pattern> {
    FAMILIES
        .iter()
        .flat_map(|family| family.patterns.iter().copied())
}

/// The pattern with this id (`string-building/append`).
pub fn find(id: &str) -> Option<&'static Pattern> {
    patterns().find(|pattern| pattern.id == id)
}
