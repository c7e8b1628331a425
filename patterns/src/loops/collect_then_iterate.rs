//! # Iterate without collecting
//!
//! ## What you see
//!
//! In a heap profile, `collect` below a function that returns no collection: its
//! allocations are some log₂ of the number of items, each twice as large as the one
//! before, all dead when the function returns. In a flame graph, `SpecFromIter`,
//! `grow_amortized` and `memmove` beside the work.
//!
//! ## Why
//!
//! An iterator does nothing until it is asked for the next item, so a chain of
//! `map` and `filter` is one loop. `collect` in the middle cuts it in two: the
//! first half writes every item to memory, and the second reads it back. After a
//! `filter` the length is unknown, so the vector grows by doubling, and copies what
//! it holds each time.
//!
//! Often the vector stands there because two things are wanted of it, here the sum
//! and the count. One pass can keep both.
//!
//! This is one of the weaker patterns: the vector costs a few allocations and one
//! store and one load for each item, and most work on an item costs more than that.
//! So it shows in a heap profile, and seldom in time.
//!
//! ## Coming from Go
//!
//! Before Go 1.23 there was nothing to hand on but a slice, so functions return
//! slices and callers range over them. In Rust return `impl Iterator` and let the
//! caller decide whether to collect.
//!
//! ## When not to
//!
//! Collect when the items are needed twice and making them is dear: running the
//! chain a second time, the `twice` variant, saves the vector and pays for all of
//! the work again (the `long-orders` scenario). Collect too where the source must be free
//! to change while the items are used, where they are sorted or indexed, and where a
//! function must end before its result is used.
//!
//! ## See also
//!
//! - [`crate::preallocation::size_hint`], [`crate::preallocation::vec_capacity`] for
//!   vectors that are wanted; [`crate::pooling::reuse_vec`]
//! - Clippy's [`needless_collect`](https://rust-lang.github.io/rust-clippy/master/index.html#needless_collect)
//!   (nursery, off by default) finds the plain cases.
//! - [`Iterator::collect`](https://doc.rust-lang.org/std/iter/trait.Iterator.html#method.collect),
//!   [iterators are lazy](https://doc.rust-lang.org/std/iter/index.html#laziness)

use crate::catalogue::declare::*;

// ANCHOR: shared
/// What an order comes to.
pub fn total(prices: &[u32]) -> u64 {
    prices.iter().copied().map(u64::from).sum()
}
// ANCHOR_END: shared

// ANCHOR: collect
/// The mean of the totals that reach `least`, or 0: collects them first.
pub fn collect(orders: &[Vec<u32>], least: u64) -> u64 {
    let totals: Vec<u64> = orders
        .iter()
        .map(|prices| total(prices))
        .filter(|total| *total >= least)
        .collect();
    let sum: u64 = totals.iter().sum();
    sum.checked_div(totals.len() as u64).unwrap_or(0)
}
// ANCHOR_END: collect

// ANCHOR: one-pass
/// The mean of the totals that reach `least`, or 0: one pass keeps sum and count.
pub fn one_pass(orders: &[Vec<u32>], least: u64) -> u64 {
    let totals = orders
        .iter()
        .map(|prices| total(prices))
        .filter(|total| *total >= least);
    let (mut sum, mut count) = (0_u64, 0);
    for total in totals {
        sum += total;
        count += 1;
    }
    sum.checked_div(count).unwrap_or(0)
}
// ANCHOR_END: one-pass

// ANCHOR: twice
/// The mean of the totals that reach `least`, or 0: runs the chain for each.
pub fn twice(orders: &[Vec<u32>], least: u64) -> u64 {
    let totals = orders
        .iter()
        .map(|prices| total(prices))
        .filter(|total| *total >= least);
    let count = totals.clone().count();
    let sum: u64 = totals.sum();
    sum.checked_div(count as u64).unwrap_or(0)
}
// ANCHOR_END: twice

const LONG_ORDERS: Scenario = counter_case("long-orders", "two hundred prices in each order")
    .expect("summing an order outweighs one store: little to save, and much to do twice");

const NASTY: Nasty<Vec<Vec<u32>>> = &[
    ("none", || vec![]),
    ("one, empty", || vec![vec![]]),
    ("none reaches it", || vec![vec![1], vec![2, 3]]),
    ("all reach it", || vec![vec![LEAST as u32]; 40]),
    ("the largest", || vec![vec![u32::MAX; 20]; 3]),
    ("very long", || vec![vec![1; 100_000]]),
    ("duplicates", || vec![vec![70, 50]; 30]),
];

/// The least total that counts: about half of the orders reach it.
const LEAST: u64 = 100;

