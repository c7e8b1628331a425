//! # Keep short lists inline
//!
//! ## What you see
//!
//! In a heap profile, very many vectors of a few elements: `grow_one`, with blocks
//! of the smallest capacity that a `Vec` grows to (eight for bytes, four for most
//! other elements). In a flame graph, `malloc` and `free` under a function that
//! collects a handful of things and returns.
//!
//! ## Why
//!
//! A `Vec` with one element has a block on the heap. `SmallVec<[T; N]>` has room
//! for *N* elements in itself and goes to the heap with the next one. `ArrayVec<T,
//! N>` has only that room and refuses more, so that it needs no branch on where
//! its elements are. Both live where their owner lives: on the stack for a local,
//! inside the struct for a field.
//!
//! ## Coming from Go
//!
//! A slice of a local array, `buffer[:0]`, is the Go idiom, and `append` moves it
//! to the heap when it is full, as `SmallVec` does. Whether Go keeps that array on
//! the stack is up to escape analysis; here the type says so.
//!
//! ## When not to
//!
//! When lists are often longer than *N* (the `spilled` scenario), `SmallVec` saves
//! only the first step of growing: it pays for the move besides the allocations,
//! and every access asks where the elements are. `ArrayVec` cannot hold such a list
//! at all: `push` panics, and `try_push` hands the element back. The inline room
//! is there even when it is empty, so a large *N* makes every owner large, and
//! moving it a copy. For a local with a fixed limit a plain array and a count may
//! do.
//!
//! ## See also
//!
//! - [`crate::string_building::small_inline`]: the same for strings
//! - [`crate::preallocation::vec_capacity`]
//! - Clippy's [`useless_vec`](https://rust-lang.github.io/rust-clippy/master/index.html#useless_vec)
//!   (perf) finds a `vec![…]` that could be an array.
//! - [`smallvec`](https://docs.rs/smallvec), [`arrayvec`](https://docs.rs/arrayvec)

use crate::catalogue::declare::*;

// ANCHOR: vec
/// The positions of the bits that are set, ascending.
#[inline(never)]
pub fn vec(mut bits: u32) -> Vec<u8> {
    let mut positions = Vec::new();
    while bits != 0 {
        positions.push(bits.trailing_zeros() as u8);
        bits &= bits - 1;
    }
    positions
}
// ANCHOR_END: vec

// ANCHOR: smallvec
/// The positions of the bits that are set, ascending; up to eight inline.
#[inline(never)]
pub fn small_vec(mut bits: u32) -> smallvec::SmallVec<[u8; 8]> {
    let mut positions = smallvec::SmallVec::new();
    while bits != 0 {
        positions.push(bits.trailing_zeros() as u8);
        bits &= bits - 1;
    }
    positions
}
// ANCHOR_END: smallvec

// ANCHOR: arrayvec
/// The positions of the bits that are set, ascending.
///
/// # Panics
/// Where more than eight bits are set: an `ArrayVec` does not grow.
#[inline(never)]
pub fn array_vec(mut bits: u32) -> arrayvec::ArrayVec<u8, 8> {
    let mut positions = arrayvec::ArrayVec::new();
    while bits != 0 {
        positions.push(bits.trailing_zeros() as u8);
        bits &= bits - 1;
    }
    positions
}
// ANCHOR_END: arrayvec

const SPILLED: Scenario = counter_case("spilled", "sixteen elements or more in each list")
    .expect("every list leaves its inline room: only the first step of growing is saved");

const NASTY: Nasty<Vec<u32>> = &[
    ("none", || vec![]),
    ("no bit", || vec![0]),
    ("one bit", || vec![1, 1 << 31]),
    ("exactly eight", || vec![0xFF, 0x1111_1111]),
    ("duplicates", || vec![5; 40]),
    ("very long", || vec![0xF0; 10_000]),
];

