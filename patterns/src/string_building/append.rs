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
//! - [`crate::string_building::append`] in a loop over numbers is a pattern of
//!   its own: write them into the buffer rather than make a string of each.
//! - Clippy's [`format_push_string`](https://rust-lang.github.io/rust-clippy/master/index.html#format_push_string)
//!   (restriction, off by default) finds `push_str(&format!(…))`; no lint finds
//!   `acc = format!("{acc}…")`.
//! - [`String::push_str`](https://doc.rust-lang.org/std/string/struct.String.html#method.push_str),
//!   and [capacity and reallocation](https://doc.rust-lang.org/std/vec/struct.Vec.html#capacity-and-reallocation)
//!   for the guarantee of amortised growth.

use crate::case;
use crate::catalogue::{Claim, Expect, Metric, Pattern, Role, Scenario, Setup, Sizes, Variant};

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

/// `size` lower-case words of three to eight letters.
fn words(setup: &Setup) -> Vec<String> {
    match setup.nasty {
        None => {
            let mut random = setup.random();
            (0..setup.size)
                .map(|_| {
                    (0..random.usize(3..=8))
                        .map(|_| random.lowercase())
                        .collect()
                })
                .collect()
        }
        Some("no words") => vec![],
        Some("one word") => vec!["word".into()],
        Some("empty words") => vec![String::new(); 3],
        Some("non-ASCII") => vec!["é".into(), "日本語".into(), "🦀".into()],
        Some("very long") => vec!["x".repeat(100_000), "y".into()],
        Some("duplicates") => vec!["same".into(); 50],
        Some(_) => setup.unknown(),
    }
}

const GROWTH: &str = "https://doc.rust-lang.org/std/vec/struct.Vec.html#capacity-and-reallocation";
const FORMAT: &str = "https://doc.rust-lang.org/std/macro.format.html";

/// The declaration.
pub const PATTERN: Pattern = Pattern {
    id: "string-building/append",
    title: "Append to one buffer",
    source: include_str!("append.rs"),
    size_unit: "words",
    // The slow variant is quadratic: at 10,000 words one call is past 10 ms.
    sizes: &[30, 300, 3_000],
    variants: &[
        Variant::new(
            Role::Slow,
            "format-each-time",
            "a new string from everything so far, for every word",
            |setup| case!(setup, words, |words| format_each_time(words)),
        ),
        Variant::new(
            Role::Fast,
            "push-str",
            "one buffer that doubles when it is full",
            |setup| case!(setup, words, |words| push_str(words)),
        ),
        Variant::new(
            Role::Alternative,
            "with-capacity",
            "one buffer of the right size",
            |setup| case!(setup, words, |words| with_capacity(words)),
        ),
        Variant::new(
            Role::Alternative,
            "add",
            "`+` reuses the buffer of its left side",
            |setup| case!(setup, words, |words| add(words)),
        ),
        Variant::new(
            Role::Alternative,
            "concat",
            "the slice sums the lengths and copies once",
            |setup| case!(setup, words, |words| concat(words)),
        ),
    ],
    scenarios: &[
        Scenario::TYPICAL,
        Scenario::counter_case(
            "few",
            "two short words",
            "a factor, but of nanoseconds: write whichever reads better",
        )
        .at(Sizes::These(&[2])),
    ],
    nasty: &[
        "no words",
        "one word",
        "empty words",
        "non-ASCII",
        "very long",
        "duplicates",
    ],
    claims: &[
        Claim::new(
            Metric::Allocations,
            "push-str",
            Expect::AtLeast(50.0),
            GROWTH,
        ),
        Claim::new(
            Metric::AllocatedBytes,
            "push-str",
            Expect::AtLeast(20.0),
            GROWTH,
        ),
        Claim::new(
            Metric::Instructions,
            "push-str",
            Expect::AtLeast(5.0),
            FORMAT,
        ),
        Claim::new(Metric::TimeNs, "push-str", Expect::Wins, FORMAT),
        Claim::new(Metric::Allocations, "push-str", Expect::AtMost(2.0), GROWTH).in_scenario("few"),
        Claim::new(
            Metric::Instructions,
            "push-str",
            Expect::AtMost(5.0),
            FORMAT,
        )
        .in_scenario("few"),
        Claim::new(Metric::Allocations, "add", Expect::AtLeast(50.0), GROWTH),
        Claim::new(
            Metric::Allocations,
            "concat",
            Expect::AtLeast(100.0),
            GROWTH,
        ),
    ],
    ..Pattern::TEMPLATE
};
