//! Heap profiles from a sampling allocator that wraps any other.
//!
//! One line in `main.rs` switches it on: `use profiling_alloc_system as _;` (or
//! `_mimalloc`, `_jemalloc`). Each of these small libraries contains only a
//! `#[global_allocator]`: declared in a library it leaves the optimiser free to elide
//! the service's allocations, declared in `main.rs` it does not.
//!
//! The method is that of Go's runtime (`runtime/mprof.go`, `mcache.go`): the distance
//! between samples is exponentially distributed with a mean of [`rate`] bytes
//! allocated, so an allocation of `s` bytes is sampled with probability 1 − exp(−s /
//! rate), and each sample is scaled by the inverse.

mod filter;
mod local;
mod table;

use std::alloc::{GlobalAlloc, Layout};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub use self::local::{Counts, thread_counts};
use crate::capture::Inside;
use crate::error::{Error, Result};
use crate::profile::{Profile, ValueType};
use crate::{capture, clock, engine, modules};

/// Go's rate, and the default here: one sample per 512 KiB allocated, on average.
pub const DEFAULT_RATE: u64 = 512 * 1024;

static RATE: AtomicU64 = AtomicU64::new(DEFAULT_RATE);
/// Set by the first allocation that goes through [`Sampling`].
static LINKED: AtomicBool = AtomicBool::new(false);

/// An allocator that samples the allocations of another.
pub struct Sampling<A> {
    inner: A,
}

