//! Profiles that start and stop all the time.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use profiling::cpu::MAX_HZ;
use profiling::{Cpu, Profile, Wall, heap, pprof, threads};

use crate::load::next;

/// Distinct stacks over all profiles.
pub static SAMPLES: AtomicU64 = AtomicU64::new(0);
/// Profiles that were refused, because the most that may run at once already ran.
pub static REFUSED: AtomicU64 = AtomicU64::new(0);

/// A short CPU profile, at the highest rate or at any.
pub fn cpu(random: &mut u64) {
    let hz = match next(random) % 3 {
        0 => 100,
        1 => 999,
        _ => MAX_HZ,
    };
    match Cpu::start_at(hz) {
        Ok(cpu) => {
            pause(random);
            used(random, &cpu.take());
            pause(random);
            used(random, &cpu.stop());
        }
        Err(_) => refused(),
    }
}

/// The same for wall time: every thread is woken.
pub fn wall(random: &mut u64) {
    let hz = if next(random).is_multiple_of(2) {
        100
    } else {
        1000
    };
    match Wall::start_at(hz) {
        Ok(wall) => {
            pause(random);
            // Sometimes discarded.
            if next(random).is_multiple_of(4) {
                drop(wall);
            } else {
                used(random, &wall.stop());
            }
        }
        Err(_) => refused(),
    }
}

/// The heap, and the stacks of all threads.
pub fn heap_and_threads(random: &mut u64) {
    if let Ok(profile) = heap::profile() {
        used(random, &profile);
    }
    if let Ok(threads) = threads::list() {
        used(random, &threads.profile());
    }
    pause(random);
}

fn pause(random: &mut u64) {
    std::thread::sleep(Duration::from_millis(next(random) % 120));
}

fn refused() {
    REFUSED.fetch_add(1, Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(5));
}

/// Writes the profile, one in eight with symbols.
fn used(random: &mut u64, profile: &Profile) {
    SAMPLES.fetch_add(profile.samples.len() as u64, Ordering::Relaxed);
    if next(random).is_multiple_of(8) {
        black_box(pprof::symbolised(profile));
    } else {
        black_box(pprof::addresses(profile));
    }
}
