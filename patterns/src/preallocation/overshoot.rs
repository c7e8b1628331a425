//! # Do not reserve for the worst case
//!
//! ## What you see
//!
//! Nothing, in a CPU profile: this one is fast. In a heap profile, one line that
//! requests megabytes for a result of a few elements; in production, resident
//! memory that grows with the number of live values as soon as somebody writes to
//! the reserved pages.
//!
//! ## Why
//!
//! Asking for a large block is cheap. The allocator hands out address space, and
//! the kernel backs a page only when it is first written. A vector with room for
//! a million elements and ten inside therefore costs one request, with no growing
//! and no copying: in time it can even beat the vector that grows.
//!
//! The bill comes elsewhere. The capacity stays with the value for as long as it
//! lives; a cache of such values multiplies it. Blocks of that size are mapped
//! and unmapped rather than recycled, or they fragment the heap. Limits on
//! address space count it in full. So this is the case in which time misleads and
//! only bytes tell.
//!
//! ## Coming from Go
//!
//! `make([]T, 0, huge)` zeroes what it hands out and gives the collector more to
//! account for, so in Go the waste shows up in time too. In Rust it does not.
//!
//! ## When not to
//!
//! When the vector is really filled, a generous capacity is simply the right one:
//! the `filled` scenario. And a buffer that is kept and reused may well be sized
//! for the worst case once ([`crate::pooling::big_buffer`]).
//!
//! ## See also
//!
//! - [`Vec::shrink_to_fit`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.shrink_to_fit)
//!   gives capacity back, at the price of a copy.
//! - No Clippy lint compares a capacity with what is used of it.
//! - [Guarantees of `Vec`](https://doc.rust-lang.org/std/vec/struct.Vec.html#guarantees):
//!   a vector never shrinks by itself.

use crate::case;
use crate::catalogue::{Claim, Expect, Metric, Pattern, Role, Scenario, Setup, Sizes, Variant};

// ANCHOR: worst-case
/// Reserves for a million matches, however few there are.
pub fn worst_case(numbers: &[u64]) -> Vec<u64> {
    let mut even = Vec::with_capacity(1_000_000);
    for &number in numbers {
        if number % 2 == 0 {
            even.push(number);
        }
    }
    even
}
// ANCHOR_END: worst-case

// ANCHOR: grow
/// Lets the vector grow to what it needs.
pub fn grow(numbers: &[u64]) -> Vec<u64> {
    let mut even = Vec::new();
    for &number in numbers {
        if number % 2 == 0 {
            even.push(number);
        }
    }
    even
}
// ANCHOR_END: grow

// ANCHOR: upper-bound
/// Reserves what the input can yield at most.
pub fn upper_bound(numbers: &[u64]) -> Vec<u64> {
    let mut even = Vec::with_capacity(numbers.len());
    for &number in numbers {
        if number % 2 == 0 {
            even.push(number);
        }
    }
    even
}
// ANCHOR_END: upper-bound

/// `size` numbers; in `filled` all of them match.
fn numbers(setup: &Setup) -> Vec<u64> {
    match setup.nasty {
        None => {
            let mut random = setup.random();
            let mask = if setup.scenario == "filled" { !1 } else { !0 };
            (0..setup.size).map(|_| random.u64(..) & mask).collect()
        }
        Some("none") => vec![],
        Some("one") => vec![2],
        Some("no match") => vec![1, 3, 5],
        Some("duplicates") => vec![4; 40],
        Some("very long") => (0..20_000).collect(),
        Some(_) => setup.unknown(),
    }
}

const GUARANTEES: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#guarantees";

/// The declaration.
pub const PATTERN: Pattern = Pattern {
    id: "preallocation/overshoot",
    title: "Do not reserve for the worst case",
    source: include_str!("overshoot.rs"),
    size_unit: "numbers",
    sizes: &[10, 100, 1_000],
    variants: &[
        Variant::new(
            Role::Slow,
            "worst-case",
            "room for a million, always",
            |setup| case!(setup, numbers, |numbers| worst_case(numbers)),
        ),
        Variant::new(Role::Fast, "grow", "grows to what is needed", |setup| {
            case!(setup, numbers, |numbers| grow(numbers))
        }),
        Variant::new(
            Role::Alternative,
            "upper-bound",
            "room for as many as the input has",
            |setup| case!(setup, numbers, |numbers| upper_bound(numbers)),
        ),
    ],
    scenarios: &[
        Scenario::TYPICAL,
        Scenario::counter_case(
            "filled",
            "half a million numbers, all of which match",
            "the large capacity is the right one: growing copies",
        )
        .at(Sizes::These(&[500_000])),
    ],
    nasty: &["none", "one", "no match", "duplicates", "very long"],
    claims: &[
        Claim::new(
            Metric::AllocatedBytes,
            "grow",
            Expect::AtLeast(1_000.0),
            GUARANTEES,
        ),
        Claim::new(
            Metric::PeakBytes,
            "grow",
            Expect::AtLeast(1_000.0),
            GUARANTEES,
        ),
        Claim::new(
            Metric::PeakBytes,
            "upper-bound",
            Expect::AtLeast(1_000.0),
            GUARANTEES,
        ),
        Claim::new(Metric::Allocations, "grow", Expect::Loses, GUARANTEES),
        Claim::new(Metric::Allocations, "grow", Expect::Loses, GUARANTEES).in_scenario("filled"),
    ],
    ..Pattern::TEMPLATE
};
