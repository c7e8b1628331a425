//! Looking up names takes a bounded amount of memory, however large the program's
//! debug information is. One test: the memory is the process's.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use profiling::profile::Frame;
use profiling::{Profile, threads};

/// Counts the bytes in use, and their peak.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static GLOBAL: Counting = Counting;

// SAFETY: every call is passed on unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = IN_USE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// A profile of `count` places all over this program's code.
fn scattered(count: u64) -> Profile {
    let mut profile = threads::list().unwrap().profile();
    let exe = std::env::current_exe().unwrap();
    let module = profile
        .modules
        .iter()
        .position(|module| module.path == exe.to_str().unwrap())
        .unwrap();
    let bytes = profile.modules[module].end - profile.modules[module].start;
    let mut sample = profile.samples[0].clone();
    profile.samples.clear();
    for at in 0..count {
        sample.stack = vec![Frame {
            module: u32::try_from(module).unwrap(),
            address: bytes / count * at,
        }];
        profile.samples.push(sample.clone());
    }
    profile
}

#[test]
fn a_thousand_places_of_a_large_program_take_a_few_megabytes() {
    let profile = scattered(1_000);
    let before = IN_USE.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let message = profiling::pprof::message(&profile);
    let most = MOST.load(Ordering::Relaxed) - before;
    assert!(message.function.len() > 100, "{}", message.function.len());
    drop(message);
    let kept = IN_USE.load(Ordering::Relaxed) - before;
    assert!(most < 4 << 20, "{most} bytes at most");
    // Names are kept for the next look-up.
    assert!(kept < 2 << 20, "{kept} bytes stay");
}
