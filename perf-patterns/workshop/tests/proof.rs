//! Every exercise grades: the start scores nothing, the reference 1, half of the way
//! lies between, and whoever cheats is refused with a reason.
//!
//! A sample runs always; all of them by
//! `cargo test -p workshop proof:: -- --ignored`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::each::each;
use patterns::catalogue::Kind;
use workshop::check::{self, Checked, Settings, Verdict};
use workshop::program;
use workshop::registry::{self, Registered};

/// One store for all tests of this file: start and reference are built once.
fn store() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("workshop")
}

fn checked(registered: Registered, file: &str, simulate: bool) -> Checked {
    let store = store();
    let settings = Settings {
        store: &store,
        secret: "",
        simulate: simulate && check::can_simulate(),
        time: check::TIME,
    };
    check::check(registered, file, file, &settings).unwrap()
}

/// Why a file has no medal, in the words that its author reads; empty if it has one.
fn reason(registered: Registered, file: &str, simulate: bool) -> String {
    let checked = checked(registered, file, simulate);
    match &checked.verdict {
        Verdict::Counted => format!("score {}", checked.score),
        _ => checked.report().reason.unwrap(),
    }
}

/// Skips, with the reason, where valgrind is missing; CI has it.
fn has_valgrind() -> bool {
    check::can_simulate() || testing::skip("what is counted", "valgrind is not installed")
}

/// The file with its function under another name, and a function of the exercise's
/// name around it.
fn wrapped(file: &str, function: &str, body: &str) -> String {
    let renamed = file.replace(&format!("pub fn {function}"), "pub fn inner");
    let signature = file
        .lines()
        .skip_while(|line| !line.starts_with(&format!("pub fn {function}")))
        .scan(false, |ended, line| {
            let now = !*ended;
            *ended |= line.contains('{');
            now.then_some(line)
        })
        .collect::<Vec<_>>()
        .join("\n");
    format!("{renamed}\n{signature}\n{body}\n}}\n")
}

/// The names of the function's arguments.
fn arguments(file: &str, function: &str) -> Vec<String> {
    let syntax = syn::parse_file(file).unwrap();
    let found = syntax.items.iter().find_map(|item| match item {
        syn::Item::Fn(item) if item.sig.ident == function => Some(item),
        _ => None,
    });
    let inputs = &found.unwrap().sig.inputs;
    inputs
        .iter()
        .filter_map(|input| match input {
            syn::FnArg::Typed(typed) => match &*typed.pat {
                syn::Pat::Ident(name) => Some(name.ident.to_string()),
                _ => None,
            },
            syn::FnArg::Receiver(_) => None,
        })
        .collect()
}

/// Start 0, reference 1, and cheats refused, of one exercise.
fn proves(registered: Registered) {
    let exercise = registered.exercise;
    let name = exercise.name;
    let function = exercise.function_name();
    let start = program::start(registered).unwrap().file;
    let reference = program::reference(registered).unwrap().file;

    let of_start = checked(registered, &start, true);
    assert!(
        matches!(of_start.verdict, Verdict::Counted),
        "{name}: {:?}",
        of_start.verdict
    );
    assert!(
        of_start.score < 0.001 && !of_start.is_done(),
        "{name}: {}",
        of_start.score
    );
    for metric in exercise.metrics {
        let graded = of_start
            .metrics
            .iter()
            .find(|graded| graded.metric == *metric);
        if let Some(graded) = graded {
            assert!(
                graded.score.is_some(),
                "{name}: {metric} grades nothing: {graded:?}"
            );
        }
    }
    let of_reference = checked(registered, &reference, true);
    assert!(
        matches!(of_reference.verdict, Verdict::Counted),
        "{name}: {:?}",
        of_reference.verdict
    );
    assert!(
        (of_reference.score - 1.0).abs() < 0.001,
        "{name}: {}",
        of_reference.score
    );

    let arguments = arguments(&reference, &function).join(", ");
    let call = format!("inner({arguments})");
    let cheats = [
        ("commented out", "    todo!()".to_owned(), "panic"),
        ("unsafe", format!("    unsafe {{ {call} }}"), "unsafe"),
        (
            "the clock",
            format!("    std::hint::black_box(std::time::Instant::now());\n    {call}"),
            "clock",
        ),
        (
            "a file",
            format!("    std::hint::black_box(std::fs::read(\"/etc/hostname\").ok());\n    {call}"),
            "files",
        ),
        (
            "a thread",
            format!("    std::thread::spawn(|| std::hint::black_box(1)).join().ok();\n    {call}"),
            "honest means",
        ),
        (
            "a leak",
            format!("    std::hint::black_box(vec![1_u8; 4096].leak());\n    {call}"),
            "alive",
        ),
    ];
    let clock = format!("    std::hint::black_box(std::time::Instant::now());\n    {call}");
    let inlined = wrapped(&reference, &function, &clock).replace(
        &format!("pub fn {function}"),
        &format!("#[inline]\npub fn {function}"),
    );
    let reason_of = reason(registered, &inlined, false);
    assert!(reason_of.contains("clock"), "{name}, inlined: {reason_of}");
    for (cheat, body, part) in cheats {
        let file = wrapped(&reference, &function, &body);
        let reason = reason(registered, &file, false);
        assert!(reason.contains(part), "{name}, {cheat}: {reason}\n{file}");
    }
    eprintln!(
        "{name}: start {:.4}, reference {:.4}, all cheats refused",
        of_start.score, of_reference.score
    );
}

