//! # Say how long the vector will be
//!
//! ## What you see
//!
//! In a heap profile, `RawVec::grow_one` below a `push`, with more bytes in total
//! than the vector has in the end. In a flame graph, `realloc` and `memcpy` above
//! the loop; the loop itself is not vectorised.
//!
//! ## Why
//!
//! A full vector moves to a buffer of twice the size, so *n* pushes reallocate
//! about log₂ *n* times and allocate nearly twice the final bytes in all.
//! `with_capacity` makes that one allocation. It does not touch the other cost:
//! every `push` still compares length with capacity and may call the growing
//! path, and that branch keeps the loop from being vectorised.
//!
//! `collect` from an iterator whose exact length the standard library trusts
//! (slices, ranges, and `map` over them) does both: one allocation, then a plain
//! loop of stores with no check.
//!
//! ## Coming from Go
//!
//! `make([]T, 0, n)` is `Vec::with_capacity(n)`, and `append` is `push`. Go's
//! third form, `make([]T, n)` and assignment by index, has no twin that is as
//! fast and as safe as `collect`: it zeroes first. Go's slices grow by a factor
//! that falls from 2 to 1.25; a `Vec` keeps doubling.
//!
//! ## When not to
//!
//! For a handful of elements the first push already makes room for four, and a
//! computed capacity is noise. Where the length is only guessed, guess low: an
//! overshoot is never given back ([`crate::preallocation::overshoot`]).
//!
//! ## See also
//!
//! - [`crate::preallocation::size_hint`]: what your own iterator must say.
//! - Clippy's [`same_item_push`](https://rust-lang.github.io/rust-clippy/master/index.html#same_item_push)
//!   (style) sees a loop that pushes one value; no lint sees a missing capacity.
//! - [`Vec::with_capacity`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.with_capacity),
//!   [guarantees of `Vec`](https://doc.rust-lang.org/std/vec/struct.Vec.html#guarantees).

use crate::catalogue::declare::*;

// ANCHOR: push
/// Pushes into a vector that starts empty.
pub fn push(numbers: &[u32]) -> Vec<u64> {
    let mut squares = Vec::new();
    for &number in numbers {
        squares.push(u64::from(number) * u64::from(number));
    }
    squares
}
// ANCHOR_END: push

// ANCHOR: with-capacity
/// Pushes into a vector that has room for all.
pub fn with_capacity(numbers: &[u32]) -> Vec<u64> {
    let mut squares = Vec::with_capacity(numbers.len());
    for &number in numbers {
        squares.push(u64::from(number) * u64::from(number));
    }
    squares
}
// ANCHOR_END: with-capacity

// ANCHOR: collect
/// Collects from an iterator that knows its length.
pub fn collect(numbers: &[u32]) -> Vec<u64> {
    numbers
        .iter()
        .map(|&number| u64::from(number) * u64::from(number))
        .collect()
}
// ANCHOR_END: collect

const FEW: Scenario = counter_case_at(&[3], "few", "three numbers")
    .expect("the first push makes room for four: no allocation is left to save");

const NASTY: Nasty<Vec<u32>> = &[
    ("none", || vec![]),
    ("one", || vec![7]),
    ("largest", || vec![u32::MAX; 3]),
    ("duplicates", || vec![5; 100]),
    ("very long", || (0..100_000).collect()),
];

/// `size` numbers.
fn numbers(setup: &Setup) -> Vec<u32> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size).map(|_| random.u32(..)).collect()
    })
}

const TRUSTED: &str = "https://doc.rust-lang.org/std/iter/trait.TrustedLen.html";

/// Methods that add to a vector.
const ADDING: &[&str] = &["push", "push_back", "extend_from_slice", "extend", "append"];

const EDIT: &str = "`collect` from the iterator, or start with `Vec::with_capacity`";
const QUESTION: &str =
    "Is the vector long? The first push makes room for four: for a handful nothing is saved.";

const SYMPTOMS: &[Symptom] = &[
    symptom("`RawVec::grow_one` stands below a `push`; more bytes are allocated than are kept")
        .confirm(
            &["push", "push_back"],
            &[Fact::StartsEmpty, Fact::KnownLength],
        )
        .of(Scope::AtCaller)
        .frames(&["grow_one", "grow_amortized", "finish_grow"])
        .matters(&[share(AllocatedBytes, 0.1)])
        .shape(&[Shape::Grows, Shape::Blocks(50)])
        .advise(EDIT, QUESTION),
    // One vector that grows once: bytes fall, and hardly anything else does.
    symptom("A vector grows once; more bytes are allocated than are kept")
        .look(
            &["push", "push_back"],
            &[Fact::StartsEmpty, Fact::KnownLength],
        )
        .of(Scope::AtCaller)
        .frames(&["grow_one", "grow_amortized", "finish_grow"])
        .matters(&[share(AllocatedBytes, 0.1)])
        .shape(&[Shape::Grows])
        .advise(EDIT, QUESTION),
    symptom("A vector that was made empty grows in a loop whose length is not plain to see")
        .look(ADDING, &[Fact::StartsEmpty, Fact::InLoop])
        .unless(&[Fact::InBranch])
        .of(Scope::AtCaller)
        .frames(&["grow_one", "grow_amortized", "finish_grow"])
        .matters(&[share(AllocatedBytes, 0.2)])
        .shape(&[Shape::Grows])
        .advise(
            "start with `with_capacity`, if the number is known or can be asked for",
            "Does the loop know how many there will be before it begins?",
        ),
];

