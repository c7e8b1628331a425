//! # Hash trusted keys with a faster hasher
//!
//! ## What you see
//!
//! In a flame graph, `hash_one` and `sip::Hasher::write` are wide below `get`,
//! `insert` or `entry`. A heap profile shows nothing.
//!
//! ## Why
//!
//! `HashMap` hashes with SipHash and a key that is random for each process, so
//! that nobody can choose inputs that all collide. SipHash mixes every word of a
//! key in several rounds and finishes with more: dozens of instructions, even for
//! one integer.
//!
//! `rustc-hash` multiplies and adds once for each word. `foldhash` multiplies into
//! twice the width and folds both halves together, which spreads every bit of the
//! key over the hash, and starts from a seed of its own. Only the hasher changes:
//! table, memory and interface stay. What is gained is therefore limited by the
//! share of hashing: much for integers in a small table, little where the memory
//! of a large table or a long comparison dominates.
//!
//! ## Coming from Go
//!
//! Go's maps hash with AES instructions where the processor has them and choose a
//! seed for each map: faster than SipHash, and not exchangeable. In Rust the hasher
//! is a parameter of the type, with the careful one as the default.
//!
//! ## When not to
//!
//! When others choose the keys. `rustc-hash` has no seed, and its multiplication
//! can be inverted: in the `hostile` scenario each key is a multiple of that
//! inverse, all land in one place, and each lookup walks past all others. Keys
//! need no malice for that: the low bits of its hash depend on few bits of some
//! keys. `foldhash` resists the accident, and promises nothing against an
//! attacker who watches.
//!
//! Where lookups are not hot, nothing changes: measure the share of `hash_one`
//! first. The order of iteration changes; with `rustc-hash` it is always the same
//! one, on which code then comes to rely.
//!
//! ## See also
//!
//! - [`crate::lookups::key_without_owning`] and [`crate::lookups::contains_set`]
//! - No Clippy lint finds it; `disallowed_types` can forbid the default hasher.
//! - [`rustc-hash`](https://docs.rs/rustc-hash), [`foldhash`](https://docs.rs/foldhash),
//!   and [The Rust Performance Book, on hashing](https://nnethercote.github.io/perf-book/hashing.html)

use crate::catalogue::declare::*;

// ANCHOR: shared
use std::collections::HashMap;
// ANCHOR_END: shared

// ANCHOR: sip-hash
/// Counts how often each id occurs, with the standard library's hasher.
pub fn sip_hash(ids: &[u64]) -> HashMap<u64, u32> {
    let mut counts = HashMap::new();
    for id in ids {
        *counts.entry(*id).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: sip-hash

// ANCHOR: rustc-hash
/// Counts how often each id occurs, with the hasher of the Rust compiler.
pub fn rustc_hash(ids: &[u64]) -> HashMap<u64, u32, rustc_hash::FxBuildHasher> {
    let mut counts = HashMap::default();
    for id in ids {
        *counts.entry(*id).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: rustc-hash

// ANCHOR: foldhash
/// Counts how often each id occurs, with a fast hasher that has a seed.
pub fn foldhash(ids: &[u64]) -> HashMap<u64, u32, foldhash::fast::RandomState> {
    let mut counts = HashMap::default();
    for id in ids {
        *counts.entry(*id).or_insert(0) += 1;
    }
    counts
}
// ANCHOR_END: foldhash

const HOSTILE: Scenario = counter_case("hostile", "ids that collide under `rustc-hash`")
    .expect("every lookup in the map of `rustc-hash` walks past the others");

const NASTY: Nasty<Vec<u64>> = &[
    ("none", || vec![]),
    ("one", || vec![7]),
    ("zero and the largest", || vec![0, u64::MAX, 0]),
    ("powers of two", || (0..64).map(|bit| 1 << bit).collect()),
    ("collisions", || (0..200).map(colliding).collect()),
    ("very long", || (0..5_000).collect()),
    ("duplicates", || vec![3; 100]),
];

/// `size` ids, each about ten times; in `hostile` each once, chosen to collide.
fn ids(setup: &Setup) -> Vec<u64> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        if setup.is(&HOSTILE) {
            let mut ids: Vec<u64> = (0..setup.size as u64).map(colliding).collect();
            random.shuffle(&mut ids);
            return ids;
        }
        let known: Vec<u64> = (0..setup.size.div_ceil(10))
            .map(|_| random.u64(..))
            .collect();
        (0..setup.size)
            .map(|_| known[random.usize(..known.len())])
            .collect()
    })
}

/// An id whose hash in `rustc-hash` is `number`, which is small.
fn colliding(number: u64) -> u64 {
    /// Times the multiplier of `rustc-hash` 2, this is 1, modulo 2⁶⁴.
    const INVERSE: u64 = 0x7814_94a5_5daa_ed0d;

    number.wrapping_mul(INVERSE)
}

/// The counts in the order of their ids, which hashers do not share.
fn sorted<S>(counts: HashMap<u64, u32, S>) -> Vec<(u64, u32)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable();
    counts
}

