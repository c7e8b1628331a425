//! The current thread's own stack, read on the spot for allocations and contended
//! locks.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};

use super::memory;
use crate::engine;
use crate::profile::{Frame, Module};
use crate::unwind::{MAX_FRAMES, Regs, Unwinder};

static UNWINDER: Mutex<Option<Unwinder>> = Mutex::new(None);

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// First and last address of this thread's stack, once it was looked up.
    static STACK: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// While one exists, this thread's allocations are not sampled: the profiler's own
/// would make it call itself.
pub(crate) struct Inside;

impl Inside {
    /// `None` when the thread is inside already, or is the child of a fork, where
    /// locks may be held by threads that do not exist.
    pub(crate) fn enter() -> Option<Self> {
        if engine::is_forked() || INSIDE.replace(true) {
            return None;
        }
        // Before any lock is taken, so that no child can inherit a held one unnoticed.
        engine::watch_forks();
        Some(Self)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

/// The addresses of the callers, innermost first. Requires the proof of being inside,
/// since looking for new files allocates.
#[inline(never)]
pub(crate) fn addresses(_inside: &Inside, out: &mut [u64; MAX_FRAMES]) -> usize {
    let regs = registers();
    let (lowest, end) = stack_span();
    let on_own_stack = (lowest..end).contains(&regs.sp);
    let read = |address: u64| {
        if on_own_stack {
            if address < regs.sp || address > end.wrapping_sub(8) || !address.is_multiple_of(8) {
                return None;
            }
            // SAFETY: aligned, and between this frame and the stack's end.
            Some(unsafe { *(address as *const u64) })
        } else {
            // The stack of a coroutine.
            memory::word(address)
        }
    };
    let mut unwinder = UNWINDER.lock().unwrap_or_else(PoisonError::into_inner);
    let unwinder = unwinder.get_or_insert_with(Unwinder::new);
    let (count, _) = unwinder.unwind(regs, out, read);
    if unwinder.learn(&out[..count]) {
        return unwinder.unwind(regs, out, read).0;
    }
    count
}

/// Addresses as places in files.
pub(crate) fn frames(_inside: &Inside, addresses: &[u64]) -> Box<[Frame]> {
    let unwinder = UNWINDER.lock().unwrap_or_else(PoisonError::into_inner);
    addresses
        .iter()
        .filter_map(|address| Some(unwinder.as_ref()?.modules().frame(*address)))
        .collect()
}

/// The files that [`frames`] point into.
pub(crate) fn modules(_inside: &Inside) -> Vec<Module> {
    let unwinder = UNWINDER.lock().unwrap_or_else(PoisonError::into_inner);
    unwinder
        .as_ref()
        .map(|unwinder| unwinder.modules().all().to_vec())
        .unwrap_or_default()
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn registers() -> Regs {
    let mut regs = Regs::default();
    // SAFETY: reads three registers.
    unsafe {
        std::arch::asm!(
            "lea {pc}, [rip]",
            "mov {sp}, rsp",
            "mov {fp}, rbp",
            pc = out(reg) regs.pc,
            sp = out(reg) regs.sp,
            fp = out(reg) regs.fp,
            options(nomem, nostack, preserves_flags),
        );
    }
    regs
}

#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn registers() -> Regs {
    let mut regs = Regs::default();
    // SAFETY: reads four registers.
    unsafe {
        std::arch::asm!(
            "adr {pc}, .",
            "mov {sp}, sp",
            "mov {fp}, x29",
            "mov {lr}, x30",
            pc = out(reg) regs.pc,
            sp = out(reg) regs.sp,
            fp = out(reg) regs.fp,
            lr = out(reg) regs.lr,
            options(nomem, nostack, preserves_flags),
        );
    }
    regs
}

/// The bounds of this thread's stack, looked up once per thread.
fn stack_span() -> (u64, u64) {
    let known = STACK.get();
    if known.1 != 0 {
        return known;
    }
    // SAFETY: plain data filled by the calls; destroyed after use.
    let span = unsafe {
        let mut attributes: libc::pthread_attr_t = std::mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &raw mut attributes) != 0 {
            (1, 1)
        } else {
            let mut start = std::ptr::null_mut();
            let mut bytes = 0;
            libc::pthread_attr_getstack(&raw const attributes, &raw mut start, &raw mut bytes);
            libc::pthread_attr_destroy(&raw mut attributes);
            (start as u64, start as u64 + bytes as u64)
        }
    };
    STACK.set(span);
    span
}
