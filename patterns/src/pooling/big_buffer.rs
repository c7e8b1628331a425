//! # Keep the big buffer
//!
//! ## What you see
//!
//! In a heap profile, few blocks, each large. In a flame graph, page faults:
//! `asm_exc_page_fault` and `clear_page` under a harmless loop, `madvise` or
//! `munmap` under `free`. In `top`, a share of system time that nobody can place.
//!
//! ## Why
//!
//! For a large block the allocator goes to the kernel, or gives memory back to it
//! on `free`. Each page of a new block is mapped and cleared at its first touch: a
//! fault for every 4 KiB, then a pass over memory that is not in any cache. The
//! next call pays it all again. A buffer that is kept is mapped and warm.
//!
//! glibc learns: once a large block was freed, it keeps blocks of that size, up to
//! 32 MiB, for the next allocation. Then the faults are gone, and what a new zeroed
//! buffer costs is clearing it once more, the part that no job touches included.
//! The largest size here is beyond that limit, and pays in full: each call maps the
//! block and unmaps it again, two system calls, and the faults come on top.
//!
//! ## Coming from Go
//!
//! Go's heap keeps freed spans for some minutes before it gives them back, so the
//! cost hides in the collector. In Rust the allocator's thresholds decide, and
//! those differ: glibc adapts its own while the program runs.
//!
//! ## Time and instructions
//!
//! Faults and clearing happen in the kernel, and a count of the program's own
//! instructions does not contain them.
//!
//! ## When not to
//!
//! The memory is kept for ever: a megabyte for each thread or connection adds up.
//! With a block of a few KiB (the `small` scenario) there are no pages to fault in,
//! since the allocator keeps it for you: an allocation and one short clearing are
//! all there is to save, a matter of nanoseconds.
//!
//! ## See also
//!
//! - [`crate::pooling::request_buffer`], [`crate::preallocation::zeroed`],
//!   [`crate::preallocation::overshoot`]
//! - Clippy's [`large_stack_arrays`](https://rust-lang.github.io/rust-clippy/master/index.html#large_stack_arrays)
//!   (pedantic) warns where someone moves such a buffer to the stack instead.
//! - [`mallopt`](https://man7.org/linux/man-pages/man3/mallopt.3.html): glibc's
//!   thresholds for mapping and trimming.

use crate::catalogue::declare::*;

// ANCHOR: shared
/// Writes to every cache line of the buffer's first half: it is sized for the
/// largest job, and jobs are seldom that. Returns a checksum.
pub fn touch(buffer: &mut [u8], seed: u8) -> u64 {
    let used = buffer.len().div_ceil(2);
    let mut check = 0;
    for (index, line) in buffer[..used].chunks_mut(64).enumerate() {
        line[0] = seed.wrapping_add(index as u8);
        check += u64::from(line[0]);
    }
    check
}
// ANCHOR_END: shared

// ANCHOR: allocate
/// Works in a new buffer.
pub fn allocate(length: usize, seed: u8) -> u64 {
    let mut buffer = vec![0; length];
    touch(&mut buffer, seed)
}
// ANCHOR_END: allocate

// ANCHOR: reuse
/// Works in the caller's buffer, which grows to the largest length ever asked.
pub fn reuse(buffer: &mut Vec<u8>, length: usize, seed: u8) -> u64 {
    if buffer.len() < length {
        buffer.resize(length, 0);
    }
    touch(&mut buffer[..length], seed)
}
// ANCHOR_END: reuse

const SMALL: Scenario = counter_case_at(&[4_096], "small", "a buffer of 4 KiB")
    .expect("the allocator keeps such a block for you: what is left is to clear it");

const NASTY: Nasty<(usize, u8)> = &[
    ("none", || (0, 1)),
    ("one byte", || (1, 255)),
    ("not a page", || (4_097, 3)),
    ("very long", || (3 << 20, 9)),
];

/// Bytes, and a seed.
fn job(setup: &Setup) -> (usize, u8) {
    setup.nasty(NASTY).unwrap_or((setup.size, setup.seed as u8))
}

const MALLOPT: &str = "https://man7.org/linux/man-pages/man3/mallopt.3.html";

const CHOICES: &[Choice] = &[choice(
    "reuse",
    "where buffers of many pages come and go: the memory is kept, and old content is in it",
)];

const SEEN: &[Seen] = &[Seen {
    repo: "mdsteele/rust-cfb",
    number: "95",
    metric: "time to write 256 MiB to memory",
    before: "71 ms",
    after: "18 ms",
    direction: Direction::For,
    about: "A bench keeps its buffers from iteration to iteration, and clears them.",
}];

const SYMPTOMS: &[Symptom] = &[
    symptom("A buffer of many pages is allocated again and again")
        .look(
            &[
                "vec",
                "with_capacity",
                "resize",
                "to_vec",
                "repeat",
                "clone",
            ],
            &[],
        )
        .matters(&[share(AllocatedBytes, 0.2)])
        // Clearing or first touching the pages.
        .saves_each(2_000)
        .shape(&[
            Shape::Blocks(3),
            Shape::BytesAtLeast(16_384),
            Shape::LiveAtMost(4),
            Shape::Freed,
        ])
        .advise(
            "keep one buffer, and use the part that is needed",
            "Does somebody write all of it? May the memory be kept for ever?",
        ),
];

pub(crate) const PATTERN: Pattern = pattern!("big_buffer.rs")
    // The largest is just beyond the largest block that glibc keeps, 32 MiB.
    .sizes("bytes", &[340_000, 3_400_000, 34_000_000])
    .equivalence_sizes(&[0, 1, 255, 4_096, 70_000])
    .variants(&[
        slow("allocate", case!(job, |job| allocate(job.0, job.1))).about("a new buffer each time"),
        fast(
            "reuse",
            case!(job, |_| vec![], |old, job| reuse(old, job.0, job.1)),
        )
        .about("the same buffer each time"),
    ])
    .inputs(&[TYPICAL, SMALL], NASTY)
    .claims(&[
        claim(Allocations, "reuse", AtLeast(1_000.0), MALLOPT),
        claim(AllocatedBytes, "reuse", AtLeast(1_000.0), MALLOPT),
        claim(SystemCalls, "reuse", AtLeast(2.0), MALLOPT).at(34_000_000),
        claim(TimeNs, "reuse", Wins, MALLOPT),
        claim(TimeNs, "reuse", AtLeast(3.0), MALLOPT).at(34_000_000),
        claim(TimeNs, "reuse", AtMost(5.0), MALLOPT).on(&SMALL),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
