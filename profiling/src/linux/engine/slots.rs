//! Places prepared beforehand where a signal handler leaves a sample and the collector picks it up.
//!
//! A slot goes free → writing (one handler owns it) → full (the collector owns
//! it) → free. Handlers search from the first slot, so that only as many pages
//! become resident as samples are waiting at once.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use crate::error::{Error, Result};
use crate::unwind::Regs;

/// How much of a stack is copied at most.
pub(super) const STACK_BYTES: usize = 32 * 1024;
/// How many samples can wait for the collector.
pub(super) const SLOTS: usize = 128;

const FREE: u32 = 0;
const WRITING: u32 = 1;
const FULL: u32 = 2;

/// What a handler saw.
#[repr(C)]
pub(super) struct Record {
    pub(super) cookie: u64,
    pub(super) tid: i32,
    /// How many periods this sample stands for.
    pub(super) weight: u32,
    /// The thread's name then, zeros behind it.
    pub(super) name: [u8; 16],
    pub(super) regs: Regs,
    pub(super) stack_bytes: u32,
    pub(super) stack: [u8; STACK_BYTES],
}

impl Record {
    /// The eight bytes at an address of the copied stack.
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
/// How many slots are full; wakes the collector at half.
static WAITING: AtomicU32 = AtomicU32::new(0);

/// Reserves the slots, once; untouched ones cost no memory.
pub(super) fn prepare() -> Result<()> {
    if !TABLE.load(Ordering::Acquire).is_null() {
        return Ok(());
    }
    let bytes = SLOTS * size_of::<Slot>();
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
    TABLE.store(memory.cast(), Ordering::Release);
    Ok(())
}

fn table() -> &'static [Slot] {
    let table = TABLE.load(Ordering::Acquire);
    if table.is_null() {
        return &[];
    }
    // SAFETY: `prepare` mapped SLOTS slots, zeroed, which is the free state, for ever.
    unsafe { std::slice::from_raw_parts(table, SLOTS) }
}

/// Lets `write` fill a free slot. False when there is none. Safe in a signal handler.
///
/// `write` gets a raw pointer, since only parts of the record are initialised by it.
pub(super) fn publish(write: impl FnOnce(*mut Record)) -> bool {
    for slot in table() {
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
            if WAITING.fetch_add(1, Ordering::Relaxed) as usize + 1 == SLOTS / 2 {
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
        self.0.state.store(FREE, Ordering::Release);
    }
}

/// Hands every full slot to `take` and frees it. Only one thread may do so at a time.
pub(super) fn drain(mut take: impl FnMut(&Record)) {
    for slot in table() {
        if slot.state.load(Ordering::Acquire) == FULL {
            // Also where `take` panics: the same record would make it panic again.
            let _free = Free(slot);
            // SAFETY: a full slot belongs to the collector until it stores FREE.
            take(unsafe { &*slot.record.get() });
        }
    }
}
