//! # Own a key only when it is new
//!
//! ## What you see
//!
//! In a heap profile, the line with `entry(word.to_owned())` or
//! `entry(key.clone())` owns one block for each lookup, nearly all of them dead at
//! once. In a flame graph, `malloc`, `memcpy` and `free` beside the hashing.
//!
//! ## Why
//!
//! `entry` takes the key by value, since it may have to keep it. When the map has
//! the key already, the new one is dropped: allocation, copy and `free` for
//! nothing. `get` and `get_mut` take a borrowed key. Looking first with `get_mut`
//! and inserting only on a miss allocates once for each *distinct* key instead of
//! once for each lookup. A miss then hashes twice.
//!
//! `hashbrown`, the table inside the standard library, has `entry_ref`: it looks
//! with the borrowed key, hashes once, and makes the owned key only for a new
//! entry. And where the text outlives the map, a map with borrowed keys owns none
//! at all.
//!
//! ## Coming from Go
//!
//! `counts[word]++` is one lookup without a copy, since a Go string is a shared
//! pointer. `counts[string(bytes)]++` allocates for a new key only: the compiler
//! knows the case. In Rust it is yours to write.
//!
//! ## When not to
//!
//! When most lookups miss, every key is needed: in the `distinct` scenario as many
//! are allocated as before, and `get_mut` hashes each word a second time. Keys that
//! are cheap to make (integers, `Arc`, a `&'static str`) have nothing to save:
//! there `entry` is the shorter and the faster way.
//!
//! ## See also
//!
//! - [`crate::lookups::hasher`] for the cost of hashing,
//!   [`crate::ownership::clone_to_read`]
//! - Clippy's [`map_entry`](https://rust-lang.github.io/rust-clippy/master/index.html#map_entry)
//!   (perf) advises the other way: `contains_key` and `insert` become `entry`, which
//!   is right where the key is owned already.
//! - [`HashMap::get_mut`](https://doc.rust-lang.org/std/collections/struct.HashMap.html#method.get_mut),
//!   [`hashbrown::HashMap::entry_ref`](https://docs.rs/hashbrown/latest/hashbrown/struct.HashMap.html#method.entry_ref)

use crate::catalogue::declare::*;

// ANCHOR: entry
/// Counts words: an owned key for each.
pub fn entry(text: &str) -> std::collections::HashMap<String, u32> {
    use std::collections::HashMap;

    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_owned()).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: entry

// ANCHOR: get-mut
/// Counts words: an owned key for each new one, which is hashed twice.
pub fn get_mut(text: &str) -> std::collections::HashMap<String, u32> {
    use std::collections::HashMap;

    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        match counts.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                counts.insert(word.to_owned(), 1);
            }
        }
    }
    counts
}
// ANCHOR_END: get-mut

// ANCHOR: entry-ref
/// Counts words: an owned key for each new one, which is hashed once.
pub fn entry_ref(text: &str) -> hashbrown::HashMap<String, u32, std::hash::RandomState> {
    let mut counts = hashbrown::HashMap::default();
    for word in text.split_whitespace() {
        *counts.entry_ref(word).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: entry-ref

// ANCHOR: borrowed-key
/// Counts words: the keys are parts of the text, which must outlive the map.
pub fn borrowed_key(text: &str) -> std::collections::HashMap<&str, u32> {
    use std::collections::HashMap;

    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: borrowed-key

const DISTINCT: Scenario = counter_case("distinct", "every word occurs once")
    .expect("as many keys are made, and `get-mut` hashes each word twice");

const NASTY: Nasty<String> = &[
    ("none", String::new),
    ("only spaces", || "   \n\t ".into()),
    ("one", || "word".into()),
    ("non-ASCII", || "é 日本語 é 🦀 日本語".into()),
    ("spaces beyond ASCII", || "a\u{a0}b\u{2003}a".into()),
    ("very long", || "x".repeat(100_000) + " y"),
    ("duplicates", || "same ".repeat(50)),
];

/// `size` words of 4 to 12 letters, each about twenty times; in `distinct` once.
fn text(setup: &Setup) -> String {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let often = if setup.is(&DISTINCT) { 1 } else { 20 };
        let mut word = |number: usize| {
            let letters: String = (0..random.usize(4..=12))
                .map(|_| random.lowercase())
                .collect();
            // Its number makes it another word than all before.
            format!("{letters}{number} ")
        };
        let known: Vec<String> = (0..setup.size.div_ceil(often)).map(&mut word).collect();
        (0..setup.size)
            .map(|index| known[index % known.len()].as_str())
            .collect()
    })
}

/// The counts in the order of their words, which hashers do not share.
fn sorted<K: Ord>(counts: impl IntoIterator<Item = (K, u32)>) -> Vec<(K, u32)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable();
    counts
}

const ENTRY: &str = "https://doc.rust-lang.org/std/collections/struct.HashMap.html#method.entry";
const GET_MUT: &str =
    "https://doc.rust-lang.org/std/collections/struct.HashMap.html#method.get_mut";
const ENTRY_REF: &str =
    "https://docs.rs/hashbrown/latest/hashbrown/struct.HashMap.html#method.entry_ref";