impl<A> Sampling<A> {
    /// Wraps `inner`, which does all the work.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

// SAFETY: every call goes to `inner` unchanged and returns what `inner` returned;
// counting allocates only while the thread is marked as inside, and those allocations
// are not counted.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Sampling<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if local::count(layout.size()) {
            // SAFETY: the caller's promise is passed on.
            return unsafe { self.alloc_sampled(layout) };
        }
        // SAFETY: the caller's promise is passed on.
        unsafe { self.inner.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if local::count(layout.size()) {
            // SAFETY: the caller's promise is passed on.
            return unsafe { self.alloc_zeroed_sampled(layout) };
        }
        // SAFETY: the caller's promise is passed on.
        unsafe { self.inner.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if filter::may_hold(pointer) {
            // SAFETY: the caller's promise is passed on.
            return unsafe { self.dealloc_sampled(pointer, layout) };
        }
        // SAFETY: the caller's promise is passed on.
        unsafe { self.inner.dealloc(pointer, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_bytes: usize) -> *mut u8 {
        let is_due = local::count(new_bytes);
        if is_due || filter::may_hold(pointer) {
            // SAFETY: the caller's promise is passed on.
            return unsafe { self.realloc_sampled(pointer, layout, new_bytes, is_due) };
        }
        // SAFETY: the caller's promise is passed on.
        unsafe { self.inner.realloc(pointer, layout, new_bytes) }
    }
}

/// The rare paths, kept out of line so that the common ones end in a jump to the inner
/// allocator, without a stack frame of their own.
impl<A: GlobalAlloc> Sampling<A> {
    /// # Safety
    /// As [`GlobalAlloc::alloc`].
    #[cold]
    #[inline(never)]
    unsafe fn alloc_sampled(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        let pointer = unsafe { self.inner.alloc(layout) };
        local::sample(pointer, layout.size());
        pointer
    }

    /// # Safety
    /// As [`GlobalAlloc::alloc_zeroed`].
    #[cold]
    #[inline(never)]
    unsafe fn alloc_zeroed_sampled(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        let pointer = unsafe { self.inner.alloc_zeroed(layout) };
        local::sample(pointer, layout.size());
        pointer
    }

    /// # Safety
    /// As [`GlobalAlloc::dealloc`].
    #[cold]
    #[inline(never)]
    unsafe fn dealloc_sampled(&self, pointer: *mut u8, layout: Layout) {
        // Before another thread can be given the memory.
        table::freed(pointer);
        // SAFETY: the caller's promise is passed on.
        unsafe { self.inner.dealloc(pointer, layout) }
    }

    /// # Safety
    /// As [`GlobalAlloc::realloc`].
    #[cold]
    #[inline(never)]
    unsafe fn realloc_sampled(
        &self,
        pointer: *mut u8,
        layout: Layout,
        new_bytes: usize,
        is_due: bool,
    ) -> *mut u8 {
        let taken = if filter::may_hold(pointer) {
            table::freed(pointer)
        } else {
            None
        };
        // SAFETY: the caller's promise is passed on.
        let new = unsafe { self.inner.realloc(pointer, layout, new_bytes) };
        if new.is_null()
            && let Some(entry) = taken
        {
            // The reallocation failed, so the old block is still allocated.
            table::restore(pointer, entry);
        }
        if is_due {
            local::sample(new, new_bytes);
        }
        new
    }
}

/// The mean distance between samples in bytes; zero while sampling is off.
#[must_use]
pub fn rate() -> u64 {
    RATE.load(Ordering::Relaxed)
}

/// Sets the mean distance between samples in bytes: 1 samples every allocation, 0
/// none. Best done first in `main`, since another thread keeps its current distance
/// until its next sample.
pub fn set_rate(bytes: u64) {
    RATE.store(bytes, Ordering::Relaxed);
    local::restart();
}

/// Whether this program's global allocator is a sampling one.
#[must_use]
pub fn is_linked() -> bool {
    LINKED.load(Ordering::Relaxed)
}

/// What is in use and what was allocated since the start, estimated from the samples:
/// Go's four values, and `peak_space`, the bytes in use when the whole heap was at its
/// largest.
///
/// A `realloc` counts as a new allocation of the full new size.
///
/// # Errors
/// When no sampling allocator is linked, or the process was forked.
pub fn profile() -> Result<Profile> {
    if !is_linked() {
        return Err(Error::NoAllocator);
    }
    engine::available("a heap profile")?;
    modules::notice_changes();
    // Also keeps the profile's own allocations out of it.
    let inside = Inside::enter().ok_or(Error::Forked)?;
    let (samples, told) = table::snapshot(&inside);
    let rate = rate();
    let mut comments = vec![told];
    if samples.is_empty() {
        comments.push(match rate {
            0 => "empty: sampling is off (rate 0)".to_owned(),
            _ => format!(
                "empty: one allocation is sampled for each {rate} bytes allocated, on average, and less was allocated; hint: profiling::heap::set_rate"
            ),
        });
    }
    comments.extend(engine::memory_comment());
    let types = [
        ("alloc_objects", "count"),
        ("alloc_space", "bytes"),
        ("inuse_objects", "count"),
        ("inuse_space", "bytes"),
        ("peak_space", "bytes"),
    ];
    Ok(Profile {
        sample_types: types.map(|(kind, unit)| ValueType::new(kind, unit)).into(),
        default_type: 3,
        period_type: Some(ValueType::new("space", "bytes")),
        period: i64::try_from(rate).unwrap_or(i64::MAX),
        time_unix_ns: clock::unix_ns(),
        duration_ns: 0,
        modules: capture::modules(&inside),
        samples,
        comments,
        trims_own_frames: true,
    })
}

/// Writes [`profile`] to a file, as Go's `WriteHeapProfile`.
///
/// # Errors
/// As [`profile`], and when the file cannot be written.
pub fn write_profile(path: impl AsRef<Path>) -> Result<()> {
    profile()?.write_to(path.as_ref())
}

/// Fails a test unless the block makes exactly this many allocations on this thread;
/// returns the block's value.
///
/// Counts are exact and per thread, so tests that run in parallel do not disturb each
/// other. `realloc` counts as an allocation. The test needs a sampling allocator: `use
/// profiling_alloc_system as _;`.
///
/// ```ignore
/// let sum = profiling::assert_allocations!(0, { [1, 2, 3].iter().sum::<i32>() });
/// ```
///
/// # Panics
/// When the count differs, or no sampling allocator is linked.
#[macro_export]
macro_rules! assert_allocations {
    ($expected:expr, $body:block) => {{
        let expected: u64 = $expected;
        let before = $crate::heap::thread_counts();
        let result = $body;
        let after = $crate::heap::thread_counts();
        assert!(
            $crate::heap::is_linked(),
            "no sampling allocator is linked, so nothing was counted; \
             hint: `use profiling_alloc_system as _;` in this test"
        );
        let counted = after.allocations - before.allocations;
        assert!(
            counted == expected,
            "expected {expected} allocations, counted {counted} ({} bytes)",
            after.bytes - before.bytes,
        );
        result
    }};
}
