//! The exercises that patterns declare, as the book lists them: on their patterns'
//! pages, as tracks, and for teachers. What solves one stands on the last alone.

use patterns::catalogue::{Exercise, Pattern, Track};
use serde::Serialize;

use super::prose;

/// An exercise in a list.
#[derive(Serialize)]
pub struct Row {
    name: &'static str,
    /// What to do, in a few words.
    what: &'static str,
    /// What is counted, in words; empty where an answer names it.
    counted: String,
    /// The shortest track that it is part of.
    track: &'static str,
}

/// A track, with what its chapter shows.
#[derive(Serialize)]
pub struct Listed {
    name: &'static str,
    about: &'static str,
    /// How many exercises it has in all.
    count: usize,
    /// Its exercises; of the whole, those that no other track has.
    rows: Vec<Row>,
}

/// An exercise as teachers see it.
#[derive(Serialize)]
pub struct Answer {
    name: &'static str,
    what: &'static str,
    /// What is learned: the pattern's title.
    title: &'static str,
    page: String,
    tracks: Vec<&'static str>,
    /// What people try first, and why it does not help.
    wrong_turns: &'static [&'static str],
}

fn declared() -> impl Iterator<Item = (&'static Pattern, &'static Exercise)> {
    patterns::patterns().flat_map(|pattern| pattern.exercises.iter().map(move |one| (pattern, one)))
}

fn tracks_of(exercise: &Exercise) -> Vec<&'static str> {
    let all = Track::ALL.iter();
    all.filter(|track| exercise.tracks.contains(track))
        .map(|track| track.name())
        .collect()
}

fn row(exercise: &'static Exercise) -> Row {
    let counted = exercise.metrics.iter();
    let counted: Vec<String> = counted
        .map(|metric| metric.name().replace('_', " "))
        .collect();
    let tracks = tracks_of(exercise);
    Row {
        name: exercise.name,
        what: exercise.kind.about(),
        counted: counted.join(", "),
        track: tracks.first().copied().unwrap_or(Track::Whole.name()),
    }
}

/// What a pattern gives to practise on.
pub fn of(pattern: &'static Pattern) -> Vec<Row> {
    pattern.exercises.iter().map(row).collect()
}

/// Every track with its exercises.
pub fn tracks() -> Vec<Listed> {
    let listed = |&track: &Track| {
        let is_whole = track == Track::Whole;
        let rows: Vec<Row> = declared()
            .map(|(_, exercise)| exercise)
            .filter(|exercise| match is_whole {
                true => exercise.tracks.is_empty(),
                false => exercise.tracks.contains(&track),
            })
            .map(row)
            .collect();
        Listed {
            name: track.name(),
            about: track.about(),
            count: if is_whole {
                declared().count()
            } else {
                rows.len()
            },
            rows,
        }
    };
    Track::ALL.iter().map(listed).collect()
}

/// Every exercise with what it teaches and what people try first.
pub fn answers() -> Vec<Answer> {
    declared()
        .map(|(pattern, exercise)| Answer {
            name: exercise.name,
            what: exercise.kind.about(),
            title: pattern.title,
            page: prose::page(pattern),
            tracks: tracks_of(exercise),
            wrong_turns: exercise.wrong_turns,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guide(name: &str) -> String {
        let folder = crate::store::root().join("book/src/guide");
        fs_err::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn each_exercise_is_in_a_track_and_has_wrong_turns_for_its_teacher() {
        let tracks = tracks();
        let (whole, short) = tracks.split_last().unwrap();
        assert_eq!(whole.name, "whole");
        for (_, exercise) in declared() {
            let listed = tracks
                .iter()
                .any(|track| track.rows.iter().any(|row| row.name == exercise.name));
            assert!(listed, "{}", exercise.name);
        }
        assert!(short.iter().all(|track| track.count == track.rows.len()));
        for answer in answers() {
            assert!(!answer.wrong_turns.is_empty(), "{}", answer.name);
        }
    }

    #[test]
    fn the_plans_name_only_exercises_that_there_are() {
        let plans = guide("workshop-for-teachers.md");
        let rows = plans.lines().filter(|line| line.starts_with('|'));
        let mut named = 0;
        for row in rows {
            let exercises = row.split('|').nth(2).unwrap_or_default();
            for (at, part) in exercises.split('`').enumerate() {
                if at % 2 == 1 {
                    let exists = declared().any(|(_, exercise)| exercise.name == part);
                    assert!(exists, "{part} is no exercise: {row}");
                    named += 1;
                }
            }
        }
        assert!(named >= 20, "{named}");
    }

    #[test]
    fn the_page_of_tracks_links_no_pattern() {
        let page = guide("workshop.md");
        for pattern in patterns::patterns() {
            assert!(!page.contains(&prose::page(pattern)), "{}", pattern.id);
        }
    }
}
