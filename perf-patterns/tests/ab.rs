//! `perf-patterns ab` on a tiny project, whose benchmark says known figures.

use crate::support;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::{has, stderr, stdout};

/// The library as it was: two benchmarks.
const BEFORE: &str = r#"
pub const COSTS: &[(&str, f64)] = &[("parse", 100.0), ("text[0]/join", 50.0)];
pub fn before_anything() {}
"#;

/// The same, and `parse` takes 10 % longer.
const SLOWER: &str = r#"
pub const COSTS: &[(&str, f64)] = &[("parse", 110.0), ("text[0]/join", 50.0)];
pub fn before_anything() {}
"#;

const MANIFEST: &str = r#"[package]
name = "fixture"
version = "0.1.0"
edition = "2024"

[lib]
bench = false

[[bench]]
name = "speed"
harness = false

[[bench]]
name = "unknown"
harness = false

[workspace]
"#;

const PROGRAM: &str = "fn main() {\n    println!(\"{}\", (1..=10).sum::<u32>());\n}\n";

/// A project in a git repository of its own. Its place is the same in every run of
/// the tests, so that its builds are kept.
struct Project {
    folder: PathBuf,
}

impl Project {
    fn new(name: &str) -> Self {
        let folder = home().join("projects").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let project = Project { folder };
        project.write("Cargo.toml", MANIFEST);
        project.write("src/lib.rs", BEFORE);
        project.write("src/main.rs", PROGRAM);
        project.write("benches/speed.rs", include_str!("ab/harness.rs"));
        project.write(
            "benches/unknown.rs",
            "fn main() { std::fs::write(\"/tmp/must-not-run\", \"\").unwrap(); panic!(); }\n",
        );
        project.write(".gitignore", "target\n");
        project.git(&["init", "--quiet", "--initial-branch=main"]);
        project.commit("before");
        project
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=test", "-c", "user.email=test@localhost"])
            .args(arguments)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_perf-patterns"));
        command
            .arg("ab")
            .args(arguments)
            .current_dir(&self.folder)
            .env("PERF_PATTERNS_HOME", home())
            .env_remove("RUSTFLAGS");
        command
    }

    fn ab(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Where its builds are kept.
    fn store(&self) -> PathBuf {
        let name = self.folder.file_name().unwrap().to_str().unwrap();
        let start = format!("{name}-");
        std::fs::read_dir(home().join("ab"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| {
                let rest = path
                    .file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .strip_prefix(&start);
                rest.is_some_and(|hash| hash.len() == 16 && !hash.contains('-'))
            })
            .unwrap()
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("ab")
}

fn json(output: &Output) -> serde_json::Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    serde_json::from_str(&stdout(output)).unwrap()
}

/// The entry of a benchmark in a metric.
fn entry<'a>(report: &'a serde_json::Value, id: &str, metric: &str) -> &'a serde_json::Value {
    report["benchmarks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["id"] == id && entry["metric"] == metric)
        .unwrap_or_else(|| panic!("{id} {metric}: {report:#}"))
}

const QUICK: [&str; 4] = ["--bench", "speed", "--no-counts", "--format=json"];

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

impl Project {
    /// Its store, or `other` while it has none.
    fn store_or(&self, other: &Path) -> PathBuf {
        if home().join("ab").is_dir() {
            std::panic::catch_unwind(|| self.store()).unwrap_or_else(|_| other.to_owned())
        } else {
            other.to_owned()
        }
    }
}

/// Processes that have the store's path on their command line.
fn left_running(store: &Path) -> Vec<String> {
    let store = store.to_str().unwrap();
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| {
            let file = entry.ok()?.path().join("cmdline");
            let line = std::fs::read_to_string(file).ok()?.replace('\0', " ");
            line.contains(store).then_some(line)
        })
        .collect()
}

