//! # Tell `collect` how much is coming
//!
//! ## What you see
//!
//! In a heap profile, `grow_amortized` below a `collect`, although the length was
//! never in doubt. In a flame graph, `realloc` above `from_iter`.
//!
//! ## Why
//!
//! `collect` and `extend` ask the iterator for its `size_hint` and reserve the
//! lower bound before the first element. The standard adapters pass a hint on
//! where they can; `iter::from_fn`, `iter::successors` and every hand-written
//! `Iterator` that keeps the default report a lower bound of 0, so the vector
//! starts small and doubles its way up.
//!
//! One method fixes it. The hint is not trusted with memory safety, so a wrong
//! one is a bug and not a danger; the check for capacity stays in the loop. To
//! lose that check too, build the iterator from a range or a slice and `map`:
//! the standard library trusts the length of those.
//!
//! ## Coming from Go
//!
//! Go's range-over-func iterators carry no length, and `slices.Collect` always
//! grows. In Rust the length can travel with the iterator.
//!
//! ## When not to
//!
//! For a few elements the first growth makes room for all of them. And do not
//! promise what you cannot keep: a lower bound that is too high reserves memory
//! for elements that never come.
//!
//! ## See also
//!
//! - [`crate::preallocation::vec_capacity`]
//! - No Clippy lint asks for a hint.
//! - [`Iterator::size_hint`](https://doc.rust-lang.org/std/iter/trait.Iterator.html#method.size_hint),
//!   [`ExactSizeIterator`](https://doc.rust-lang.org/std/iter/trait.ExactSizeIterator.html).

use crate::catalogue::declare::*;

// ANCHOR: no-hint
/// The first `count` steps of a linear congruential generator, by `from_fn`,
/// which has no idea of the length.
pub fn no_hint(seed: u64, count: usize) -> Vec<u64> {
    let (mut state, mut left) = (seed, count);
    std::iter::from_fn(move || {
        left = left.checked_sub(1)?;
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        Some(state)
    })
    .collect()
}
// ANCHOR_END: no-hint

// ANCHOR: with-hint
/// The same steps as an iterator that says how many are left.
pub struct Steps {
    state: u64,
    left: usize,
}

impl Iterator for Steps {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.left = self.left.checked_sub(1)?;
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        Some(self.state)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Steps {}

/// The first `count` steps of a linear congruential generator.
pub fn with_hint(seed: u64, count: usize) -> Vec<u64> {
    Steps {
        state: seed,
        left: count,
    }
    .collect()
}
// ANCHOR_END: with-hint

// ANCHOR: range
/// The same steps, mapped from a range, whose length is trusted.
pub fn range(seed: u64, count: usize) -> Vec<u64> {
    let mut state = seed;
    (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state
        })
        .collect()
}
// ANCHOR_END: range

const FEW: Scenario = counter_case_at(&[4], "few", "four steps")
    .expect("the first growth makes room for four: one allocation either way");

const NASTY: Nasty<(u64, usize)> = &[
    ("none", || (1, 0)),
    ("one", || (1, 1)),
    ("zero seed", || (0, 10)),
    ("largest seed", || (u64::MAX, 10)),
    ("very long", || (3, 100_000)),
];

/// A seed and how many steps.
fn request(setup: &Setup) -> (u64, usize) {
    setup.nasty(NASTY).unwrap_or((setup.seed, setup.size))
}

const HINT: &str = "https://doc.rust-lang.org/std/iter/trait.Iterator.html#method.size_hint";

