//! # Clone into what is there, or take it
//!
//! ## What you see
//!
//! In a heap profile, `<Vec<T> as Clone>::clone` or `String::clone` on a line that
//! overwrites a field. In a flame graph, `malloc`, `memcpy`, then `free` of the
//! value that was there.
//!
//! ## Why
//!
//! `snapshot = current.clone()` allocates a new buffer, fills it, and frees the
//! old one, which had room. `snapshot.clone_from(&current)` copies into the old
//! buffer and allocates only when that is too small; for a vector of strings it
//! even reuses the strings inside.
//!
//! Often no copy is needed: the caller wants the contents and leaves the field
//! empty. `mem::take` moves the value out and puts the default in its place,
//! whatever its size: three words are moved, nothing is copied.
//!
//! ## Coming from Go
//!
//! `copy(snapshot, current)` after growing is what `clone_from` does. Assigning a
//! slice in Go shares the array instead of copying; Rust makes you say which of
//! the two you want.
//!
//! ## When not to
//!
//! `mem::take` leaves a default behind: whoever looks at the field next sees an
//! empty one. `clone_from` on a value that was empty (the `first-time` scenario)
//! allocates like `clone`. Derived `Clone` on a struct does not forward
//! `clone_from` to its fields.
//!
//! ## See also
//!
//! - [`crate::pooling::reuse_vec`]
//! - Clippy's [`assigning_clones`](https://rust-lang.github.io/rust-clippy/master/index.html#assigning_clones)
//!   (pedantic) finds the first, and
//!   [`mem_replace_with_default`](https://rust-lang.github.io/rust-clippy/master/index.html#mem_replace_with_default)
//!   (style) the long form of the second.
//! - [`Clone::clone_from`](https://doc.rust-lang.org/std/clone/trait.Clone.html#method.clone_from),
//!   [`mem::take`](https://doc.rust-lang.org/std/mem/fn.take.html)

use crate::catalogue::declare::*;

// ANCHOR: clone
/// Overwrites the snapshot with a new copy.
pub fn clone(snapshot: &mut Vec<String>, current: &[String]) {
    *snapshot = current.to_vec();
}
// ANCHOR_END: clone

// ANCHOR: clone-from
/// Copies into the snapshot, and reuses its vector and its strings.
pub fn clone_from(snapshot: &mut Vec<String>, current: &Vec<String>) {
    snapshot.clone_from(current);
}
// ANCHOR_END: clone-from

// ANCHOR: take
/// Moves the current value into the snapshot, and leaves an empty one.
pub fn take(snapshot: &mut Vec<String>, current: &mut Vec<String>) {
    *snapshot = std::mem::take(current);
}
// ANCHOR_END: take

const FIRST_TIME: Scenario = counter_case("first-time", "the snapshot is empty each time")
    .expect("there is nothing to reuse: `clone_from` is `clone`");

const NASTY: Nasty<Vec<String>> = &[
    ("none", || vec![]),
    ("one", || vec!["x".into()]),
    ("empty names", || vec![String::new(); 5]),
    ("non-ASCII", || vec!["日本語".into(), "é".into()]),
    ("very long", || vec!["y".repeat(50_000)]),
    ("duplicates", || vec!["same".into(); 30]),
];

/// `size` names.
fn names(setup: &Setup) -> Vec<String> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size)
            .map(|_| {
                (0..random.usize(5..=30))
                    .map(|_| random.lowercase())
                    .collect()
            })
            .collect()
    })
}

/// What is copied or taken.
struct Current {
    names: Vec<String>,
    /// The snapshot starts empty each time.
    first_time: bool,
    /// The names were moved into the snapshot, and must be given back before
    /// they can be taken again.
    taken: bool,
}

fn current(setup: &Setup) -> Current {
    Current {
        names: names(setup),
        first_time: setup.is(&FIRST_TIME),
        taken: false,
    }
}

/// The snapshot of the round before; none at first.
fn snapshot(_setup: &Setup) -> Vec<String> {
    Vec::new()
}

/// Keeps the snapshot, or starts anew.
fn start(snapshot: &mut Vec<String>, anew: bool) -> &mut Vec<String> {
    if anew {
        *snapshot = Vec::new();
    }
    snapshot
}

/// What anybody can see of a snapshot without copying it.
fn seen(snapshot: &[String]) -> (usize, Option<&String>, Option<&String>) {
    (snapshot.len(), snapshot.first(), snapshot.last())
}

const CLONE_FROM: &str = "https://doc.rust-lang.org/std/clone/trait.Clone.html#method.clone_from";
const TAKE: &str = "https://doc.rust-lang.org/std/mem/fn.take.html";

const CHOICES: &[Choice] = &[
    choice(
        "clone-from",
        "where a copy is needed and the old value has room: it keeps the larger capacity",
    ),
    choice(
        "take",
        "where the source may be left empty: nothing is copied at all",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "rust-lang/rust",
    number: "28601",
    metric: "time to copy 100 numbers over 1,000",
    before: "121 ns",
    after: "65 ns",
    direction: Direction::For,
    about: "A proposed `Vec::clone_from` is compared with `clone`, often faster till then.",
}];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("A clone overwrites a field; the old value is freed right after")
            .confirm(
                &["clone", "to_vec", "to_owned", "to_string"],
                &[Fact::Overwrites],
            )
            .matters(&[share(Allocations, 0.05)])
            .saves_each(100)
            .shape(&[Shape::Blocks(50), Shape::Freed])
            .advise(
                "use `clone_from`, or `mem::take` where the source may be left empty",
                "Does the old value usually have room for the new one?",
            ),
    ];

pub(crate) const PATTERN: Pattern = pattern!("clone_from.rs")
    .sizes("names", &[10, 100, 1_000])
    .variants(&[
        slow(
            "clone",
            case!(current, snapshot, |snapshot, current| {
                clone(start(snapshot, current.first_time), &current.names);
                seen(snapshot)
            }),
        )
        .about("a new copy, and the old one freed"),
        fast(
            "clone-from",
            case!(current, snapshot, |snapshot, current| {
                clone_from(start(snapshot, current.first_time), &current.names);
                seen(snapshot)
            }),
        )
        .about("copies into the old buffers"),
        alternative(
            "take",
            case!(current, snapshot, |snapshot, current| {
                if current.taken {
                    std::mem::swap(snapshot, &mut current.names);
                }
                take(start(snapshot, current.first_time), &mut current.names);
                current.taken = true;
                seen(snapshot)
            }),
        )
        .about("moves the value, leaves an empty one"),
    ])
    .inputs(&[TYPICAL, FIRST_TIME], NASTY)
    .claims(&[
        claim(Allocations, "clone-from", AtLeast(100.0), CLONE_FROM),
        claim(Instructions, "clone-from", AtLeast(1.3), CLONE_FROM),
        claim(TimeNs, "clone-from", Wins, CLONE_FROM),
        claim(Allocations, "take", AtLeast(100.0), TAKE),
        claim(Instructions, "take", AtLeast(20.0), TAKE),
        claim(TimeNs, "take", Wins, TAKE),
        claim(Allocations, "clone-from", NoEffect, CLONE_FROM).on(&FIRST_TIME),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
