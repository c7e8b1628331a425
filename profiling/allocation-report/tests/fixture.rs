//! Functions with known answers, built in the ways in which programs are built:
//! "does not allocate" is never said of one that does.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    Build {
        bump: true,
        config: &["profile.release.package.fixture.debug=false"],
        ..build("functions-without-lines", "1", "fat", "abort")
    },
    Build {
        bump: true,
        config: &["profile.release.package.helper.debug=false"],
        ..build("helper-without-lines", "1", "fat", "unwind")
    },
    Build {
        bump: true,
        config: &[
            "profile.release.package.helper.debug=false",
            "profile.release.package.counter.debug=false",
        ],
        ..build("two-without-lines", "1", "fat", "unwind")
    },
    Build {
        bump: true,
        config: &["profile.release.split-debuginfo='packed'"],
        ..build("split-packed", "1", "fat", "abort")
    },
    Build {
        bump: true,
        config: &["profile.release.split-debuginfo='unpacked'"],
        ..build("split-unpacked", "1", "fat", "abort")
    },
];

/// Builds that cannot be read, and must be refused.
const REFUSED: &[&str] = &[];

/// Functions of which a wrong answer is given in at least one build, and builds
/// that are answered wrongly as a whole. Only ever shortened: what is mended leaves
/// the list.
const WRONG_TODAY: &[&str] = &[
    "allocator-without-lines",
    "box_before_certain",
    "catch_and_count",
    "catch_and_map_error",
    "catch_and_retry",
    "catch_behind_quiet_pad",
    "catch_by_ok",
    "catch_certain_in_loop",
    "catch_from_other_function",
    "catch_in_callee",
    "catch_in_closure",
    "catch_in_drop",
    "catch_in_iterator",
    "catch_in_loop",
    "catch_in_match",
    "catch_into_result",
    "catch_then_box",
    "catch_then_call",
    "catch_then_push",
    "catch_then_text",
    "catch_then_vec",
    "catch_twice",
    "catch_under_catch",
    "catch_with_captures",
    "catch_with_guard",
    "certain_behind_callee",
    "certain_in_two_callees",
    "certain_then_box",
    "functions-without-lines",
    "helper-without-lines",
    "item_by_container",
    "item_by_container_of_array",
    "item_by_mask",
    "named_like_entrance",
    "named_like_freeing",
    "named_like_freeing_sized",
    "named_like_panic",
    "named_like_shim",
    "named_like_slice_panic",
    "object_by_container",
    "split-packed",
    "split-unpacked",
    "text_before_certain_in_callee",
    "two-without-lines",
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

/// What was found in one build.
#[derive(Default)]
struct Found {
    /// A line for each wrong answer.
    wrong: Vec<String>,
    /// Functions that got one; of a build that is meant as a whole, its name.
    wrongly_answered: BTreeSet<String>,
    /// How many functions were asked about, and how many are unknown.
    asked: u32,
    unknown: u32,
    /// The same without those that call through pointers of their own.
    asked_plain: u32,
    unknown_plain: u32,
}

fn examine(build: &Build) -> Found {
    let mut found = Found::default();
    let program = compile(build);
    let report = match allocation_report::analyse(&fs_err::read(&program).unwrap()) {
        Ok(report) => report,
        Err(error) => {
            assert!(REFUSED.contains(&build.name), "{}: {error}", build.name);
            return found;
        }
    };
    let truths = truths(&program);
    assert!(truths.len() >= 200, "only {} functions", truths.len());
    for truth in &truths {
        let said = effects(&report, truth);
        let open = said.takes_memory() || said.has(Effects::UNKNOWN);
        let optimised = build.opt_level != "0";
        let unknown = u32::from(!said.takes_memory() && said.has(Effects::UNKNOWN));
        found.asked += 1;
        found.unknown += unknown;
        if truth.answer != "open" {
            found.asked_plain += 1;
            found.unknown_plain += unknown;
        }
        let right = match truth.answer.as_str() {
            // The C library's own code, where it is linked in, is read as well.
            "no" if build.name == "static" => !said.takes_memory(),
            // Where line tables are missing, nobody can tell.
            "no" if build.name.ends_with("-without-lines") => true,
            // What is elided is elided only by the optimiser.
            "no" => !optimised || !open,
            "yes" if build.name.ends_with("-without-lines") => open,
            "yes" => said.takes_memory(),
            "open" => open,
            "caught" => open || build.panic == "abort",
            _ => true,
        };
        if !right || (truth.count > 0 && !open) {
            found
                .wrongly_answered
                .insert(if AS_A_WHOLE.contains(&build.name) {
                    build.name.to_owned()
                } else {
                    truth.name.clone()
                });
            found.wrong.push(format!(
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
    found
}

/// Builds of which not one function is meant, but all.
const AS_A_WHOLE: &[&str] = &[
    "allocator-without-lines",
    "functions-without-lines",
    "helper-without-lines",
    "two-without-lines",
    "split-packed",
    "split-unpacked",
];

#[test]
fn no_function_that_allocates_is_said_not_to() {
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(&str, Found)>> = Mutex::new(Vec::new());
    // Most of a build with link-time optimisation runs on one core.
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4)) {
            scope.spawn(|| {
                while let Some(build) = BUILDS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let here = examine(build);
                    found.lock().unwrap().push((build.name, here));
                }
            });
        }
    });
    let mut all = Found::default();
    for (name, here) in found.into_inner().unwrap() {
        println!(
            "{name}: {} of {} unknown; {} of {} where no function pointer is used",
            here.unknown, here.asked, here.unknown_plain, here.asked_plain
        );
        assert!(
            here.asked > 0 || REFUSED.contains(&name),
            "{name} was not read"
        );
        all.wrong.extend(here.wrong);
        all.wrongly_answered.extend(here.wrongly_answered);
        all.asked_plain += here.asked_plain;
        all.unknown_plain += here.unknown_plain;
    }
    println!(
        "unknown where no function pointer is used: {} of {} ({:.1} %)",
        all.unknown_plain,
        all.asked_plain,
        100.0 * f64::from(all.unknown_plain) / f64::from(all.asked_plain)
    );
    let today: BTreeSet<String> = WRONG_TODAY.iter().map(|&name| name.to_owned()).collect();
    let mended: Vec<&String> = today.difference(&all.wrongly_answered).collect();
    let new: Vec<&String> = all.wrongly_answered.difference(&today).collect();
    assert!(
        mended.is_empty() && new.is_empty(),
        "{}\nwrong: {new:?}\non record, and right now: {mended:?}",
        all.wrong.join("\n"),
    );
}
