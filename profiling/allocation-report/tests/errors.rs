//! Files that cannot be read are refused in one clear line.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::process::Command;

use allocation_report::{Error, analyse};

/// A program of one line, built by `rustc` with `flags`.
fn compiled(flags: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("one.rs");
    fs_err::write(
        &source,
        "fn main() { println!(\"{}\", std::process::id()); }",
    )
    .unwrap();
    let output = Command::new("rustc")
        .args(flags)
        .arg("-o")
        .arg(folder.path().join("one"))
        .arg(&source)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    fs_err::read(folder.path().join("one")).unwrap()
}

fn refused(bytes: &[u8]) -> Error {
    let error = analyse(bytes).map(|_| ()).unwrap_err();
    // One line, and at most one more with a hint.
    let said = error.to_string();
    assert!(said.lines().count() <= 2, "{said}");
    assert!(
        said.lines().skip(1).all(|line| line.starts_with("hint: ")),
        "{said}"
    );
    error
}

#[test]
fn a_stripped_program_is_refused() {
    assert_eq!(refused(&compiled(&["-Cstrip=symbols"])), Error::Stripped);
}

#[test]
fn a_program_without_line_tables_is_refused() {
    // The standard library's own line tables do not help.
    assert_eq!(refused(&compiled(&["-Cdebuginfo=0"])), Error::NoLineTables);
    assert_eq!(
        refused(&compiled(&["-Cstrip=debuginfo"])),
        Error::NoLineTables
    );
}

#[test]
fn a_separate_debug_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("one");
    fs_err::write(&program, compiled(&["-g"])).unwrap();
    if !testing::has("objcopy", "a_separate_debug_file_is_refused") {
        return;
    }
    testing::succeeded(
        Command::new("objcopy")
            .arg("--only-keep-debug")
            .arg(&program),
    );
    assert_eq!(refused(&fs_err::read(&program).unwrap()), Error::NoCode);
}

#[test]
fn a_program_whose_debug_information_lies_in_other_files_is_refused() {
    for kind in ["packed", "unpacked"] {
        let split = format!("-Csplit-debuginfo={kind}");
        let program = compiled(&["-Cdebuginfo=line-tables-only", &split]);
        assert_eq!(refused(&program), Error::SplitDebug, "{kind}");
    }
}

#[test]
fn an_object_file_is_refused() {
    assert_eq!(refused(&compiled(&["--emit=obj", "-g"])), Error::NotLinked);
}

#[test]
fn another_architecture_is_refused() {
    let mut program = compiled(&["-g"]);
    // The field `e_machine`: EM_AARCH64 of the ELF specification.
    program[18..20].copy_from_slice(&183_u16.to_le_bytes());
    assert!(matches!(refused(&program), Error::OtherArchitecture(_)));
    // The field `EI_CLASS`: 32 bits.
    program[4] = 1;
    assert!(matches!(refused(&program), Error::OtherArchitecture(_)));
}

#[test]
fn what_is_no_elf_program_is_refused() {
    assert_eq!(refused(b""), Error::NotElf);
    assert_eq!(refused(b"#!/bin/sh\necho hello\n"), Error::NotElf);
    let mach_o = [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1, 3, 0, 0, 0, 2, 0, 0, 0];
    assert_eq!(refused(&mach_o), Error::OtherFormat("macOS (Mach-O)"));
    assert_eq!(
        refused(b"\0asm\x01\0\0\0"),
        Error::OtherFormat("WebAssembly")
    );
    assert_eq!(refused(b"!<arch>\n/               0"), Error::Archive);
    assert_eq!(
        refused(b"MZ\x90\x00\x03\x00\x00\x00"),
        Error::OtherFormat("Windows (PE)")
    );
}

#[test]
fn a_program_that_is_cut_off_is_refused_and_never_a_panic() {
    let program = compiled(&["-g"]);
    for length in [
        4,
        16,
        63,
        64,
        100,
        program.len() / 3,
        program.len() / 2,
        program.len() - 1,
    ] {
        refused(&program[..length]);
    }
}
