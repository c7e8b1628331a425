//! `perf-patterns ab` on a tiny project, whose benchmark says known figures.

mod around;
mod counted;
mod interrupted;
mod project;
mod workflows;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::{self, stderr, stdout};
use project::{BEFORE, MANIFEST, PROGRAM, Project, QUICK, SLOWER, entry, home, json};

#[test]
fn a_change_in_the_working_tree_is_found_and_nothing_of_it_is_touched() {
    let project = Project::new("slower");
    project.write("src/lib.rs", SLOWER);
    // What is staged, what is stashed and what is new stay as they are.
    project.git(&["stash", "--quiet"]);
    project.write("src/lib.rs", SLOWER);
    project.write("notes.txt", "staged");
    project.git(&["add", "notes.txt"]);
    project.write("new.txt", "untracked");
    let before = support::snapshot(&project.folder);

    let output = project.ab(&[&["main"], &QUICK[..]].concat());
    let report = json(&output);
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["head"]["name"], "working tree");
    let parse = entry(&report, "parse", "time_ns");
    assert_eq!(parse["verdict"], "slower", "{parse:#}");
    let ratio = parse["ratio"].as_f64().unwrap();
    assert!((ratio - 1.0 / 1.1).abs() < 1e-3, "{ratio}");
    assert_eq!(
        entry(&report, "text[0]/join", "time_ns")["verdict"],
        "equivalent"
    );
    assert_eq!(report["control"]["trials"], 2);
    assert_eq!(report["control"]["false_positives"], 0);
    let schema: serde_json::Value =
        serde_json::from_str(&pairing::report::schema().unwrap()).unwrap();
    assert!(jsonschema::is_valid(&schema, &report), "{report:#}");

    let after = support::snapshot(&project.folder);
    let changed: Vec<_> = after
        .iter()
        .filter(|(path, content)| before.get(*path) != Some(content))
        .map(|(path, _)| path)
        .chain(before.keys().filter(|path| !after.contains_key(*path)))
        .collect();
    assert!(changed.is_empty(), "{changed:?}");

    // The same again with a condition, in words.
    let mut arguments = vec![
        "main",
        "--bench",
        "speed",
        "--no-counts",
        "--filter",
        "parse",
    ];
    arguments.extend(["--fail-if", "slower"]);
    let output = project.ab(&arguments);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("failed: time_ns of parse: slower"));
    assert!(stdout(&output).contains("+10.0 %"), "{}", stdout(&output));
    arguments.extend(["--format", "markdown"]);
    let text = stdout(&project.ab(&arguments));
    assert!(text.starts_with("### 1 benchmark: 1 slower"), "{text}");
    assert!(text.contains("<details>"), "{text}");
}

#[test]
fn two_commits_with_the_same_code_are_equivalent() {
    let project = Project::new("same");
    project.write("README.md", "no code");
    project.commit("after");
    let report = json(&project.ab(&[&["HEAD~1", "HEAD"], &QUICK[..]].concat()));
    for id in ["parse", "text[0]/join"] {
        assert_eq!(entry(&report, id, "time_ns")["verdict"], "equivalent");
    }
    let history = stdout(&project.ab(&["--history"]));
    let last = history.lines().next_back().unwrap();
    assert!(last.contains("2 benchmarks: 2 equivalent"), "{history}");
    // The kept builds serve the next comparison, and it may be the other way round.
    project.write("src/lib.rs", SLOWER);
    project.commit("slower");
    let report = json(&project.ab(&[&["HEAD", "HEAD~1"], &QUICK[..]].concat()));
    assert_eq!(entry(&report, "parse", "time_ns")["verdict"], "faster");
}

