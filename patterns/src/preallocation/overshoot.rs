//! # Do not reserve for the worst case
//!
//! ## What you see
//!
//! Nothing, in a CPU profile: this one is fast. In a heap profile, one line that
//! allocates megabytes for a result of a few elements; in production, resident
//! memory that grows with the number of live values as soon as somebody writes to
//! the reserved pages.
//!
//! ## Why
//!
//! Allocating a large block is cheap. The allocator hands out address space, and
//! the kernel backs a page only when it is first written. A vector with room for
//! a million elements and ten inside therefore costs one allocation, with no growing
//! and no copying: in time it can even beat the vector that grows.
//!
//! The cost is memory. The capacity stays with the value for as long as it
//! lives; a cache of such values multiplies it. Blocks of that size are mapped
//! and unmapped rather than recycled, or they fragment the heap. Limits on
//! address space count it in full. So this is the case in which time misleads and
//! only bytes show the cost.
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

use crate::catalogue::declare::*;

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

const FILLED: Scenario = counter_case_at(&[500_000], "filled", "numbers all of which match")
    .expect("the large capacity is the right one: growing copies");

const NASTY: Nasty<Vec<u64>> = &[
    ("none", || vec![]),
    ("one", || vec![2]),
    ("no match", || vec![1, 3, 5]),
    ("duplicates", || vec![4; 40]),
    ("very long", || (0..20_000).collect()),
];

/// `size` numbers; in `filled` all of them match.
fn numbers(setup: &Setup) -> Vec<u64> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let mask = if setup.is(&FILLED) { !1 } else { !0 };
        (0..setup.size).map(|_| random.u64(..) & mask).collect()
    })
}

const CHOICES: &[Choice] = &[
    choice(
        "grow",
        "where few of the inputs lead to an output: it costs a few reallocations",
    ),
    choice(
        "upper-bound",
        "where the input bounds the output closely: one allocation, some of it unused",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "oxc-project/oxc",
        number: "22430",
        metric: "bytes of the arena that hold the tokens of a file of 6.7 MB",
        before: "130.1 MB",
        after: "62.1 MB",
        direction: Direction::For,
        about: "A proposal, closed, makes room for a third as many tokens as before.",
    },
    Seen {
        repo: "oxc-project/oxc",
        number: "19543",
        metric: "performance of parsing with tokens",
        before: "",
        after: "up to 22% better",
        direction: Direction::Against,
        about: "The vector of tokens gets all the room that it could need, and never grows.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A large allocation of which hardly anything is written")
        .confirm(&["with_capacity"], &[Fact::LiteralArgument])
        .matters(&[share(AllocatedBytes, 0.1), share(PeakBytes, 0.1)])
        .shape(&[Shape::BytesAtLeast(16_384), Shape::WrittenAtMost(0.25)])
        .advise(
            "reserve what the input can yield, or let it grow",
            "Is this input typical? A run that fills the capacity wants it.",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("pick-even", &[AllocatedBytes])
        .at(100, 400)
        .tracks(&[Track::Allocations])
        .task("Returns the even numbers, in order.")
        .story(
            "The capacity planner has a question for your team. Your service handles lists of some \
             hundred numbers, and the allocator's statistics say this for each of them:\n\n    \
             blocks        1\n    \
             bytes         8,000,000\n\n\"Is that a typo?\", she asks. It is not. A comment in the \
             code says: *room for the worst case, so that we never reallocate*. The worst case was \
             a benchmark, four years ago.",
        )
        .hints([
            "Look at how many bytes one call allocates, and at how many its result has.",
            "Ask where the number in the code comes from, and which input would need it.",
            "Two things are better informed than a constant: the input's length, and the vector \
             itself as it grows.",
            "`Vec::new()` and a few doublings; or `numbers.len()` as the capacity, which no result \
             can exceed.",
        ])
        .wrong_turns(&[
            "A smaller constant is the same mistake, waiting for another input.",
            "`shrink_to_fit` gives the bytes back after they were allocated: they are counted.",
            "Counting the even numbers first gives the exact room for a second pass: fewer bytes \
             than anything, and here the numbers are at hand. Elsewhere the pass may cost more.",
        ]),
    leave_alone("pick-from-even", &[Allocations, AllocatedBytes])
        .on(&FILLED)
        .at(250_000, 500_000)
        .task("Returns the even numbers, in order.")
        .story(
            "You have just shown that a capacity of a million is nonsense for a list of a hundred. \
             A colleague takes it to heart and removes the capacity in the batch job as well. That \
             job filters lists of up to half a million numbers, and what comes before it has made \
             sure that nearly all of them pass.\n\nThe pull request says: \"same lesson, same \
             fix\". Is it?",
        )
        .hints([
            "Look at how full the vector is at the end of the batch job.",
            "Ask what growing costs when most of the room is needed anyway: which bytes are \
             allocated more than once?",
            "Make the change, check it, and compare both counts.",
            "Many allocations for one, and no fewer bytes, as all the smaller buffers count too: \
             leave it alone. A capacity is wrong when it is not filled.",
        ])
        .wrong_turns(&["The lesson was never \"no capacity\", but \"the right one\"."]),
];

pub(crate) const PATTERN: Pattern = pattern!("overshoot.rs")
    .sizes("numbers", &[10, 100, 1_000])
    .variants(&[
        slow("worst-case", case!(numbers, worst_case)).about("room for a million, always"),
        fast("grow", case!(numbers, grow)).about("grows to what is needed"),
        alternative("upper-bound", case!(numbers, upper_bound))
            .about("room for as many as the input has"),
    ])
    .inputs(&[TYPICAL, FILLED], NASTY)
    .claims(&[
        claim(AllocatedBytes, "grow", AtLeast(1_000.0), GUARANTEES),
        claim(PeakBytes, "grow", AtLeast(1_000.0), GUARANTEES),
        claim(PeakBytes, "upper-bound", AtLeast(1_000.0), GUARANTEES),
        claim(Allocations, "grow", Loses, GUARANTEES),
        claim(Allocations, "grow", Loses, GUARANTEES).on(&FILLED),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
