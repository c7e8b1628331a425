//! # Return a number, not a box of one
//!
//! ## What you see
//!
//! In a heap profile, blocks of 8 bytes, as many as there are calls, below
//! `Box::new`. In a flame graph, `malloc` and `free` around an addition.
//!
//! ## Why
//!
//! A number fits a register; a box of a number is an allocation, a pointer, and a
//! `free`. The function that returns `Box<i64>` pays on
//! every call that is really a call.
//!
//! When the compiler inlines it, the picture can change: LLVM knows what
//! `__rust_alloc` means, and where it sees a block allocated and freed without
//! escaping, it may remove both. The third variant is the same boxed code,
//! inlined: its allocations are gone. That is a courtesy of the optimiser and not
//! a promise, and it ends where the value is kept (the `kept` scenario).
//!
//! ## Coming from Go
//!
//! `func sum() *int` returns a pointer to a local, and Go's escape analysis decides
//! that it lives on the heap; if the call is inlined, it may stay on the stack.
//! The same two outcomes, but in Rust the allocation is written in the source, as
//! `Box::new`, and nothing else allocates.
//!
//! ## Time and instructions
//!
//! The allocations made here are the easiest that an allocator ever sees: in the
//! typical scenario the block just freed is handed out again, by the same few
//! branches each time. Such instructions are cheap, so leaving them out saves more
//! instructions than time. In a program with a large and mixed heap an allocation
//! can cost far more than it does here.
//!
//! ## When not to
//!
//! Recursive types, trait objects and values that must not move need the
//! indirection. A number never does.
//!
//! ## See also
//!
//! - [`crate::heap_vs_stack::return_small`], [`crate::heap_vs_stack::return_large`]
//! - Clippy's [`unnecessary_box_returns`](https://rust-lang.github.io/rust-clippy/master/index.html#unnecessary_box_returns)
//!   (pedantic) finds it.
//! - [`Box`](https://doc.rust-lang.org/std/boxed/index.html);
//!   [`GlobalAlloc`](https://doc.rust-lang.org/std/alloc/trait.GlobalAlloc.html#safety)
//!   says that one may not rely on allocations happening
//! - [`crate::pooling::reuse_vec`]: where the block is needed, but not a new one

use crate::catalogue::declare::*;

// ANCHOR: boxed
/// Adds two numbers, into a box: the call is not inlined, so the box is real.
#[inline(never)]
#[allow(clippy::unnecessary_box_returns)]
pub fn boxed(left: i64, right: i64) -> Box<i64> {
    Box::new(left.wrapping_add(right))
}
// ANCHOR_END: boxed

// ANCHOR: value
/// Adds two numbers; not inlined either, for a fair comparison.
#[inline(never)]
pub fn value(left: i64, right: i64) -> i64 {
    left.wrapping_add(right)
}
// ANCHOR_END: value

// ANCHOR: boxed-inlined
/// Adds two numbers, into a box that the optimiser can see through.
#[inline(always)]
#[allow(clippy::unnecessary_box_returns, clippy::inline_always)]
pub fn boxed_inlined(left: i64, right: i64) -> Box<i64> {
    Box::new(left.wrapping_add(right))
}
// ANCHOR_END: boxed-inlined

/// Pairs of numbers, and whether the caller keeps each result.
struct Sums {
    pairs: Vec<(i64, i64)>,
    kept: bool,
}

const KEPT: Scenario = counter_case("kept", "the caller keeps every result")
    .expect("a box that is kept cannot be removed, inlined or not");

const NASTY: Nasty<Vec<(i64, i64)>> = &[
    ("none", || vec![]),
    ("one", || vec![(1, 2)]),
    ("overflow", || vec![(i64::MAX, 1), (i64::MIN, -1)]),
    ("duplicates", || vec![(3, 3); 50]),
    ("very long", || (0..20_000).map(|n| (n, -n)).collect()),
];

/// `size` pairs.
fn sums(setup: &Setup) -> Sums {
    let pairs = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size)
            .map(|_| (random.i64(..), random.i64(..)))
            .collect()
    });
    Sums {
        pairs,
        kept: setup.is(&KEPT),
    }
}

/// What callers do: use each result at once, or keep them all.
#[inline(always)]
fn call<T: std::ops::Deref<Target = i64>>(
    sums: &Sums,
    add: impl Fn(i64, i64) -> T,
) -> (i64, Vec<T>) {
    if sums.kept {
        (
            0,
            sums.pairs
                .iter()
                .map(|&(left, right)| add(left, right))
                .collect(),
        )
    } else {
        let total = sums.pairs.iter().fold(0_i64, |total, &(left, right)| {
            total.wrapping_mul(3) ^ *add(left, right)
        });
        (total, vec![])
    }
}

/// A number that can be looked at like a box of one.
#[derive(Debug)]
struct Plain(i64);

impl std::ops::Deref for Plain {
    type Target = i64;

    fn deref(&self) -> &i64 {
        &self.0
    }
}

/// As `value`, in a form that `call` can look at.
#[inline(always)]
fn plain(left: i64, right: i64) -> Plain {
    Plain(value(left, right))
}

fn numbers<T: std::ops::Deref<Target = i64>>((total, kept): (i64, Vec<T>)) -> (i64, Vec<i64>) {
    (total, kept.iter().map(|number| **number).collect())
}

const ELISION: &str = "https://doc.rust-lang.org/std/alloc/trait.GlobalAlloc.html#safety";

const CHOICES: &[Choice] = &[
    choice("value", "always, for a number"),
    choice(
        "boxed-inlined",
        "only where an interface demands the box: it may vanish, and nothing promises so",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "rust-lang/rust",
    number: "106871",
    metric: "boxes made to add two boxed numbers",
    before: "3 (Rust 1.68)",
    after: "fixed in 1.75",
    direction: Direction::None,
    about: "Two numbers are boxed, added and returned in a box; the compiler leaves boxes out.",
}];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("A box of a number: one small allocation a call, freed by the caller")
            .confirm(
                &["new"],
                &[Fact::OfType(&["Box"]), Fact::ReturnsBox, Fact::BoxesNumber],
            )
            .matters(&[share(Allocations, 0.05)])
            .saves_each(80)
            .shape(&[
                Shape::Blocks(200),
                Shape::BytesAtMost(16),
                Shape::LiveAtMost(4),
            ])
            .advise(
                "return the value",
                "Does a trait or a recursive type need the box?",
            ),
    ];

pub(crate) const PATTERN: Pattern = pattern!("return_sum.rs")
    .sizes("calls", &[100, 1_000, 10_000])
    .variants(&[
        slow("boxed", case!(sums, call, boxed, numbers)).about("a block for each result"),
        fast("value", case!(sums, call, plain, numbers)).about("a register"),
        alternative("boxed-inlined", case!(sums, call, boxed_inlined, numbers))
            .about("a box that the optimiser removes, where it can"),
    ])
    .inputs(&[TYPICAL, KEPT], NASTY)
    .claims(&[
        claim(Allocations, "value", AtLeast(1_000.0), BOX),
        claim(Instructions, "value", AtLeast(4.0), BOX),
        claim(TimeNs, "value", Wins, BOX),
        claim(Allocations, "boxed-inlined", AtLeast(1_000.0), ELISION),
        claim(Allocations, "boxed-inlined", NoEffect, ELISION).on(&KEPT),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
