//! A plugin that is loaded where another one was is reported by its own name.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use std::ffi::CString;
use std::path::Path;
use std::process::Command;

use profiling::{Cpu, pprof};
use support::share;

/// A library with one function `name`, which computes for a while.
fn build(folder: &Path, name: &str, path: &Path) {
    let source = folder.join(format!("{name}.c"));
    // Local, so that names come from this file alone; called through `run`.
    let text = format!(
        "static __attribute__((noinline)) void {name}(long n) {{ for (volatile long i = 0; i < n + {}; i++); }}\n\
         void run(long n) {{ {name}(n); __asm__ volatile(\"\"); }}\n",
        // Otherwise both would have one build id, which names do not affect.
        name.len() + usize::from(name.ends_with("two")),
    );
    std::fs::write(&source, text).unwrap();
    let new = folder.join("new.so");
    // The linker that links Rust programs is there.
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wl,--build-id=sha1", "-o"])
        .args([&new, &source])
        .status()
        .unwrap();
    assert!(built.success());
    std::fs::rename(new, path).unwrap();
}

/// Runs the plugin while a profile is taken; returns the shares of both names, and the
/// plugin's address.
fn profiled(path: &Path) -> ([f64; 2], usize) {
    let name = CString::new(path.to_str().unwrap()).unwrap();
    // SAFETY: the library has no constructors, and `run` the type that it is called by.
    unsafe {
        let library = libc::dlopen(name.as_ptr(), libc::RTLD_NOW);
        assert!(!library.is_null());
        let address = libc::dlsym(library, c"run".as_ptr());
        assert!(!address.is_null());
        let run: extern "C" fn(libc::c_long) =
            std::mem::transmute::<*mut libc::c_void, extern "C" fn(libc::c_long)>(address);
        let cpu = Cpu::start_at(999).unwrap();
        let began = std::time::Instant::now();
        let mut profile = cpu.take();
        while profile.samples.len() < 3 || began.elapsed().as_millis() < 200 {
            run(10_000_000);
            profile.merge(&cpu.take()).unwrap();
        }
        drop(cpu);
        assert_eq!(libc::dlclose(library), 0);
        let message = pprof::message(&profile);
        let shares = ["plugin_one", "plugin_two"].map(|name| share(&message, 1, name, None));
        (shares, address as usize)
    }
}

#[test]
fn a_plugin_in_anothers_place_has_its_own_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plugin.so");
    let mut before = 0;
    // Other allocations may take the address: then try once more.
    for round in 0..20 {
        let name = ["plugin_one", "plugin_two"][round % 2];
        build(folder.path(), name, &path);
        let (shares, address) = profiled(&path);
        let (own, other) = (shares[round % 2], shares[1 - round % 2]);
        assert!(own > 0.5 && other == 0.0, "{name}: {shares:?}");
        if address == before {
            return;
        }
        before = address;
    }
    panic!("no plugin came to lie where another was");
}
