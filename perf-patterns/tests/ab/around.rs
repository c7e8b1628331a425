//! What is around a project: its lockfile, its linker, its harness's version, files
//! that git keeps elsewhere, the disk.

use std::process::{Command, Output};

use super::project::{MANIFEST, Project, QUICK, SLOWER, entry, json};
use crate::support::{snapshot, stderr, stdout};

/// Two layouts: these tests are not about them.
const FEW: [&str; 6] = [
    "--bench",
    "speed",
    "--no-counts",
    "--format=json",
    "--layouts",
    "2",
];

fn warned(report: &serde_json::Value, of: &str) -> bool {
    let warnings = report["warnings"].as_array().unwrap();
    warnings
        .iter()
        .any(|text| text.as_str().unwrap().contains(of))
}

/// That `output` is one error, which says all of `expected`.
fn is_one_error(output: &Output, expected: &[&str]) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let errors = said.lines().filter(|line| line.starts_with("error:"));
    assert_eq!(errors.count(), 1, "{said}");
    for text in expected {
        assert!(said.contains(text), "{text}: {said}");
    }
}

#[test]
fn a_lockfile_that_differs_is_named_and_each_side_may_have_its_own() {
    let project = Project::new("lockfile");
    let lockfile = |version: &str| {
        format!("version = 4\n\n[[package]]\nname = \"fixture\"\nversion = \"{version}\"\n")
    };
    project.write("Cargo.lock", &lockfile("0.1.0"));
    project.commit("with a lockfile");
    project.write("Cargo.lock", &lockfile("0.2.0"));
    project.write("Cargo.toml", &MANIFEST.replace("0.1.0", "0.2.0"));
    let report = json(&project.ab(&[&["main"], &FEW[..]].concat()));
    assert!(warned(
        &report,
        "Cargo.lock differs between BASE and HEAD: both are built with HEAD's"
    ));
    let report = json(&project.ab(&[&["main", "--lockfile", "each"], &FEW[..]].concat()));
    assert!(!warned(&report, "Cargo.lock"), "{report:#}");
}

#[test]
fn a_linker_that_cannot_shuffle_is_named_and_one_that_is_missing_too() {
    let project = Project::new("linker");
    project.write(
        ".cargo/config.toml",
        "[target.'cfg(all())']\nlinker = \"./linker.sh\"\n",
    );
    let refuses = "#!/bin/sh\ncase \"$*\" in *shuffle-sections*)\n  \
                   echo \"unknown option\" >&2; exit 1;; esac\nexec cc \"$@\"\n";
    project.write("linker.sh", refuses);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(project.folder.join("linker.sh"), mode).unwrap();
    project.commit("a linker of its own");
    project.write("src/lib.rs", SLOWER);
    let report = json(&project.ab(&[&["main"], &FEW[..]].concat()));
    assert_eq!(report["method"]["layouts_shuffled"], false);
    assert_eq!(entry(&report, "parse", "time_ns")["verdict"], "slower");
    let text = stdout(&project.ab(&["main", "--bench", "speed", "--no-counts"]));
    assert!(
        text.contains("the intervals do not include layout"),
        "{text}"
    );

    project.write(
        ".cargo/config.toml",
        "[target.'cfg(all())']\nlinker = \"no-such-linker\"\n",
    );
    let output = project.ab(&[&["main"], &FEW[..]].concat());
    is_one_error(
        &output,
        &[
            "head does not build: error: linker `no-such-linker` not found",
            "hint: is the linker installed",
        ],
    );
}

#[test]
fn criterion_0_3_is_given_whole_seconds_and_that_is_said() {
    let project = Project::new("criterion-0-3");
    project.write(
        "Cargo.toml",
        &MANIFEST.replace(
            "[workspace]",
            "[dev-dependencies]\ncriterion = { path = \"criterion\" }\n[workspace]",
        ),
    );
    // A stand-in: its version is what counts, and that it refuses fractions.
    project.write(
        "criterion/Cargo.toml",
        "[package]\nname = \"criterion\"\nversion = \"0.3.6\"\nedition = \"2021\"\n",
    );
    project.write("criterion/src/lib.rs", "");
    let whole = "pub fn before_anything() {\n    \
                 assert!(!std::env::args().any(|word| word.starts_with(\"0.\")));\n}\n";
    let with = |text: &str| text.replace("pub fn before_anything() {}\n", whole);
    project.write("src/lib.rs", &with(super::BEFORE));
    project.commit("criterion 0.3");
    project.write("src/lib.rs", &with(SLOWER));
    let report = json(&project.ab(&[&["main"], &FEW[..]].concat()));
    assert!(
        warned(&report, "criterion 0.3 measures for whole seconds"),
        "{report:#}"
    );
    assert!(
        entry(&report, "parse", "time_ns")["processes"]
            .as_u64()
            .unwrap()
            > 0
    );
}