const RUSTC_HASH: &str = "https://docs.rs/rustc-hash";
const FOLDHASH: &str = "https://docs.rs/foldhash";

const CHOICES: &[Choice] = &[
    choice(
        "rustc-hash",
        "where no stranger chooses the keys, and keys are short",
    ),
    choice(
        "foldhash",
        "where keys may have any shape, or are strings: nearly as fast",
    ),
    choice(
        "sip-hash",
        "where keys come from outside, or hashing is not hot",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "dottxt-ai/outlines-core",
        number: "115",
        metric: "time_json_schema_to_fsm('complex_schema')",
        before: "2.57±0.5s",
        after: "1.48±0.1s",
        direction: Direction::For,
        about: "All maps hash with `rustc-hash`.",
    },
    Seen {
        repo: "kbknapp/cargo-outdated",
        number: "409",
        metric: "time of `cargo outdated -d 13`",
        before: "48s",
        after: "35s",
        direction: Direction::For,
        about: "A few maps hash with `rustc-hash`.",
    },
    Seen {
        repo: "rust-lang/cargo",
        number: "17169",
        metric: "time of `cargo test --no-run`, hottest maps only",
        before: "319.2 ms ± 1.2 ms",
        after: "315.2 ms ± 2.2 ms",
        direction: Direction::None,
        about: "Hashing stood out in a profile; replacing it made Cargo 1.01 ± 0.01 times \
                as fast.",
    },
    Seen {
        repo: "rust-lang/hashbrown",
        number: "97",
        metric: "lookup_fail, keys that differ in their high bits",
        before: "130302 ns",
        after: "3904 ns",
        direction: Direction::Against,
        about: "hashbrown's default went from FxHash to AHash: with random keys slower, \
                with such keys 33 times as fast.",
    },
];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("SipHash (`core::hash::sip`) owns a good part of the instructions of lookups")
            .look(&["*"], &[])
            .frames(&["hash_one", "make_hash"])
            .matters(&[share(Instructions, 0.1)])
            .advise(
                "give the map a faster hasher",
                "Can a stranger choose the keys? Then keep the default, which resists collisions.",
            ),
    ];

const EXERCISES: &[Exercise] = &[cheaper("count-ids", &[Instructions])
    .tracks(&[Track::Lookups])
    .task("Counts how often each id occurs.")
    .story(
        "The statistics of the order service count ids, all day long. The ids are numbers that \
         the service gives out itself. The maps are small and stay in the cache, nothing is \
         allocated that is not kept, and still this is where the time goes:\n\n    \
         48 %  core::hash::BuildHasher::hash_one\n    \
         22 %  hashbrown::rustc_entry\n    \
         30 %  everything else\n\n\"Forty instructions and more\", says the disassembly, \"to mix \
         the bits of one integer.\" They are there for a reason. Is it ours?",
    )
    .hints([
        "Look at what is done with an id before the table is looked at, and how many instructions \
         that takes.",
        "Ask against whom the standard hasher protects, and who chooses these ids.",
        "The hasher is a parameter of the map's type; the function may return a map with another \
         one.",
        "Return `HashMap<u64, u32, rustc_hash::FxBuildHasher>` and make it by \
         `HashMap::default()`. The rest of the function stays.",
    ])
    .wrong_turns(&[
        "A capacity saves the growing, which the few ids make cheap already.",
        "Sorting a copy and counting runs takes more comparisons than the map takes hashes.",
        "`get_mut` and then `insert` hashes a new id twice.",
    ])];

pub(crate) const PATTERN: Pattern = pattern!("hasher.rs")
    .sizes("ids", &[100, 1_000, 10_000])
    .variants(&[
        slow("sip-hash", case!(ids, |ids| sip_hash(ids), sorted))
            .about("the default: a secret key, many rounds"),
        fast("rustc-hash", case!(ids, |ids| rustc_hash(ids), sorted))
            .about("one multiplication, no seed")
            .needs(&["rustc-hash"]),
        alternative("foldhash", case!(ids, |ids| foldhash(ids), sorted))
            .about("one wide multiplication, a seed")
            .needs(&["foldhash"]),
    ])
    .inputs(&[TYPICAL, HOSTILE], NASTY)
    .may_differ(RANDOM_HASHER)
    .claims(&[
        claim(Instructions, "rustc-hash", AtLeast(2.0), RUSTC_HASH),
        claim(TimeNs, "rustc-hash", Wins, RUSTC_HASH),
        claim(Allocations, "rustc-hash", NoEffect, RUSTC_HASH),
        claim(Instructions, "foldhash", AtLeast(1.5), FOLDHASH),
        claim(Instructions, "rustc-hash", Loses, RUSTC_HASH).on(&HOSTILE),
        claim(Instructions, "foldhash", Wins, FOLDHASH).on(&HOSTILE),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
