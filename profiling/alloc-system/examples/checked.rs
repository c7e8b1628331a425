//! A small program with everything that must never allocate: the profiler's signal
//! handlers and the counting in its allocator. A test of `escape --deny` reads its
//! release build, and shows by `planted` that it would find an allocation.

use std::alloc::{GlobalAlloc, Layout};
use std::hint::black_box;

use profiling::heap::Sampling;
use profiling_alloc_system as _;

/// Has no memory to give, so that only the counting is left of an allocation.
struct Nothing;

// SAFETY: null is a valid answer, and nothing is ever freed.
unsafe impl GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _layout: Layout) -> *mut u8 {
        std::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _block: *mut u8, _layout: Layout) {}
}

static COUNTING: Sampling<Nothing> = Sampling::new(Nothing);

mod counted {
    use super::{COUNTING, GlobalAlloc, Layout};

    /// Counts an allocation, outside the program's own allocator.
    #[inline(never)]
    pub fn alloc(layout: Layout) -> *mut u8 {
        // SAFETY: the layout is not empty.
        unsafe { COUNTING.alloc(layout) }
    }

    /// Checks whether a block was sampled.
    #[inline(never)]
    pub fn dealloc(block: *mut u8, layout: Layout) {
        // SAFETY: the inner allocator accepts any block.
        unsafe { COUNTING.dealloc(block, layout) }
    }
}

mod planted {
    /// Called in the way of a handler, and allocates.
    #[inline(never)]
    pub fn on_signal(x: u64) -> u64 {
        *std::hint::black_box(Box::new(x))
    }
}

fn main() -> profiling::Result<()> {
    let cpu = profiling::Cpu::start()?;
    let before = profiling::heap::thread_counts();
    let layout = Layout::new::<u64>();
    let block = counted::alloc(black_box(layout));
    counted::dealloc(block, black_box(layout));
    black_box(planted::on_signal(black_box(3)));
    let after = profiling::heap::thread_counts();
    println!(
        "{} allocations, {} samples",
        after.allocations - before.allocations,
        cpu.stop().samples.len()
    );
    Ok(())
}
