//! Whatever hinders the sampler gives an error or a comment, never an empty profile.
//! One test: signals are the process's.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use std::time::{Duration, Instant};

use profiling::{Cpu, Error, Wall, threads};
use support::burn;

fn mask(how: libc::c_int) {
    // SAFETY: plain data, filled by the calls.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, libc::SIGPROF);
        assert_eq!(
            libc::pthread_sigmask(how, &raw const set, std::ptr::null_mut()),
            0
        );
    }
}

fn busy(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::black_box(burn(10_000));
    }
}

#[test]
fn blocked_and_stolen_signals_are_told() {
    // A thread that blocks the signal, beside one that does not.
    let wall = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("deaf".to_owned())
            .spawn_scoped(scope, || {
                mask(libc::SIG_BLOCK);
                std::thread::sleep(Duration::from_millis(2500));
            })
            .unwrap();
        std::thread::sleep(Duration::from_millis(100));
        let wall = Wall::start_at(100).unwrap();
        std::thread::sleep(Duration::from_millis(1800));
        wall.stop()
    });
    let told = wall.comments.join("\n");
    assert!(
        told.contains("block SIGPROF and are missing: deaf"),
        "{told}"
    );

    let cpu = Cpu::start().unwrap();
    busy(Duration::from_millis(100));
    // SAFETY: plain data; another handler replaces ours, as another profiler's would.
    unsafe {
        let mut ignore: libc::sigaction = std::mem::zeroed();
        ignore.sa_sigaction = libc::SIG_IGN;
        libc::sigaction(libc::SIGPROF, &raw const ignore, std::ptr::null_mut());
    }
    std::thread::sleep(Duration::from_millis(300));
    assert!(matches!(cpu.problem(), Some(Error::SignalTaken)));
    let told = cpu.stop().comments.join("\n");
    assert!(told.contains("replaced the handler of SIGPROF"), "{told}");
    // Nobody uses the signal now, so it is taken again.
    threads::list().unwrap();

    // Last, since there is no way back: a root without /proc, which only the superuser
    // may enter.
    let empty = tempfile::tempdir().unwrap();
    std::os::unix::fs::chroot(empty.path())
        .and_then(|()| std::env::set_current_dir("/"))
        .map_or_else(
            |error| println!("skipped: a root without /proc: {error}"),
            |()| assert!(matches!(Cpu::start(), Err(Error::NoProc))),
        );
}
