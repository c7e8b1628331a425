//! Preallocated slots in which a signal handler leaves a sample for the collector.
//!
//! A slot goes from free to writing (one handler owns it), to full (the collector owns
//! it), and back to free. Handlers search from the first slot of their processor, so
//! that only as many pages become resident as samples are waiting at once, and
//! processors do not contend for the same slots.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};

use crate::error::{Error, Result};
use crate::unwind::Regs;

/// The most of a stack that is copied.
pub(super) const STACK_BYTES: usize = 256 * 1024;
/// The memory that a slot keeps when it becomes free again.
const KEPT_BYTES: usize = 32 * 1024;
/// How many samples can wait for the collector, per processor and at least: it looks
/// ten times a second, and earlier once half of the slots are full.
const SLOTS_PER_CORE: usize = 64;
const FEWEST_SLOTS: usize = 128;
/// The most processors with slots of their own.
const MAX_CORES: usize = 1024;
const PAGE: usize = 4096;

const FREE: u32 = 0;
const WRITING: u32 = 1;
const FULL: u32 = 2;

/// A sample as the handler leaves it.
#[repr(C)]
pub(super) struct Record {
    pub(super) cookie: u64,
    pub(super) tid: i32,
    /// How many periods it stands for.
    pub(super) weight: u32,
    /// The thread's name at that moment, padded with zeros.
    pub(super) name: [u8; 16],
    pub(super) regs: Regs,
    pub(super) stack_bytes: u32,
    pub(super) stack: [u8; STACK_BYTES],
}

impl Record {
    /// The eight bytes at an address in the copied stack.
    pub(super) fn read(&self, address: u64) -> Option<u64> {
        let at = usize::try_from(address.checked_sub(self.regs.sp)?).ok()?;
        let end = at.checked_add(8)?;
        if end > self.stack_bytes as usize {
            return None;
        }
        Some(u64::from_le_bytes(
            self.stack.get(at..end)?.try_into().ok()?,
        ))
    }
}

#[repr(C)]
struct Slot {
    state: AtomicU32,
    record: UnsafeCell<Record>,
}

static TABLE: AtomicPtr<Slot> = AtomicPtr::new(std::ptr::null_mut());
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// How many slots are full; half of them wake the collector.
static WAITING: AtomicU32 = AtomicU32::new(0);

/// Reserves the slots once; untouched ones take no memory.
pub(super) fn prepare() -> Result<()> {
    if !TABLE.load(Ordering::Acquire).is_null() {
        return Ok(());
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let count = (cores.min(MAX_CORES) * SLOTS_PER_CORE).max(FEWEST_SLOTS);
    let bytes = count * size_of::<Slot>();
    // SAFETY: an anonymous mapping at an address of the kernel's choice; never unmapped.
    let memory = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if memory == libc::MAP_FAILED {
        return Err(Error::last_os("mmap", ""));
    }
    COUNT.store(count, Ordering::Relaxed);
    TABLE.store(memory.cast(), Ordering::Release);
    Ok(())
}

/// How many samples can wait for the collector.
pub(super) fn count() -> usize {
    table().len()
}

fn table() -> &'static [Slot] {
    let table = TABLE.load(Ordering::Acquire);
    if table.is_null() {
        return &[];
    }
    let count = COUNT.load(Ordering::Relaxed);
    // SAFETY: `prepare` mapped this many slots, zeroed, which is the free state, and
    // never unmaps them.
    unsafe { std::slice::from_raw_parts(table, count) }
}

/// Lets `write` fill a free slot; returns false when there is none. Safe in a signal
/// handler.
///
/// `write` gets a raw pointer, since it initialises only parts of the record.
pub(super) fn publish(write: impl FnOnce(*mut Record)) -> bool {
    let table = table();
    // SAFETY: sched_getcpu has no conditions.
    let core = usize::try_from(unsafe { libc::sched_getcpu() }).unwrap_or(0);
    let (before, after) = table.split_at((core * SLOTS_PER_CORE) % table.len().max(1));
    for slot in after.iter().chain(before) {
        if slot.state.load(Ordering::Relaxed) != FREE {
            continue;
        }
        let won = slot
            .state
            .compare_exchange(FREE, WRITING, Ordering::Acquire, Ordering::Relaxed)
            .is_ok();
        if won {
            write(slot.record.get());
            slot.state.store(FULL, Ordering::Release);
            if WAITING.fetch_add(1, Ordering::Relaxed) as usize + 1 == table.len() / 2 {
                super::wake();
            }
            return true;
        }
    }
    false
}

/// Frees a slot when dropped.
struct Free<'a>(&'a Slot);

impl Drop for Free<'_> {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
        give_back(self.0);
        self.0.state.store(FREE, Ordering::Release);
    }
}

/// Passes every full slot to `take` and frees it. Only one thread may do so at a time.
pub(super) fn drain(mut take: impl FnMut(&Record)) {
    for slot in table() {
        if slot.state.load(Ordering::Acquire) == FULL {
            // Also if `take` panics, since the same record would make it panic again.
            let _free = Free(slot);
            // SAFETY: a full slot belongs to the collector until it stores FREE.
            take(unsafe { &*slot.record.get() });
        }
    }
}

/// Gives the memory of a deep stack back to the system; the slot is not free yet.
fn give_back(slot: &Slot) {
    let record = slot.record.get();
    // SAFETY: the collector owns the slot; only whole pages inside its stack are
    // cleared, and the next writer fills them before anybody reads them.
    unsafe {
        let used = (*record).stack_bytes as usize;
        if used <= KEPT_BYTES {
            return;
        }
        let stack = &raw mut (*record).stack as usize;
        let first = (stack + KEPT_BYTES).next_multiple_of(PAGE);
        let end = (stack + used).min(stack + STACK_BYTES) & !(PAGE - 1);
        if first < end {
            libc::madvise(first as *mut libc::c_void, end - first, libc::MADV_DONTNEED);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn put(tid: i32) -> bool {
        publish(|record| {
            // SAFETY: the slot is ours while it is written.
            unsafe {
                (*record).tid = tid;
                (*record).stack_bytes = 0;
            }
        })
    }

    #[test]
    fn each_core_has_room_what_is_beyond_is_refused_and_a_panic_loses_one_sample() {
        prepare().unwrap();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert!(count() >= FEWEST_SLOTS && count() >= cores.min(MAX_CORES) * SLOTS_PER_CORE);
        for tid in 0..count() {
            assert!(put(i32::try_from(tid).unwrap()));
        }
        assert!(!put(-1), "the handler counts it as dropped");
        let mut seen = 0;
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            drain(|_| {
                seen += 1;
                assert!(seen < 10, "on purpose");
            });
        }));
        assert!(panicked.is_err());
        // The one at which it panicked is gone too, and all others are there.
        drain(|_| seen += 1);
        assert_eq!(seen, count());
        assert!(put(0));
        drain(|record| assert_eq!(record.tid, 0));
    }
}
