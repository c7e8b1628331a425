//! # Measure before boxing a large value
//!
//! ## What you see
//!
//! In a flame graph, `memcpy` under a function that returns a large struct or
//! array. In a heap profile, if somebody has boxed it, blocks of some KiB, one for
//! each call.
//!
//! ## Why
//!
//! "Large values belong on the heap" is advice that sounds right. A large return
//! value is written through a pointer to a place that the caller has reserved, but
//! whether the function also *builds* it there is up to the optimiser: Rust
//! promises no copy elision. The function here, as compiled when this was written,
//! clears and fills the array in its own frame and then copies it out with one
//! `memcpy`. The box is cleared and filled where it stays, and only its pointer
//! moves; instead of the copy it pays an allocation for each call. Neither price is
//! always the lower one.
//!
//! An out-parameter, `&mut [u8; N]`, promises that nothing is copied. Its buffer is
//! also cleared only once, before the first call, so what it gains here is the gain
//! of reuse: a box that is handed in from call to call would do as well.
//!
//! So there is no rule for value against box: measure. Where one buffer can serve
//! many calls, hand it in.
//!
//! ## Coming from Go
//!
//! Go returns large structs by copying them through the stack, and stacks that
//! become too small are copied as a whole. Rust's do not move, so a very large
//! value by value can overflow them.
//!
//! ## Time and instructions
//!
//! Clearing a page is a `memset`, for which the C library may use `rep stosb`:
//! valgrind counts each byte as an instruction, while the processor stores many at
//! once. So the two variants that clear every page can look far worse in
//! instructions than in time. Trust the direction of the instruction ratio, not its
//! size.
//!
//! The time of `by-value` is not one number either. In most processes it is steady;
//! in some, started from the same program with the same input, it was up to several
//! times as long, while the other two variants hardly varied. It is not the address
//! of the stack: with addresses fixed (`setarch -R`) as many processes were slow.
//! The physical pages behind it are a suspicion, and not more. So compare several
//! processes, not one run.
//!
//! ## When not to
//!
//! Where results are kept (the `kept` scenario), a box moves into its place as one
//! word, while an array is copied in. Beyond some hundred KiB the stack itself is
//! the limit: box it, and build it in place.
//!
//! ## See also
//!
//! - [`crate::heap_vs_stack::return_small`]; [`crate::pooling::big_buffer`], on
//!   reuse; [`crate::preallocation::zeroed`], on clearing
//! - Clippy's [`large_stack_frames`](https://rust-lang.github.io/rust-clippy/master/index.html#large_stack_frames)
//!   (nursery) and [`large_types_passed_by_value`](https://rust-lang.github.io/rust-clippy/master/index.html#large_types_passed_by_value)
//!   (pedantic) look at neighbours.
//! - [The Rust Performance Book, on type sizes](https://nnethercote.github.io/perf-book/type-sizes.html)

use crate::catalogue::declare::*;

// ANCHOR: shared
/// A page of bytes.
pub type Page = [u8; 4096];

/// Fills a page from a seed.
#[inline(always)]
pub fn fill(page: &mut Page, seed: u8) {
    for (index, byte) in page.iter_mut().enumerate() {
        *byte = seed.wrapping_add(index as u8);
    }
}
// ANCHOR_END: shared

// ANCHOR: by-value
/// Returns a page.
#[inline(never)]
pub fn by_value(seed: u8) -> Page {
    let mut page = [0; 4096];
    fill(&mut page, seed);
    page
}
// ANCHOR_END: by-value

// ANCHOR: boxed
/// Returns a page on the heap.
#[inline(never)]
#[allow(clippy::unnecessary_box_returns)]
pub fn boxed(seed: u8) -> Box<Page> {
    let mut page = Box::new([0; 4096]);
    fill(&mut page, seed);
    page
}
// ANCHOR_END: boxed

// ANCHOR: out-parameter
/// Fills the caller's page.
#[inline(never)]
pub fn out_parameter(page: &mut Page, seed: u8) {
    fill(page, seed);
}
// ANCHOR_END: out-parameter

/// Seeds, and whether the pages are kept.
struct Pages {
    seeds: Vec<u8>,
    kept: bool,
}

const KEPT: Scenario = counter_case("kept", "all pages are kept in a vector")
    .expect("a box moves as one word, but each is a request");

const NASTY: Nasty<Vec<u8>> = &[
    ("none", || vec![]),
    ("one", || vec![0]),
    ("wraps", || vec![255, 128]),
    ("duplicates", || vec![7; 20]),
    ("very long", || vec![1; 500]),
];

