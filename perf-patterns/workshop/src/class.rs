//! Grades as others read them: tables, GitHub Classroom's JSON, a class at a glance.

use serde_json::{Value, json};

use crate::grade::{self, Exercise, Repo};
use crate::score::Medal;

/// A row for each exercise of each repository, with commas.
pub fn csv(repos: &[Repo]) -> String {
    let mut text =
        String::from("repository,exercise,equal,score,medal,points,hints,checks,reason\n");
    for (repo, one) in each(repos) {
        let reason = one.reason.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "{},{},{},{:.4},{},{},{},{},{}\n",
            quoted(&repo.repository),
            one.exercise,
            one.equal,
            one.score,
            one.medal.name(),
            one.points(),
            one.hints,
            one.checks,
            quoted(reason.lines().next().unwrap_or_default()),
        ));
    }
    text
}

/// A field that a spreadsheet takes as text, whatever it begins with.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn each(repos: &[Repo]) -> impl Iterator<Item = (&Repo, &Exercise)> {
    repos
        .iter()
        .flat_map(|repo| repo.exercises.iter().map(move |one| (repo, one)))
}

/// What GitHub Classroom's reporter reads: one test an exercise, 100 points each.
///
/// Its fields are those of `autograding-io-grader`'s `src/main.js`, version 1; the
/// reporter takes them in base64, sums `score`, and divides by `max_score`.
pub fn classroom(repos: &[Repo]) -> Value {
    let tests: Vec<Value> = each(repos)
        .map(|(repo, one)| {
            let name = if repos.len() > 1 {
                format!("{}: {}", repo.repository, one.exercise)
            } else {
                one.exercise.clone()
            };
            json!({
                "name": name,
                "status": if one.medal > Medal::None { "pass" } else { "fail" },
                "score": one.points(),
                "message": message(one),
                "test_code": format!("perf-patterns workshop check {}", one.exercise),
                "filename": format!("{}/src/lib.rs", one.exercise),
                "line_no": 0,
                "duration": 0,
            })
        })
        .collect();
    let passed = each(repos).all(|(_, one)| one.medal > Medal::None);
    json!({
        "version": 1,
        "status": if passed { "pass" } else { "fail" },
        "max_score": 100 * tests.len(),
        "tests": tests,
    })
}

fn message(one: &Exercise) -> String {
    match &one.reason {
        Some(reason) => reason.clone(),
        None => format!("{}, score {:.2}", one.medal.name(), one.score),
    }
}

/// A table for a summary or a comment.
pub fn markdown(repos: &[Repo]) -> String {
    let mut text = String::from(
        "| repository | exercise | score | medal | hints | |\n|---|---|--:|---|--:|---|\n",
    );
    for (repo, one) in each(repos) {
        let reason = one.reason.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "| {} | {} | {:.2} | {} | {} | {} |\n",
            cell(&repo.repository),
            one.exercise,
            one.score,
            one.medal.name(),
            one.hints,
            cell(reason.lines().next().unwrap_or_default()),
        ));
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

/// One row a repository: solved, points, hints.
pub fn terminal(repos: &[Repo]) -> String {
    let rows = repos.iter().map(|repo| {
        vec![
            repo.repository.clone(),
            format!("{}/{}", repo.solved(), repo.exercises.len()),
            repo.points().to_string(),
            repo.exercises
                .iter()
                .map(|one| one.hints)
                .sum::<u32>()
                .to_string(),
            wrong(repo),
        ]
    });
    command_line::table::render(
        &["repository", "solved", "points", "hints", "without a medal"],
        rows.collect(),
        5,
    )
}

fn wrong(repo: &Repo) -> String {
    let without = repo.exercises.iter().filter(|one| one.medal == Medal::None);
    let names: Vec<&str> = without.map(|one| one.exercise.as_str()).collect();
    names.join(", ")
}

/// A class: who is where, then which exercise stops people.
pub fn report(repos: &[Repo]) -> String {
    let mut text = terminal(repos);
    let rows: Vec<Vec<String>> = grade::names(repos)
        .into_iter()
        .map(|name| {
            let all: Vec<&Exercise> = each(repos)
                .map(|(_, one)| one)
                .filter(|one| one.exercise == name)
                .collect();
            let touched: Vec<&&Exercise> = all.iter().filter(|one| !one.untouched).collect();
            let solved = all.iter().filter(|one| one.medal > Medal::None).count();
            let hints: u32 = all.iter().map(|one| one.hints).sum();
            let checks: u32 = all.iter().map(|one| one.checks).sum();
            vec![
                name.to_owned(),
                format!("{solved}/{}", all.len()),
                (touched.len() - solved.min(touched.len())).to_string(),
                (all.len() - touched.len()).to_string(),
                format!("{:.1}", f64::from(hints) / all.len().max(1) as f64),
                format!("{:.1}", f64::from(checks) / all.len().max(1) as f64),
            ]
        })
        .collect();
    let stuck = rows
        .iter()
        .max_by_key(|row| row[2].parse::<usize>().unwrap_or(0))
        .filter(|row| row[2] != "0")
        .map(|row| row[0].clone());
    text.push_str("\n\n");
    text.push_str(&command_line::table::render(
        &[
            "exercise",
            "solved",
            "tried in vain",
            "untouched",
            "hints each",
            "checks each",
        ],
        rows,
        1,
    ));
    if let Some(stuck) = stuck {
        text.push_str(&format!("\n\n{stuck} stops most people."));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(exercise: &str, score: f64, hints: u32) -> Exercise {
        Exercise {
            exercise: exercise.to_owned(),
            equal: true,
            score,
            medal: Medal::of(score),
            hints,
            checks: 3,
            untouched: false,
            reason: (score < 0.5).then(|| "=HYPERLINK(\"x\"), why".to_owned()),
        }
    }

    fn class() -> Vec<Repo> {
        let repo = |name: &str, exercises| Repo {
            repository: name.to_owned(),
            track: "whole".to_owned(),
            exercises,
        };
        vec![
            repo(
                "ada",
                vec![one("append", 1.0, 0), one("append-few", 0.2, 4)],
            ),
            repo(
                "bob",
                vec![one("append", 0.6, 2), one("append-few", 0.0, 1)],
            ),
        ]
    }

    #[test]
    fn a_class_shows_who_is_where_and_what_stops_people() {
        let text = report(&class());
        assert!(text.contains("ada") && text.contains("1/2"), "{text}");
        assert!(text.ends_with("append-few stops most people."), "{text}");
    }

    #[test]
    fn points_follow_medals_and_are_a_hundred_at_most() {
        let class = classroom(&class());
        assert_eq!(class["max_score"], 400);
        let scores: Vec<u64> = class["tests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|test| test["score"].as_u64().unwrap())
            .collect();
        assert_eq!(scores, [100, 0, 60, 0]);
        assert_eq!(one("append", 1.4, 0).points(), 100);
    }

    #[test]
    fn a_spreadsheet_takes_no_text_for_a_formula() {
        let text = csv(&class());
        assert!(text.contains("\"'=HYPERLINK(\"\"x\"\"), why\""), "{text}");
        assert_eq!(text.lines().count(), 5);
    }
}
