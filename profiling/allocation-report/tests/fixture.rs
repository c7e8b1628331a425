//! Functions with known answers, built in the ways in which programs are built: "does
//! not allocate" is never said of one that does.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use allocation_report::{Effects, Report};

/// How this build differs from the others.
struct Build {
    name: &'static str,
    codegen_units: &'static str,
    lto: &'static str,
    panic: &'static str,
    opt_level: &'static str,
    /// With an allocator that never calls the C library.
    bump: bool,
    /// A shared library for C, which another program runs.
    library: bool,
    /// More settings for cargo.
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
        opt_level: "0",
        ..build("not-optimised", "16", "off", "unwind")
    },
    Build {
        bump: true,
        ..build("fat-own-allocator", "1", "fat", "abort")
    },
    Build {
        config: &["target.x86_64-unknown-linux-gnu.rustflags=['-Ctarget-feature=+crt-static']"],
        ..build("static", "1", "fat", "unwind")
    },
    Build {
        library: true,
        ..build("library", "1", "off", "unwind")
    },
    // The allocator is inlined, and its debug information is missing.
    Build {
        bump: true,
        config: &["profile.release.package.counter.debug=false"],
        ..build("allocator-without-lines", "1", "fat", "abort")
    },
    Build {
        bump: true,
        config: &["profile.release.split-debuginfo='packed'"],
        ..build("split", "1", "fat", "unwind")
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
];

/// Builds that cannot be read and must be refused.
const REFUSED: &[&str] = &["allocator-without-lines", "split"];

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
        library: false,
        config: &[],
    }
}

/// What the program prints about one of its functions.
struct Truth {
    answer: String,
    name: String,
    count: u64,
    /// Its address, relative to that of `main`.
    place: u64,
}

/// The file to read, and the one to run. Cargo rebuilds only what changed: the folder
/// is kept.
fn compile(build: &Build) -> (PathBuf, PathBuf) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("allocation-fixture");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--offline"])
        .args(if build.library {
            &["--lib"][..]
        } else {
            &["--bin", "fixture"]
        })
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
    let built = target.join(build.name).join("release");
    if build.library {
        (built.join("libfixture_library.so"), host(&built))
    } else {
        (built.join("fixture"), built.join("fixture"))
    }
}

/// A program that calls the library in `folder`.
fn host(folder: &Path) -> PathBuf {
    let source = "#[link(name = \"fixture_library\")] unsafe extern \"C\" { fn run_fixture(); }\n\
                  fn main() { unsafe { run_fixture() } }\n";
    fs_err::write(folder.join("host.rs"), source).unwrap();
    let output = Command::new("rustc")
        .args([
            "--edition=2024",
            "-L.",
            "-Clink-arg=-Wl,-rpath,$ORIGIN",
            "host.rs",
        ])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    folder.join("host")
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
    let main = at(&|function| {
        ["fixture::main", "fixture_library::main"].contains(&function.name.as_str())
    })
    .unwrap();
    let address = main.address.wrapping_add(truth.place);
    at(&|function| function.address == address)
        .unwrap_or_else(|| panic!("{} has no symbol", truth.name))
        .effects
}

/// The results for one build.
#[derive(Default)]
struct Found {
    /// One line for each wrong answer.
    wrong: Vec<String>,
    /// How many functions were checked, and how many are unknown.
    asked: u32,
    unknown: u32,
    /// The same without those that call through pointers of their own.
    asked_plain: u32,
    unknown_plain: u32,
}

fn examine(build: &Build) -> Found {
    let mut found = Found::default();
    let (read, program) = compile(build);
    let report = match allocation_report::analyse(&fs_err::read(read).unwrap()) {
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
            // Only the optimiser elides.
            "no" => !optimised || !open,
            "yes" if build.name.ends_with("-without-lines") => open,
            "yes" => said.takes_memory(),
            "open" => open,
            "caught" => open || build.panic == "abort",
            _ => true,
        };
        if !right || (truth.count > 0 && !open) {
            found.wrong.push(format!(
                "{}: {} ({}) allocated {} times, said: {}",
                build.name,
                truth.name,
                truth.answer,
                truth.count,
                said.verdict()
            ));
        }
        // A table that expects what does not happen proves nothing.
        assert!(
            !(optimised && truth.answer == "no" && truth.count > 0),
            "{}: {} allocates",
            build.name,
            truth.name
        );
    }
    found
}

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
        // Without line tables, all are unknown.
        if name != "functions-without-lines" {
            all.asked_plain += here.asked_plain;
            all.unknown_plain += here.unknown_plain;
        }
    }
    // "Unknown" everywhere would be right, and useless.
    assert!(all.unknown_plain * 100 <= all.asked_plain * 12);
    println!(
        "unknown where no function pointer is used: {} of {} ({:.1} %)",
        all.unknown_plain,
        all.asked_plain,
        100.0 * f64::from(all.unknown_plain) / f64::from(all.asked_plain)
    );
    assert!(all.wrong.is_empty(), "{}", all.wrong.join("\n"));
}