fn cheaper() -> impl Iterator<Item = Registered> {
    registry::exercises().filter(|found| matches!(found.exercise.kind, Kind::Cheaper))
}

#[test]
fn the_first_exercise_grades_and_refuses() {
    if has_valgrind() {
        proves(registry::find("append").unwrap());
    }
}

#[test]
#[ignore = "minutes: every exercise of the first kind"]
fn every_exercise_grades_and_refuses() {
    let failed = each(cheaper(), |registered| {
        proves(registered);
        vec![]
    });
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn half_of_the_way_lies_between_and_twice_the_same_is_the_same() {
    if !has_valgrind() {
        return;
    }
    let append = registry::find("append").unwrap();
    let file = "pub fn append(words: &[String]) -> String {\n\
                let mut text = String::new();\n\
                for part in words.chunks(16) { text = format!(\"{text}{}\", part.concat()); }\n\
                text\n}\n";
    let first = checked(append, file, true);
    assert!((0.1..0.9).contains(&first.score), "{}", first.score);
    let again = checked(append, file, true);
    assert_eq!(first.metrics, again.metrics);
    assert!(first.costliest.is_some_and(|line| line.number == 3));
}

/// What a file of `cheats` says of itself in its first line.
enum Fate {
    /// Refused, with these words in the reason.
    Refused(String),
    /// Taken, and without a medal.
    Worthless,
}

fn fate(file: &str) -> Option<Fate> {
    let first = file.lines().next()?.strip_prefix("// ")?;
    match first.strip_prefix("refused: ") {
        Some("for one of several reasons") => Some(Fate::Refused(String::new())),
        Some(words) => Some(Fate::Refused(words.to_owned())),
        None => (first == "counted, and worth nothing").then_some(Fate::Worthless),
    }
}

/// Solutions of `append` that are none.
#[test]
fn whoever_cheats_is_refused_with_a_reason() {
    let append = registry::find("append").unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cheats");
    let mut paths: Vec<PathBuf> = fs_err::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut failures = Vec::new();
    for path in paths {
        let cheat = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file = fs_err::read_to_string(&path).unwrap();
        let fate = fate(&file).unwrap_or_else(|| panic!("{cheat}: its first line says nothing"));
        let store = store();
        let settings = Settings {
            store: &store,
            secret: "",
            // Whether allocations alone show it: what does not is a graver cheat.
            simulate: false,
            // Nobody waits for it in vain: it never ends.
            time: match cheat.as_str() {
                "endless-loop" => Duration::from_secs(1),
                _ => check::TIME,
            },
        };
        let checked = check::check(append, &file, &file, &settings).unwrap();
        let reason = checked.report().reason;
        eprintln!("{cheat}: {}", reason.as_deref().unwrap_or("counted"));
        let holds = match (&fate, &reason) {
            (Fate::Refused(words), Some(reason)) => reason.contains(words),
            (Fate::Worthless, None) => checked.score < 0.5,
            _ => false,
        };
        if !holds || checked.is_done() {
            failures.push(format!("{cheat}: {:.2}, {reason:?}", checked.score));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
