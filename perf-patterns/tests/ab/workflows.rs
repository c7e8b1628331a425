//! The guide's workflows, and benchmarks as other projects have them.

use std::path::Path;
use std::process::Command;

use super::project::{MANIFEST, Project, SLOWER, entry, home, json};
use crate::support::{has, stderr};

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
    let step = |name: &str| {
        step(
            include_str!("../../../book/examples/workflows/ab.yml"),
            name,
        )
    };
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
        let workflow = include_str!("../../../book/examples/workflows/keep-it-fast.yml");
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
