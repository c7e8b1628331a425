//! Detects that this process is the child of a profiled one: there, collector and
//! timers do not exist, and locks may be held by threads that stayed behind.
//!
//! Method: a page that the kernel clears in every child (`MADV_WIPEONFORK`,
//! madvise(2), Linux 4.14), so that a raw `clone` is detected too. It is set up
//! without a lock and before the profiler takes its first lock, so a child that finds
//! no page cannot have inherited a held lock.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicU8, Ordering};

/// A byte of the page: one in the process that set it up, zero in its children.
static MARK: AtomicPtr<AtomicU8> = AtomicPtr::new(null_mut());
/// Replaces the page where the kernel does not clear pages.
static FALLBACK: AtomicU8 = AtomicU8::new(1);

const BYTES: usize = 4096;

/// Whether this process is the child of a fork that came after [`watch_forks`].
#[inline]
pub(crate) fn is_forked() -> bool {
    let mark = MARK.load(Ordering::Acquire);
    // SAFETY: if not null, it is a byte of a page or of a static, neither of which is
    // ever freed.
    !mark.is_null() && unsafe { &*mark }.load(Ordering::Relaxed) == 0
}

/// Marks children of this process from now on. Call it before taking a lock, and where
/// allocations are not sampled, since the fallback allocates.
#[inline]
pub(crate) fn watch_forks() {
    if MARK.load(Ordering::Acquire).is_null() {
        begin();
    }
}

#[cold]
fn begin() {
    let Some(page) = wiped_page() else {
        return begin_without_page();
    };
    // SAFETY: the page is ours, writable and zero, which is a valid atomic.
    unsafe { &*page }.store(1, Ordering::Relaxed);
    if MARK
        .compare_exchange(null_mut(), page, Ordering::AcqRel, Ordering::Acquire)
        .is_err()
    {
        // Another thread was faster.
        // SAFETY: mapped by `wiped_page` and known to nobody else.
        unsafe { libc::munmap(page.cast(), BYTES) };
    }
}

/// A page that reads as zero in children.
fn wiped_page() -> Option<*mut AtomicU8> {
    // SAFETY: a new mapping at an address of the kernel's choice; unmapped if it is of
    // no use.
    unsafe {
        let page = libc::mmap(
            null_mut(),
            BYTES,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        );
        if page == libc::MAP_FAILED {
            return None;
        }
        if libc::madvise(page, BYTES, libc::MADV_WIPEONFORK) != 0 {
            libc::munmap(page, BYTES);
            return None;
        }
        Some(page.cast())
    }
}

/// For older kernels: the C library calls this in children of `fork`, though not of a
/// raw `clone`.
fn begin_without_page() {
    extern "C" fn in_child() {
        FALLBACK.store(0, Ordering::Relaxed);
    }
    // SAFETY: the function only stores to an atomic, so registering it twice from two
    // threads does no harm.
    unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    MARK.store((&raw const FALLBACK).cast_mut(), Ordering::Release);
}
