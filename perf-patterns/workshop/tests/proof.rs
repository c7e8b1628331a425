//! Every exercise grades: the start scores nothing, the reference 1, half of the way
//! lies between, and whoever cheats is refused with a reason.
//!
//! A sample runs always; all of them by
//! `cargo test -p workshop --test proof -- --ignored`.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use std::path::PathBuf;

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
    let has = check::can_simulate();
    assert!(
        has || std::env::var_os("WORKSHOP_NO_SKIP").is_none(),
        "valgrind is missing"
    );
    if !has {
        eprintln!("skipped: valgrind is not installed");
    }
    has
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
    for (cheat, body, part) in cheats {
        let file = wrapped(&reference, &function, &body);
        let reason = reason(registered, &file, false);
        assert!(reason.contains(part), "{name}, {cheat}: {reason}\n{file}");
    }
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
    for registered in cheaper() {
        eprintln!("{}", registered.exercise.name);
        proves(registered);
    }
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

/// Solutions of `append` that are none; each with a word of the reason.
const CHEATS: [(&str, &str, &str); 12] = [
    (
        "a constant",
        "pub fn append(_: &[String]) -> String { String::from(\"word\") }",
        "expected",
    ),
    (
        "the last is left out",
        "pub fn append(words: &[String]) -> String { words[..words.len().saturating_sub(1)].concat() }",
        "expected",
    ),
    (
        "a guess by length",
        "pub fn append(words: &[String]) -> String { \"abcde\".repeat(words.len()) }",
        "expected",
    ),
    (
        "a cache by pointer and length",
        "use std::cell::RefCell;\nuse std::collections::HashMap;\n\
         thread_local! { static SEEN: RefCell<HashMap<(usize, usize), String>> = RefCell::default(); }\n\
         pub fn append(words: &[String]) -> String {\n\
         let key = (words.as_ptr() as usize, words.len());\n\
         SEEN.with(|seen| seen.borrow_mut().entry(key).or_insert_with(|| words.concat()).clone())\n}",
        "",
    ),
    (
        "a cache by content",
        "use std::collections::HashMap;\nuse std::sync::Mutex;\n\
         static SEEN: Mutex<Option<HashMap<Vec<String>, String>>> = Mutex::new(None);\n\
         pub fn append(words: &[String]) -> String {\n\
         let mut seen = SEEN.lock().unwrap();\n\
         let seen = seen.get_or_insert_with(HashMap::new);\n\
         seen.entry(words.to_vec()).or_insert_with(|| words.concat()).clone()\n}",
        "alive",
    ),
    (
        "the small size is detected",
        "pub fn append(words: &[String]) -> String {\n\
         if words.len() < 300 { return words.concat(); }\n\
         let mut text = String::new();\nfor word in words { text = format!(\"{text}{word}\"); }\ntext\n}",
        "score 0",
    ),
    (
        "work put off until it is looked at",
        "pub struct Late<'a>(&'a [String]);\n\
         impl std::fmt::Debug for Late<'_> {\n\
         fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n\
         let mut text = String::new();\n\
         for word in self.0 { text = format!(\"{text}{word}\"); }\n\
         write!(f, \"{text:?}\")\n}\n}\n\
         pub fn append(words: &[String]) -> Late<'_> { Late(words) }",
        "put off",
    ),
    (
        "an endless loop",
        "pub fn append(words: &[String]) -> String { loop { std::hint::black_box(words); } }",
        "does not end",
    ),
    (
        "all memory",
        "pub fn append(words: &[String]) -> String {\n\
         let mut all = Vec::new();\nloop { all.push(vec![words.len() as u8; 1 << 20]); std::hint::black_box(&all); }\n}",
        "memory",
    ),
    (
        "no end of recursion",
        "pub fn append(words: &[String]) -> String { let text = append(words); std::hint::black_box(text) }",
        "",
    ),
    (
        "the environment",
        "pub fn append(words: &[String]) -> String { if std::env::var(\"X\").is_ok() { String::new() } else { words.concat() } }",
        "environment",
    ),
    (
        "a print",
        "pub fn append(words: &[String]) -> String { println!(\"hello\"); words.concat() }",
        "prints",
    ),
];

#[test]
fn whoever_cheats_is_refused_with_a_reason() {
    let append = registry::find("append").unwrap();
    for (cheat, file, part) in CHEATS {
        let simulate = part.starts_with("score");
        let checked = checked(append, file, simulate);
        let reason = match &checked.verdict {
            Verdict::Counted => format!("score {}", checked.score),
            _ => checked.report().reason.unwrap(),
        };
        if cheat.starts_with("a cache by pointer") {
            // Alive with its results, or wrong where a buffer came back.
            assert!(!checked.is_done(), "{cheat}: {reason}");
        } else {
            assert!(
                !checked.is_done() && reason.contains(part),
                "{cheat}: {reason}"
            );
        }
        eprintln!("{cheat}: {reason}");
    }
}
