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

use crate::catalogue::declare::*;

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

const LONG: Scenario = counter_case("long", "names that do not fit inline")
    .expect("as many allocations, and a question more at each access");

const NASTY: Nasty<Vec<&str>> = &[
    ("none", || vec![]),
    ("one", || vec!["x"]),
    ("empty", || vec![""]),
    ("at the limit", || vec!["exactly twenty-four byte"]),
    ("beyond it", || vec!["exactly twenty-five bytes"]),
    ("non-ASCII", || vec!["日本語日本語日本", "🦀"]),
    ("duplicates", || vec!["same"; 40]),
    ("very long", || vec!["twenty-eight bytes of a text"; 5_000]),
];

/// `size` names of 3 to 20 letters; in `long` of 30 to 50.
fn names(setup: &Setup) -> Vec<&'static str> {
    let choices: &[&str] = if setup.is(&LONG) {
        &[
            "a title that does not fit into twenty-four bytes",
            "https://example.org/a/path/of/some/length",
            "thirty-two characters in a row!!",
        ]
    } else {
        &[
            "EUR",
            "Lisbon",
            "en-GB",
            "application/json",
            "Oslo",
            "temperature-sensor",
        ]
    };
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size)
            .map(|_| choices[random.usize(..choices.len())])
            .collect()
    })
}

const COMPACT: &str = "https://docs.rs/compact_str";

const CHOICES: &[Choice] = &[choice(
    "compact",
    "where most texts are short and owned: a dependency, and a type that callers see",
)];

const SEEN: &[Seen] = &[
    Seen {
        repo: "sharkdp/numbat",
        number: "620",
        metric: "time to import the prelude",
        before: "28.690 ms",
        after: "23.324 ms",
        direction: Direction::For,
        about: "Names of units, variables and functions become `CompactString`.",
    },
    Seen {
        repo: "Boshen/cargo-shear",
        number: "525",
        metric: "allocations in a run",
        before: "~20,293,300",
        after: "~20,249,100",
        direction: Direction::None,
        about: "Names of crates become `CompactString`, which the peak of memory does not show.",
    },
    Seen {
        repo: "rhaiscript/rhai",
        number: "177",
        metric: "most benchmarks",
        before: "",
        after: "slower",
        direction: Direction::Against,
        about: "Strings inside the interpreter become `smartstring`, tried twice and given up.",
    },
];

const SYMPTOMS: &[Symptom] = &[symptom("Many strings of up to 24 bytes are alive at once")
    .look(
        &[
            "from",
            "to_string",
            "to_owned",
            "into",
            "clone",
            "format",
            "String",
        ],
        &[],
    )
    .matters(&[share(Allocations, 0.5)])
    .saves_each(100)
    .shape(&[Shape::Blocks(500), Shape::BytesAtMost(24), Shape::Kept])
    .advise(
        "keep them in a type that holds short strings inline",
        "Are nearly all of them at most 24 bytes long? Longer ones are allocated as before.",
    )];

pub(crate) const PATTERN: Pattern = pattern!("small_inline.rs")
    .sizes("names", &[100, 1_000, 10_000])
    .variants(&[
        slow("string", case!(names, string)).about("every text on the heap"),
        fast("compact", case!(names, compact))
            .about("up to 24 bytes inline")
            .needs(&["compact_str"]),
    ])
    .inputs(&[TYPICAL, LONG], NASTY)
    .claims(&[
        claim(Allocations, "compact", AtLeast(900.0), COMPACT),
        claim(Instructions, "compact", AtLeast(4.0), COMPACT),
        claim(TimeNs, "compact", Wins, COMPACT),
        claim(Allocations, "compact", NoEffect, COMPACT).on(&LONG),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
