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
//! `reserve` takes the larger of what is needed and twice the present
//! capacity: that slack is what makes a run of appends linear. `reserve_exact`
//! takes what is needed and no more. Called before every small append it
//! leaves the vector full each time, so the next call reallocates again: *n*
//! appends of one element make *n* reallocations, whose sizes add up to *n*²/2.
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
//! When the final length is known, reserve it once and exactly: `reserve_exact`
//! (or `with_capacity`) wastes nothing. In the `one-batch` scenario it is as good
//! as `reserve`. Memory that is kept for long and never grows again is its place.
//!
//! ## See also
//!
//! - [`crate::preallocation::vec_capacity`]
//! - No Clippy lint sees `reserve_exact` in a loop.
//! - [`Vec::reserve_exact`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.reserve_exact)
//!   says it itself: prefer `reserve` if future insertions are expected.

use crate::catalogue::declare::*;

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

const ONE_BATCH: Scenario = counter_case(
    "one-batch",
    "all numbers in one batch: the final size is known",
)
.expect("exact is as good as slack");

const NASTY: Nasty<Vec<Vec<u64>>> = &[
    ("no batches", || vec![]),
    ("one", || vec![vec![1]]),
    ("empty batches", || vec![vec![], vec![1], vec![]]),
    ("duplicates", || vec![vec![3; 5]; 20]),
    ("very long", || {
        vec![vec![1; 30_000], vec![2], vec![3; 30_000]]
    }),
];

/// `size` numbers, in batches of one; in `one-batch` all in one.
fn batches(setup: &Setup) -> Vec<Vec<u64>> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let numbers: Vec<u64> = (0..setup.size).map(|_| random.u64(..)).collect();
        if setup.is(&ONE_BATCH) {
            vec![numbers]
        } else {
            numbers.into_iter().map(|number| vec![number]).collect()
        }
    })
}

const EXACT: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.reserve_exact";

const CHOICES: &[Choice] = &[
    choice(
        "reserve",
        "in every loop that appends: up to half of the capacity may stay unused",
    ),
    choice(
        "exact-once",
        "where the final length is known and the vector is kept: a pass over the input first",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "stoolap/stoolap",
    number: "68",
    metric: "reallocations in 1,000 turns of `reserve(1)` and `push`",
    before: "1000",
    after: "11",
    direction: Direction::For,
    about: "A `reserve` that was exact now doubles; no caller had run into it.",
}];

const SYMPTOMS: &[Symptom] = &[
    symptom("`reserve_exact` in a loop: a reallocation for each turn")
        .confirm(&["reserve_exact"], &[Fact::InLoop])
        .of(Scope::OrCaller)
        .matters(&[share(AllocatedBytes, 0.1), share(Instructions, 0.05)])
        .shape(&[Shape::Blocks(20)])
        .advise(
            "use `reserve`, or sum the lengths and reserve once",
            "Is the final size known? Then `reserve_exact` once, before the loop, is right.",
        ),
];

const EXERCISES: &[Exercise] = &[cheaper(
    "collect-batches",
    &[Allocations, AllocatedBytes, Instructions],
)
.checkpoint()
.at(300, 1_200)
.tracks(&[Track::Allocations])
.task("Puts the numbers of all batches into one vector, in order.")
.story(
    "A story with a moral, from a retrospective:\n\n*We had too much memory per connection, so we \
     read the documentation, and found a method that allocates no more than one asks for. We used \
     it everywhere. Memory went down. A week later the collector could not keep up: it puts \
     together small batches, often of one number, into one vector. With ten thousand of them it \
     took four times as long as with five thousand.*\n\n*What the profile showed was `memcpy`, \
     below `realloc`, below the method of our choice.*",
)
.hints([
    "Look at how often the vector's buffer is replaced: how many batches are there for each \
     replacement?",
    "Ask what is copied each time, and how much room is left afterwards for the batch that comes \
     next.",
    "Growth is cheap where each step leaves room in proportion to what is there: then copying is \
     shared by many.",
    "Drop the `exact`: `all.reserve(batch.len())`, or nothing, as `extend_from_slice` does that \
     itself. Or sum the lengths before the loop, and make room once.",
])
.wrong_turns(&[
    "A few elements more at each step (`reserve_exact(batch.len() + 64)`) divide the cost by a \
     constant; the growth stays quadratic.",
    "`shrink_to_fit` in the loop undoes whatever slack there was.",
    "`batches.concat()` is right, and cheaper than the reference: it sums the lengths itself.",
])];

pub(crate) const PATTERN: Pattern = pattern!("reserve_exact_trap.rs")
    .sizes("batches", &[50, 500, 5_000])
    .variants(&[
        slow("reserve-exact", case!(batches, reserve_exact))
            .about("no slack: every batch reallocates"),
        fast("reserve", case!(batches, reserve)).about("slack for the batches to come"),
        alternative("exact-once", case!(batches, exact_once)).about("sums the lengths, asks once"),
    ])
    .inputs(&[TYPICAL, ONE_BATCH], NASTY)
    .claims(&[
        claim(Allocations, "reserve", AtLeast(40.0), EXACT),
        claim(AllocatedBytes, "reserve", AtLeast(50.0), EXACT),
        claim(Instructions, "reserve", AtLeast(4.0), EXACT),
        claim(TimeNs, "reserve", Wins, EXACT),
        claim(Allocations, "exact-once", AtLeast(300.0), EXACT),
        claim(AllocatedBytes, "reserve", NoEffect, EXACT).on(&ONE_BATCH),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
