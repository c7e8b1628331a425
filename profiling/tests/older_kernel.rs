//! A kernel that signals the main thread for all others, as those before Linux 6.4 do,
//! is recognised by its behaviour, and the profile says so. One test: signals are the
//! process's.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use profiling::Cpu;
use support::burn;

#[inline(never)]
fn busy_work() {
    std::hint::black_box(burn(100_000));
}

#[test]
fn a_kernel_that_signals_the_main_thread_is_found_out_and_named() {
    // Only the main thread accepts the process's signal, whichever thread computes.
    // SAFETY: plain data, filled by the calls.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, libc::SIGVTALRM);
        let blocked = libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
        assert_eq!(blocked, 0);
    }
    let cpu = Cpu::start().unwrap();
    let mut profile = cpu.take();
    // Threads that live long are sampled as usual, each by a timer of its own.
    while profile.total(1) < 300_000_000 {
        (0..100).for_each(|_| busy_work());
        profile.merge(&cpu.take()).unwrap();
    }
    let told = profile.comments.join("\n");
    assert!(
        told.contains(
            "short threads: those that live less than 50 ms are mostly missing: \
             this kernel signals the main thread for all others (Linux before 6.4)"
        ),
        "{told}"
    );
    let message = profiling::pprof::message(&profile);
    assert!(
        support::share(&message, 1, "busy_work", None) > 0.5,
        "{told}"
    );
}
