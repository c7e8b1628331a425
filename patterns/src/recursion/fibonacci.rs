//! # Do not compute the same thing twice
//!
//! ## What you see
//!
//! In a flame graph, a staircase of one function calling itself, with nothing
//! else above it, and a time that grows by a constant factor when the input grows
//! by one. In a heap profile, nothing.
//!
//! ## Why
//!
//! `fib(n)` calls `fib(n - 1)`, which calls `fib(n - 2)`, which the first call
//! asks for again: the number of calls grows as the result itself does, by a
//! factor of about 1.6 each step. No optimiser removes that, since each call is a
//! separate computation as far as it can see.
//!
//! Remembering results makes the calls linear in *n*. Where the arguments are
//! small whole numbers, a `Vec` is the memo: an index, no hashing. Where each
//! result needs only the last two, two variables are: no memory at all, and no
//! stack. Look for the loop before reaching for the map.
//!
//! ## Coming from Go
//!
//! The same example, with the same cure. A Rust `HashMap` hashes with SipHash,
//! which resists chosen keys and costs more per lookup than Go's default.
//!
//! ## When not to
//!
//! For a small *n* a memo costs more than the calls that it saves: a map must be
//! allocated and every key hashed. The `small` scenario measures it. And where
//! calls do not overlap (a tree walk) there is nothing to remember.
//!
//! ## See also
//!
//! - [`crate::recursion::depth_first`]: what the call itself costs.
//! - Clippy does not look for repeated calls.
//! - [*Structure and Interpretation of Computer Programs*, 1.2.2](https://web.mit.edu/6.001/6.037/sicp.pdf)
//!   on tree recursion.

use crate::catalogue::declare::*;

// ANCHOR: naive
/// The definition, as it stands in the textbook.
pub fn naive(n: u32) -> u64 {
    match n {
        0 | 1 => u64::from(n),
        _ => naive(n - 1) + naive(n - 2),
    }
}
// ANCHOR_END: naive

// ANCHOR: memo-map
/// Remembers results in a map.
pub fn memo_map(n: u32) -> u64 {
    use std::collections::HashMap;

    fn fib(n: u32, known: &mut HashMap<u32, u64>) -> u64 {
        if n < 2 {
            return u64::from(n);
        }
        if let Some(&result) = known.get(&n) {
            return result;
        }
        let result = fib(n - 1, known) + fib(n - 2, known);
        known.insert(n, result);
        result
    }
    fib(n, &mut HashMap::new())
}
// ANCHOR_END: memo-map

// ANCHOR: memo-vec
/// Remembers results by index.
pub fn memo_vec(n: u32) -> u64 {
    fn fib(n: usize, known: &mut [Option<u64>]) -> u64 {
        if n < 2 {
            return n as u64;
        }
        if let Some(result) = known[n] {
            return result;
        }
        let result = fib(n - 1, known) + fib(n - 2, known);
        known[n] = Some(result);
        result
    }
    let n = n as usize;
    fib(n, &mut vec![None; n + 1])
}
// ANCHOR_END: memo-vec

// ANCHOR: iterate
/// Keeps the last two.
pub fn iterate(n: u32) -> u64 {
    let (mut current, mut next) = (0, 1);
    for _ in 0..n {
        (current, next) = (next, current + next);
    }
    current
}
// ANCHOR_END: iterate

const SMALL: Scenario =
    counter_case_at(&[6], "small", "n = 6").expect("the map costs more than the calls it saves");

const NASTY: Nasty<u32> = &[
    ("zero", || 0),
    ("one", || 1),
    ("two", || 2),
    ("past 16 bits", || 25),
];

/// The size is *n* itself.
fn n(setup: &Setup) -> u32 {
    setup
        .nasty(NASTY)
        .unwrap_or_else(|| u32::try_from(setup.size).unwrap_or(u32::MAX))
}

const SICP: &str = "https://web.mit.edu/6.001/6.037/sicp.pdf";
const HASHER: &str = "https://doc.rust-lang.org/std/collections/struct.HashMap.html";

