//! # Size a map before filling it
//!
//! ## What you see
//!
//! In a heap profile, `hashbrown::raw::RawTable::reserve_rehash` below an
//! `insert`, with about twice the bytes of the final table. In a flame graph the
//! same name is wide, and hashing stands above it: keys that were hashed long ago
//! are hashed again.
//!
//! ## Why
//!
//! A hash map cannot grow in place. When it is full it allocates a table of twice
//! the size, computes the hash of *every* key again, and moves each entry to its
//! new slot. Filling a map of *n* entries from empty moves about *n* entries in
//! total and hashes about 2 *n* times, and with the default hasher that is the
//! expensive part. `with_capacity` allocates a table that holds *n* entries at
//! its maximal load, so that every key is hashed once.
//!
//! ## Coming from Go
//!
//! `make(map[K]V, n)` is `HashMap::with_capacity(n)`. Go's map spreads its
//! growing over later operations; Rust's does it in one insert, so a map that
//! grows late shows as one slow request rather than several slightly slower ones.
//!
//! ## When not to
//!
//! When the number of *distinct* keys is unknown and may be far below the number
//! of inserts, the reserved capacity is never used: many times the bytes, for a
//! few rehashes saved (the `duplicates` scenario). And a large table with little in
//! it is slower to iterate.
//!
//! ## See also
//!
//! - [`crate::preallocation::vec_capacity`] for the same question with a vector.
//! - No Clippy lint sees a missing capacity.
//! - [`HashMap::with_capacity`](https://doc.rust-lang.org/std/collections/struct.HashMap.html#method.with_capacity);
//!   `collect` reserves by the iterator's size hint too.

use crate::catalogue::declare::*;

// ANCHOR: shared
use std::collections::HashMap;
// ANCHOR_END: shared

// ANCHOR: new
/// Counts keys in a map that starts empty.
pub fn new(keys: &[u64]) -> HashMap<u64, u32> {
    let mut counts = HashMap::new();
    for &key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: new

// ANCHOR: with-capacity
/// Counts keys in a map that has room for as many as there are inserts.
pub fn with_capacity(keys: &[u64]) -> HashMap<u64, u32> {
    let mut counts = HashMap::with_capacity(keys.len());
    for &key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: with-capacity

const DUPLICATES: Scenario = counter_case("duplicates", "only sixteen distinct keys among all")
    .expect("the capacity is never used: more bytes for nothing");

const NASTY: Nasty<Vec<u64>> = &[
    ("none", || vec![]),
    ("one", || vec![1]),
    ("duplicates", || vec![9; 200]),
    ("extremes", || vec![0, u64::MAX, 0]),
    ("very long", || (0..50_000).collect()),
];

/// `size` keys: nearly all distinct, or sixteen that recur.
fn keys(setup: &Setup) -> Vec<u64> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let distinct = if setup.is(&DUPLICATES) { 16 } else { u64::MAX };
        let mut random = setup.random();
        (0..setup.size).map(|_| random.u64(..distinct)).collect()
    })
}

/// A map's order is random: compare sorted entries.
fn sorted(counts: HashMap<u64, u32>) -> Vec<(u64, u32)> {
    let mut entries: Vec<_> = counts.into_iter().collect();
    entries.sort_unstable();
    entries
}

const CAPACITY: &str =
    "https://doc.rust-lang.org/std/collections/struct.HashMap.html#method.with_capacity";

const CHOICES: &[Choice] = &[choice(
    "with-capacity",
    "where the number of distinct keys is known; what is not used is kept with the map",
)];

