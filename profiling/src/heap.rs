//! Heap profiles from a sampling allocator that wraps any other.
//!
//! One line in `main.rs` switches it on: `use profiling_alloc_system as _;`
//! (or `_mimalloc`, `_jemalloc`). Each of these small libraries holds nothing
//! but a `#[global_allocator]`: declared in a library it leaves the optimiser
//! free to elide allocations of the service, declared in `main.rs` it does not.
//!
//! Method: as Go's runtime (`runtime/mprof.go`, `mcache.go`): the distance
//! between samples is exponentially distributed with a mean of [`rate`] bytes
//! allocated, so that an allocation of `s` bytes is sampled with probability
//! 1 − exp(−s / rate), and each sample is scaled by the inverse.

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

/// Go's rate, and the default here: a sample for each 512 KiB allocated, on average.
pub const DEFAULT_RATE: u64 = 512 * 1024;

static RATE: AtomicU64 = AtomicU64::new(DEFAULT_RATE);
/// Set by the first allocation that goes through [`Sampling`].
static LINKED: AtomicBool = AtomicBool::new(false);

/// An allocator that samples what another allocates.
pub struct Sampling<A> {
    inner: A,
}

impl<A> Sampling<A> {
    /// Wraps `inner`, which does all the work.
    pub const fn new(inner: A) -> Self {
        Self { inner }
    }
}

// SAFETY: every call goes to `inner` unchanged and gives what `inner` gave;
// the counting between allocates only while marked as inside, which does not
// count.
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

/// The rare ways, apart and whole: so the common ones end by jumping into the
/// inner allocator, with no frame of their own.
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
        // Before the memory can be given to another thread.
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
            // The old block lives on.
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

/// Sets the mean distance between samples in bytes: 1 samples every
/// allocation, 0 none. Best done first in `main`: another thread keeps its
/// distance until its next sample.
pub fn set_rate(bytes: u64) {
    RATE.store(bytes, Ordering::Relaxed);
    local::restart();
}

/// Whether a sampling allocator is the global allocator of this program.
#[must_use]
pub fn is_linked() -> bool {
    LINKED.load(Ordering::Relaxed)
}

/// What is in use and what was allocated since the start, estimated from the
/// samples: Go's four values, and `peak_space`, what was in use when the whole
/// heap was largest.
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
    // Also keeps the profile's own memory out of it.
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

/// Fails a test unless the block allocates exactly as often as said, on this
/// thread; gives what the block gives.
///
/// Counts are exact and kept for each thread, so that tests in parallel do not
/// disturb each other. `realloc` counts as an allocation. Needs a sampling
/// allocator in the test: `use profiling_alloc_system as _;`.
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
