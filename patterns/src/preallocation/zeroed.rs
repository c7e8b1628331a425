//! # Ask for zeroed memory
//!
//! ## What you see
//!
//! In a flame graph, a loop of `push` or `resize` that only writes zeros, or a
//! `memset` as wide as the work that follows it. In a heap profile nothing is
//! amiss: it is one block of the right size.
//!
//! ## Why
//!
//! `vec![0; n]` asks the allocator for zeroed memory (`calloc`). Pages that come
//! fresh from the kernel are zero already, and are not even mapped until they are
//! touched: then nobody writes a zero. A block that the allocator has kept from
//! before is cleared with one `memset`. That is what happens here, where the last
//! call has just freed one, and so `resize`, which is compiled to a `memset` too,
//! is as quick. The loop of pushes writes element by element, and asks for room
//! before each.
//!
//! None of the three asks the kernel for anything that the others do not: their
//! system calls are the same. What the macro saves is writing.
//!
//! So the macro is never worse than filling, and for a block beyond what the
//! allocator keeps it is far better: [`crate::pooling::big_buffer`] shows what
//! touching fresh pages costs. It works for element types whose zero is all zero
//! bits: integers, floats, `bool`, raw pointers, and arrays of these.
//!
//! ## Coming from Go
//!
//! `make([]T, n)` always zeroes, and like `calloc` it skips the work for memory
//! fresh from the kernel. `vec![0; n]` is its twin.
//!
//! ## Time and instructions
//!
//! For a block of some size `memset` may use `rep stos`, and valgrind counts each of
//! its steps as an instruction, while the processor clears a cache line at a time.
//! So the count can favour the loop, which takes several times as long. And what
//! page faults cost is the kernel's, and in no count of the program's.
//!
//! ## When not to
//!
//! When every element is written right away (the `written` scenario), this saves one
//! of two passes over the memory; build the values with `collect` instead, and never
//! write zeros at all.
//!
//! ## See also
//!
//! - Clippy's [`slow_vector_initialization`](https://rust-lang.github.io/rust-clippy/master/index.html#slow_vector_initialization)
//!   (perf) finds `with_capacity` followed by `resize`, and
//!   [`same_item_push`](https://rust-lang.github.io/rust-clippy/master/index.html#same_item_push)
//!   (style) finds the loop.
//! - [`alloc_zeroed`](https://doc.rust-lang.org/std/alloc/trait.GlobalAlloc.html#method.alloc_zeroed)

use crate::catalogue::declare::*;

// ANCHOR: push-loop
/// Pushes zeros into a vector of the right capacity.
#[allow(clippy::same_item_push)]
pub fn push_loop(count: usize) -> Vec<u64> {
    let mut zeros = Vec::with_capacity(count);
    for _ in 0..count {
        zeros.push(0);
    }
    zeros
}
// ANCHOR_END: push-loop

// ANCHOR: macro
/// Asks for memory that is zero already.
pub fn zeroed(count: usize) -> Vec<u64> {
    vec![0; count]
}
// ANCHOR_END: macro

// ANCHOR: resize
/// Reserves, then fills.
#[allow(clippy::slow_vector_initialization)]
pub fn resize(count: usize) -> Vec<u64> {
    let mut zeros = Vec::with_capacity(count);
    zeros.resize(count, 0);
    zeros
}
// ANCHOR_END: resize

/// How many zeros, and whether they are overwritten at once.
struct Request {
    count: usize,
    written: bool,
}

const WRITTEN: Scenario = counter_case("written", "every element is overwritten at once")
    .expect("only one pass over the memory is saved");

const NASTY: Nasty<usize> = &[
    ("none", || 0),
    ("one", || 1),
    ("a page", || 512),
    ("very long", || 1_000_000),
];

fn request(setup: &Setup) -> Request {
    let count = setup.nasty(NASTY).unwrap_or(setup.size);
    Request {
        count,
        written: setup.is(&WRITTEN),
    }
}

/// What the caller does next, in the `written` scenario.
fn used(mut zeros: Vec<u64>, request: &Request) -> Vec<u64> {
    if request.written {
        for (place, value) in zeros.iter_mut().zip(1..) {
            *place = value;
        }
    }
    zeros
}