/// `size` pages.
fn pages(setup: &Setup) -> Pages {
    let seeds = setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size).map(|_| random.u8(..)).collect()
    });
    Pages {
        seeds,
        kept: setup.is(&KEPT),
    }
}

/// A few bytes of a page, so that it must be there.
fn check(sum: u64, page: &Page) -> u64 {
    let page = std::hint::black_box(page);
    sum.wrapping_mul(31)
        .wrapping_add(u64::from(page[0]) + u64::from(page[2_047]))
}

fn with_values(pages: &Pages) -> (u64, usize) {
    if pages.kept {
        let kept: Vec<Page> = pages.seeds.iter().map(|&seed| by_value(seed)).collect();
        return (kept.iter().fold(0, check), kept.len());
    }
    let sum = pages
        .seeds
        .iter()
        .fold(0, |sum, &seed| check(sum, &by_value(seed)));
    (sum, pages.seeds.len())
}

fn with_boxes(pages: &Pages) -> (u64, usize) {
    if pages.kept {
        let kept: Vec<Box<Page>> = pages.seeds.iter().map(|&seed| boxed(seed)).collect();
        return (
            kept.iter().fold(0, |sum, page| check(sum, page)),
            kept.len(),
        );
    }
    let sum = pages
        .seeds
        .iter()
        .fold(0, |sum, &seed| check(sum, &boxed(seed)));
    (sum, pages.seeds.len())
}

fn with_out_parameters(pages: &Pages) -> (u64, usize) {
    if pages.kept {
        let mut kept: Vec<Page> = vec![[0; 4096]; pages.seeds.len()];
        for (page, &seed) in kept.iter_mut().zip(&pages.seeds) {
            out_parameter(page, seed);
        }
        return (kept.iter().fold(0, check), kept.len());
    }
    let mut page = [0; 4096];
    let sum = pages.seeds.iter().fold(0, |sum, &seed| {
        out_parameter(&mut page, seed);
        check(sum, &page)
    });
    (sum, pages.seeds.len())
}

const CHOICES: &[Choice] = &[
    choice(
        "out-parameter",
        "where one place can serve many calls: the caller has to provide and clear it",
    ),
    choice(
        "boxed",
        "where the result is kept or handed on: one allocation for each call",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "oxc-project/oxc",
    number: "24665",
    metric: "size of `oxlint`",
    before: "14,177,616 B",
    after: "13,665,680 B",
    direction: Direction::Against,
    about: "A diagnostic of about 300 bytes goes back into a box, after two months.",
}];

const SYMPTOMS: &[Symptom] = &[
    symptom("A large array is copied on its way out of a function"),
    symptom("A box of hundreds of bytes: one allocation a call, freed by the caller")
        .look(&["new"], &[Fact::OfType(&["Box"]), Fact::ReturnsBox])
        .matters(&[share(Allocations, 0.05), share(AllocatedBytes, 0.2)])
        .saves_each(150)
        .shape(&[
            Shape::Blocks(50),
            Shape::BytesAtLeast(129),
            Shape::LiveAtMost(4),
        ])
        .advise(
            "return the value, or fill one that the caller hands in",
            "Is it built in the caller's place then? Measure: a copy may cost what the box did.",
        ),
    symptom("`memset` and `memcpy` below a function that returns a large array")
        .look(&["*"], &[Fact::ReturnsLarge])
        .frames(&["memmove", "memset"])
        .of(Scope::Function)
        .matters(&[share(Instructions, 0.1)])
        .advise(
            "fill an array that the caller hands in",
            "Can one array serve many calls? Where each result is kept, nothing is saved.",
        ),
];

pub(crate) const PATTERN: Pattern = pattern!("return_large.rs")
    .sizes("pages", &[10, 100, 1_000])
    .variants(&[
        slow("by-value", case!(pages, with_values)).about("4 KiB to the caller's stack"),
        alternative("boxed", case!(pages, with_boxes)).about("4 KiB on the heap"),
        fast("out-parameter", case!(pages, with_out_parameters)).about("the caller's page, filled"),
    ])
    .inputs(&[TYPICAL, KEPT], NASTY)
    .claims(&[
        claim(Allocations, "boxed", Loses, TYPE_SIZES),
        claim(Allocations, "out-parameter", NoEffect, TYPE_SIZES),
        // How much depends on how the C library clears memory.
        claim(Instructions, "out-parameter", Wins, TYPE_SIZES),
        claim(TimeNs, "out-parameter", Wins, TYPE_SIZES),
        claim(Allocations, "boxed", Loses, TYPE_SIZES).on(&KEPT),
        claim(TimeNs, "boxed", Wins, TYPE_SIZES).on(&KEPT),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