#[test]
fn a_dependency_that_cannot_be_had_and_a_program_that_fails_are_named() {
    let project = Project::new("offline");
    let dependent = MANIFEST.replace(
        "[workspace]",
        "[dev-dependencies]\nno-such-package-anywhere = \"1\"\n[workspace]",
    );
    project.write("Cargo.toml", &dependent);
    project.commit("a dependency");
    let output = project
        .command(&[&["main"], &FEW[..]].concat())
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    is_one_error(
        &output,
        &[
            "cannot choose versions of the dependencies",
            "no-such-package-anywhere",
        ],
    );
    let output = project.ab(&["--no-counts", "--", "false", "--vs", "false"]);
    is_one_error(
        &output,
        &[
            "BASE's false ended with",
            "hint: only programs that succeed",
        ],
    );
}

/// divan lists a benchmark without its arguments, and times each of them.
#[test]
fn each_argument_of_a_divan_benchmark_is_compared() {
    let project = Project::new("divan");
    project.write(
        "benches/speed.rs",
        r#"fn main() {
    // By this word its programs are known.
    let _ = std::env::var("DIVAN_SAMPLE_COUNT");
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|own| own == word);
    let wanted = |path: &str| match words.last().filter(|word| word.starts_with('^')) {
        Some(filter) => filter.contains(path),
        None => true,
    };
    println!("speed   fastest   │ slowest");
    if has("--list") {
        return println!("╰─ join");
    }
    println!("╰─ join");
    for (number, (branch, argument)) in [("├─", 10), ("╰─", 100)].into_iter().enumerate() {
        let time = fixture::COSTS[number].1;
        if has("--test") {
            println!("   {branch} {argument}");
        } else if wanted(&format!("speed::join::{argument}")) {
            println!("   {branch} {argument}   {time} ns   │ 200 ns");
        }
    }
}
"#,
    );
    project.commit("divan");
    project.write("src/lib.rs", SLOWER);
    let report = json(&project.ab(&[&["main"], &FEW[..]].concat()));
    assert_eq!(report["method"]["harness"], "divan");
    let ratio = |id| entry(&report, id, "time_ns")["ratio"].as_f64().unwrap();
    assert!((ratio("speed::join::10") - 1.0 / 1.1).abs() < 1e-9);
    assert!((ratio("speed::join::100") - 1.0).abs() < 1e-9);
    let unseen = report["not_measured"].as_array().unwrap();
    assert!(
        unseen.iter().all(|each| each["metric"] != "time_ns"),
        "{unseen:?}"
    );
}

#[test]
fn pointers_of_git_lfs_are_named() {
    let project = Project::new("lfs");
    project.write(
        "data.bin",
        concat!(
            "version https://git-lfs.github.com/spec/v1\n",
            "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n",
            "size 12345\n",
        ),
    );
    // Talks of them, and is none.
    project.write(
        "notes.md",
        "It begins: version https://git-lfs.github.com/spec/v1\n",
    );
    project.commit("a pointer");
    let output = project.ab(&[&["main", "main"], &FEW[..]].concat());
    let report = json(&output);
    assert!(
        warned(&report, "data.bin: pointers of Git LFS"),
        "{report:#}"
    );
    assert!(stderr(&output).contains("data.bin: pointers of Git LFS"));

    // With a filter that has to work, and does not.
    project.write(".gitattributes", "*.bin filter=lfs -text\n");
    project.git(&["add", ".gitattributes"]);
    project.git(&["commit", "--quiet", "--message", "attributes"]);
    project.git(&["config", "filter.lfs.smudge", "git-lfs-is-not-here smudge"]);
    project.git(&["config", "filter.lfs.required", "true"]);
    project.write("src/lib.rs", SLOWER);
    let store = project.store();
    std::fs::remove_file(store.join("base.tree")).unwrap();
    let output = project.ab(&[&["main", "main"], &FEW[..]].concat());
    is_one_error(&output, &["data.bin", "git lfs install"]);
}

/// In a mount namespace of its own: what is mounted ends with the process.
#[test]
fn a_full_disk_is_said_and_nothing_is_left() {
    const TEST: &str = "a_full_disk_is_said_and_nothing_is_left";
    let project = Project::new("full");
    let home = tempfile::tempdir().unwrap();
    let in_megabytes = |megabytes: u32| {
        let mut command = Command::new("unshare");
        command
            .args(["--map-root-user", "--mount", "sh", "-c"])
            .arg(format!(
                "mount -t tmpfs -o size={megabytes}m none \"$PERF_PATTERNS_HOME\" && exec \"$@\""
            ))
            .arg("sh")
            .env("PERF_PATTERNS_HOME", home.path())
            .env_remove("RUSTFLAGS")
            .current_dir(&project.folder);
        command
    };
    if !in_megabytes(1)
        .arg("true")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        testing::say_skipped(TEST, "no file system can be mounted here");
        return;
    }
    project.write("src/lib.rs", SLOWER);
    let before = snapshot(&project.folder);
    // Too small for the compiler, and for the linker's layouts.
    for megabytes in [1, 20] {
        let output = in_megabytes(megabytes)
            .args([
                env!("CARGO_BIN_EXE_perf-patterns"),
                "ab",
                "main",
                "--layouts",
                "64",
            ])
            .args(QUICK)
            .output()
            .unwrap();
        is_one_error(&output, &["hint: ", "space"]);
    }
    assert!(snapshot(&project.folder) == before);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}
