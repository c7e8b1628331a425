//! `perf-patterns escape` on a small crate: what it denies, and what it shows.

use std::path::{Path, PathBuf};

use crate::support::{run, stderr, stdout};
use serde_json::Value;

/// A program whose functions allocate, or do not, in ways that are known.
pub const SOURCE: &str = r#"
use std::hint::black_box;

mod hot {
    #[inline(never)]
    pub fn quiet(x: u64) -> u64 { std::hint::black_box(x) + 1 }
    #[inline(never)]
    pub fn step(x: u64) -> u64 { super::helper::make(x) + 2 }
}
mod cold {
    // Inlined everywhere: it has no symbol.
    #[inline(always)]
    pub fn inlined(x: u64) -> u64 { std::hint::black_box(Box::new((x, x))).0 }
}
mod helper {
    #[inline(never)]
    pub fn make(x: u64) -> u64 { *std::hint::black_box(Box::new(x)) }
}
mod dynamic {
    #[inline(never)]
    pub fn call(f: &dyn Fn(u64) -> u64, x: u64) -> u64 { f(x) + 3 }
}
mod later {
    #[inline(never)]
    pub fn grows(x: u64) -> u64 { std::hint::black_box(x) * 7 }
}

fn main() {
    let x = black_box(7);
    let by = move |y: u64| y ^ x;
    println!("{}", hot::quiet(x) + hot::step(x) + cold::inlined(x) + dynamic::call(black_box(&by), x) + later::grows(x));
}
"#;

