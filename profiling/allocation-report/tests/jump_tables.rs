//! A jump table is followed to its last entry, and where it cannot be, the function is
//! unknown.

#![cfg(all(target_arch = "x86_64", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::process::Command;

use allocation_report::{Effects, Report, analyse};

fn compiled(source: &str, flags: &[&str]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("app.rs"), source).unwrap();
    let output = Command::new("rustc")
        .args(["--edition=2024", "-oapp", "-Cdebuginfo=line-tables-only"])
        .args(flags)
        .arg("app.rs")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    analyse(&fs_err::read(folder.path().join("app")).unwrap()).unwrap()
}

fn effects(report: &Report, name: &str) -> Effects {
    let mut functions = report.functions.iter();
    let function = functions.find(|function| function.name == name);
    let effects = function.unwrap_or_else(|| panic!("{name} has no symbol"));
    effects.effects
}

fn is_open(effects: Effects) -> bool {
    effects.takes_memory() || effects.has(Effects::UNKNOWN)
}

/// How the table's length is to be seen.
const COMPARED: &str = "cmp edi, 3; ja .L{name}_out; mov edi, edi";
const MASKED: &str = "and edi, 3";

/// Where an entry leads: on in the function, to its part that allocates, or out of it.
const STAYS: &str = ".L{name}_stays";
const ALLOCATES: &str = ".L{name}_allocates";
const LEAVES: &str = "outside";

/// A function with one table of four entries, offsets or addresses, in assembly: no
/// compiler makes those that are cut short.
fn function(name: &str, guard: &str, entries: [&str; 4], is_wide: bool) -> String {
    let (section, entry, jump) = if is_wide {
        (
            ".pushsection .data.rel.ro.{name},\"aw\",@progbits",
            ".quad {entry}",
            "jmp qword ptr [rax + 8*rdi]",
        )
    } else {
        (
            ".pushsection .rodata.{name},\"a\",@progbits",
            ".long {entry} - .L{name}_table",
            "movsxd rcx, dword ptr [rax + 4*rdi]; add rcx, rax; jmp rcx",
        )
    };
    let table: Vec<String> = entries
        .iter()
        .map(|target| entry.replace("{entry}", target))
        .collect();
    let table = table.join("\n");
    // Code that nothing leads to counts as reached.
    let allocates = if entries.contains(&ALLOCATES) {
        ".L{name}_allocates: call malloc@PLT"
    } else {
        ""
    };
    let text = [
        guard,
        "lea rax, [rip + .L{name}_table]",
        jump,
        ".L{name}_stays: xor eax, eax; jmp .L{name}_out",
        allocates,
        ".L{name}_out:",
        section,
        ".balign 8",
        ".L{name}_table:",
        &table,
        // What follows a table may be taken for more of it; this leads nowhere.
        ".quad 0x4000000040000000",
        ".popsection",
    ];
    let text = text.join("\n").replace("{name}", name);
    format!(
        "#[unsafe(no_mangle)] #[inline(never)] pub extern \"C\" fn {name}(x: u32) {{\n\
         unsafe {{ asm!({text:?}, in(\"edi\") x, clobber_abi(\"C\")) }}\n}}\n"
    )
}

#[test]
fn a_table_that_leads_out_of_its_function_is_not_cut_short() {
    let mut source = "#![allow(named_asm_labels)]\nuse std::arch::asm;\n\
                      #[unsafe(no_mangle)] #[inline(never)] pub extern \"C\" fn outside() {\n\
                      std::hint::black_box(Box::new(3_u64));\n}\n"
        .to_owned();
    let mut calls = "outside();".to_owned();
    let mut expected = Vec::new();
    for (guard, how) in [(COMPARED, "compared"), (MASKED, "masked")] {
        for is_wide in [false, true] {
            for (entries, what, opens) in [
                ([STAYS; 4], "whole", false),
                ([STAYS, STAYS, STAYS, ALLOCATES], "last", true),
                ([STAYS, LEAVES, STAYS, STAYS], "second_out", true),
                ([STAYS, STAYS, STAYS, LEAVES], "last_out", true),
            ] {
                let width = if is_wide { "addresses" } else { "offsets" };
                let name = format!("{how}_{width}_{what}");
                source += &function(&name, guard, entries, is_wide);
                calls += &format!("{name}(0);");
                expected.push((name, opens));
            }
        }
    }
    source += &format!("fn main() {{ {calls} }}\n");
    for flags in [&["-O"][..], &["-O", "-Crelocation-model=static"]] {
        let report = compiled(&source, flags);
        for (name, opens) in &expected {
            let found = effects(&report, name);
            let said = found.verdict();
            assert_eq!(is_open(found), *opens, "{flags:?}: {name}: {said}");
        }
    }
}

