//! Names and lines are found wherever debug information was put: in a package beside
//! the file, or stripped into a file that the program links to. They are complete,
//! with generic arguments and enclosing functions.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use std::ffi::CString;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use profiling::pprof::{self, proto};
use profiling::{Cpu, Profile};
use support::{burn, pause, share, while_busy};

const PLUGIN: &str = r#"
use std::hint::black_box;

#[inline(always)]
fn inlined_part(rounds: u64) -> u64 {
    let mut value = 1u64;
    for round in 0..rounds {
        value = black_box(value.wrapping_mul(31) + round); // line 8
    }
    value
}

#[inline(never)]
fn converted<T: Copy + Into<u64>>(start: T, rounds: u64) -> u64 {
    // Different code for the two types.
    inlined_part(rounds + std::mem::size_of::<T>() as u64) + start.into()
}

#[inline(never)]
fn summed(rounds: u64) -> u64 {
    (0..rounds).map(|round| black_box(black_box(round) * 3) / 7).sum()
}

#[unsafe(no_mangle)]
pub extern "C" fn run(rounds: u64) -> u64 {
    converted(1u8, rounds) + converted(1u32, rounds) + summed(rounds)
}
"#;

/// Builds the plugin as a library that can be loaded.
fn build(folder: &Path, options: &[&str]) -> std::path::PathBuf {
    let source = folder.join("plugin.rs");
    std::fs::write(&source, PLUGIN).unwrap();
    let library = folder.join("libplugin.so");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let built = Command::new(rustc)
        .args(["--edition=2024", "--crate-type=cdylib", "-O"])
        .args(options)
        .arg("-o")
        .args([&library, &source])
        .current_dir(folder)
        .status()
        .unwrap();
    assert!(built.success());
    library
}

/// Profiles the plugin until `is_enough` is satisfied, for half a minute at most:
/// never fails for want of samples on a busy machine.
fn profiled(library: &Path, is_enough: impl Fn(&proto::Profile) -> bool) -> proto::Profile {
    let name = CString::new(library.to_str().unwrap()).unwrap();
    // SAFETY: the library has no constructors, and `run` the type that it is called by.
    let run: extern "C" fn(u64) -> u64 = unsafe {
        let library = libc::dlopen(name.as_ptr(), libc::RTLD_NOW);
        assert!(!library.is_null());
        let address = libc::dlsym(library, c"run".as_ptr());
        assert!(!address.is_null());
        std::mem::transmute::<*mut libc::c_void, extern "C" fn(u64) -> u64>(address)
    };
    let cpu = Cpu::start_at(999).unwrap();
    let began = Instant::now();
    let mut profile = cpu.take();
    loop {
        let round = Instant::now();
        while round.elapsed() < Duration::from_millis(200) {
            std::hint::black_box(run(100_000));
        }
        profile.merge(&cpu.take()).unwrap();
        let message = pprof::message(&profile);
        if is_enough(&message) || began.elapsed() > Duration::from_secs(30) {
            return message;
        }
    }
}

fn names(message: &proto::Profile) -> Vec<&str> {
    let name = |function: &proto::Function| {
        message.string_table[usize::try_from(function.name).unwrap()].as_str()
    };
    message.function.iter().map(name).collect()
}

#[test]
fn a_package_beside_the_library_gives_lines_and_inlined_functions() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["-Cdebuginfo=2", "-Csplit-debuginfo=packed"];
    let library = build(folder.path(), &options);
    assert!(folder.path().join("libplugin.so.dwp").exists());
    let line = |message: &proto::Profile| share(message, 1, "inlined_part", Some(8));
    let message = profiled(&library, |message| line(message) > 0.0);
    assert!(line(&message) > 0.0, "{:#?}", names(&message));
}

#[test]
fn generic_functions_keep_their_arguments_and_closures_their_function() {
    for debug in ["-Cdebuginfo=2", "-Cdebuginfo=line-tables-only"] {
        // The compiler's default symbols, and those of the newer scheme.
        for options in [&[debug][..], &[debug, "-Csymbol-mangling-version=v0"]] {
            let folder = tempfile::tempdir().unwrap();
            let library = build(folder.path(), options);
            let wanted = [
                "plugin::converted",
                "plugin::converted",
                "plugin::summed::{closure#0}",
            ];
            let arguments = ["<u8>", "<u32>", ""];
            let has = |message: &proto::Profile| {
                wanted.iter().zip(arguments).all(|(name, argument)| {
                    names(message)
                        .iter()
                        .any(|known| known.starts_with(name) && known.ends_with(argument))
                })
            };
            let message = profiled(&library, has);
            assert!(has(&message), "{options:?}: {:#?}", names(&message));
        }
    }
}

fn objcopy(arguments: &[&str]) {
    testing::succeeded(Command::new("objcopy").args(arguments));
}

#[inline(never)]
fn work_of_the_child() {
    std::hint::black_box(burn(20_000));
}

#[test]
#[ignore = "the child of the test below, stripped"]
fn child_reports_what_it_sees() {
    let profile: Profile = while_busy(1, work_of_the_child, || {
        let cpu = Cpu::start_at(999).unwrap();
        pause(500);
        cpu.stop()
    });
    for name in names(&pprof::message(&profile)) {
        println!("function {name}");
    }
}

#[test]
fn what_was_stripped_from_the_running_program_is_found_by_its_link() {
    let folder = tempfile::tempdir().unwrap();
    let own = std::env::current_exe().unwrap();
    let own = own.to_str().unwrap();
    let program = folder.path().join("program");
    let debug = folder.path().join("program.debug");
    let [program, debug] = [&program, &debug].map(|path| path.to_str().unwrap());
    let test = "what_was_stripped_from_the_running_program_is_found_by_its_link";
    if !testing::has("objcopy", test) {
        return;
    }
    objcopy(&["--only-keep-debug", own, debug]);
    let link = format!("--add-gnu-debuglink={debug}");
    objcopy(&["--strip-all", &link, own, program]);
    let has_names = || {
        // On a busy machine a child may get no sample.
        (0..10).any(|_| {
            let output = Command::new(program)
                .args([
                    "--exact",
                    "child_reports_what_it_sees",
                    "--ignored",
                    "--nocapture",
                ])
                .output()
                .unwrap();
            assert!(output.status.success());
            String::from_utf8_lossy(&output.stdout).contains("work_of_the_child")
        })
    };
    assert!(has_names(), "beside the program");
    let hidden = folder.path().join(".debug");
    std::fs::create_dir(&hidden).unwrap();
    std::fs::rename(debug, hidden.join("program.debug")).unwrap();
    assert!(has_names(), "in .debug");
}