/// Builds `source` as a crate in `folder`, through `escape` itself; the program is
/// copied to the file `to` there.
pub fn build(folder: &Path, source: &str, to: &str) -> PathBuf {
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )
    .unwrap();
    std::fs::write(folder.join("src/main.rs"), source).unwrap();
    let manifest = folder.join("Cargo.toml");
    // Reading it builds it.
    let output = run(&["escape", "--manifest-path", manifest.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(
        said.contains("src/main.rs:") && said.contains("through Box::new"),
        "{said}"
    );
    assert!(!said.contains("does not allocate"), "short: {said}");
    // With the paths of inlined functions, which `--deny` asks for.
    let manifest = ["escape", "--manifest-path", manifest.to_str().unwrap()];
    let output = run(&[&manifest[..], &["--deny", "crate::hot::quiet"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
    let program = folder.join(to);
    std::fs::copy(target.join("release/app"), &program).unwrap();
    program
}

/// The exit code and what was printed.
fn escape(program: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut all = vec!["escape", "--path", program.to_str().unwrap()];
    all.extend(arguments);
    let output = run(&all);
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn a_program_is_checked_filtered_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let before = build(folder.path(), SOURCE, "before");

    // What is denied fails, with the calls that lead there.
    let (code, said, _) = escape(&before, &["--deny", "crate::hot::**"]);
    assert_eq!(code, Some(1), "{said}");
    for part in [
        "app::hot::step: allocates",
        "app::hot::step (",
        "calls helper::make",
        "app::helper::make (",
        "allocates 8 bytes through Box::new",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("hot::quiet"), "{said}");
    let (code, said, _) = escape(&before, &["--deny", "crate::hot::quiet"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let (code, said, _) = escape(&before, &["--deny", "crate::hot::quiet", "--frees"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let (code, said, _) = escape(&before, &["--deny", "crate::helper::make", "--frees"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("helper::make: frees"), "{said}");

    // Inlined everywhere, and denied all the same.
    let (code, said, _) = escape(&before, &["--deny", "crate::cold::**"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("app::cold::inlined: allocates"), "{said}");

    // What nobody knows is not let pass in silence.
    let (code, said, _) = escape(&before, &["--deny", "crate::dynamic::**"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("app::dynamic::call: unknown"), "{said}");
    let allowed = ["--deny", "crate::dynamic::**", "--allow-unknown"];
    assert_eq!(escape(&before, &allowed).0, Some(0));

    // A filter that means nothing would pass for ever.
    let (code, _, said) = escape(&before, &["--deny", "crate::hott::**"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("no function is called `crate::hott::**`"),
        "{said}"
    );

    // Other tools' formats.
    let denied = ["--deny", "crate::hot::**", "--format"];
    let (code, said, _) = escape(&before, &[&denied[..], &["github"]].concat());
    assert_eq!(code, Some(1));
    assert!(said.starts_with("::error file="), "{said}");
    assert!(said.contains("src/main.rs,line=8,"), "{said}");
    let (_, said, _) = escape(&before, &[&denied[..], &["sarif"]].concat());
    let sarif: Value = serde_json::from_str(&said).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "allocates");
    let flow = &result["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(flow.as_array().unwrap().len(), 2, "{flow}");

    // Filters are paths, and parts of them whole.
    let (_, said, _) = escape(&before, &["--all", "crate::later"]);
    assert!(
        said.contains("app::later::grows: does not allocate"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(escape(&before, &["--all", "ater::"]).1, "");
    let (_, said, _) = escape(&before, &["--only", "unknown", "crate::dynamic"]);
    assert!(
        !said.is_empty() && said.lines().all(|line| line.contains("unknown")),
        "{said}"
    );

    // A newer build.
    let newer = SOURCE.replace(
        "std::hint::black_box(x) * 7",
        "std::hint::black_box(vec![x; 7]).len() as u64",
    );
    assert_ne!(newer, SOURCE);
    let after = build(folder.path(), &newer, "after");
    let since = ["--since", before.to_str().unwrap()];
    let (code, said, _) = escape(&after, &since);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("app::later::grows: allocates; before: does not allocate"),
        "{said}"
    );
    assert!(said.contains("allocates 56 bytes through vec!"), "{said}");
    assert!(!said.contains("hot::step"), "{said}");
    // For a pull request too, at the line that allocates now.
    let (code, said, _) = escape(&after, &[&since[..], &["--format", "github"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let line = 1 + newer
        .lines()
        .position(|line| line.contains("vec![x; 7]"))
        .unwrap();
    assert!(
        said.contains(&format!("src/main.rs,line={line},")),
        "{said}"
    );
    assert!(!said.contains("hot::step"), "{said}");
    // The other way round nothing allocates that did not.
    let back = ["--since", after.to_str().unwrap()];
    assert_eq!(escape(&before, &back).1, "");
    assert_eq!(escape(&before, &since).1, "");
}

/// What the step of the guide's workflow runs, on this program: it needs no more than
/// the names at the workflow's head.
#[test]
fn the_guides_workflow_denies_what_allocates() {
    let workflow = include_str!("../../book/examples/workflows/keep-it-fast.yml");
    let (_, step) = workflow.split_once("- name: allocations\n").unwrap();
    let (_, script) = step.split_once("run: |\n").unwrap();
    let script = script.lines().next().unwrap().trim();
    let folder = tempfile::tempdir().unwrap();
    build(folder.path(), SOURCE, "program");
    let programs = Path::new(env!("CARGO_BIN_EXE_perf-patterns"))
        .parent()
        .unwrap();
    let path = std::env::join_paths(
        std::iter::once(programs.to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let run = |deny: &str| {
        std::process::Command::new("bash")
            .args(["-e", "-c", script])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("BIN", "app")
            .env("DENY", deny)
            .output()
            .unwrap()
    };
    let output = run("crate::hot::quiet");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = run("crate::hot::**");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.starts_with("::error file=src/main.rs,line="), "{said}");
}

#[test]
fn a_heap_profile_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let program = build(folder.path(), SOURCE, "program");
    let profile = folder.path().join("dhat-heap.json");
    let frames = |file: &str| {
        format!(
            r#"{{"dhatFileVersion":2,"pps":[{{"tb":8,"tbk":1,"fs":[0,1]}},{{"tb":8,"tbk":1,"fs":[2]}}],
            "ftbl":["0x1: alloc::new (alloc/src/boxed.rs:1:2)","0x2: a ({file}:8:34)","0x3: b ({file}:31:36)"]}}"#
        )
    };
    let with = ["--with-heap", profile.to_str().unwrap(), "src/main.rs"];
    std::fs::write(&profile, frames("src/other.rs")).unwrap();
    let (code, _, said) = escape(&program, &with);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("a heap profile of another program: 0 of its 2"),
        "{said}"
    );
    std::fs::write(&profile, frames("src/main.rs")).unwrap();
    let (_, said, _) = escape(&program, &with);
    assert!(said.contains("src/main.rs:8:"), "{said}");
    assert!(said.contains("; ran 1 times, 8 bytes"), "{said}");
}