#[test]
fn whole_programs_do_the_same_work_or_are_refused() {
    let project = Project::new("program");
    let quick = ["main", "--bin", "fixture", "--no-counts", "--budget", "1s"];
    let output = project.ab(&quick);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    project.write("src/main.rs", &PROGRAM.replace("10", "11"));
    let output = project.ab(&quick);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("line 1, byte 0: BASE has `55`, HEAD has `66`"),
        "{said}"
    );
    let output = project.ab(&[&quick[..], &["--outputs-may-differ", "--format=json"]].concat());
    let report = json(&output);
    assert_eq!(report["method"]["outputs_equal"], false);
    let warnings = report["warnings"].as_array().unwrap();
    let differ = |text: &serde_json::Value| text.as_str().unwrap().contains("outputs differ");
    assert!(warnings.iter().any(differ), "{warnings:?}");

    // Any two programs, in any folder.
    let arguments = ["--no-counts", "--budget=1s", "--format=json", "--"];
    let report = json(&project.ab(&[&arguments[..], &["echo", "a", "--vs", "echo", "a"]].concat()));
    assert_eq!(report["method"]["layouts_shuffled"], false);
    let hangs = [
        "--time-limit=200ms",
        "--",
        "sleep",
        "60",
        "--vs",
        "sleep",
        "60",
    ];
    let output = project.ab(&hangs);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let limits = [
        "--time-limit=1s",
        "--",
        "sleep",
        "60",
        "--vs",
        "sleep",
        "60",
    ];
    let started = Instant::now();
    let output = project.ab(&limits);
    assert!(started.elapsed() < Duration::from_secs(30));
    assert!(
        stderr(&output).contains("did not end within 1s"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn heads_benchmark_judges_bases_code() {
    let project = Project::new("transplanted");
    let without = MANIFEST.replace("[[bench]]\nname = \"speed\"\nharness = false\n", "");
    project.write("Cargo.toml", &without);
    std::fs::remove_file(project.folder.join("benches/speed.rs")).unwrap();
    project.commit("without a benchmark");
    project.write("Cargo.toml", MANIFEST);
    project.write("benches/speed.rs", include_str!("ab/harness.rs"));
    project.write("src/lib.rs", SLOWER);
    let output = project.ab(&[&["main"], &QUICK[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("base has no bench `speed`"),
        "{}",
        stderr(&output)
    );
    let report = json(&project.ab(&[&["main", "--bench-from", "head"], &QUICK[..]].concat()));
    assert_eq!(entry(&report, "parse", "time_ns")["verdict"], "slower");
}

#[test]
fn bad_input_ends_with_one_clear_line() {
    let project = Project::new("bad");
    project.write("broken.txt", "");
    project.commit("a");
    project.write("src/lib.rs", "pub fn broken( {}\n");
    project.commit("broken");
    project.write(
        "src/lib.rs",
        &BEFORE.replace(
            "(\"parse\", 100.0), (\"text[0]/join\", 50.0)",
            "(\"other\", 1.0)",
        ),
    );
    project.commit("other benchmarks");
    project.write(
        "src/lib.rs",
        &BEFORE.replace("anything() {}", "anything() { panic!(\"no data\") }"),
    );
    project.commit("missing data");
    let cases: [(&[&str], &str); 9] = [
        (
            &["nowhere", "--bench", "speed"],
            "has no revision `nowhere`",
        ),
        (
            &["main~3", "--bench", "nothing"],
            "base has no bench `nothing`",
        ),
        (
            &["main~2", "main~3", "--bench", "speed"],
            "base does not build: error",
        ),
        (
            &["main~3", "main~3", "--bench", "speed", "--filter", "zzz"],
            "matches `zzz`",
        ),
        (&["main~3", "main~1", "--bench", "speed"], "in common"),
        (
            &["main~3", "main", "--bench", "speed"],
            "cannot list its benchmarks",
        ),
        (
            &["main~3", "main~3", "--bench", "unknown"],
            "no harness that is known",
        ),
        (&["--resume"], "nothing to resume"),
        (
            &["--", "no-such-program", "--vs", "true"],
            "no program `no-such-program`",
        ),
    ];
    for (arguments, expected) in cases {
        // Each alone: an interrupted one could be resumed.
        let _ = std::fs::remove_file(project.store_or(&home()).join("session.json"));
        let output = project.ab(arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        let errors: Vec<&str> = said.lines().filter(|l| l.starts_with("error:")).collect();
        assert_eq!(errors.len(), 1, "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert!(!Path::new("/tmp/must-not-run").exists());
    // Outside of any repository.
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().to_str().unwrap();
    let output = project.ab(&["main", "--bench", "speed", "--in", folder]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("not in a git repository"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_submodule_is_checked_out_and_a_missing_one_is_named() {
    let inner = Project::new("inner");
    let project = Project::new("outer");
    let from = inner.folder.to_str().unwrap();
    let allow = ["-c", "protocol.file.allow=always"];
    project.git(&[&allow[..], &["submodule", "--quiet", "add", from, "inner"]].concat());
    project.write(
        "Cargo.toml",
        &MANIFEST.replace("[workspace]", "[workspace]\nexclude = [\"inner\"]"),
    );
    project.write(
        "src/main.rs",
        "fn main() { print!(\"{}\", include_str!(\"../inner/.gitignore\")); }\n",
    );
    project.commit("with a submodule");
    let quick = ["main", "--bin", "fixture", "--no-counts", "--budget", "1s"];
    let output = project.ab(&quick);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    std::fs::remove_dir_all(project.folder.join("inner")).unwrap();
    let output = project.ab(&["main", "main", "--bin", "fixture"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("the submodule inner is not here"),
        "{}",
        stderr(&output)
    );
}