const ZEROED: &str =
    "https://doc.rust-lang.org/std/alloc/trait.GlobalAlloc.html#method.alloc_zeroed";

const CHOICES: &[Choice] = &[
    choice(
        "macro",
        "wherever zeros are wanted: it is the shortest form as well",
    ),
    choice(
        "resize",
        "where the vector is there already, and only has to become longer",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "rust-lang/rust",
        number: "40409",
        metric: "time of `vec![0u8; 1024 * 1024]`",
        before: "231,338 ns",
        after: "853 ns",
        direction: Direction::For,
        about: "The macro asks for zeroed memory, where it used to fill what it got.",
    },
    Seen {
        repo: "rust-lang/rust",
        number: "40409",
        metric: "time of `vec![0u8; 1024]`",
        before: "34 ns",
        after: "37 ns",
        direction: Direction::None,
        about: "The same change, for a small block.",
    },
];

const SYMPTOMS: &[Symptom] =
    &[
        symptom("A loop fills a new buffer with zeros that the system has at hand")
            .look(&["push", "resize", "extend"], &[Fact::KnownLength])
            .frames(&["resize"])
            .matters(&[share(AllocatedBytes, 0.2)])
            .shape(&[Shape::BytesAtLeast(65_536)])
            .advise(
                "ask for zeroed memory with `vec![0; n]`",
                "Is all of it written again right after? Then zeroing was not the cost.",
            ),
    ];

const EXERCISES: &[Exercise] = &[explain(
    "zeros",
    "Both ways allocate once, and equally many bytes. Why does the second take so many fewer \
     instructions on a large vector?",
    "The allocator has large blocks straight from the kernel, which hands out pages that are \
     zero already: nothing is left to write.",
    &[
        "The macro is expanded while compiling: the zeros lie in the executable, and are \
         mapped from there.",
        "The second way allocates the bytes only when an element is read for the first time.",
        "The optimiser proves that nobody reads the elements, and drops the loop that would \
         write them.",
    ],
    Proof::Metric(Instructions),
)
.at(100_000, 200_000)
.task("Returns `count` zeros.")
.story(
    "Overheard at lunch:\n\n\"I replaced a loop that pushes zeros by `vec![0; n]`. For the small \
     tables there is no difference, I checked. For the large one it is gone from the profile. \
     *Gone*. As if it did not do anything.\"\n\n\"It has to write the zeros.\"\n\n\"I know it has \
     to write the zeros! So where does it do that?\"",
)
.hints([
    "Look at the size from which on it happens, and think of who hands out blocks of that size.",
    "Ask what the memory held before: who else may have used it, and what the kernel must do about \
     that.",
    "An allocator has a call of its own for memory that is zero; for fresh pages it has nothing to \
     do.",
    "`vec![0; n]` calls `alloc_zeroed`. The kernel clears a page when it is touched for the first \
     time, as it must for every page that comes from another process: a loop of zeros does that \
     work a second time.",
])
.wrong_turns(&[
    "The pages must be cleared by somebody, when they are touched; that is the kernel's time, and \
     no instruction of the program.",
    "The allocated bytes are the same in both: laziness of the allocator would show there, and \
     does not.",
])];

pub(crate) const PATTERN: Pattern = pattern!("zeroed.rs")
    .sizes("numbers", &[1_000, 10_000, 100_000])
    .variants(&[
        slow(
            "push-loop",
            case!(request, |of| used(push_loop(of.count), of)),
        )
        .about("writes every zero"),
        fast("macro", case!(request, |of| used(zeroed(of.count), of)))
            .about("memory that is zero already"),
        alternative("resize", case!(request, |of| used(resize(of.count), of)))
            .about("reserves, then fills"),
    ])
    .inputs(&[TYPICAL, WRITTEN], NASTY)
    .claims(&[
        claim(Allocations, "macro", NoEffect, ZEROED),
        claim(AllocatedBytes, "macro", NoEffect, ZEROED),
        claim(SystemCalls, "macro", NoEffect, ZEROED).at(100_000),
        claim(TimeNs, "macro", Wins, ZEROED).at(100_000),
        claim(Allocations, "macro", NoEffect, ZEROED).on(&WRITTEN),
        claim(TimeNs, "macro", AtMost(5.0), ZEROED).on(&WRITTEN),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
