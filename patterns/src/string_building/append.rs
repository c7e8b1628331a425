//! # Append to one buffer
//!
//! ## What you see
//!
//! In a heap profile, one line of a loop owns most of the bytes, and its count
//! is the number of turns or a multiple of it. In a flame graph the loop body is
//! wide, and above it stand `alloc::fmt::format`, `malloc`, `memcpy` and `free`,
//! with hardly any of your own code.
//!
//! ## Why
//!
//! `acc = format!("{acc}{word}")` builds a *new* string from everything so far,
//! then drops the old one. Turn *i* copies *i* words, so *n* turns copy about
//! *n*²/2 of them, and allocate at least *n* times. `push_str` writes behind
//! what is there. When the buffer is full it grows to at least twice its
//! capacity, so *n* appends copy each byte a small constant number of times and
//! allocate about log₂ *n* times. `with_capacity` makes that one, when the final
//! length is known or cheap to sum; `concat` on a slice does the summing itself.
//!
//! ## Coming from Go
//!
//! `s += word` is Go's slow form because its strings are immutable. In Rust
//! `acc = acc + word` consumes `acc` and appends to *its* buffer: already the
//! fast form, and measured here as such. The slow one needs a `format!` or a
//! clone. `String` is what `strings.Builder` is in Go, and `with_capacity` is
//! `Grow`.
//!
//! ## When not to
//!
//! For a handful of short pieces outside a loop, `format!` says best what is
//! meant. Computing a capacity is worth a line when the pieces are at hand, and
//! not when it takes a second pass over something expensive: compared with
//! plain `push_str` it saves little time, though it does save the copies that
//! growing makes. The `few` scenario measures the smallest case.
//!
//! ## See also
//!
//! - [`crate::string_building::join_numbers`]: appending numbers in a loop is a
//!   pattern of its own; write them into the buffer rather than make a string of
//!   each.
//! - Clippy's [`format_push_string`](https://rust-lang.github.io/rust-clippy/master/index.html#format_push_string)
//!   (pedantic, off by default) finds `push_str(&format!(…))`; no lint finds
//!   `acc = format!("{acc}…")`.
//! - [`String::push_str`](https://doc.rust-lang.org/std/string/struct.String.html#method.push_str),
//!   and [capacity and reallocation](https://doc.rust-lang.org/std/vec/struct.Vec.html#capacity-and-reallocation)
//!   for the guarantee of amortised growth.

use crate::catalogue::declare::*;

// ANCHOR: format-each-time
/// Builds a new string for every word, from everything so far.
pub fn format_each_time(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        text = format!("{text}{word}");
    }
    text
}
// ANCHOR_END: format-each-time

// ANCHOR: push-str
/// Appends every word to one buffer, which doubles when it is full.
pub fn push_str(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        text.push_str(word);
    }
    text
}
// ANCHOR_END: push-str

// ANCHOR: with-capacity
/// Appends every word to one buffer of exactly the right size.
pub fn with_capacity(words: &[String]) -> String {
    let mut text = String::with_capacity(words.iter().map(String::len).sum());
    for word in words {
        text.push_str(word);
    }
    text
}
// ANCHOR_END: with-capacity

// ANCHOR: add
/// Appends with `+`, which consumes its left side and so reuses its buffer.
pub fn add(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        text = text + word;
    }
    text
}
// ANCHOR_END: add

// ANCHOR: concat
/// Lets the slice sum the lengths and copy once.
pub fn concat(words: &[String]) -> String {
    words.concat()
}
// ANCHOR_END: concat

const FEW: Scenario = counter_case_at(&[2], "few", "two short words")
    .expect("a factor, but of nanoseconds: write whichever reads better");
const FOUR: Scenario = counter_case_at(&[4], "four", "four short words, as in Go's lesson")
    .expect("half of the allocations go: the lesson holds, and is worth nanoseconds");

const NASTY: Nasty<Vec<String>> = &[
    ("no words", || vec![]),
    ("one word", || vec!["word".into()]),
    ("empty words", || vec![String::new(); 3]),
    ("non-ASCII", || {
        vec!["é".into(), "日本語".into(), "🦀".into()]
    }),
    ("very long", || vec!["x".repeat(100_000), "y".into()]),
    ("duplicates", || vec!["same".into(); 50]),
];

/// `size` lower-case words of three to eight letters.
fn words(setup: &Setup) -> Vec<String> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size)
            .map(|_| {
                (0..random.usize(3..=8))
                    .map(|_| random.lowercase())
                    .collect()
            })
            .collect()
    })
}

const FORMAT: &str = "https://doc.rust-lang.org/std/macro.format.html";

const CHOICES: &[Choice] = &[
    choice("push-str", "unless you know the length"),
    choice(
        "with-capacity",
        "where the length is known or cheap to sum: one allocation, at the price of a pass",
    ),
    choice("concat", "where the words are in a slice already"),
    choice(
        "add",
        "where an expression reads better: it is `push-str` by another name",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "rolldown/rolldown",
    number: "2763",
    metric: "time of one concatenation of four pieces",
    before: "221.50 ns",
    after: "101.56 ns",
    direction: Direction::For,
    about: "Strings are put together by concatenation and no longer by `format!`.",
}];