const SEEN: &[Seen] = &[
    Seen {
        repo: "apache/arrow-rs",
        number: "2272",
        metric: "time to write 4,096 primitive values, none of them null",
        before: "",
        after: "-36.156%",
        direction: Direction::For,
        about: "The map of an interner starts with a capacity.",
    },
    Seen {
        repo: "stacks-network/stacks-core",
        number: "4462",
        metric: "time to replay blocks",
        before: "8.682 s",
        after: "8.552 s",
        direction: Direction::For,
        about: "Maps are made with a capacity wherever one is known.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("`reserve_rehash` below an insertion into a map that started empty")
        .confirm(
            &["insert", "entry"],
            &[Fact::StartsEmpty, Fact::KnownLength],
        )
        .frames(&["reserve_rehash"])
        .matters(&[share(Instructions, 0.05)])
        .advise(
            "start with `HashMap::with_capacity`",
            "Are most keys distinct? With many duplicates the capacity is never used.",
        ),
    symptom("A map grows step by step: `reserve_rehash` owns a good part of the instructions")
        .look(&["*"], &[])
        .unless(&[Fact::Receives(&["with_capacity"])])
        .frames(&["reserve_rehash"])
        .matters(&[share(Instructions, 0.05)])
        .advise(
            "start with the capacity that is needed in the end",
            "Is the number of distinct keys known before the first one is inserted?",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("count-visits", &[Allocations, AllocatedBytes, Instructions])
        .tracks(&[Track::Lookups, Track::Allocations])
        .task("Counts how often each key occurs.")
        .story(
            "Every hour a job counts the visitors of a shop by their id. Nearly everybody comes \
             once. `perf` on the counting loop:\n\n    \
             38 %  hashbrown::raw::RawTable::reserve_rehash\n    \
             21 %  <core::hash::sip::Hasher as Hasher>::write\n    \
             17 %  visits::count\n     \
             9 %  malloc, free\n    \
             …\n\nThe team has tried a faster hash function, and gained less than it hoped for. \
             \"We insert each id once\", the report ends, \"so why do we hash it two or three \
             times?\"",
        )
        .hints([
            "Look at the largest line of the profile: what does a map do when it runs out of room?",
            "Ask how many keys the map will have at most, and when one can know that.",
            "A map can be made with room, as a vector can. What it never has to do then is move \
             its entries.",
            "`HashMap::with_capacity(keys.len())`: nearly every key is new, so the bound is a good \
             estimate.",
        ])
        .wrong_turns(&[
            "`reserve` inside the loop comes when the map is full, as growing does.",
            "A sorted vector of keys counts without a map; the result has to be one all the same.",
            "A capacity of a fixed size helps until the shop grows.",
        ]),
    leave_alone("count-states", &[Allocations, AllocatedBytes])
        .on(&DUPLICATES)
        .tracks(&[Track::Lookups])
        .task("Counts how often each key occurs.")
        .story(
            "A pull request in the monitoring service, by a bot that looks for maps without a \
             capacity:\n\n> `let mut counts = HashMap::new();` is followed by a loop over `keys`. \
             Consider `HashMap::with_capacity(keys.len())`: **fewer reallocations**.\n\nThe keys \
             are the states that a machine reports, once a second. There are sixteen states. A \
             batch has some thousand reports. Your name is on the review.",
        )
        .hints([
            "Look at the map after the loop: how many entries has it?",
            "Ask what the capacity is made of: the number of keys that come, or the number of \
             different ones?",
            "Make the change, check it, and note the bytes before and after; not the allocations \
             alone.",
            "Three allocations fewer, and many times the bytes for room that nobody moves into: \
             leave it alone. Where sixteen is known, `with_capacity(16)` would be right.",
        ])
        .wrong_turns(&[
            "Fewer allocations are not an aim: look at the metric that got worse.",
            "\"Memory is cheap\" is true for one map; this one is made for every machine.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("map_capacity.rs")
    .sizes("keys", &[100, 1_000, 10_000])
    .variants(&[
        slow("new", case!(keys, |keys| new(keys), sorted))
            .about("starts empty, rehashes when full"),
        fast("with-capacity", case!(keys, |k| with_capacity(k), sorted))
            .about("one table, each key hashed once"),
    ])
    .inputs(&[TYPICAL, DUPLICATES], NASTY)
    .may_differ(RANDOM_HASHER)
    .claims(&[
        claim(Allocations, "with-capacity", AtLeast(6.0), CAPACITY),
        claim(AllocatedBytes, "with-capacity", AtLeast(1.5), CAPACITY),
        claim(Instructions, "with-capacity", AtLeast(1.3), CAPACITY),
        claim(TimeNs, "with-capacity", Wins, CAPACITY),
        claim(AllocatedBytes, "with-capacity", Loses, CAPACITY).on(&DUPLICATES),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
