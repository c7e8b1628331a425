//! Things that services do and that profilers have crashed on.

use std::ffi::CString;
use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

/// Marsaglia's xorshift (2003): nothing better is needed.
pub fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random
}

/// Panics a few frames deep, and catches it.
pub fn panics(random: &mut u64) {
    #[inline(never)]
    fn deeper(depth: u64) -> u64 {
        assert!(depth > 0, "at the bottom");
        black_box(deeper(depth - 1)) + 1
    }
    let depth = next(random) % 40;
    let caught = std::panic::catch_unwind(|| deeper(depth));
    assert!(caught.is_err());
}

/// Takes a backtrace, and sometimes looks up its symbols.
pub fn backtraces(random: &mut u64) {
    let backtrace = std::backtrace::Backtrace::force_capture();
    if next(random).is_multiple_of(16) {
        black_box(backtrace.to_string());
    }
}

/// Small, large, growing and zeroed blocks, some freed by another thread.
pub fn allocates(random: &mut u64) {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    for _ in 0..256 {
        let bytes = 1 << (next(random) % 16);
        let mut block = vec![0_u8; bytes];
        block.extend_from_slice(&[1; 100]);
        if next(random).is_multiple_of(4) {
            kept.clear();
        }
        kept.push(black_box(block));
    }
    if next(random).is_multiple_of(64) {
        let freed_there = std::thread::spawn(move || drop(kept));
        assert!(freed_there.join().is_ok());
    }
}

/// Keeps a processor busy.
pub fn computes(random: &mut u64) {
    for _ in 0..100_000 {
        black_box(next(random));
    }
}

/// Waits, so that wall-clock profiles interrupt a system call.
pub fn sleeps(random: &mut u64) {
    std::thread::sleep(Duration::from_micros(next(random) % 5_000));
}

/// Runs another program, and forks without running one.
pub fn forks(random: &mut u64) {
    if next(random).is_multiple_of(2) {
        let ran = Command::new("/bin/true").status();
        assert!(ran.is_ok_and(|status| status.success()));
        return;
    }
    // SAFETY: the child calls nothing but `_exit`.
    let child = unsafe { libc::fork() };
    if child == 0 {
        // SAFETY: ends the child at once.
        unsafe { libc::_exit(0) };
    }
    assert!(child > 0);
    let mut status = 0;
    loop {
        // SAFETY: `status` is ours; the child is ours.
        let waited = unsafe { libc::waitpid(child, &raw mut status, 0) };
        let interrupted =
            waited < 0 && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted;
        if !interrupted {
            assert_eq!((waited, status), (child, 0));
            return;
        }
    }
}

/// Maps a library and unmaps it again, so that addresses change their owner.
pub fn opens_libraries(random: &mut u64) {
    const LIBRARIES: [&str; 3] = ["libresolv.so.2", "libutil.so.1", "libnss_files.so.2"];
    let name = LIBRARIES[(next(random) % 3) as usize];
    let Ok(name) = CString::new(name) else {
        return;
    };
    // SAFETY: these libraries have no initialisers that could do harm.
    unsafe {
        let library = libc::dlopen(name.as_ptr(), libc::RTLD_NOW);
        if !library.is_null() {
            libc::dlclose(library);
        }
    }
    std::thread::sleep(Duration::from_millis(1));
}

/// Threads that end before anybody could look at them.
pub fn starts_threads(random: &mut u64) {
    let count = next(random) % 8 + 1;
    let threads: Vec<_> = (0..count)
        .map(|seed| std::thread::spawn(move || computes(&mut (seed + 1))))
        .collect();
    for thread in threads {
        assert!(thread.join().is_ok());
    }
}