const SYMPTOMS: &[Symptom] = &[
    symptom("One line of a loop owns most of the bytes; `alloc::fmt::format` stands below it")
        .confirm(&["format"], &[Fact::InLoop, Fact::MentionsTarget])
        .frames(&["format"])
        .matters(&[share(AllocatedBytes, 0.05), share(Instructions, 0.05)])
        .shape(&[Shape::Blocks(20)])
        .advise(
            "append the new pieces to the string with `push_str` or `write!`",
            "Are there only a handful of short pieces? Then `format!` says best what is meant.",
        ),
    symptom("A text is copied to have a piece added, in a loop")
        .look(
            &[
                "clone",
                "to_string",
                "to_owned",
                "from",
                "concat",
                "join",
                "to_vec",
                "format",
            ],
            &[Fact::InLoop, Fact::AddsToTarget],
        )
        .matters(&[share(AllocatedBytes, 0.05), share(Instructions, 0.05)])
        .shape(&[Shape::Blocks(20)])
        .advise(
            "append the new pieces to the string with `push_str` or `write!`",
            "Are there only a handful of short pieces?",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("append", &[Allocations, AllocatedBytes, Instructions])
        .tracks(&[Track::FirstHour, Track::Text, Track::Allocations])
        .task("Puts the words together, one behind the other, without anything between them.")
        .story(
            "The nightly export writes one text from a list of words. It was quick when the list \
             had a hundred words. Now it has thousands, and twice as many words take four times as \
             long.\n\nThe heap profile shows one line that owns nearly all bytes of the program, \
             many times more than the finished text has, and hardly any of them live at the same \
             time. In the flame graph `malloc`, `memcpy` and `free` stand above that line.",
        )
        .hints([
            "Look at the heap profile: how many bytes does the loop allocate in all, and how many \
             has the finished text? Then see how both grow when the list doubles.",
            "Ask of each turn of the loop: which bytes does it copy that an earlier turn has \
             copied already?",
            "A `String` is a buffer that can grow at its end. Whoever appends to it copies only \
             what is new, and it allocates again only when it is full.",
            "Keep one `text` outside the loop, and let each turn call `text.push_str(word)`; \
             nothing in the loop makes a string of its own.",
        ])
        .wrong_turns(&[
            "`text = text.clone() + word` looks like appending, but the clone copies everything \
             so far: the growth stays what it was.",
            "A capacity for the string that `format!` assigns to does nothing: the assignment \
             drops the buffer with its capacity.",
            "Collecting the words into a second vector and joining that allocates the vector as \
             well; `concat` on the slice at hand does not.",
        ]),
    leave_alone("append-few", &[Allocations, Instructions])
        .on(&FEW)
        .at(2, 2)
        .tracks(&[Track::FirstHour, Track::Text])
        .task("Puts the words together, one behind the other, without anything between them.")
        .story(
            "A colleague has read that `format!` in a loop is slow and has opened a pull request \
             that rewrites a label of two short words. It runs once for each window that opens. \
             Is it worth the change?",
        )
        .hints([
            "Look at the counts for two words, not for two thousand.",
            "Ask how often a turn can copy what an earlier turn copied, if there are two turns.",
            "Write the change, check it, and note both counts: before, and after.",
            "Allocations hardly differ, and what is saved is instructions by the hundred, once for \
             each window that opens: leave it alone, and take what reads better.",
        ])
        .wrong_turns(&[
            "A large ratio of a small count is still a small count: multiply by how often it runs.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("append.rs")
    // The slow variant is quadratic: at 10,000 words one call is past 10 ms.
    .sizes("words", &[30, 300, 3_000])
    .variants(&[
        slow("format-each-time", case!(words, format_each_time))
            .about("a new string from everything so far, for every word"),
        fast("push-str", case!(words, push_str)).about("one buffer that doubles when it is full"),
        alternative("with-capacity", case!(words, with_capacity))
            .about("one buffer of the right size"),
        alternative("add", case!(words, add)).about("`+` reuses the buffer of its left side"),
        alternative("concat", case!(words, concat))
            .about("the slice sums the lengths and copies once"),
    ])
    .inputs(&[TYPICAL, FEW, FOUR], NASTY)
    .claims(&[
        claim(Allocations, "push-str", AtLeast(50.0), GROWTH),
        claim(AllocatedBytes, "push-str", AtLeast(20.0), GROWTH),
        claim(Instructions, "push-str", AtLeast(5.0), FORMAT),
        claim(TimeNs, "push-str", Wins, FORMAT),
        claim(Allocations, "push-str", AtMost(2.0), GROWTH).on(&FEW),
        claim(Instructions, "push-str", AtMost(5.0), FORMAT).on(&FEW),
        claim(Allocations, "push-str", AtLeast(2.0), GROWTH).on(&FOUR),
        claim(Allocations, "add", AtLeast(50.0), GROWTH),
        claim(Allocations, "concat", AtLeast(100.0), GROWTH),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
