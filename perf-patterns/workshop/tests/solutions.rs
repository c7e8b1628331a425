//! What people hand in who misunderstood, and who came half of the way, of every
//! exercise of the first kind: files in `solutions/`.
//!
//! Their form is tested for all, their grade for a sample; for all by
//! `cargo test -p workshop solutions:: -- --ignored`.

use std::path::{Path, PathBuf};

use crate::each::each;
use fs_err as fs;
use patterns::catalogue::Kind;
use workshop::check::{self, Checked, Settings, Verdict};
use workshop::program;
use workshop::registry::{self, Registered};
use workshop::score::Medal;

fn cheaper() -> impl Iterator<Item = Registered> {
    registry::exercises().filter(|found| matches!(found.exercise.kind, Kind::Cheaper))
}

/// The name and text of each file of an exercise, in the order of their names.
fn solutions(name: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/solutions");
    let entries = fs::read_dir(folder.join(name)).unwrap();
    let mut files: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            (stem, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_exercise_of_the_first_kind_has_a_halfway_solution_and_four_wrong_ones() {
    for found in cheaper() {
        let name = found.exercise.name;
        let files = solutions(name);
        let function = format!("pub fn {}(", found.exercise.function_name());
        for (file, text) in &files {
            assert!(text.contains(&function), "{name}/{file}: no {function}");
        }
        let halfway = files.iter().filter(|(file, _)| file == "halfway");
        assert_eq!(halfway.count(), 1, "{name}");
        let wrong = files.iter().filter(|(file, _)| file.starts_with("wrong-"));
        assert!(wrong.count() >= 4, "{name}");
    }
}

fn checked(found: Registered, file: &str) -> anyhow::Result<Checked> {
    let store = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("solutions");
    let settings = Settings {
        store: &store,
        secret: "",
        simulate: check::can_simulate(),
        time: check::TIME,
    };
    check::check(found, file, file, &settings)
}

fn words(checked: &Checked) -> String {
    let scores = checked.metrics.iter().filter_map(|graded| {
        let score = graded.score?;
        Some(format!("{} {score:.3}", graded.metric))
    });
    let scores: Vec<String> = scores.collect();
    let reason = checked.report().reason.unwrap_or_default();
    format!("{:.3} ({}) {reason}", checked.score, scores.join(", "))
}

/// What does not hold of an exercise's solutions, its start and its reference.
fn failures(found: Registered) -> Vec<String> {
    let name = found.exercise.name;
    let mut files = solutions(name);
    files.push(("start".into(), program::start(found).unwrap().file));
    files.push(("reference".into(), program::reference(found).unwrap().file));
    let mut failures = Vec::new();
    for (file, text) in files {
        let checked = match checked(found, &text) {
            Ok(checked) => checked,
            Err(error) => {
                failures.push(format!("{name}/{file}: {error:#}"));
                continue;
            }
        };
        let words = words(&checked);
        eprintln!("{name}/{file}: {words}");
        let is_counted = matches!(checked.verdict, Verdict::Counted);
        let holds = match file.as_str() {
            "halfway" => is_counted && checked.score > 0.0 && checked.score < 1.0,
            "start" => is_counted && checked.score < 0.001,
            "reference" => is_counted && (checked.score - 1.0).abs() < 0.001,
            // It must be the file that is wrong, and not the Rust in it.
            _ => !checked.is_done() && !matches!(checked.verdict, Verdict::NotBuilt(_)),
        };
        if !holds {
            failures.push(format!("{name}/{file}: {words}"));
        }
    }
    failures
}

/// The texts that a comment makes of a halfway solution: inputs follow from the text,
/// so that each is counted on others.
const COMMENTS: usize = 5;

/// Where the medals begin.
const THRESHOLDS: [f64; 4] = [0.5, 0.9, 0.99, 1.05];

/// Scores of the same code on other inputs, if they are worth different medals, or one
/// of them is so near to a threshold that others would be.
fn spread(found: Registered) -> Vec<String> {
    let name = found.exercise.name;
    let files = solutions(name);
    let (_, halfway) = files.iter().find(|(file, _)| file == "halfway").unwrap();
    let scores: Vec<f64> = (0..COMMENTS)
        .map(|number| {
            let checked = checked(found, &format!("{halfway}// {number}\n")).unwrap();
            assert!(matches!(checked.verdict, Verdict::Counted), "{name}");
            checked.score
        })
        .collect();
    let least = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let most = scores.iter().copied().fold(0.0, f64::max);
    let words = format!("{name}: {least:.3} to {most:.3}");
    eprintln!("{words}, spread {:.3}", most - least);
    // As far again as they are from each other, other inputs may be.
    let more = (most - least).max(0.01);
    let is_near = |threshold: &f64| (least - more..most + more).contains(threshold);
    let holds = Medal::of(least) == Medal::of(most) && !THRESHOLDS.iter().any(is_near);
    if holds { vec![] } else { vec![words] }
}

#[test]
#[ignore = "minutes: every halfway solution on five times other inputs"]
fn a_comment_moves_no_halfway_solution_to_another_medal() {
    let failures: Vec<String> = each(cheaper(), spread);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_sample_of_solutions_is_graded_as_it_deserves() {
    let found = registry::find("pick-even").unwrap();
    assert_eq!(failures(found), Vec::<String>::new());
}

#[test]
#[ignore = "minutes: every file of every exercise of the first kind"]
fn every_solution_is_graded_as_it_deserves() {
    let failures: Vec<String> = each(cheaper(), failures);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