/// Eight ways through one function; in its twin the last one allocates. Whether the
/// index is compared, masked, or of a type that needs neither.
const MATCHES: &str = r#"
use std::hint::black_box;

#[repr(u8)]
#[derive(Clone, Copy)]
pub enum Kind { A, B, C, D, E, F, G, H }
use Kind::*;

#[inline(never)]
fn work(x: u64) -> u64 { black_box(x) }
#[inline(never)]
fn boxed(x: u64) -> u64 { *black_box(Box::new(x)) }

macro_rules! ways {
    (@one $name:ident, $last:ident, $type:ty, $of:expr, [$a:pat, $b:pat, $c:pat, $d:pat, $e:pat, $f:pat, $g:pat, $h:pat], {$($default:tt)*}) => {
        #[unsafe(no_mangle)]
        #[inline(never)]
        pub fn $name(of: $type, x: u64) -> u64 {
            let index = $of(of);
            match index {
                $a => work(x.wrapping_add(3)),
                $b => work(x.wrapping_mul(3)),
                $c => work(x ^ 5),
                $d => work(x >> 7),
                $e => work(x.rotate_left(9)) ^ 1,
                $f => work(!x),
                $g => work(x | 64),
                $h => $last(x & 31),
                $($default)*
            }
        }
    };
    ($quiet:ident, $loud:ident, $type:ty, $of:expr, [$a:pat, $b:pat, $c:pat, $d:pat, $e:pat, $f:pat, $g:pat, $h:pat], $($rest:tt)*) => {
        ways!(@one $quiet, work, $type, $of, [$a, $b, $c, $d, $e, $f, $g, $h], $($rest)*);
        ways!(@one $loud, boxed, $type, $of, [$a, $b, $c, $d, $e, $f, $g, $h], $($rest)*);
    };
}
ways!(quiet_compared, loud_compared, u32, |x| x, [0, 1, 2, 3, 4, 5, 6, 7], {_ => 0});
ways!(quiet_bytes, loud_bytes, u8, |x| x, [b'a', b'b', b'c', b'd', b'e', b'f', b'g', b'h'], {_ => 0});
ways!(quiet_masked, loud_masked, u64, |x| x & 7, [0, 1, 2, 3, 4, 5, 6, 7], {_ => 0});
ways!(quiet_kinds, loud_kinds, Kind, |x| x, [A, B, C, D, E, F, G, H], {});

fn main() {
    let x = black_box(3);
    let kind = [A, B, C, D, E, F, G, H][x as usize];
    let quiet = quiet_compared(x as u32, x) + quiet_bytes(x as u8, x) + quiet_masked(x, x) + quiet_kinds(kind, x);
    let loud = loud_compared(x as u32, x) + loud_bytes(x as u8, x) + loud_masked(x, x) + loud_kinds(kind, x);
    println!("{quiet} {loud}");
}
"#;

#[test]
fn what_only_the_last_way_through_a_match_allocates_is_seen() {
    for flags in [
        &["-O"][..],
        &["-Copt-level=1"],
        &["-Copt-level=s", "-Cpanic=abort"],
        &["-O", "-Crelocation-model=static"],
        &["-O", "-Ctarget-feature=+crt-static"],
        &["-Copt-level=0"],
    ] {
        let report = compiled(MATCHES, flags);
        for kind in ["compared", "bytes", "masked", "kinds"] {
            let loud = effects(&report, &format!("loud_{kind}"));
            assert!(loud.takes_memory(), "{flags:?}: {kind}: {}", loud.verdict());
            if flags != ["-Copt-level=0"] {
                let quiet = effects(&report, &format!("quiet_{kind}"));
                assert!(!is_open(quiet), "{flags:?}: {kind}: {}", quiet.verdict());
            }
        }
    }
}