#[test]
fn interrupted_at_twenty_moments_it_leaves_nothing_and_resumes() {
    let project = Project::new("interrupted");
    project.write("src/lib.rs", SLOWER);
    let arguments = [&["main"], &QUICK[..]].concat();
    // Builds are kept from here on, so that turns are interrupted, too.
    json(&project.ab(&arguments));
    let store = project.store();
    let started = Instant::now();
    json(&project.ab(&arguments));
    let whole = started.elapsed();
    let worktrees = project.git(&["worktree", "list"]);
    let mut random = fastrand::Rng::with_seed(20);
    for round in 0..20 {
        let mut child = project
            .command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole.mul_f64(random.f64()));
        // Every other time without a chance to tidy up.
        let signal = if round % 2 == 0 { "-INT" } else { "-KILL" };
        let kill = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .output();
        assert!(kill.is_ok());
        let status = child.wait().unwrap();
        if round % 2 == 0 {
            assert!(matches!(status.code(), Some(130 | 0)), "{status}");
            let left: Vec<_> = std::fs::read_dir(&store)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name.starts_with("run-") || name.ends_with(".lock"))
                .collect();
            assert!(left.is_empty(), "{left:?}");
        }
        // Children of a killed process are ended by its guard, a moment later.
        let deadline = Instant::now() + Duration::from_secs(20);
        while !left_running(&store).is_empty() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(
            left_running(&store).is_empty(),
            "{:?}",
            left_running(&store)
        );
        assert_eq!(project.git(&["worktree", "list"]), worktrees);
    }
    // Interrupted in the turns, and resumed.
    let samples = store.join("samples.jsonl");
    let mut child = project
        .command(&[&["main", "--margin", "0.00001"], &QUICK[..]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    let lines = || {
        std::fs::read_to_string(&samples)
            .unwrap_or_default()
            .lines()
            .count()
    };
    // The last comparison's samples go first.
    while !(1..6).contains(&lines()) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .output();
    assert!(kill.is_ok());
    child.wait().unwrap();
    let taken = lines();
    let report = json(&project.ab(&["--resume", "--format=json"]));
    assert!(taken > 0 && lines() > taken, "{taken} {}", lines());
    assert_eq!(entry(&report, "parse", "time_ns")["verdict"], "slower");
    let output = project.ab(&["--resume"]);
    assert!(
        stderr(&output).contains("nothing to resume"),
        "{}",
        stderr(&output)
    );
    // Two at once: the second is refused.
    let lock = std::fs::File::open(store.join("lock")).unwrap();
    lock.lock().unwrap();
    let output = project.ab(&arguments);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("another `perf-patterns ab` works on"),
        "{said}"
    );
}

/// What a step of one of the guide's workflows runs.
fn step(workflow: &str, name: &str) -> String {
    let (_, step) = workflow.split_once(&format!("- name: {name}\n")).unwrap();
    let (_, script) = step.split_once("run: |\n").unwrap();
    let lines = script
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with("          "));
    lines
        .map(|line| line.trim_start().to_owned() + "\n")
        .collect()
}

