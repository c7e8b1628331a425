//! In every kind of build, calls of trait objects stay unknown, and the
//! implementations in the program are counted beside that.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::process::Command;

use allocation_report::{Candidates, Effects, Report, analyse};

const SOURCE: &str = r#"
use std::hint::black_box;

pub trait Shape { fn area(&self) -> u64; fn scaled(&self, by: u64) -> u64 { self.area() * by } }
pub struct Square(u64);
pub struct Listed(u64);
pub struct Relay(Box<dyn Turn<u8>>);
impl Shape for Square { fn area(&self) -> u64 { black_box(self.0) * 3 } }
impl Shape for Listed { fn area(&self) -> u64 { black_box(vec![self.0; 4]).iter().sum() } }
impl Shape for Relay { fn area(&self) -> u64 { self.0.turn(3) } }

pub trait Turn<T> { fn turn(&self, by: T) -> u64; }
impl Turn<u8> for Square { fn turn(&self, by: u8) -> u64 { black_box(self.0) + u64::from(by) } }
impl Turn<u16> for Square { fn turn(&self, by: u16) -> u64 { *black_box(Box::new(self.0)) + u64::from(by) } }
// No object is ever made of it.
impl Turn<u8> for Listed { fn turn(&self, by: u8) -> u64 { *black_box(Box::new(self.0)) + u64::from(by) } }

