//! # Let `reserve` keep its slack
//!
//! ## What you see
//!
//! In a heap profile, a line with `reserve_exact` whose count is the number of
//! calls and whose bytes dwarf the final vector. In a flame graph, `realloc` and
//! `memcpy` as wide as the loop.
//!
//! ## Why
//!
//! `reserve` takes the larger of what was asked for and twice the present
//! capacity: that slack is what makes a run of appends linear. `reserve_exact`
//! takes what was asked for and no more. Called before every small append it
//! leaves the vector full each time, so the next call reallocates again: *n*
//! appends of one element make *n* requests, whose sizes add up to *n*²/2.
//!
//! The name invites it. "Exact" sounds like the careful choice, and for the last
//! growth of a vector's life it is.
//!
//! ## Coming from Go
//!
//! `slices.Grow` keeps slack as `reserve` does. Go's `append` has no exact form,
//! so the trap does not exist there.
//!
//! ## When not to
//!
//! When the final length is known, ask for it once and exactly: `reserve_exact`
//! (or `with_capacity`) wastes nothing. In the `one-batch` scenario it is as good
//! as `reserve`. Memory that is kept for long and never grows again is its place.
//!
//! ## See also
//!
//! - [`crate::preallocation::vec_capacity`]
//! - No Clippy lint sees `reserve_exact` in a loop.
//! - [`Vec::reserve_exact`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.reserve_exact)
//!   says it itself: prefer `reserve` if future insertions are expected.

use crate::case;
use crate::catalogue::{Claim, Expect, Metric, Pattern, Role, Scenario, Setup, Variant};

// ANCHOR: reserve-exact
/// Makes room for exactly each batch as it comes.
pub fn reserve_exact(batches: &[Vec<u64>]) -> Vec<u64> {
    let mut all = Vec::new();
    for batch in batches {
        all.reserve_exact(batch.len());
        all.extend_from_slice(batch);
    }
    all
}
// ANCHOR_END: reserve-exact

// ANCHOR: reserve
/// Makes room for each batch, with the slack that amortises the next ones.
pub fn reserve(batches: &[Vec<u64>]) -> Vec<u64> {
    let mut all = Vec::new();
    for batch in batches {
        all.reserve(batch.len());
        all.extend_from_slice(batch);
    }
    all
}
// ANCHOR_END: reserve

// ANCHOR: exact-once
/// Sums the lengths first and asks once: where exact is right.
pub fn exact_once(batches: &[Vec<u64>]) -> Vec<u64> {
    let mut all = Vec::new();
    all.reserve_exact(batches.iter().map(Vec::len).sum());
    for batch in batches {
        all.extend_from_slice(batch);
    }
    all
}
// ANCHOR_END: exact-once

/// `size` numbers, in batches of one; in `one-batch` all in one.
fn batches(setup: &Setup) -> Vec<Vec<u64>> {
    match setup.nasty {
        None => {
            let mut random = setup.random();
            let numbers: Vec<u64> = (0..setup.size).map(|_| random.u64(..)).collect();
            match setup.scenario {
                "one-batch" => vec![numbers],
                _ => numbers.into_iter().map(|number| vec![number]).collect(),
            }
        }
        Some("no batches") => vec![],
        Some("one") => vec![vec![1]],
        Some("empty batches") => vec![vec![], vec![1], vec![]],
        Some("duplicates") => vec![vec![3; 5]; 20],
        Some("very long") => vec![vec![1; 30_000], vec![2], vec![3; 30_000]],
        Some(_) => setup.unknown(),
    }
}

const EXACT: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.reserve_exact";

/// The declaration.
pub const PATTERN: Pattern = Pattern {
    id: "preallocation/reserve-exact-trap",
    title: "Let `reserve` keep its slack",
    source: include_str!("reserve_exact_trap.rs"),
    size_unit: "batches",
    sizes: &[50, 500, 5_000],
    variants: &[
        Variant::new(
            Role::Slow,
            "reserve-exact",
            "no slack: every batch reallocates",
            |setup| case!(setup, batches, |batches| reserve_exact(batches)),
        ),
        Variant::new(
            Role::Fast,
            "reserve",
            "slack for the batches to come",
            |setup| case!(setup, batches, |batches| reserve(batches)),
        ),
        Variant::new(
            Role::Alternative,
            "exact-once",
            "sums the lengths, asks once",
            |setup| case!(setup, batches, |batches| exact_once(batches)),
        ),
    ],
    scenarios: &[
        Scenario::TYPICAL,
        Scenario::counter_case(
            "one-batch",
            "all numbers in one batch: the final size is known",
            "exact is as good as slack",
        ),
    ],
    nasty: &[
        "no batches",
        "one",
        "empty batches",
        "duplicates",
        "very long",
    ],
    claims: &[
        Claim::new(Metric::Allocations, "reserve", Expect::AtLeast(40.0), EXACT),
        Claim::new(
            Metric::AllocatedBytes,
            "reserve",
            Expect::AtLeast(50.0),
            EXACT,
        ),
        Claim::new(Metric::Instructions, "reserve", Expect::AtLeast(4.0), EXACT),
        Claim::new(Metric::TimeNs, "reserve", Expect::Wins, EXACT),
        Claim::new(
            Metric::Allocations,
            "exact-once",
            Expect::AtLeast(300.0),
            EXACT,
        ),
        Claim::new(Metric::AllocatedBytes, "reserve", Expect::NoEffect, EXACT)
            .in_scenario("one-batch"),
    ],
    ..Pattern::TEMPLATE
};
