//! Functions with known answers, built in the ways in which programs are built:
//! "does not allocate" is never said of one that does.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use allocation_report::{Effects, Report};

/// How a build is told from the others.
struct Build {
    name: &'static str,
    codegen_units: &'static str,
    lto: &'static str,
    panic: &'static str,
    opt_level: &'static str,
    /// With an allocator that never asks the C library.
    bump: bool,
    /// More settings of cargo's.
    config: &'static [&'static str],
}

const BUILDS: &[Build] = &[
    build("unwind", "1", "off", "unwind"),
    build("abort-16-units", "16", "off", "abort"),
    build("thin-16-units", "16", "thin", "unwind"),
    build("thin-abort", "1", "thin", "abort"),
    build("fat", "1", "fat", "unwind"),
    build("fat-abort-16-units", "16", "fat", "abort"),
    Build {
        name: "not-optimised",
        codegen_units: "16",
        lto: "off",
        panic: "unwind",
        opt_level: "0",
        bump: false,
        config: &[],
    },
    Build {
        bump: true,
        ..build("fat-own-allocator", "1", "fat", "abort")
    },
    Build {
        config: &["target.x86_64-unknown-linux-gnu.rustflags=['-Ctarget-feature=+crt-static']"],
        ..build("static", "1", "fat", "unwind")
    },
    // The allocator is inlined, and its debug information is not there.
    Build {
        bump: true,
        config: &["profile.release.package.counter.debug=false"],
        ..build("allocator-without-lines", "1", "fat", "abort")
    },
];

/// Functions of which a wrong answer is given in at least one build, and builds
/// that are answered wrongly as a whole. Only ever shortened: what is mended leaves
/// the list.
const WRONG_TODAY: &[&str] = &[
    "allocator-without-lines",
    "catch_and_count",
    "catch_in_callee",
    "catch_in_loop",
    "catch_in_match",
    "catch_then_box",
    "catch_then_call",
    "catch_then_text",
    "catch_then_vec",
    "catch_twice",
    "catch_with_guard",
    "item_by_container",
    "item_by_container_of_array",
    "object_by_container",
];

const fn build(
    name: &'static str,
    codegen_units: &'static str,
    lto: &'static str,
    panic: &'static str,
) -> Build {
    Build {
        name,
        codegen_units,
        lto,
        panic,
        opt_level: "3",
        bump: false,
        config: &[],
    }
}

/// What the program says of one of its functions.
struct Truth {
    answer: String,
    name: String,
    count: u64,
    /// Its address, from that of `main`.
    place: u64,
}

/// Cargo builds anew only what changed: the folder is kept.
fn compile(build: &Build) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("allocation-fixture");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--offline"])
        .args(if build.bump {
            &["--features", "bump"][..]
        } else {
            &[]
        })
        .args(build.config.iter().flat_map(|config| ["--config", config]))
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target.join(build.name))
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", build.codegen_units)
        .env("CARGO_PROFILE_RELEASE_LTO", build.lto)
        .env("CARGO_PROFILE_RELEASE_PANIC", build.panic)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", build.opt_level)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}: {}",
        build.name,
        String::from_utf8_lossy(&output.stderr)
    );
    target.join(build.name).join("release/fixture")
}

fn truths(program: &Path) -> Vec<Truth> {
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let mut words = line.split(' ').map(str::to_owned);
            Truth {
                answer: words.next().unwrap(),
                name: words.next().unwrap(),
                count: words.next().unwrap().parse().unwrap(),
                place: words.next().unwrap().parse().unwrap(),
            }
        })
        .collect()
}

fn effects(report: &Report, truth: &Truth) -> Effects {
    let at = |wanted: &dyn Fn(&allocation_report::Function) -> bool| {
        report.functions.iter().find(|f| wanted(f))
    };
    let main = at(&|function| function.name == "fixture::main").unwrap();
    let address = main.address.wrapping_add(truth.place);
    at(&|function| function.address == address)
        .unwrap_or_else(|| panic!("{} has no symbol", truth.name))
        .effects
}

#[test]
fn no_function_that_allocates_is_said_not_to() {
    let mut wrong = Vec::new();
    let mut wrongly_answered = BTreeSet::new();
    let (mut unknown, mut asked) = (0, 0);
    for build in BUILDS {
        let program = compile(build);
        let report = allocation_report::analyse(&fs_err::read(&program).unwrap()).unwrap();
        let truths = truths(&program);
        assert!(truths.len() >= 160, "only {} functions", truths.len());
        let mut unknown_here = 0;
        for truth in &truths {
            let said = effects(&report, truth);
            let open = said.takes_memory() || said.has(Effects::UNKNOWN);
            let optimised = build.opt_level != "0";
            if !said.takes_memory() && said.has(Effects::UNKNOWN) {
                unknown_here += 1;
            }
            let right = match truth.answer.as_str() {
                // What is elided is elided only by the optimiser.
                // The C library's own code, where it is linked in, is read as well.
                "no" if build.name == "static" => !said.takes_memory(),
                "no" => !optimised || !open,
                "yes" => said.takes_memory(),
                "open" => open,
                "caught" => open || build.panic == "abort",
                _ => true,
            };
            if !right || (truth.count > 0 && !open) {
                wrongly_answered.insert(if build.name == "allocator-without-lines" {
                    build.name.to_owned()
                } else {
                    truth.name.clone()
                });
                wrong.push(format!(
                    "{}: {} ({}) allocated {} times, said: {}",
                    build.name,
                    truth.name,
                    truth.answer,
                    truth.count,
                    said.verdict()
                ));
            }
            // A table that asks for what does not happen proves nothing.
            assert!(
                !(optimised && truth.answer == "no" && truth.count > 0),
                "{}: {} allocates",
                build.name,
                truth.name
            );
        }
        println!("{}: {unknown_here} of {} unknown", build.name, truths.len());
        unknown += unknown_here;
        asked += truths.len();
    }
    println!(
        "unknown: {unknown} of {asked} ({:.0} %)",
        100.0 * f64::from(unknown) / asked as f64
    );
    let today: BTreeSet<String> = WRONG_TODAY.iter().map(|&name| name.to_owned()).collect();
    assert!(wrongly_answered == today, "{}", wrong.join("\n"));
}
