//! Deep stacks keep their root, or are joined under one mark.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use profiling::profile::Frame;
use profiling::{Cpu, Profile, pprof};
use support::burn;

/// Another test's threads would be in the profile.
static ALONE: Mutex<()> = Mutex::new(());

/// Computes `depth` calls down, each with a frame of at least a kilobyte.
#[inline(never)]
fn descend(depth: u64, stop: &AtomicBool) -> u64 {
    let frame = std::hint::black_box([depth; 128]);
    let below = if depth > 0 {
        descend(depth - 1, stop)
    } else {
        at_the_bottom(stop)
    };
    below + frame[usize::try_from(depth % 128).unwrap()]
}

#[inline(never)]
fn at_the_bottom(stop: &AtomicBool) -> u64 {
    let mut sum = 0u64;
    while !stop.load(Ordering::Relaxed) {
        sum = sum.wrapping_add(burn(10_000));
    }
    sum
}

#[inline(never)]
fn first_of_the_thread(depth: u64, stop: &AtomicBool) {
    std::hint::black_box(descend(depth, stop));
}

/// The stacks that contain the bottom, from the outermost function inwards.
fn stacks(profile: &Profile) -> Vec<Vec<String>> {
    let all = pprof::folded(&pprof::message(profile), 1).into_iter();
    let has = |stack: &[String], name: &str| stack.iter().any(|of| of.contains(name));
    all.map(|(stack, _)| stack)
        .filter(|stack| has(stack, "at_the_bottom"))
        .collect()
}

fn profiled(depth: u64) -> Profile {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(64 << 20)
            .spawn_scoped(scope, || first_of_the_thread(depth, &stop))
            .unwrap();
        let cpu = Cpu::start_at(499).unwrap();
        let began = Instant::now();
        let mut profile = cpu.take();
        // On a busy machine, waits for a sample.
        while stacks(&profile).len() < 2 && began.elapsed() < Duration::from_secs(30) {
            support::pause(100);
            profile.merge(&cpu.take()).unwrap();
        }
        stop.store(true, Ordering::Relaxed);
        profile
    })
}

#[test]
fn a_stack_of_a_hundred_and_fifty_kilobytes_is_whole() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let profile = profiled(100);
    for stack in stacks(&profile) {
        assert!(
            stack.iter().any(|of| of.contains("first_of_the_thread")),
            "{stack:#?}"
        );
        assert!(
            !stack.iter().any(|of| of == Frame::CUT_OFF_NAME),
            "{stack:#?}"
        );
    }
    assert!(!stacks(&profile).is_empty());
}

#[test]
fn deeper_ones_are_joined_under_one_mark_also_after_they_were_kept() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let profile = profiled(20_000);
    let kept = pprof::parse(&pprof::addresses(&profile)).unwrap();
    assert_eq!(kept, profile);
    let stacks = stacks(&kept);
    assert!(!stacks.is_empty());
    for stack in stacks {
        // Below the thread.
        assert_eq!(stack[1], Frame::CUT_OFF_NAME, "{stack:#?}");
    }
    // One line for each time that it was sampled.
    let is_told =
        |told: &String| told.starts_with("lost:") && !told.contains(" 0.000 s on stacks deeper");
    assert!(kept.comments.iter().any(is_told), "{:?}", kept.comments);
}
