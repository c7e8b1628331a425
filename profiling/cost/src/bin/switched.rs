//! The sampling allocator against the one that it wraps, taking turns in one process:
//! two programs would differ in the addresses of their code and heap, which changes
//! such a loop by more than the effect in question.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use cost::{allocate, by_turns, rounds_in};
use profiling::heap::Sampling;

/// The length of each part of a block.
const PART: Duration = Duration::from_millis(100);

struct Switched {
    sampling: Sampling<System>,
    is_on: AtomicBool,
}

#[global_allocator]
static GLOBAL: Switched = Switched {
    sampling: Sampling::new(System),
    is_on: AtomicBool::new(false),
};

// SAFETY: every call is passed on unchanged, and both sides allocate from and free to
// `System`.
unsafe impl GlobalAlloc for Switched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_on.load(Ordering::Relaxed) {
                self.sampling.alloc(layout)
            } else {
                System.alloc(layout)
            }
        }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_on.load(Ordering::Relaxed) {
                self.sampling.dealloc(pointer, layout);
            } else {
                System.dealloc(pointer, layout);
            }
        }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_bytes: usize) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_on.load(Ordering::Relaxed) {
                self.sampling.realloc(pointer, layout, new_bytes)
            } else {
                System.realloc(pointer, layout, new_bytes)
            }
        }
    }
}

fn main() -> anyhow::Result<()> {
    let blocks = std::env::args()
        .nth(1)
        .and_then(|blocks| blocks.parse().ok());
    let blocks =
        blocks.context("this is a part of `cost`\nhint: run `cargo run --release -p cost`")?;
    let rounds = rounds_in(PART, allocate);
    by_turns(blocks, |is_profiled| {
        GLOBAL.is_on.store(is_profiled, Ordering::Relaxed);
        allocate(rounds);
        GLOBAL.is_on.store(false, Ordering::Relaxed);
        Ok(())
    })
}