#[test]
fn the_guides_workflow_comments_and_decides() {
    let project = Project::new("workflow");
    project.git(&["checkout", "--quiet", "-b", "change"]);
    project.write("src/lib.rs", SLOWER);
    project.commit("slower");
    project.git(&["checkout", "--quiet", "main"]);
    project.write("README.md", "meanwhile");
    project.commit("meanwhile");
    project.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "--message",
        "merge",
        "change",
    ]);
    let runner = tempfile::tempdir().unwrap();
    // Stands in for GitHub's program: says what it was asked for.
    let gh = runner.path().join("gh");
    std::fs::write(&gh, "#!/bin/sh\necho \"$@\" >\"$RUNNER_TEMP/asked\"\n").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&gh, mode).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_perf-patterns"))
        .parent()
        .unwrap();
    let path = std::env::join_paths(
        [runner.path().to_owned(), program.to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let file = |name: &str| runner.path().join(name);
    let step = |name: &str| step(include_str!("../../book/examples/workflows/ab.yml"), name);
    let run = |name: &str, code: &str, fail_if: &str| {
        Command::new("bash")
            .args(["-e", "-c", &step(name)])
            .current_dir(&project.folder)
            .env("PATH", &path)
            .env("PERF_PATTERNS_HOME", home())
            .env("RUNNER_TEMP", runner.path())
            .env("GITHUB_STEP_SUMMARY", file("summary"))
            .env("GITHUB_OUTPUT", file("output"))
            .env("BENCH", "speed")
            .env("FAIL_IF", fail_if)
            .env("NUMBER", "7")
            .env("CODE", code)
            .output()
            .unwrap()
    };
    let by_time = "time > +5%";
    let compared = run("compare", "", by_time);
    assert!(compared.status.success(), "{}", stderr(&compared));
    let output = std::fs::read_to_string(file("output")).unwrap();
    assert_eq!(output, "code=1\n", "{}", stderr(&compared));
    let summary = std::fs::read_to_string(file("summary")).unwrap();
    assert!(summary.contains("1 slower"), "{summary}");
    assert!(run("comment", "", by_time).status.success());
    let asked = std::fs::read_to_string(file("asked")).unwrap();
    assert!(asked.starts_with("pr comment 7 "), "{asked}");
    assert_eq!(run("decide", "1", by_time).status.code(), Some(1));
    assert_eq!(run("decide", "0", by_time).status.code(), Some(0));
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

/// A sample of the evaluation: criterion itself, unchanged. Which verdict time gets
/// is the machine's affair; what is counted is not.
#[test]
fn criterions_own_benchmarks_are_timed_and_counted_unchanged() {
    let project = Project::new("criterion");
    let manifest = MANIFEST.replace(
        "[workspace]",
        "[dev-dependencies]\ncriterion = { version = \"0.8.2\", default-features = false, \
         features = [\"cargo_bench_support\"] }\n[workspace]",
    );
    project.write("Cargo.toml", &manifest);
    project.write(
        "src/lib.rs",
        "pub fn sum(n: u64) -> u64 { (0..n).fold(0, |a, b| a.wrapping_mul(31) ^ b) }\n\
         pub fn work() -> u64 { sum(std::hint::black_box(1_000)) }\n",
    );
    project.write(
        "benches/speed.rs",
        "use criterion::{Criterion, criterion_group, criterion_main};\n\
         fn all(c: &mut Criterion) {\n    \
         c.bench_function(\"work[0]\", |b| b.iter(fixture::work));\n    \
         c.bench_function(\"other\", |b| b.iter(|| fixture::sum(std::hint::black_box(500))));\n}\n\
         criterion_group!(benches, all);\ncriterion_main!(benches);\n",
    );
    project.commit("criterion");
    let text = std::fs::read_to_string(project.folder.join("src/lib.rs")).unwrap();
    project.write("src/lib.rs", &text.replace("1_000", "1_050"));
    let mut arguments = vec![
        "main",
        "--bench",
        "speed",
        "--budget",
        "2s",
        "--format=json",
    ];
    let counts = has(
        "valgrind",
        "criterions_own_benchmarks_are_timed_and_counted_unchanged",
    );
    if !counts {
        arguments.push("--no-counts");
    }
    let output = project
        .command(&arguments)
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    let report = json(&output);
    assert_eq!(report["method"]["harness"], "criterion");
    assert_eq!(report["control"]["trials"], 2);
    for id in ["work[0]", "other"] {
        let time = entry(&report, id, "time_ns");
        assert!(time["base"].as_f64().unwrap() > 10.0, "{time:#}");
    }
    if counts {
        let work = entry(&report, "work[0]", "instructions");
        let ratio = work["ratio"].as_f64().unwrap();
        assert!((ratio * 1.05 - 1.0).abs() < 0.01, "{work:#}");
        let other = entry(&report, "other", "instructions");
        assert_eq!(other["base"], other["head"], "{other:#}");

        // The guide's workflow for what must stay fast counts such benchmarks.
        project.commit("slower");
        let workflow = include_str!("../../book/examples/workflows/keep-it-fast.yml");
        let script = step(workflow, "instructions").replace("--budget 30s", "--budget 2s");
        let program = Path::new(env!("CARGO_BIN_EXE_perf-patterns"));
        let before = std::env::var_os("PATH").unwrap();
        let folders = std::iter::once(program.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&before));
        let kept = Command::new("bash")
            .args(["-e", "-c", &script])
            .current_dir(&project.folder)
            .env("PATH", std::env::join_paths(folders).unwrap())
            .env("PERF_PATTERNS_HOME", home())
            .env("CARGO_NET_OFFLINE", "true")
            .env("BENCH", "speed")
            .env("FAIL_IF", "instructions > +1%")
            .output()
            .unwrap();
        assert_eq!(kept.status.code(), Some(1), "{}", stderr(&kept));
    }
}