const CHOICES: &[Choice] = &[
    choice(
        "get-mut",
        "where most lookups find their key: the standard library is enough",
    ),
    choice(
        "entry-ref",
        "where misses are common too, at the price of a dependency",
    ),
    choice("borrowed-key", "where the text outlives the map"),
    choice(
        "entry",
        "where the key is owned already, or costs nothing to make",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "oven-sh/bun",
        number: "34532",
        metric: "cost of every hit",
        before: "one malloc + one free",
        after: "none",
        direction: Direction::For,
        about: "The key is boxed only when the table does not have it yet.",
    },
    Seen {
        repo: "folo-rs/folo",
        number: "168",
        metric: "hashes of the key on a hit",
        before: "",
        after: "two instead of one, in a first draft",
        direction: Direction::Against,
        about: "Looking first cost more than it saved where keys were cheap to clone; \
                a table that looks once with the borrowed key was merged instead.",
    },
    Seen {
        repo: "rojo-rbx/rbx-dom",
        number: "615",
        metric: "performance",
        before: "",
        after: "within margin of error",
        direction: Direction::None,
        about: "The way back, from two lookups to `entry`: a miss became cheaper, but hits are \
                what is common.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A key is made owned for `entry`, and freed at once where it is there already")
        .confirm(
            &["to_string", "to_owned", "clone", "from", "into", "to_vec"],
            &[Fact::ArgumentOf(&["entry"])],
        )
        .matters(&[share(Allocations, 0.05)])
        .saves_each(120)
        .shape(&[Shape::Blocks(100), Shape::Freed])
        .advise(
            "look with `get_mut` first, and insert an owned key only on a miss",
            "Is the key usually there? A miss costs a second lookup.",
        ),
    symptom("A key is made owned to ask a map or a set, and freed at once")
        .look(
            &["to_string", "to_owned", "clone", "from", "into", "to_vec"],
            &[Fact::ArgumentOf(&[
                "get",
                "get_mut",
                "contains",
                "contains_key",
                "insert",
                "remove",
            ])],
        )
        .not_through(&["fmt"])
        .matters(&[share(Allocations, 0.05)])
        .saves_each(120)
        .shape(&[Shape::Blocks(100), Shape::Freed])
        .advise(
            "ask with a borrowed key, and make an owned one only where it is kept",
            "Is the key usually there? A miss costs a second lookup.",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("word-count", &[Allocations, AllocatedBytes])
        .checkpoint()
        .tracks(&[Track::Lookups])
        .task("Counts how often each word occurs.")
        .story(
            "A word counter, as in every tutorial. Over a book it allocates 104,000 times. The \
             book has 104,000 words, so that seems right; until someone asks how many *different* \
             words there are. Five thousand.\n\n\"So ninety-nine thousand times\", she says \
             slowly, \"we make a string to ask whether we have that string already?\"",
        )
        .hints([
            "Look at two numbers: how many keys are made, and how many are in the map in the end.",
            "Ask what becomes of a key whose word is there already.",
            "A map of `String` can be asked by a `&str`. Only a word that is new needs a key of \
             its own.",
            "`match counts.get_mut(word)`: count up if it is there, otherwise \
             `insert(word.to_owned(), 1)`.",
        ])
        .wrong_turns(&[
            "`entry` wants the key before it knows whether it needs it: `or_insert_with` is too \
             late.",
            "`contains_key` and then `entry` for each word asks twice and makes the key all the \
             same.",
            "Keys that borrow from the text are better still, where the text outlives the map.",
        ]),
    leave_alone("first-seen", &[Allocations, Instructions])
        .on(&DISTINCT)
        .tracks(&[Track::Lookups])
        .task("Counts how often each word occurs.")
        .story(
            "The word counter got cheaper last week, and now the same change is proposed for the \
             service that registers tokens: look with `get_mut` first, and make an owned key only \
             if there is none. \"Proven in production\", says the description.\n\nA token is \
             registered when it is issued. It is random. Nobody has ever seen one twice, and there \
             would be an incident if somebody did.",
        )
        .hints([
            "Look at how often the first look finds something, with tokens.",
            "Ask what a miss costs now: how often is the key hashed?",
            "Make the change, check it, and compare allocations and instructions.",
            "As many keys are made, and each token is hashed twice: leave it alone. The change \
             pays where most words are there already.",
        ])
        .wrong_turns(&["\"It was faster for the word counter\" is a fact about words."]),
];

pub(crate) const PATTERN: Pattern = pattern!("key_without_owning.rs")
    .sizes("words", &[100, 1_000, 10_000])
    .variants(&[
        slow("entry", case!(text, |text| entry(text), sorted)).about("an owned key for each word"),
        fast("get-mut", case!(text, |text| get_mut(text), sorted))
            .about("an owned key for each new word, hashed twice"),
        alternative("entry-ref", case!(text, |text| entry_ref(text), sorted))
            .about("an owned key for each new word, hashed once")
            .needs(&["hashbrown"]),
        alternative("borrowed-key", case!(text, |t| borrowed_key(t), sorted))
            .about("keys that borrow from the text"),
    ])
    .inputs(&[TYPICAL, DISTINCT], NASTY)
    .may_differ(RANDOM_HASHER)
    .claims(&[
        claim(Allocations, "get-mut", AtLeast(10.0), GET_MUT),
        claim(Instructions, "get-mut", AtLeast(1.3), GET_MUT),
        claim(TimeNs, "get-mut", Wins, GET_MUT),
        claim(Allocations, "entry-ref", AtLeast(10.0), ENTRY_REF),
        claim(Allocations, "borrowed-key", AtLeast(100.0), ENTRY),
        claim(Allocations, "get-mut", NoEffect, GET_MUT).on(&DISTINCT),
        claim(Instructions, "get-mut", Loses, GET_MUT).on(&DISTINCT),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
