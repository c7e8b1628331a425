//! # Keep short strings inline
//!
//! ## What you see
//!
//! In a heap profile, a very large count of very small blocks: names, codes,
//! currencies, each a `String` of a few bytes. In a flame graph, `malloc` and
//! `free` wherever records are built, copied or dropped.
//!
//! ## Why
//!
//! A `String` is a pointer, a length and a capacity, and its text always lies
//! elsewhere: one allocation for each, and a jump to another cache line for each
//! look at it. `compact_str`'s `CompactString` has the same size, and uses those
//! 24 bytes for the text itself when it fits. Building, cloning and dropping such
//! a string never touches the allocator, and reading it stays in the record.
//!
//! ## Coming from Go
//!
//! A Go string is a pointer and a length, and copying one shares the bytes, which
//! the collector keeps alive. Rust's `clone` of a `String` copies. Small-string
//! types are the nearest thing to Go's cheap copies; `Arc<str>` is the other.
//!
//! ## When not to
//!
//! Text longer than 24 bytes goes to the heap as before, and every access first
//! asks which of the two it is: the `long` scenario. Strings that are borrowed
//! only need no type of their own: take `&str`. And a public signature with
//! somebody else's string type makes all callers depend on that crate.
//!
//! ## See also
//!
//! - [`crate::heap_vs_stack::inline_vec`]: the same idea for vectors.
//! - [`crate::string_building::escape_cow`]
//! - No Clippy lint counts short strings.
//! - [`compact_str`](https://docs.rs/compact_str) describes its layout.

use crate::case;
use crate::catalogue::{Claim, Expect, Metric, Pattern, Role, Scenario, Setup, Variant};

// ANCHOR: string
/// Copies every name into a `String`.
pub fn string(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| String::from(name)).collect()
}
// ANCHOR_END: string

// ANCHOR: compact
/// Copies every name into a string that holds up to 24 bytes inline.
pub fn compact(names: &[&str]) -> Vec<compact_str::CompactString> {
    names
        .iter()
        .map(|&name| compact_str::CompactString::from(name))
        .collect()
}
// ANCHOR_END: compact

/// `size` names of 3 to 20 letters; in `long` of 30 to 50.
fn names(setup: &Setup) -> Vec<&'static str> {
    const SHORT: [&str; 6] = [
        "EUR",
        "Lisbon",
        "en-GB",
        "application/json",
        "Oslo",
        "temperature-sensor",
    ];
    const LONG: [&str; 3] = [
        "a title that does not fit into twenty-four bytes",
        "https://example.org/a/path/of/some/length",
        "thirty-two characters in a row!!",
    ];
    const NASTY: [&str; 5] = [
        "",
        "exactly twenty-four byte",
        "exactly twenty-five bytes",
        "日本語日本語日本",
        "🦀",
    ];
    let pick = |choices: &[&'static str]| -> Vec<&'static str> {
        let mut random = setup.random();
        (0..setup.size)
            .map(|_| choices[random.usize(..choices.len())])
            .collect()
    };
    match setup.nasty {
        None if setup.scenario == "long" => pick(&LONG),
        None => pick(&SHORT),
        Some("none") => vec![],
        Some("one") => vec!["x"],
        Some("around the limit, and non-ASCII") => NASTY.to_vec(),
        Some("duplicates") => vec!["same"; 40],
        Some("very long") => vec![LONG[0]; 5_000],
        Some(_) => setup.unknown(),
    }
}

const COMPACT: &str = "https://docs.rs/compact_str";

/// The declaration.
pub const PATTERN: Pattern = Pattern {
    id: "string-building/small-inline",
    title: "Keep short strings inline",
    source: include_str!("small_inline.rs"),
    size_unit: "names",
    sizes: &[100, 1_000, 10_000],
    variants: &[
        Variant::new(Role::Slow, "string", "every text on the heap", |setup| {
            case!(setup, names, |names| string(names))
        }),
        Variant::new(Role::Fast, "compact", "up to 24 bytes inline", |setup| {
            case!(setup, names, |names| compact(names))
        })
        .needs(&["compact_str"]),
    ],
    scenarios: &[
        Scenario::TYPICAL,
        Scenario::counter_case(
            "long",
            "names that do not fit inline",
            "as many allocations, and a question more at each access",
        ),
    ],
    nasty: &[
        "none",
        "one",
        "around the limit, and non-ASCII",
        "duplicates",
        "very long",
    ],
    claims: &[
        Claim::new(
            Metric::Allocations,
            "compact",
            Expect::AtLeast(900.0),
            COMPACT,
        ),
        Claim::new(
            Metric::Instructions,
            "compact",
            Expect::AtLeast(4.0),
            COMPACT,
        ),
        Claim::new(Metric::TimeNs, "compact", Expect::Wins, COMPACT),
        Claim::new(Metric::Allocations, "compact", Expect::NoEffect, COMPACT).in_scenario("long"),
    ],
    ..Pattern::TEMPLATE
};