/// `size` orders of one to three prices; in `long-orders` of two hundred.
fn orders(setup: &Setup) -> Vec<Vec<u32>> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let lengths = if setup.is(&LONG_ORDERS) {
            200..=200
        } else {
            1..=3
        };
        (0..setup.size)
            .map(|_| {
                let length = random.usize(lengths.clone());
                (0..length).map(|_| random.u32(1..100)).collect()
            })
            .collect()
    })
}

const LAZY: &str = "https://doc.rust-lang.org/std/iter/index.html#laziness";

const CHOICES: &[Choice] = &[
    choice(
        "one-pass",
        "where each item is read once: no vector, and what is wanted is kept as it comes",
    ),
    choice(
        "twice",
        "only where making an item costs next to nothing and memory is short: all work doubles",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "BrettMayson/HEMTT",
    number: "899",
    metric: "time of `hemtt dev`",
    before: "",
    after: "minimal",
    direction: Direction::None,
    about: "Mappings went through an iterator instead of a vector; it was left out again, \
                since the vector reads better.",
}];

const SYMPTOMS: &[Symptom] = &[
    symptom("A vector is collected to be walked once, and freed")
        .confirm(&["collect"], &[Fact::IteratedOnce])
        .of(Scope::OrCaller)
        .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.1)])
        .shape(&[Shape::Blocks(20), Shape::LiveAtMost(8)])
        .advise(
            "walk the iterator itself",
            "Does the loop change what the iterator borrows? Is the order of effects the same?",
        ),
    symptom("A function returns a vector that its caller frees before the next call")
        .look(&["collect"], &[Fact::Returned])
        .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.1)])
        .shape(&[Shape::Blocks(50), Shape::LiveAtMost(4)])
        .advise("return the iterator", "Does the caller only walk it, once?"),
    symptom("A vector is collected and asked for its iterator, sum or length at once")
        .confirm(
            &["collect"],
            &[Fact::ThenCalls(&["iter", "into_iter", "len"])],
        )
        .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.1)])
        .shape(&[Shape::Blocks(20), Shape::LiveAtMost(8)])
        .advise(
            "continue with the iterator, or `count` it",
            "Does it end in a set or a map, or a shared result? Then the collection has a purpose.",
        ),
];

const EXERCISES: &[Exercise] = &[find(
    "mean-order",
    &[Allocations, AllocatedBytes],
    &[
        "lookups/contains-set",
        "string-building/parse-fields",
        "string-building/ascii-case",
    ],
)
.at(600, 2_400)
.task("Returns the mean of the totals that reach `least`, or 0 if none does.")
.story(
    "The report for the management has four figures, and a function for each. It runs on a small \
     device, and the heap is what the device has least of. The allocator's log of one \
     report:\n\n    \
     alloc      32\n    \
     realloc    64\n    \
     realloc   128\n    \
     …\n    \
     realloc 16384\n    \
     free\n\nOne of the functions may allocate for a reason: it answers many questions, and builds \
     what answers them. Another allocates for none. Which one, and what does it need instead?",
)
.hints([
    "Look at the log: is this something that was made with the right room, or something that grew?",
    "Ask of what grows in each function: how often is it read before it is freed?",
    "What is read in one direction, once for each figure, need not be stored: figures can be kept \
     as the items come.",
    "Walk the iterator itself, with a `sum` and a `count` beside each other; divide in the end, \
     with `checked_div` for the empty case.",
])
.wrong_turns(&[
    "Running the chain twice saves the vector as well, and does all the work again.",
    "A capacity for the vector is one allocation where none is needed.",
    "The set in the neighbouring function looks like the same mistake: take it away and count \
     instructions.",
])];

pub(crate) const PATTERN: Pattern = pattern!("collect_then_iterate.rs")
    .sizes("orders", &[100, 1_000, 10_000])
    .variants(&[
        slow("collect", case!(orders, |orders| collect(orders, LEAST)))
            .about("a vector of totals, then their sum and number"),
        fast("one-pass", case!(orders, |orders| one_pass(orders, LEAST)))
            .about("sum and number as the totals come"),
        alternative("twice", case!(orders, |orders| twice(orders, LEAST)))
            .about("the chain run twice, no vector"),
    ])
    .inputs(&[TYPICAL, LONG_ORDERS], NASTY)
    .claims(&[
        claim(Allocations, "one-pass", AtLeast(1_000.0), LAZY),
        claim(Instructions, "one-pass", Wins, LAZY),
        // Weaker than its reputation.
        claim(Instructions, "one-pass", AtMost(1.5), LAZY),
        claim(TimeNs, "one-pass", Wins, LAZY),
        claim(Allocations, "twice", AtLeast(1_000.0), LAZY),
        claim(Instructions, "twice", Loses, LAZY),
        claim(Instructions, "one-pass", AtMost(1.1), LAZY).on(&LONG_ORDERS),
        claim(Instructions, "twice", Loses, LAZY).on(&LONG_ORDERS),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
