//! The exercises as a learner and as a teacher run them: `watch`, crates that are
//! brought along, grades that are equal everywhere, and a class of thirty.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use expect_test::expect_file;
use serde_json::Value;

use crate::support::{run, stderr, stdout};

fn started(folder: &Path, track: &str) {
    let output = run(&[
        "workshop",
        "start",
        folder.to_str().unwrap(),
        "--track",
        track,
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

fn solution(exercise: &str) -> String {
    let output = run(&["workshop", "solution", exercise, "--into", "-", "--in", "/"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

/// What a command prints with `--format json`, which must be as its `--schema` says.
fn conforms(command: &[&str], printed: &Value) {
    let schema = run(&[command, &["--schema"]].concat());
    let schema: Value = serde_json::from_str(&stdout(&schema)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(printed)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{command:?}: {printed:#}");
}

#[test]
fn lists_are_as_their_published_schemas_say() {
    expect_file!["../list.schema.json"].assert_eq(&perf_patterns::list::schema().unwrap());
    for command in [&["list"][..], &["workshop", "list"]] {
        let printed = stdout(&run(&[command, &["--format", "json"]].concat()));
        let printed: Value = serde_json::from_str(&printed).unwrap();
        assert!(!printed.as_array().unwrap().is_empty());
        conforms(command, &printed);
    }
}

/// A learner's file of the tests of the crate `workshop`.
fn attempt(exercise: &str, name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workshop/tests/solutions");
    std::fs::read_to_string(folder.join(exercise).join(format!("{name}.rs"))).unwrap()
}

#[test]
fn watch_checks_once_more_when_the_file_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let workshop = folder.path().join("w");
    started(&workshop, "first-hour");
    let mut child = Command::new(env!("CARGO_BIN_EXE_perf-patterns"))
        .args(["workshop", "watch", "append", "--in"])
        .arg(&workshop)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (said, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if said.send(line).is_err() {
                return;
            }
        }
    });
    // The limit is for a `watch` that hangs.
    let waits_for = |begin: &str| {
        let mut all = String::new();
        while let Ok(line) = heard.recv_timeout(Duration::from_secs(300)) {
            if line.starts_with(begin) {
                return;
            }
            all.push_str(&line);
        }
        panic!("no line begins with {begin:?}: {all}");
    };
    waits_for("append: no medal yet");
    waits_for("Next: ");
    std::fs::write(workshop.join("append/src/lib.rs"), solution("append")).unwrap();
    waits_for("append: gold");
    // A damaged file is said to be one, and does not end it.
    std::fs::write(workshop.join("append/src/lib.rs"), "fn").unwrap();
    waits_for("append does not compile");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn crates_are_brought_along_and_need_no_network_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let workshop = folder.path().join("w");
    started(&workshop, "lookups");
    assert!(workshop.join("vendor/rustc-hash/src/lib.rs").is_file());
    std::fs::write(workshop.join("count-ids/src/lib.rs"), solution("count-ids")).unwrap();
    // A cargo home that holds nothing: what was not brought along is not there.
    let home = folder.path().join("empty");
    let cargo = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--package", "exercise-count-ids"])
        .current_dir(&workshop)
        .env("CARGO_HOME", &home)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", stderr(&cargo));
    let check = Command::new(env!("CARGO_BIN_EXE_perf-patterns"))
        .args(["workshop", "check", "count-ids", "--format", "json", "--in"])
        .arg(&workshop)
        .env("CARGO_HOME", &home)
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    let report: Value = serde_json::from_str(&stdout(&check)).unwrap();
    assert_eq!(report["equal"], true, "{report}");
    conforms(&["workshop", "check"], &report);
}

#[test]
fn a_solved_checkpoint_skips_the_rest_of_its_family() {
    let folder = tempfile::tempdir().unwrap();
    let workshop = folder.path().join("w");
    started(&workshop, "whole");
    let at = workshop.to_str().unwrap();
    let next = stdout(&run(&["workshop", "next", "--in", at]));
    assert!(next.contains("Do you know all this?"), "{next}");
    std::fs::write(
        workshop.join("word-count/src/lib.rs"),
        solution("word-count"),
    )
    .unwrap();
    let checked = stdout(&run(&["workshop", "check", "word-count", "--in", at]));
    assert!(checked.contains("A checkpoint is solved"), "{checked}");
    let list = stdout(&run(&["workshop", "list", "--in", at]));
    let row = list
        .lines()
        .find(|line| line.contains("known-ids"))
        .unwrap();
    assert!(row.contains("skipped (word-count is solved)"), "{list}");
}

/// Hints and the reference are remembered, and the exit code says whether there is a
/// medal.
#[test]
fn progress_keeps_hints_and_whoever_reads_the_reference_has_bronze() {
    let folder = tempfile::tempdir().unwrap();
    let workshop = folder.path().join("w");
    let at = workshop.to_str().unwrap();
    let start = run(&["workshop", "start", at, "--track", "first-hour", "--ci"]);
    assert_eq!(start.status.code(), Some(0), "{}", stderr(&start));
    let workflow = workshop.join(".github/workflows/workshop.yml");
    let workflow = std::fs::read_to_string(workflow).unwrap();
    assert!(workflow.contains("perf-patterns workshop grade . --format markdown"));
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        let output = command.arg("-C").arg(&workshop).args(arguments).output();
        stdout(&output.unwrap())
    };
    assert_eq!(git(&["log", "--format=%s"]).lines().count(), 1);
    assert_eq!(git(&["remote"]) + &git(&["status", "--short"]), "");

    let check = || run(&["workshop", "check", "append", "--in", at]);
    let before = check();
    assert_eq!(before.status.code(), Some(1));
    let text = stdout(&before);
    assert!(text.starts_with("append: no medal yet."), "{text}");
    let last = text.lines().last().unwrap();
    assert!(
        last.starts_with("Next: `perf-patterns workshop hint"),
        "{text}"
    );
    for number in ["1 of 4", "2 of 4"] {
        let hint = stdout(&run(&["workshop", "hint", "append", "--in", at]));
        assert!(hint.starts_with(number), "{hint}");
    }
    let file = workshop.join("append/src/lib.rs");
    let file = file.to_str().unwrap();
    run(&["workshop", "solution", "append", "--into", file, "--in", at]);
    let after = check();
    assert_eq!(after.status.code(), Some(0));
    assert!(stdout(&after).starts_with("append: bronze. The score is 1.00."));
    let progress = std::fs::read_to_string(workshop.join("progress.json")).unwrap();
    let progress: Value = serde_json::from_str(&progress).unwrap();
    let append = &progress["exercises"]["append"];
    assert_eq!(append["hints"], 2, "{append}");
    assert_eq!(
        (&append["checks"], &append["medal"]),
        (&2.into(), &"bronze".into())
    );
}

/// A command as somebody else, with a compiler that they may read; none where this
/// is not root, who alone can become somebody else.
struct Somebody {
    toolchain: PathBuf,
}

impl Somebody {
    fn new(folder: &Path) -> Option<Somebody> {
        let id = Command::new("id").arg("-u").output().unwrap();
        if stdout(&id).trim() != "0" {
            eprintln!("not as another user: only root can become one");
            return None;
        }
        let sysroot = Command::new("rustc")
            .args(["--print", "sysroot"])
            .output()
            .unwrap();
        let sysroot = PathBuf::from(stdout(&sysroot).trim());
        let toolchain = folder.join("toolchain");
        for part in ["bin", "lib"] {
            std::fs::create_dir_all(&toolchain).unwrap();
            let copied = Command::new("cp")
                .args(["-rl"])
                .arg(sysroot.join(part))
                .arg(toolchain.join(part))
                .status()
                .unwrap();
            assert!(copied.success());
        }
        Some(Somebody { toolchain })
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(program)
            .env_clear()
            .env(
                "PATH",
                format!("{}/bin:/usr/bin:/bin", self.toolchain.display()),
            );
        command
    }
}

/// What is graded: all counts, score and medal.
fn graded(command: &mut Command, workshop: &Path, exercise: &str) -> String {
    let output = command
        .args(["workshop", "check", exercise, "--format", "json", "--in"])
        .arg(workshop)
        .output()
        .unwrap();
    let report: Value = serde_json::from_str(&stdout(&output))
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)));
    assert_eq!(report["equal"], true, "{report}");
    report.to_string()
}

/// In two clones at paths of different length, in other environments, and as another
/// user, on whatever else the machine does: twenty checks of each, all equal.
///
/// `cargo test -p perf-patterns -- --ignored twenty --nocapture` prints how many.
#[test]
#[ignore = "minutes: twenty checks of each of five exercises"]
fn twenty_of_twenty_grades_are_equal() {
    use std::os::unix::fs::PermissionsExt;

    // Below its parent: the folder for temporary files may be private.
    let folder = tempfile::Builder::new()
        .prefix("places")
        .tempdir_in("/var/tmp")
        .unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let short = folder.path().join("a");
    started(&short, "whole");
    let halfway = [
        "append",
        "find-notes",
        "word-count",
        "count-ids",
        "search-tree",
    ];
    for exercise in halfway {
        let file = short.join(exercise).join("src/lib.rs");
        std::fs::write(file, attempt(exercise, "halfway")).unwrap();
    }
    let clone = |name: &str| {
        let place = folder.path().join(name);
        let copied = Command::new("cp")
            .arg("-r")
            .arg(&short)
            .arg(&place)
            .status();
        assert!(copied.unwrap().success());
        place
    };
    let long = clone("a-clone-of-a-longer-name");
    let longer = clone("another-clone-whose-path-is-of-yet-another-length-as-one-sees");
    let theirs = clone("theirs");
    let program = folder.path().join("perf-patterns");
    std::fs::copy(env!("CARGO_BIN_EXE_perf-patterns"), &program).unwrap();
    let somebody = Somebody::new(folder.path());
    if somebody.is_some() {
        let given = Command::new("chown")
            .args(["-R", "65534:65534"])
            .arg(&theirs)
            .status();
        assert!(given.unwrap().success());
    }
    for exercise in halfway {
        let mut grades: Vec<String> = Vec::new();
        for round in 0..5 {
            let own = || Command::new(&program);
            grades.push(graded(&mut own(), &short, exercise));
            let mut with_more = own();
            with_more.env("A_VARIABLE", "x".repeat(round * 37 + 1));
            grades.push(graded(&mut with_more, &long, exercise));
            let mut with_less = own();
            with_less.env_remove("LANG").env("TMPDIR", folder.path());
            grades.push(graded(&mut with_less, &longer, exercise));
            let mut other = match &somebody {
                Some(somebody) => somebody.command(&program),
                None => own(),
            };
            grades.push(graded(&mut other, &theirs, exercise));
        }
        let equal = grades.iter().filter(|one| **one == grades[0]).count();
        eprintln!("{exercise}: {equal} of {} equal", grades.len());
        let other = grades.iter().find(|one| **one != grades[0]);
        assert_eq!(other, None, "{exercise}: {}", grades[0]);
    }
}

/// Thirty finished repositories of twelve exercises: how long a grading takes.
///
/// `cargo test --release -p perf-patterns -- --ignored class --nocapture` prints it.
#[test]
#[ignore = "minutes: 360 grades"]
fn a_class_of_thirty_with_twelve_exercises_is_graded() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("learner-00");
    started(&first, "allocations");
    let list = stdout(&run(&[
        "workshop",
        "list",
        "--track",
        "allocations",
        "--format",
        "json",
    ]));
    let listed: Vec<Value> = serde_json::from_str(&list).unwrap();
    assert_eq!(listed.len(), 12);
    let mut arguments: Vec<String> = vec!["workshop".into(), "grade".into()];
    for learner in 0..30 {
        let place = folder.path().join(format!("learner-{learner:02}"));
        if learner > 0 {
            started(&place, "allocations");
        }
        for exercise in &listed {
            let name = exercise["exercise"].as_str().unwrap();
            let file = place.join(name).join("src/lib.rs");
            let text = match exercise["kind"].as_str().unwrap() {
                "make-it-cheaper" if learner % 2 == 0 => solution(name),
                "make-it-cheaper" => attempt(name, "halfway"),
                _ => std::fs::read_to_string(&file).unwrap(),
            };
            // Nobody's file is another's: each is counted on inputs of its own.
            std::fs::write(file, format!("{text}// {learner}\n")).unwrap();
        }
        arguments.push(place.to_str().unwrap().to_owned());
    }
    arguments.extend([
        "--format".into(),
        "json".into(),
        "--secret".into(),
        "s".into(),
    ]);
    let begun = std::time::Instant::now();
    let output = Command::new("sh")
        .args(["-c", "\"$@\"; code=$?; times >&2; exit $code", "sh"])
        .arg(env!("CARGO_BIN_EXE_perf-patterns"))
        .args(&arguments)
        .output()
        .unwrap();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let talk = stderr(&output);
    let times: Vec<&str> = talk.lines().rev().take(2).collect();
    eprintln!(
        "360 grades: {:.0} s, load {}, CPU (own, then children's; user and system) {times:?}",
        begun.elapsed().as_secs_f64(),
        load.trim()
    );
    let repos: Vec<Value> = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(repos.len(), 30);
    let all: usize = repos
        .iter()
        .map(|repo| repo["exercises"].as_array().unwrap().len())
        .sum();
    assert_eq!(all, 360);
}
