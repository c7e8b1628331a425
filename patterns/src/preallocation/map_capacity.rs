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

const SYMPTOMS: &[Symptom] =
    &[
        symptom("`reserve_rehash` below an insertion into a map that started empty")
            .confirm(
                &["insert", "entry"],
                &[Fact::StartsEmpty, Fact::KnownLength],
            )
            .frames(&["reserve_rehash"])
            .matters(&[share(Instructions, 0.08)])
            .advise(
                "start with `HashMap::with_capacity`",
                "Are most keys distinct? With many duplicates the capacity is never used.",
            ),
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
    .symptoms(SYMPTOMS);