const CHOICES: &[Choice] = &[
    choice(
        "with-hint",
        "for an iterator type of your own: one method, which must not promise too much",
    ),
    choice(
        "range",
        "where the length is known before: the check at each element is gone as well",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "tailcallhq/tailcall-chunk",
        number: "28",
        metric: "time of `from_iter`",
        before: "7.5740 µs",
        after: "1.3374 µs",
        direction: Direction::For,
        about: "Collecting uses the iterator's hint of its size.",
    },
    Seen {
        repo: "rust-bitcoin/rust-bitcoin",
        number: "1053",
        metric: "time to collect a big witness",
        before: "489 ns",
        after: "313 ns",
        direction: Direction::For,
        about: "The iterator over a witness says how many elements are left.",
    },
    Seen {
        repo: "rust-bitcoin/rust-bitcoin",
        number: "1053",
        metric: "time to collect a small witness",
        before: "221 ns (+/- 102)",
        after: "204 ns (+/- 11)",
        direction: Direction::None,
        about: "The same change: a vector starts with room for four anyway.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A `collect` that grows: its iterator reports a lower bound of 0")
        .confirm(&["collect"], &[Fact::Chain(&["from_fn", "successors"])])
        .matters(&[share(AllocatedBytes, 0.1)])
        .shape(&[Shape::Grows])
        .advise(
            "give the iterator a `size_hint`, or map a range",
            "Is the number of items known before the first one is made?",
        ),
    symptom("A `collect` that grows, of an iterator of one's own without `size_hint`")
        .confirm(&["collect"], &[Fact::Unhinted])
        .matters(&[share(AllocatedBytes, 0.1)])
        .shape(&[Shape::Grows])
        .advise(
            "implement `size_hint`",
            "Is the number of items known before the first one is made?",
        ),
    symptom("A `collect` that grows, of an iterator that another function returns")
        .look(&["collect"], &[])
        .unless(&[Fact::Chain(&[
            "filter",
            "filter_map",
            "flat_map",
            "flatten",
            "take_while",
            "map_while",
            "skip_while",
            "split",
            "splitn",
            "split_whitespace",
            "lines",
            "chars",
            "char_indices",
            "scan",
            "dedup",
            "peekable",
        ])])
        .matters(&[share(AllocatedBytes, 0.15)])
        .shape(&[Shape::Grows, Shape::BytesAtLeast(256)])
        .advise(
            "give the iterator a `size_hint`, or reserve before it is collected",
            "Is the number of items known before the first one is made?",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("random-steps", &[Allocations, AllocatedBytes])
        .at(600, 2_400)
        .tracks(&[Track::Allocations])
        .task("Returns the first `count` steps of a linear congruential generator.")
        .story(
            "The simulation begins every run with a list of pseudo-random numbers. The caller says \
             how many; the function returns as many; nothing could be simpler. Then somebody \
             plotted allocations over the list's length, and got a staircase: one more each time \
             the length doubles.\n\n\"But `collect` makes room by itself\", says the author. \
             \"That is what it is for.\" It usually is.",
        )
        .hints([
            "Look at the first allocation of one call: for how many elements has it room?",
            "Ask what `collect` can know about the iterator before it takes the first element.",
            "An iterator reports how much is left by `size_hint`; one that is made from a bare \
             closure reports a lower bound of 0.",
            "Use a source that knows: `(0..count).map(…)`. Or write a type of your own whose \
             `size_hint` returns what is left, twice.",
        ])
        .wrong_turns(&[
            "`.take(count)` behind a closure bounds from above only: the lower bound, which makes \
             the room, stays 0.",
            "`Vec::with_capacity(count)` and `extend` works and makes the room itself; only its \
             capacity must not be forgotten.",
            "`.fuse()`, `.by_ref()` and `.into_iter()` pass the same hint on.",
        ]),
    explain(
        "two-lengths",
        "Both ways allocate once, and return the same list. Why does the second take less than \
         half of the instructions?",
        "The length of a mapped range is one that `collect` may rely on, so it writes without \
         asking for room each time; a `size_hint` is only a hint, and each element is checked.",
        &[
            "The first iterator has a state of two fields, which is written back to memory after \
             each element.",
            "The range counts upwards, and the processor predicts a loop that counts upwards \
             better than one that counts down.",
            "The type of the first iterator is not generic, so that its `next` cannot be inlined \
             into `collect`.",
        ],
        Proof::Metric(Instructions),
    )
    .between("with-hint", "range")
    .task("Returns the first `count` steps of a linear congruential generator.")
    .story(
        "A note from a code review that nobody answered for a month:\n\n> I followed the advice, \
         and wrote an iterator with an exact `size_hint`. Allocations went from ten to one. Time \
         hardly moved. Then I tried `(0..count).map(…)`, which my colleague says is \"the same \
         thing\". It also allocates once, and it is more than twice as quick. I would like to \
         understand what I am looking at.\n\nThe generator's arithmetic is the same in both: one \
         multiplication and one addition for each step.",
    )
    .hints([
        "Look at what happens between two elements, in `collect` and not in the iterator.",
        "Ask what `collect` would have to do if a `size_hint` were a lie: safe code may tell one.",
        "The standard library marks iterators whose length is certain by a trait that only it can \
         implement.",
        "The trait is `TrustedLen`. Ranges and what maps them have it; a type of yours cannot. \
         Without it each element is pushed, and each push asks whether there is room.",
    ])
    .wrong_turns(&[
        "The multiplications are the same number in both, and none depends on the way.",
        "Branch prediction changes time, and no count of instructions.",
    ]),
];

pub(crate) const PATTERN: Pattern = pattern!("size_hint.rs")
    .sizes("steps", &[100, 1_000, 10_000])
    .variants(&[
        slow("no-hint", case!(request, |of| no_hint(of.0, of.1)))
            .about("`from_fn`: a lower bound of 0"),
        fast("with-hint", case!(request, |of| with_hint(of.0, of.1)))
            .about("an iterator that says its length"),
        alternative("range", case!(request, |of| range(of.0, of.1)))
            .about("a mapped range, whose length is trusted"),
    ])
    .inputs(&[TYPICAL, FEW], NASTY)
    .claims(&[
        claim(Allocations, "with-hint", AtLeast(6.0), HINT),
        claim(AllocatedBytes, "with-hint", AtLeast(1.5), HINT),
        claim(Allocations, "range", AtLeast(6.0), HINT),
        claim(Allocations, "with-hint", NoEffect, HINT).on(&FEW),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