/// `size` masks with up to eight bits set; in `spilled` with sixteen or more.
fn masks(setup: &Setup) -> Vec<u32> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        if setup.is(&SPILLED) {
            (0..setup.size)
                .map(|_| random.u32(..) | 0x0F0F_00FF)
                .collect()
        } else {
            (0..setup.size)
                .map(|_| u32::from(random.u8(..)) << random.u32(..24))
                .collect()
        }
    })
}

/// What callers do: look through each list, then drop it.
fn each<T: AsRef<[u8]>>(masks: &[u32], positions: impl Fn(u32) -> T) -> u64 {
    masks.iter().fold(0, |check: u64, &bits| {
        let positions = positions(bits);
        positions
            .as_ref()
            .iter()
            .fold(check.wrapping_mul(31), |check, &position| {
                check.wrapping_mul(7).wrapping_add(u64::from(position))
            })
    })
}

const SMALLVEC: &str = "https://docs.rs/smallvec";
const ARRAYVEC: &str = "https://docs.rs/arrayvec";

const CHOICES: &[Choice] = &[
    choice(
        "arrayvec",
        "where there is a hard limit: a dependency, and `push` panics beyond it",
    ),
    choice(
        "smallvec",
        "where nearly all lists are short: a dependency, larger owners, a branch at each access",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "rust-lang/rust",
        number: "55574",
        metric: "instructions, rust-unic-check, average",
        before: "",
        after: "-1.0%",
        direction: Direction::For,
        about: "`MoveData` holds `SmallVec`s instead of vectors.",
    },
    Seen {
        repo: "mozilla/neqo",
        number: "2781",
        metric: "bytes of `NewTokenState`, with plain `Vec`, then with `SmallVec`",
        before: "48",
        after: "312",
        direction: Direction::Against,
        about: "A review of all uses of `SmallVec` takes several out again.",
    },
];

/// A vector is made or grows: a string in the same line is not one.
const MADE: &[&str] = &[
    "grow_one",
    "grow_amortized",
    "from_iter",
    "from_elem",
    "into_vec",
];

const SYMPTOMS: &[Symptom] = &[
    symptom("Short vectors, a few elements each, by the thousand")
        .look(&["push", "collect", "vec", "extend", "to_vec", "from"], &[])
        .frames(MADE)
        .matters(&[share(Allocations, 0.4)])
        .saves_each(100)
        .shape(&[Shape::Blocks(200), Shape::BytesAtMost(64)])
        .advise(
            "use `SmallVec` or `ArrayVec`",
            "Do nearly all fit the inline size? One that spills costs more than a `Vec`.",
        ),
];

pub(crate) const PATTERN: Pattern = pattern!("inline_vec.rs")
    .sizes("lists", &[100, 1_000, 10_000])
    .variants(&[
        slow("vec", case!(masks, each, vec)).about("every list on the heap"),
        alternative("smallvec", case!(masks, each, small_vec))
            .about("up to eight inline, then the heap")
            .needs(&["smallvec"]),
        fast("arrayvec", case!(masks, each, array_vec))
            .about("up to eight inline, and no more")
            .needs(&["arrayvec"])
            .absent_in(&[(&SPILLED, "it cannot hold more than eight")]),
    ])
    .inputs(&[TYPICAL, SPILLED], NASTY)
    .claims(&[
        claim(Allocations, "smallvec", AtLeast(900.0), SMALLVEC),
        claim(Instructions, "smallvec", AtLeast(1.5), SMALLVEC),
        claim(TimeNs, "smallvec", Wins, SMALLVEC),
        claim(Allocations, "arrayvec", AtLeast(900.0), ARRAYVEC),
        claim(Instructions, "arrayvec", AtLeast(2.0), ARRAYVEC),
        claim(TimeNs, "arrayvec", Wins, ARRAYVEC),
        // One step of growing less, and no more than that.
        claim(Allocations, "smallvec", Wins, SMALLVEC).on(&SPILLED),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
