//! # Clear the vector, keep its memory
//!
//! ## What you see
//!
//! In a heap profile, a `Vec` that is made inside a loop, with as many blocks as
//! turns (or several for each, as it grows). In a flame graph, `malloc`, `realloc`
//! and `free` beside the work of the loop.
//!
//! ## Why
//!
//! A vector that is declared in the loop's body is freed at its end, and the next
//! turn starts from nothing. Declared before the loop and cleared in it, it keeps
//! its capacity: `clear` sets the length to zero, drops the elements, and gives
//! nothing back. After the largest turn there are no more requests.
//!
//! ## Coming from Go
//!
//! `buffer = buffer[:0]` is `buffer.clear()`. Rust also drops the elements, so that
//! nothing is kept alive by accident, which in Go wants `clear(buffer)` first.
//!
//! ## When not to
//!
//! Where each turn's vector is kept or sent away, it must be its own. And a
//! variable that outlives its purpose blurs who owns what: where each turn has much
//! work to do (the `large-rounds` scenario) the requests hardly show in time, and
//! the tidier code wins.
//!
//! ## See also
//!
//! - [`crate::pooling::request_buffer`] across calls, [`crate::pooling::read_lines`]
//! - No Clippy lint sees an allocation in a loop.
//! - [`Vec::clear`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.clear)
//!   has no effect on the capacity.

use crate::case;
use crate::catalogue::{Claim, Expect, Metric, Pattern, Role, Scenario, Setup, Variant};

// ANCHOR: new-each-round
/// The sum of each round's largest even number.
pub fn new_each_round(rounds: &[Vec<u32>]) -> u64 {
    let mut sum = 0;
    for round in rounds {
        let mut even: Vec<u32> = round
            .iter()
            .copied()
            .filter(|number| number % 2 == 0)
            .collect();
        even.sort_unstable();
        sum += even.last().copied().map_or(0, u64::from);
    }
    sum
}
// ANCHOR_END: new-each-round

// ANCHOR: clear
/// The sum of each round's largest even number, with one vector for all rounds.
pub fn clear(rounds: &[Vec<u32>]) -> u64 {
    let mut sum = 0;
    let mut even = Vec::new();
    for round in rounds {
        even.clear();
        even.extend(round.iter().copied().filter(|number| number % 2 == 0));
        even.sort_unstable();
        sum += even.last().copied().map_or(0, u64::from);
    }
    sum
}
// ANCHOR_END: clear

/// `size` rounds of twelve numbers; in `large-rounds` of a thousand.
fn rounds(setup: &Setup) -> Vec<Vec<u32>> {
    match setup.nasty {
        None => {
            let mut random = setup.random();
            let length = if setup.scenario == "large-rounds" {
                1_000
            } else {
                12
            };
            (0..setup.size)
                .map(|_| (0..length).map(|_| random.u32(..)).collect())
                .collect()
        }
        Some("none") => vec![],
        Some("empty rounds") => vec![vec![]; 3],
        Some("only odd, after even") => vec![vec![8, 6], vec![1, 3]],
        Some("long, then short") => vec![(0..10_000).collect(), vec![2]],
        Some("duplicates") => vec![vec![4; 20]; 20],
        Some("largest") => vec![vec![u32::MAX, u32::MAX - 1]],
        Some(_) => setup.unknown(),
    }
}

const CLEAR: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.clear";

/// The declaration.
pub const PATTERN: Pattern = Pattern {
    id: "pooling/reuse-vec",
    title: "Clear the vector, keep its memory",
    source: include_str!("reuse_vec.rs"),
    size_unit: "rounds",
    sizes: &[20, 200, 2_000],
    variants: &[
        Variant::new(
            Role::Slow,
            "new-each-round",
            "a vector for each round",
            |setup| case!(setup, rounds, |rounds| new_each_round(rounds)),
        ),
        Variant::new(Role::Fast, "clear", "one vector for all rounds", |setup| {
            case!(setup, rounds, |rounds| clear(rounds))
        }),
    ],
    scenarios: &[
        Scenario::TYPICAL,
        Scenario::counter_case(
            "large-rounds",
            "a thousand numbers in each round",
            "sorting is the work: the requests hardly show in time",
        ),
    ],
    nasty: &[
        "none",
        "empty rounds",
        "only odd, after even",
        "long, then short",
        "duplicates",
        "largest",
    ],
    claims: &[
        Claim::new(Metric::Allocations, "clear", Expect::AtLeast(50.0), CLEAR),
        Claim::new(
            Metric::AllocatedBytes,
            "clear",
            Expect::AtLeast(20.0),
            CLEAR,
        ),
        Claim::new(Metric::Instructions, "clear", Expect::AtLeast(1.2), CLEAR),
        Claim::new(Metric::TimeNs, "clear", Expect::Wins, CLEAR),
        Claim::new(Metric::Instructions, "clear", Expect::AtMost(1.1), CLEAR)
            .in_scenario("large-rounds"),
        Claim::new(Metric::TimeNs, "clear", Expect::AtMost(1.2), CLEAR).in_scenario("large-rounds"),
    ],
    ..Pattern::TEMPLATE
};
