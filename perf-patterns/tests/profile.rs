//! `perf-patterns profile`, and `look` and `advise` on what it leaves: the guide's
//! own program, compiled here.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{has, stderr, stdout};
use serde_json::Value;

const WORDS: &str = include_str!("../../book/examples/advice/words.rs");
const GET_MUT: &str = include_str!("../../book/examples/advice/get-mut.diff");
const ASCII_CASE: &str = include_str!("../../book/examples/advice/ascii-case.diff");

/// The line that makes a key owned for each word.
const ENTRY: &str = "counts.entry(word.to_string())";

/// A folder with the guide's program, built with line tables, and a text of so many
/// lines.
struct Fixture {
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new(lines: u32) -> Self {
        let fixture = Fixture {
            folder: tempfile::tempdir().unwrap(),
        };
        let mut chance = fastrand::Rng::with_seed(1);
        let mut text = String::new();
        for _ in 0..lines {
            for _ in 0..10 {
                match chance.u32(0..4) {
                    0 => write!(text, "für "),
                    _ => write!(text, "Wort{} ", chance.u32(0..200)),
                }
                .unwrap();
            }
            text.push('\n');
        }
        text.push_str("FÜR ALLE\n");
        std::fs::write(fixture.path("text.txt"), text).unwrap();
        fixture.build("words", WORDS);
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn build(&self, name: &str, code: &str) {
        let source = self.path(&format!("{name}.rs"));
        std::fs::write(&source, code).unwrap();
        let output = Command::new("rustc")
            .args([
                "--edition",
                "2024",
                "-O",
                "-C",
                "debuginfo=line-tables-only",
                "-o",
            ])
            .arg(self.path(name))
            .arg(source)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }

    /// What the program itself prints.
    fn said_by(&self, name: &str) -> String {
        let output = Command::new(self.path(name))
            .args(["text.txt", "für"])
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run_in(self.folder.path(), arguments)
    }

    /// `profile` of a program into the folder `NAME.profile`.
    fn profile(&self, name: &str, kinds: &[&str]) -> Output {
        let (program, out) = (format!("./{name}"), format!("{name}.profile"));
        let mut arguments = vec!["profile", "--out", &out];
        arguments.extend(kinds);
        arguments.extend(["--", &program, "text.txt", "für"]);
        self.run(&arguments)
    }

    /// `advise --format json` on both counted profiles of a program.
    fn advice(&self, name: &str) -> Vec<Value> {
        let output = self.run(&[
            "advise",
            "--format",
            "json",
            "--bin",
            name,
            &format!("{name}.profile/heap.dhat.json"),
            &format!("{name}.profile/instructions.callgrind"),
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        serde_json::from_str(&stdout(&output)).unwrap()
    }
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_perf-patterns"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// From one.
fn line_of(code: &str, part: &str) -> u64 {
    let index = code.lines().position(|line| line.contains(part)).unwrap();
    index as u64 + 1
}

fn of_pattern<'a>(advice: &'a [Value], pattern: &str) -> Option<&'a Value> {
    advice.iter().find(|advice| advice["pattern"] == pattern)
}

/// A total of the first line that `profile` prints.
fn total(report: &str, what: &str) -> u64 {
    let first = report.lines().next().unwrap();
    let part = first.split([':', '.']).nth(1).unwrap();
    part.split(", ")
        .find_map(|part| part.trim().strip_suffix(what))
        .unwrap_or_else(|| panic!("no {what} in {first}"))
        .trim()
        .replace(',', "")
        .parse()
        .unwrap()
}

#[test]
fn an_unprepared_program_leads_to_a_line_its_advice_and_a_saving() {
    if !has(
        "valgrind",
        "an_unprepared_program_leads_to_a_line_its_advice_and_a_saving",
    ) {
        return;
    }
    let fixture = Fixture::new(2_000);
    let counted = ["--heap", "--instructions"];
    let output = fixture.profile("words", &counted);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = stdout(&output);
    let line = line_of(WORDS, ENTRY);
    let place = format!("words.rs:{line}  count");
    let at = report.lines().position(|line| line.ends_with(&place));
    let at = at.unwrap_or_else(|| panic!("no {place} in\n{report}"));
    let next = report.lines().nth(at + 1).unwrap();
    assert!(
        next.contains("confirmed: lookups/key-without-owning"),
        "{report}"
    );
    assert!(report.contains("answer first: Is the key usually there?"));
    let said = stderr(&output);
    for part in [
        "heap.dhat.json",
        "instructions.callgrind",
        "look --open",
        "advise --format json",
    ] {
        assert!(said.contains(part), "no {part} in\n{said}");
    }

    contract(&fixture, line);
    looks(&fixture);

    // The advice that is taken saves, changes nothing else, and is not given again.
    let patch = diffy::Patch::from_str(GET_MUT).unwrap();
    fixture.build("get-mut", &diffy::apply(WORDS, &patch).unwrap());
    assert_eq!(fixture.said_by("get-mut"), fixture.said_by("words"));
    let taken = fixture.profile("get-mut", &counted);
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    let taken = stdout(&taken);
    let (before, after) = (total(&report, "allocations"), total(&taken, "allocations"));
    assert!(after * 10 < before * 7, "{before} to {after} allocations");
    let (before, after) = (
        total(&report, "instructions"),
        total(&taken, "instructions"),
    );
    assert!(after * 10 < before * 9, "{before} to {after} instructions");
    let advice = fixture.advice("get-mut");
    assert_eq!(of_pattern(&advice, "lookups/key-without-owning"), None);

    // The advice that its question turns down would have changed the answer.
    let patch = diffy::Patch::from_str(ASCII_CASE).unwrap();
    fixture.build("ascii-case", &diffy::apply(WORDS, &patch).unwrap());
    assert_ne!(fixture.said_by("ascii-case"), fixture.said_by("words"));
}

/// The array of `advise --format json` has the fields that it promises, and agrees
/// with its published schema.
fn contract(fixture: &Fixture, line: u64) {
    let advice = fixture.advice("words");
    let schema = fixture.run(&["advise", "--schema"]);
    let schema: Value = serde_json::from_str(&stdout(&schema)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let whole = Value::Array(advice.clone());
    assert!(validator.is_valid(&whole), "{whole:#}");
    for found in &advice {
        let mut fields: Vec<&str> = found.as_object().unwrap().keys().map(|k| &**k).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            [
                "ceiling",
                "command",
                "confidence",
                "evidence",
                "file",
                "function",
                "line",
                "pair",
                "pattern",
                "question"
            ]
        );
        let share = found["ceiling"]["share"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share), "{found:#}");
        assert!(found["ceiling"]["metric"].is_string(), "{found:#}");
        let confidence = found["confidence"].as_str().unwrap();
        assert!(["confirmed", "look"].contains(&confidence), "{found:#}");
    }
    let found = of_pattern(&advice, "lookups/key-without-owning").unwrap();
    assert_eq!(found["confidence"], "confirmed");
    assert_eq!(found["line"], line);
    assert!(found["file"].as_str().unwrap().ends_with("words.rs"));
    assert!(found["function"].as_str().unwrap().contains("count"));
    let question = found["question"].as_str().unwrap();
    assert!(question.contains("usually there"), "{found:#}");
    let command = found["command"].as_str().unwrap();
    assert!(command.contains("show lookups/key-without-owning --diff"));
    assert!(command.contains("\nperf-patterns ab HEAD~1 --bin words -- "));
    let saved = found["pair"]["saved"]["allocations"].as_f64().unwrap();
    assert!(saved > 0.0, "{found:#}");

    let failing = fixture.run(&[
        "advise",
        "--fail-on",
        "confirmed",
        "--bin",
        "words",
        "words.profile/heap.dhat.json",
    ]);
    assert_eq!(failing.status.code(), Some(1), "{}", stderr(&failing));
}

/// `look` shows both files: the source with figures, a table, and the page.
fn looks(fixture: &Fixture) {
    let heap = "words.profile/heap.dhat.json";
    let instructions = "words.profile/instructions.callgrind";
    for (file, metric) in [(heap, "allocations"), (instructions, "instructions")] {
        let list = fixture.run(&[
            "look", file, "--bin", "words", "--metric", metric, "--list", "count",
        ]);
        assert_eq!(list.status.code(), Some(0), "{}", stderr(&list));
        let list = stdout(&list);
        let line = list.lines().find(|line| line.contains(ENTRY));
        let line = line.unwrap_or_else(|| panic!("no {ENTRY} in\n{list}"));
        let figure = line.split_whitespace().next().unwrap().replace(',', "");
        assert!(figure.parse::<u64>().unwrap() > 10_000, "{line}");
    }
    let page = fixture.path("page.html");
    let output = fixture.run(&[
        "look",
        heap,
        "--bin",
        "words",
        "--html",
        page.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(std::fs::read_to_string(page).unwrap().contains(ENTRY));
    let damaged = fixture.path("damaged.json");
    let text = std::fs::read(fixture.path(heap)).unwrap();
    std::fs::write(&damaged, &text[..text.len() / 2]).unwrap();
    let output = fixture.run(&["look", "damaged.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("damaged.json, line "));
}

#[test]
fn samples_belong_to_own_lines_where_perf_is_permitted() {
    // Long enough for samples on a machine that is busy with other tests.
    let fixture = Fixture::new(150_000);
    let output = fixture.profile("words", &["--cpu"]);
    let said = stderr(&output);
    let refused = ["perf is not installed", "perf may not sample here"];
    if refused.iter().any(|reason| said.contains(reason)) {
        // A container may forbid it however much is installed.
        assert_eq!(output.status.code(), Some(2), "{said}");
        testing::say_skipped("samples_belong_to_own_lines_where_perf_is_permitted", &said);
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{said}");
    let report = stdout(&output);
    assert!(report.contains("words.rs:"), "{report}");
    assert!(total(&report, "CPU samples") > 0);
}

const APP: &str = r#"fn main() {
    let mut sum = 0;
    for n in 0..1_000 {
        sum += helper::boxes(n);
    }
    println!("{sum}");
}
"#;

const HELPER: &str = r"
#[inline(never)]
pub fn boxes(n: u64) -> u64 {
    *std::hint::black_box(Box::new(n))
}
";

/// The line tables come by the environment; what a dependency does belongs to the
/// own line that called it.
#[test]
fn a_cargo_target_is_built_with_line_tables_and_its_manifest_stays() {
    if !has(
        "valgrind",
        "a_cargo_target_is_built_with_line_tables_and_its_manifest_stays",
    ) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let app = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
               [dependencies]\nhelper = { path = \"../helper\" }\n\n\
               [profile.release]\nstrip = true\n\n[workspace]\n";
    let helper = "[package]\nname = \"helper\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    for (name, manifest, file, code) in [
        ("app", app, "main.rs", APP),
        ("helper", helper, "lib.rs", HELPER),
    ] {
        std::fs::create_dir_all(root.join(name).join("src")).unwrap();
        std::fs::write(root.join(name).join("Cargo.toml"), manifest).unwrap();
        std::fs::write(root.join(name).join("src").join(file), code).unwrap();
    }
    let output = run_in(&root.join("app"), &["profile", "--heap", "--bin", "app"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = stdout(&output);
    let place = format!("src/main.rs:{}  main", line_of(APP, "helper::boxes"));
    let line = report.lines().find(|line| line.ends_with(&place));
    let line = line.unwrap_or_else(|| panic!("no {place} in\n{report}"));
    // Nearly all: the runtime has a few of its own.
    let share: f64 = line.split_whitespace().next().unwrap().parse().unwrap();
    assert!(share > 90.0, "{report}");
    assert!(!report.contains("lib.rs"), "{report}");
    let profile = root.join("app/target/perf-patterns/app/heap.dhat.json");
    assert!(profile.is_file(), "{}", stderr(&output));
    assert_eq!(
        std::fs::read_to_string(root.join("app/Cargo.toml")).unwrap(),
        app
    );
    let output = run_in(&root.join("app"), &["profile", "--bin", "none"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn what_is_missing_is_named_with_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_perf-patterns");
    let run = |words: &[&str]| {
        Command::new(program)
            .args(["profile", "--out", "p"])
            .args(words)
            .current_dir(&folder)
            // Nothing is installed there.
            .env("PATH", folder.path())
            .output()
            .unwrap()
    };
    let output = run(&["--", program, "list"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in [
        "heap: not measured: valgrind is not installed",
        "CPU: not measured: perf is not installed",
        "instructions still show which lines are hot",
        "nothing could be measured",
        "hint: ",
    ] {
        assert!(said.contains(part), "no `{part}` in\n{said}");
    }
    for (words, reason) in [
        (
            &["--", "no-such-program"][..],
            "there is no program no-such-program",
        ),
        (&[], "nothing to profile"),
    ] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}
