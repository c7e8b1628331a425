//! Functions with known answers, built in the ways in which programs are built:
//! "does not allocate" is never said of one that does.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

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
    },
    Build {
        bump: true,
        ..build("fat-own-allocator", "1", "fat", "abort")
    },
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

fn compile(build: &Build, target: &Path) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--offline"])
        .args(if build.bump {
            &["--features", "bump"][..]
        } else {
            &[]
        })
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target.join(build.name))
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", build.codegen_units)
        .env("CARGO_PROFILE_RELEASE_LTO", build.lto)
        .env("CARGO_PROFILE_RELEASE_PANIC", build.panic)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", build.opt_level)
        .env_remove("RUSTFLAGS")
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
    let target = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let (mut unknown, mut asked) = (0, 0);
    for build in BUILDS {
        let program = compile(build, target.path());
        let report = allocation_report::analyse(&fs_err::read(&program).unwrap()).unwrap();
        let truths = truths(&program);
        assert!(truths.len() >= 40, "only {} functions", truths.len());
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
                "no" => !optimised || !open,
                "yes" => said.takes_memory(),
                "open" => open,
                _ => true,
            };
            if !right || (truth.count > 0 && !open) {
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
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
