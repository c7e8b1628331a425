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
//! nothing back. After the largest turn nothing allocates any more.
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
//! work to do (the `large-rounds` scenario) the allocations hardly show in time, and
//! the tidier code wins.
//!
//! ## See also
//!
//! - [`crate::pooling::request_buffer`] across calls, [`crate::pooling::read_lines`]
//! - No Clippy lint sees an allocation in a loop.
//! - [`Vec::clear`](https://doc.rust-lang.org/std/vec/struct.Vec.html#method.clear)
//!   has no effect on the capacity.

use crate::catalogue::declare::*;

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

const LARGE_ROUNDS: Scenario = counter_case("large-rounds", "a thousand numbers in each round")
    .expect("sorting is the work: the requests hardly show in time");

const NASTY: Nasty<Vec<Vec<u32>>> = &[
    ("none", || vec![]),
    ("empty rounds", || vec![vec![]; 3]),
    ("only odd, after even", || vec![vec![8, 6], vec![1, 3]]),
    ("long, then short", || vec![(0..10_000).collect(), vec![2]]),
    ("duplicates", || vec![vec![4; 20]; 20]),
    ("largest", || vec![vec![u32::MAX, u32::MAX - 1]]),
];

/// `size` rounds of twelve numbers; in `large-rounds` of a thousand.
fn rounds(setup: &Setup) -> Vec<Vec<u32>> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let length = if setup.is(&LARGE_ROUNDS) { 1_000 } else { 12 };
        (0..setup.size)
            .map(|_| (0..length).map(|_| random.u32(..)).collect())
            .collect()
    })
}

const CLEAR: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#method.clear";

const CHOICES: &[Choice] = &[choice(
    "clear",
    "where each round is done with its vector: the largest capacity is kept until the end",
)];

const SEEN: &[Seen] = &[Seen {
    repo: "pubgrub-rs/pubgrub",
    number: "74",
    metric: "time, elm-packages_str_SemanticVersion",
    before: "",
    after: "−19.010%",
    direction: Direction::For,
    about: "The vector of `unit_propagation` moves into the state, found with dhat.",
}];

const SYMPTOMS: &[Symptom] = &[
    symptom("A vector is made anew in each turn of a loop, and freed before the next")
        .confirm(
            &["new", "with_capacity", "collect", "vec", "to_vec"],
            &[Fact::Fresh, Fact::Stays],
        )
        .of(Scope::OrCaller)
        .matters(&[share(Allocations, 0.05)])
        .saves_each(120)
        .shape(&[Shape::Blocks(50), Shape::LiveAtMost(4)])
        .advise(
            "make it before the loop, and `clear` it in each turn",
            "Are the rounds so long that filling the vector outweighs making it?",
        ),
    symptom("A vector made empty in each turn of a loop grows there")
        .confirm(
            &[
                "push",
                "push_str",
                "extend",
                "extend_from_slice",
                "resize",
                "insert",
                "append",
                "push_back",
                "write",
                "writeln",
                "read_line",
                "read_until",
                "read_to_end",
                "read_to_string",
            ],
            &[Fact::TargetFresh, Fact::TargetStays],
        )
        .of(Scope::OrCaller)
        .matters(&[share(Allocations, 0.05)])
        .saves_each(120)
        .shape(&[Shape::Blocks(50), Shape::LiveAtMost(4)])
        .advise(
            "make it before the loop, and `clear` it in each turn",
            "Are the rounds so long that filling the vector outweighs making it?",
        ),
];

const EXERCISES: &[Exercise] = &[cheaper("best-of-round", &[Allocations, Instructions])
.tracks(&[Track::FirstHour, Track::Allocations])
.task("Sums the largest even number of each round; a round without one counts nothing.")
.story(
    "The game server scores rounds of a dozen numbers. A new colleague has profiled it in her \
     first week, and her note is short:\n\n    \
     3,742 allocations   in 2,000 rounds\n       \
     48 bytes         the largest of them\n        \
     1               the most that were alive at once\n\n\"Two thousand rounds, and never more \
     than one list at a time. I keep thinking: we own *one* list, and keep giving it away.\"",
)
.hints([
    "Look at lifetimes: when is each block allocated, and when is it freed?",
    "Ask what one round needs from the round before it, and what it throws away that it could use.",
    "A vector that is emptied keeps its room.",
    "Move the vector out of the loop. In a round, `even.clear()` and `even.extend(…)` take the \
     place of `collect`.",
])
.wrong_turns(&[
    "`Vec::with_capacity(round.len())` in the loop saves the growing; the allocation for each \
     round stays.",
    "Forgetting to clear it lets an earlier round win: try a round of odd numbers behind a round \
     of even ones.",
    "No list at all, with `max` instead of the sorting, is better still: then nothing is \
     allocated, and the score says so.",
])];

pub(crate) const PATTERN: Pattern = pattern!("reuse_vec.rs")
    .sizes("rounds", &[20, 200, 2_000])
    .variants(&[
        slow("new-each-round", case!(rounds, new_each_round)).about("a vector for each round"),
        fast("clear", case!(rounds, clear)).about("one vector for all rounds"),
    ])
    .inputs(&[TYPICAL, LARGE_ROUNDS], NASTY)
    .claims(&[
        claim(Allocations, "clear", AtLeast(50.0), CLEAR),
        claim(AllocatedBytes, "clear", AtLeast(20.0), CLEAR),
        claim(Instructions, "clear", AtLeast(1.2), CLEAR),
        claim(TimeNs, "clear", Wins, CLEAR),
        claim(Instructions, "clear", AtMost(1.1), CLEAR).on(&LARGE_ROUNDS),
        claim(TimeNs, "clear", AtMost(1.2), CLEAR).on(&LARGE_ROUNDS),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
