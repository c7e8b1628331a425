//! A library that exports functions with the names of harmless ones of the C library,
//! and a program that calls them there.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use allocation_report::{Effects, Report, analyse};

const LIBRARY: &str = r#"
use std::hint::black_box;
macro_rules! exported { ($($number:literal $name:ident $caller:ident;)*) => { $(
    #[unsafe(no_mangle)] #[inline(never)]
    pub extern "C" fn $name(x: u64) -> u64 { *black_box(Box::new(x)) + $number }
    #[unsafe(no_mangle)]
    pub extern "C" fn $caller(x: u64) -> u64 { $name(x) ^ $number }
)* } }
exported! {
    1 log calls_log;
    2 open calls_open;
    3 send calls_send;
    4 lgamma_r calls_lgamma;
    5 _Exit calls_exit;
    6 personality calls_personality;
}
#[unsafe(no_mangle)] #[inline(never)]
pub extern "C" fn plain(x: u64) -> u64 { black_box(x) + 1 }
#[unsafe(no_mangle)]
pub extern "C" fn calls_plain(x: u64) -> u64 { plain(x) ^ 3 }
"#;

const PROGRAM: &str = r#"
use std::hint::black_box;
unsafe extern "C" { fn log(x: u64) -> u64; fn send(x: u64) -> u64; fn personality(x: u64) -> u64; fn getpid() -> i32; }
#[unsafe(no_mangle)] #[inline(never)]
pub extern "C" fn imports_log(x: u64) -> u64 { unsafe { log(x) ^ 1 } }
#[unsafe(no_mangle)] #[inline(never)]
pub extern "C" fn imports_send(x: u64) -> u64 { unsafe { send(x) ^ 2 } }
#[unsafe(no_mangle)] #[inline(never)]
pub extern "C" fn imports_personality(x: u64) -> u64 { unsafe { personality(x) ^ 3 } }
#[unsafe(no_mangle)] #[inline(never)]
pub extern "C" fn imports_getpid(x: u64) -> u64 { unsafe { getpid() as u64 ^ x } }
fn main() { println!("{}", imports_log(black_box(1)) + imports_send(2) + imports_personality(3) + imports_getpid(4)); }
"#;

fn rustc(folder: &Path, name: &str, source: &str, flags: &[&str]) {
    fs_err::write(folder.join(format!("{name}.rs")), source).unwrap();
    let output = Command::new("rustc")
        .args(["--edition=2024", "-O", "-Cdebuginfo=line-tables-only"])
        .args(flags)
        .arg(format!("{name}.rs"))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn open(report: &Report, name: &str) -> bool {
    let function = report
        .functions
        .iter()
        .find(|function| function.name == name)
        .unwrap_or_else(|| panic!("{name} has no symbol"));
    let effects = function.effects;
    effects.takes_memory() || effects.has(Effects::UNKNOWN)
}

#[test]
fn a_function_that_is_only_called_as_a_quiet_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    rustc(folder, "exported", LIBRARY, &["--crate-type=cdylib"]);
    rustc(
        folder,
        "imports",
        PROGRAM,
        &["-L.", "-lexported", "-Clink-arg=-Wl,-rpath,$ORIGIN"],
    );
    let library = analyse(&fs_err::read(folder.join("libexported.so")).unwrap()).unwrap();
    let program = analyse(&fs_err::read(folder.join("imports")).unwrap()).unwrap();
    let mut wrong = BTreeSet::new();
    for name in ["log", "open", "send", "lgamma", "exit", "personality"] {
        let caller = format!("calls_{name}");
        if !open(&library, &caller) {
            wrong.insert(caller);
        }
    }
    for caller in ["imports_log", "imports_send", "imports_personality"] {
        if !open(&program, caller) {
            wrong.insert(caller.to_owned());
        }
    }
    assert!(wrong.is_empty(), "said not to allocate: {wrong:?}");
    // Otherwise everything could be unknown, and nothing proved.
    assert!(!open(&library, "calls_plain"));
    assert!(!open(&program, "imports_getpid"));
}
