//! The exercises that are not of the first kind: what a right, a wrong and a guessed
//! answer are worth.
//!
//! One to find and one to explain run always, since theirs is more than arithmetic on
//! counts; all of them by
//! `cargo test -p workshop kinds:: -- --ignored`.

use std::path::PathBuf;

use crate::each::each;
use patterns::catalogue::{Kind, Proof};
use workshop::attempt::{self, Attempt};
use workshop::check::{self, Checked, Settings, Verdict};
use workshop::registry::{self, Registered};
use workshop::repository::Done;
use workshop::{program, text};

fn checked(found: Registered, attempt: &Attempt) -> Checked {
    let store = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kinds");
    let settings = Settings {
        store: &store,
        secret: "",
        simulate: check::can_simulate(),
        time: check::TIME,
    };
    let checked = attempt::check(found, attempt, &Done::default(), &settings).unwrap();
    let is_counted = matches!(checked.verdict, Verdict::Counted);
    assert!(is_counted, "{}: {:?}", checked.exercise, checked.verdict);
    checked
}

/// What is not worth what it should be: answers with their least and highest score.
fn failures(found: Registered, answers: &[(&str, String, String, f64, f64)]) -> Vec<String> {
    let mut failures = Vec::new();
    for (what, code, answer, least, most) in answers {
        let attempt = Attempt {
            code: code.clone(),
            answer: answer.clone(),
        };
        let score = checked(found, &attempt).score;
        let name = found.exercise.name;
        eprintln!("{name}, {what}: {score:.3}");
        if !(*least..=*most).contains(&score) {
            failures.push(format!("{name}, {what}: {score:.3}\n{answer}"));
        }
    }
    failures
}

/// What does not hold of an exercise of another kind.
fn judged(found: Registered) -> Vec<String> {
    let code = program::start(found).unwrap().file;
    let answers = match &found.exercise.kind {
        Kind::Cheaper => return vec![],
        Kind::Survive => {
            let reference = program::reference(found).unwrap().file;
            let name = found.exercise.function_name();
            // Half of the frame, and no more.
            let smaller = code.replace(
                &code[code.find(&format!("pub fn {name}")).unwrap()..],
                &format!(
                    "pub fn {name}(node: &Node) -> u64 {{\n    let mut sum = 0;\n    \
                     add(node, &mut sum);\n    sum\n}}\n\n\
                     fn add(node: &Node, sum: &mut u64) {{\n    \
                     *sum = sum.wrapping_add(node.value);\n    \
                     for child in &node.children {{\n        add(child, sum);\n    }}\n}}\n"
                ),
            );
            let none = String::new();
            vec![
                ("the start", code, none.clone(), 0.0, 0.0),
                ("right", reference, none.clone(), 1.0, 1.0),
                ("a smaller frame", smaller, none, 0.0, 0.75),
            ]
        }
        Kind::Find { .. } => {
            let mended = program::reference(found).unwrap().file;
            let line = *program::costly_lines(found).unwrap().start();
            let id = found.pattern.id;
            let said = |line: usize, id: &str| format!("line = {line}\npattern = \"{id}\"");
            vec![
                ("found, not mended", code, said(line, id), 0.0, 0.001),
                ("right", mended.clone(), said(line, id), 0.999, 1.001),
                ("another line", mended.clone(), said(1, id), 0.4, 0.4),
                ("a guess", mended, said(line, "pooling/nothing"), 0.4, 0.4),
            ]
        }
        Kind::Predict => {
            let said = |ratio: &dyn Fn(usize) -> f64| -> String {
                let metrics = found.exercise.metrics.iter().enumerate();
                metrics
                    .map(|(at, metric)| format!("{} = {:.3}\n", metric.name(), ratio(at)))
                    .collect()
            };
            let guess = Attempt {
                code: code.clone(),
                answer: said(&|_| 1.0),
            };
            let counted = checked(found, &guess);
            let right = |at: usize| {
                let metric = found.exercise.metrics[at];
                let graded = counted.metrics.iter().find(|one| one.metric == metric);
                let counts = graded.unwrap().counts.last().unwrap();
                counts.start as f64 / counts.reference as f64
            };
            vec![
                ("right", code.clone(), said(&right), 0.99, 1.0),
                (
                    "half of it",
                    code.clone(),
                    said(&|at| right(at) / 2.0),
                    0.45,
                    0.55,
                ),
                (
                    "the wrong way round",
                    code.clone(),
                    said(&|at| 1.0 / right(at)),
                    0.0,
                    0.49,
                ),
                ("a guess", code, said(&|_| 1_000_000.0), 0.0, 0.0),
            ]
        }
        Kind::Leave => {
            let nothing = Attempt {
                code: code.clone(),
                answer: "decision = \"leave\"".to_owned(),
            };
            let counted = checked(found, &nothing);
            let mut figures = String::new();
            for metric in found.exercise.metrics {
                let graded = counted.metrics.iter().find(|one| one.metric == *metric);
                // Where it cannot be counted, nobody asks for it.
                let Some(graded) = graded else { continue };
                let (name, counts) = (metric.name(), graded.counts[0]);
                figures += &format!("{name}_before = {}\n", counts.start);
                figures += &format!("{name}_after = {}\n", counts.reference);
            }
            let said = |decision: &str| format!("decision = \"{decision}\"\n{figures}");
            vec![
                ("right", code.clone(), said("leave"), 1.0, 1.0),
                ("wrong", code.clone(), said("change"), 0.0, 0.0),
                ("a guess", code, nothing.answer, 0.4, 0.4),
            ]
        }
        Kind::Explain { right, proof, .. } => {
            let nothing = Attempt {
                code: code.clone(),
                answer: "mechanism = \"?\"".to_owned(),
            };
            let counted = checked(found, &nothing);
            let pair = match proof {
                Proof::IndirectJumps => counted.indirect_jumps.last().copied(),
                Proof::Metric(metric) => {
                    let graded = counted.metrics.iter().find(|one| one.metric == *metric);
                    graded.map(|one| (one.counts[1].start, one.counts[1].reference))
                }
            };
            // Without valgrind there is no such count, and the proof cannot be had.
            let Some((first, other)) = pair else {
                return vec![];
            };
            let choices = text::mechanisms(found);
            let letter = |is_right: bool| {
                let mut found = choices
                    .iter()
                    .filter(|(_, text)| (text == right) == is_right);
                found.next().unwrap().0
            };
            let figures = format!(
                "count = \"{}\"\nfirst = {first}\nother = {other}",
                proof.name()
            );
            let said = |is_right| format!("mechanism = \"{}\"\n", letter(is_right));
            vec![
                ("right", code.clone(), said(true) + &figures, 1.0, 1.0),
                ("wrong", code.clone(), said(false) + &figures, 0.0, 0.0),
                ("a guess", code, said(true), 0.4, 0.4),
            ]
        }
    };
    failures(found, &answers)
}

#[test]
fn a_find_and_an_explanation_are_worth_what_was_said() {
    let mut seen: Vec<&str> = vec!["make-it-cheaper", "leave-it-alone", "predict"];
    // The first of each other kind.
    for found in registry::exercises() {
        let kind = found.exercise.kind.name();
        if !seen.contains(&kind) {
            seen.push(kind);
            assert_eq!(judged(found), Vec::<String>::new());
        }
    }
    assert_eq!(seen.len(), 6);
}

#[test]
#[ignore = "a minute or two: every exercise that is not of the first kind"]
fn every_answer_is_worth_what_was_said() {
    let failures: Vec<String> = each(registry::exercises(), judged);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