pub struct Held { pub number: u64, pub shape: Box<dyn Shape + Send>, pub turn: Box<dyn Turn<u16>> }
impl Held { #[inline(never)] fn ask(&self) -> u64 { self.shape.area() + self.number } }
unsafe impl Send for Relay {}

#[inline(never)]
pub fn sum(all: &[Box<dyn Shape>]) -> u64 { all.iter().map(|shape| shape.area()).sum() }
#[inline(never)]
pub fn scaled(all: &[Box<dyn Shape>]) -> u64 { all.iter().map(|shape| shape.scaled(3)).sum() }
#[inline(never)]
pub fn turns(all: &[Box<dyn Turn<u8>>]) -> u64 { all.iter().map(|turn| turn.turn(3)).sum() }
#[inline(never)]
pub fn printed(all: &[Box<dyn std::fmt::Debug>], to: &mut std::fmt::Formatter) -> u64 { all.iter().filter(|one| one.fmt(to).is_ok()).count() as u64 }

// A stored function where a table has its first method, and an object beside it.
pub struct Functions { a: u64, b: u64, c: u64, f: fn(u64) -> u64 }
fn loud(x: u64) -> u64 { *black_box(Box::new(x)) }
#[inline(never)]
pub fn stored(functions: &Functions, turns: &[Box<dyn Turn<u8>>]) -> u64 { (functions.f)(functions.a + functions.b + functions.c) + turns.len() as u64 }

struct Show;
impl std::fmt::Display for Show { fn fmt(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result { let all: Vec<Box<dyn std::fmt::Debug>> = black_box(vec![Box::new(3_u8), Box::new(Two(3))]); let count = printed(&all, to); write!(to, "{count}") } }
struct Two(u64);
impl std::fmt::Debug for Two { fn fmt(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result { to.write_str(if black_box(self.0) == 2 { "2" } else { "3" }) } }

pub fn everything() {
    let x = black_box(7);
    let all: Vec<Box<dyn Shape>> = black_box(vec![Box::new(Square(x)), Box::new(Listed(x)), Box::new(Relay(Box::new(Square(x))))]);
    let some: Vec<Box<dyn Turn<u8>>> = black_box(vec![Box::new(Square(x))]);
    let held = black_box(Held { number: x, shape: Box::new(Square(x)), turn: Box::new(Square(x)) });
    let functions = black_box(Functions { a: 1, b: 2, c: 3, f: loud });
    println!("{} {Show}", sum(&all) + scaled(&all) + turns(&some) + held.ask() + held.turn.turn(2) + stored(&functions, &some));
}
"#;

const BUILDS: &[(&str, &[&str])] = &[
    ("plain", &["-O", "-Ccodegen-units=1"]),
    (
        "units-abort",
        &["-O", "-Ccodegen-units=16", "-Cpanic=abort"],
    ),
    ("fat", &["-O", "-Clto=fat", "-Ccodegen-units=1"]),
    ("fat-abort", &["-O", "-Clto=fat", "-Cpanic=abort"]),
    ("static", &["-O", "-Ctarget-feature=+crt-static"]),
    ("not-optimised", &["-Copt-level=0"]),
    ("library", &["-O", "--crate-type=cdylib"]),
];

fn compiled(name: &str, flags: &[&str], debug: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let entrance = if name == "library" {
        "#[unsafe(no_mangle)] pub extern \"C\" fn run() { everything() }"
    } else {
        "fn main() { everything() }"
    };
    fs_err::write(
        folder.path().join("app.rs"),
        format!("{SOURCE}{entrance}\n"),
    )
    .unwrap();
    let output = Command::new("rustc")
        .args(["--edition=2024", "--crate-name=app", "-oapp", debug])
        .args(flags)
        .arg("app.rs")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{name}: {output:?}");
    analyse(&fs_err::read(folder.path().join("app")).unwrap()).unwrap()
}

/// What the calls of a function, and of those inlined into it, may reach; the function
/// itself must be unknown.
fn candidates(report: &Report, build: &str, name: &str) -> Vec<Candidates> {
    let function = report
        .functions
        .iter()
        .find(|function| function.name == name)
        .unwrap_or_else(|| panic!("{build}: {name} has no symbol"));
    let optimised = build != "not-optimised";
    assert!(
        !optimised || function.effects.has(Effects::UNKNOWN),
        "{build}: {name}: {}",
        function.message()
    );
    let mut found: Vec<Candidates> = Vec::new();
    for site in report.reached_sites(report.function_at(function.address).unwrap()) {
        for candidate in &site.candidates {
            if !found.contains(candidate) {
                found.push(candidate.clone());
            }
        }
    }
    found
}

#[test]
fn implementations_in_the_program_are_counted_beside_unknown() {
    for (build, flags) in BUILDS {
        let report = compiled(build, flags, "-Cdebuginfo=full");
        let found = |name: &str| candidates(&report, build, name);
        let of = |name: &str, object: &str| {
            found(name)
                .into_iter()
                .find(|candidate| candidate.object == object)
                .unwrap_or_else(|| panic!("{build}: {name}: {:?}", found(name)))
        };
        let closed = *build != "library";
        for name in ["app::sum", "<app::Held>::ask"] {
            let name = if report.functions.iter().any(|f| f.name == name) {
                name
            } else {
                "app::Held::ask"
            };
            let shape = of(name, "app::Shape");
            assert_eq!(shape.implementations, 3, "{build}: {name}: {shape:?}");
            assert_eq!(shape.allocating, ["app::Listed"], "{build}: {name}");
            assert_eq!(shape.unknown, ["app::Relay"], "{build}: {name}");
            assert_eq!(shape.is_complete, closed, "{build}: {name}");
        }
        // By its arguments one trait is two, and what is never an object has no table.
        let turn = of("app::turns", "app::Turn<u8>");
        assert_eq!(
            (turn.implementations, turn.allocating.len()),
            (1, 0),
            "{build}: {turn:?}"
        );
        // The standard library's own tables have no description.
        let debug = of("app::printed", "core::fmt::Debug");
        assert!(!debug.is_complete, "{build}: {debug:?}");
        // A stored function is not a method, and is only reported as unknown.
        found("app::stored");
        found("app::scaled");
    }
}

#[test]
fn without_types_nothing_is_said_beside_unknown() {
    for debug in ["-Cdebuginfo=line-tables-only", "-Cdebuginfo=limited"] {
        let report = compiled("plain", &["-O"], debug);
        assert_eq!(candidates(&report, "plain", "app::sum"), []);
    }
}