const CHOICES: &[Choice] = &[
    choice("iterate", "where each step needs the last few results only"),
    choice(
        "memo-vec",
        "where arguments are small whole numbers: memory for all results",
    ),
    choice(
        "memo-map",
        "where arguments are anything else that can be hashed, and calls overlap",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "safer-rust/RAPx",
        number: "303",
        metric: "time of the example that was reported",
        before: "24 s",
        after: "0.5 s",
        direction: Direction::For,
        about: "A proposal, still open, remembers the summary of each callee.",
    },
    Seen {
        repo: "rust-lang/rustfmt",
        number: "5139",
        metric: "time of the system tests, without the exponential cases",
        before: "0.579 s",
        after: "0.531 s",
        direction: Direction::For,
        about: "Formatted expressions are remembered, against a time that grew exponentially.",
    },
    Seen {
        repo: "DaymudeLab/assembly-theory",
        number: "95",
        metric: "time to search one molecule",
        before: "22.308 ms",
        after: "25.486 ms",
        direction: Direction::Against,
        about: "The states of a search are remembered, in the cheapest of three ways.",
    },
];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("One function calls itself at least twice, and owns nearly all instructions")
            .look(&[], &[Fact::Overlaps])
            .matters(&[share(Instructions, 0.04)])
            .advise(
                "compute from the smallest up, or remember what was computed",
                "Is the argument ever large? Then nothing else helps; a small one costs nothing.",
            ),
    ];

const EXERCISES: &[Exercise] = &[
    cheaper("count-tilings", &[Instructions])
        .at(12, 22)
        .task("Returns the Fibonacci number `n`, where those of 0 and 1 are 0 and 1.")
        .story(
            "In how many ways can one tile a strip of *n* fields with tiles of one and of two \
             fields? The puzzle book's program computes it by the definition: the ways that begin \
             with a short tile, and those that begin with a long one.\n\nFor ten fields it answers \
             at once. For thirty one can see it think. For fifty the authors have let it run over \
             night, and it had not answered in the morning. The profile is the shortest that you \
             have ever seen: one function, 100 %, called by itself.",
        )
        .hints([
            "Look at the number of calls, for n and for n + 1: by which factor does it grow?",
            "Ask how often the answer for one particular number is computed on the way.",
            "What was computed can be remembered; and whoever goes upwards needs to remember very \
             little.",
            "Two variables, the current number and the next: `(current, next) = (next, current + \
             next)`, `n` times.",
        ])
        .wrong_turns(&[
            "A `HashMap` of results is linear, and still far from the reference: each look costs a \
             hash.",
            "A table of all answers up to ninety is quick and has to be right: and a larger `n` \
             panics where the old one continued.",
            "Making the recursion \"tail recursive\" by hand is the loop, written with more words.",
        ]),
    leave_alone("few-tilings", &[Allocations, Instructions])
        .between("naive", "memo-map")
        .on(&SMALL)
        .at(6, 6)
        .task("Returns the Fibonacci number `n`, where those of 0 and 1 are 0 and 1.")
        .story(
            "The game on the puzzle book's web site only ever asks for a strip of six fields. A \
             student who has just learned about dynamic programming has sent a patch: results are \
             remembered in a `HashMap`, \"which turns an exponential algorithm into a linear \
             one\". That is what it does. The patch has tests, and a nice drawing of the call \
             tree. What do you answer?",
        )
        .hints([
            "Look at the counts for six, and not at the exponent.",
            "Ask how many calls there are for six, and how many of them the map saves.",
            "Make the change with a map, check it, and compare.",
            "The map is allocated, keys are hashed, and all of that for some twenty calls that \
             cost next to nothing: leave it alone, and thank for the drawing.",
        ])
        .wrong_turns(&[
            "A better growth says which one wins in the end, not which one wins at six.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("fibonacci.rs")
    .sizes("n", &[10, 20, 30])
    .equivalence_sizes(&[0, 1, 2, 3, 10, 19])
    .variants(&[
        slow("naive", case!(n, |n| naive(*n))).about("calls itself twice"),
        alternative("memo-map", case!(n, |n| memo_map(*n))).about("remembers in a hash map"),
        alternative("memo-vec", case!(n, |n| memo_vec(*n))).about("remembers by index"),
        fast("iterate", case!(n, |n| iterate(*n))).about("keeps the last two"),
    ])
    .inputs(&[TYPICAL, SMALL], NASTY)
    .may_differ(RANDOM_HASHER)
    .claims(&[
        claim(Instructions, "iterate", AtLeast(200.0), SICP),
        claim(TimeNs, "iterate", Wins, SICP),
        claim(Instructions, "memo-vec", AtLeast(50.0), SICP),
        claim(TimeNs, "memo-vec", Wins, SICP),
        claim(Instructions, "memo-map", Loses, HASHER).on(&SMALL),
        claim(TimeNs, "memo-map", Loses, HASHER).on(&SMALL),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