const CHOICES: &[Choice] = &[
    choice(
        "collect",
        "where the items come from an iterator that knows its length",
    ),
    choice(
        "with-capacity",
        "where the loop does more than push and the number is known: the check at each push stays",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "oxc-project/oxc",
    number: "9857",
    metric: "parser benchmark",
    before: "",
    after: "1%-2% slower",
    direction: Direction::Against,
    about: "A comment: four or eight places reserved in most vectors of the parser hurt.",
}];

const EXERCISES: &[Exercise] = &[
    cheaper("squares", &[Allocations, AllocatedBytes])
        .at(600, 2_400)
        .tracks(&[Track::Allocations])
        .task("Returns the square of each number, in order.")
        .story(
            "The test bench reads a block of samples and squares each of them. The result has as \
             many elements as the input, always. Yet somebody who looked at the allocator's log \
             found this, for one block of 2,400 samples:\n\n    \
             alloc       32\n    \
             realloc     64\n    \
             realloc    128\n    \
             realloc    256\n    \
             …\n    \
             realloc  32768\n\n\"Eleven sizes\", she writes, \"for a result whose length nobody \
             ever doubted.\"",
        )
        .hints([
            "Look at the sizes in the log: how does each follow from the one before, and which of \
             them is needed at the end?",
            "Ask when the final length is known: after the loop, or before it?",
            "A vector can be made with room for what is coming, or by something that knows how \
             much is coming.",
            "An iterator over a slice knows its length: `numbers.iter().map(…).collect()`. With a \
             loop, `Vec::with_capacity(numbers.len())`.",
        ])
        .wrong_turns(&[
            "`reserve(1)` before each `push` is what `push` does anyway.",
            "`shrink_to_fit` at the end adds a reallocation to those that there were.",
            "A round number such as 1,000 is too much for a small block, and too little for a \
             large one.",
        ]),
    predict("growing-list", &[Allocations, AllocatedBytes])
        .between("push", "with-capacity")
        .at(600, 2_400)
        .tracks(&[Track::FirstHour])
        .task("Returns the square of each number, in order.")
        .story(
            "Before the planning meeting somebody wants to know what a list costs that is filled \
             by `push` and never told how long it will be. There is no time to measure, says the \
             chair, so: an estimate, please, on paper, for one vector of `u64` of some 2,500 \
             elements.\n\nHow many times as many allocations, and how many times as many bytes, \
             does it take as with the room made beforehand?",
        )
        .hints([
            "Look up what a vector does when it is full, and how large the first room of a \
             `Vec<u64>` is.",
            "Ask how often four must double until it reaches 2,500, and what all those buffers \
             have in bytes together.",
            "The buffers are 4, 8, 16 … elements: their sum is nearly twice the last, and each \
             counts with its full size.",
            "The room beforehand is one allocation of exactly the elements. Divide: allocations \
             are a logarithm, and the bytes are the next power of two, doubled, over the length.",
        ])
        .wrong_turns(&[
            "Only the last buffer is alive at the end, but all of them were allocated.",
            "Bytes grow by a factor that does not depend on the length much; allocations grow with \
             its logarithm.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("vec_capacity.rs")
    .sizes("numbers", &[100, 1_000, 10_000])
    .variants(&[
        slow("push", case!(numbers, push)).about("starts empty and grows"),
        alternative("with-capacity", case!(numbers, with_capacity))
            .about("one request, the same loop"),
        fast("collect", case!(numbers, collect)).about("one request, and a loop without checks"),
    ])
    .inputs(&[TYPICAL, FEW], NASTY)
    .claims(&[
        claim(Allocations, "with-capacity", AtLeast(8.0), GROWTH),
        claim(AllocatedBytes, "with-capacity", AtLeast(1.9), GROWTH),
        claim(Allocations, "collect", AtLeast(8.0), GROWTH),
        claim(Instructions, "collect", AtLeast(2.0), TRUSTED),
        claim(TimeNs, "collect", Wins, TRUSTED),
        claim(Allocations, "with-capacity", NoEffect, GROWTH).on(&FEW),
    ])
    .symptoms(SYMPTOMS)
    .choices(CHOICES)
    .seen(SEEN)
    .exercises(EXERCISES);
