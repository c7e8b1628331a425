//! Every exercise says what a learner and a teacher need, and gives nothing away.

use std::collections::{HashMap, HashSet};

use patterns::catalogue::{Exercise, Kind, Metric, Pattern, Track};
use patterns::{FAMILIES, find, patterns};

fn exercises() -> impl Iterator<Item = (&'static Pattern, &'static Exercise)> {
    patterns().flat_map(|pattern| {
        pattern
            .exercises
            .iter()
            .map(move |exercise| (pattern, exercise))
    })
}

#[test]
fn every_exercise_has_a_story_a_task_four_hints_and_a_wrong_turn() {
    for (pattern, exercise) in exercises() {
        let at = format!("{}: {}", pattern.id, exercise.name);
        assert!(exercise.story.len() > 100, "{at}: no story");
        assert!(
            exercise.task.ends_with('.') && exercise.task.lines().count() == 1,
            "{at}: the task is one sentence"
        );
        for hint in exercise.hints {
            assert!(hint.ends_with(['.', '?', ':', '`']), "{at}: {hint:?}");
        }
        assert!(!exercise.wrong_turns.is_empty(), "{at}: no wrong turn");
        assert!(!exercise.tracks.contains(&Track::Whole), "{at}: all are");
    }
}

#[test]
fn the_tracks_have_the_length_that_they_promise_and_the_first_hour_has_every_kind() {
    let names_in = |track| {
        let all = exercises().filter(move |(_, exercise)| exercise.tracks.contains(&track));
        all.map(|(_, exercise)| exercise.name).collect::<Vec<_>>()
    };
    assert_eq!(names_in(Track::FirstHour).len(), 8);
    assert_eq!(names_in(Track::Allocations).len(), 12);
    assert!(names_in(Track::Text).len() >= 6);
    assert!(names_in(Track::Lookups).len() >= 6);
    assert!(exercises().count() >= 32);
    let mut by_kind: HashMap<&str, (usize, usize)> = HashMap::new();
    for (_, exercise) in exercises() {
        let (all, first_hour) = by_kind.entry(exercise.kind.name()).or_default();
        *all += 1;
        *first_hour += usize::from(exercise.tracks.contains(&Track::FirstHour));
    }
    for (kind, (all, first_hour)) in by_kind {
        // Depth is one pattern's subject.
        let is_rare = kind == Kind::Survive.name();
        assert!(
            is_rare || all >= 2 && first_hour >= 1,
            "{kind}: {all}, {first_hour}"
        );
    }
}

#[test]
fn names_are_unique_and_name_a_folder_and_a_function() {
    let mut names = HashSet::new();
    for (pattern, exercise) in exercises() {
        let name = exercise.name;
        assert!(names.insert(name), "{}: {name} is taken", pattern.id);
        assert!(
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{}: {name} is not kebab-case",
            pattern.id
        );
    }
}

#[test]
fn each_family_has_one_checkpoint_and_it_is_code() {
    for family in FAMILIES {
        let of_family = || exercises().filter(|(pattern, _)| pattern.family() == family.id);
        let checkpoints = of_family().filter(|(_, exercise)| exercise.is_checkpoint);
        let checkpoints: Vec<&Exercise> = checkpoints.map(|(_, exercise)| exercise).collect();
        let [checkpoint] = checkpoints.as_slice() else {
            let names: Vec<_> = checkpoints.iter().map(|exercise| exercise.name).collect();
            panic!("{}: {names:?} are checkpoints", family.id);
        };
        assert!(
            matches!(checkpoint.kind, Kind::Cheaper | Kind::Find { .. }),
            "{}: who guesses skips nothing",
            checkpoint.name
        );
        assert!(
            of_family().count() > 1,
            "{}: there is nothing to skip",
            family.id
        );
    }
}

#[test]
fn variants_scenarios_and_neighbours_exist() {
    for (pattern, exercise) in exercises() {
        let at = format!("{}: {}", pattern.id, exercise.name);
        for name in [exercise.start, exercise.reference] {
            assert!(
                name.is_empty() || pattern.variant(name).is_some(),
                "{at}: no variant {name}"
            );
        }
        assert!(pattern.scenario(exercise.scenario).is_some(), "{at}");
        if let Kind::Find { among } = exercise.kind {
            assert!(among.len() >= 2, "{at}: there is nothing to choose from");
            for id in among {
                assert!(find(id).is_some_and(|other| other.id != pattern.id), "{id}");
            }
        }
        if let Kind::Explain { right, wrong, .. } = exercise.kind {
            assert!(wrong.len() >= 2 && !wrong.contains(&right), "{at}");
        } else if !matches!(exercise.kind, Kind::Survive) {
            assert!(!exercise.metrics.is_empty(), "{at}: nothing grades it");
        }
        for metric in exercise.metrics {
            assert!(
                matches!(
                    metric,
                    Metric::Allocations
                        | Metric::AllocatedBytes
                        | Metric::Instructions
                        | Metric::SystemCalls
                ),
                "{at}: {metric} is no count that grades"
            );
        }
    }
}

#[test]
fn neither_story_nor_task_names_the_means() {
    for (pattern, exercise) in exercises() {
        if !matches!(
            exercise.kind,
            Kind::Cheaper | Kind::Find { .. } | Kind::Survive
        ) {
            continue;
        }
        let reference = pattern.reference_of(exercise).name.replace('-', "_");
        for text in [exercise.story, exercise.task, exercise.function] {
            assert!(
                !text.contains(&format!("`{reference}`")) && text != reference,
                "{}: {} gives the answer away",
                pattern.id,
                exercise.name
            );
        }
    }
}
