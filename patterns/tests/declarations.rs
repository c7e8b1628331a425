//! Every declaration holds together: what it names exists, and what it should say is
//! there.

use std::collections::HashSet;

use patterns::catalogue::{CaseId, Choice, Metric, Pattern, Reach, Role};
use patterns::{FAMILIES, patterns};

use crate::files::src;

#[test]
fn every_pattern_file_is_registered_under_the_id_of_its_place() {
    for family in FAMILIES {
        let folder = src().join(family.id.replace('-', "_"));
        let on_disk: HashSet<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .replace('_', "-")
            })
            .map(|name| format!("{}/{name}", family.id))
            .collect();
        let registered: HashSet<String> = family
            .patterns
            .iter()
            .map(|pattern| pattern.id.to_owned())
            .collect();
        assert_eq!(
            on_disk, registered,
            "files and registrations of {}",
            family.id
        );
    }
}

#[test]
fn sizes_are_a_decade_apart_and_the_small_ones_include_none_and_one() {
    for pattern in patterns() {
        let sizes = pattern.sizes;
        assert!(sizes.len() >= 3, "{}", pattern.id);
        assert!(sizes.is_sorted(), "{}", pattern.id);
        // A size that is the argument itself, and counts nothing, need not grow by
        // decades.
        if pattern.size_unit != "n" {
            for pair in sizes.windows(2) {
                let step = pair[1] as f64 / pair[0] as f64;
                assert!((8.0..=12.5).contains(&step), "{}: {pair:?}", pattern.id);
            }
        }
        for size in [0, 1] {
            assert!(
                pattern.equivalence_sizes.contains(&size),
                "{}: {size}",
                pattern.id
            );
        }
        assert!(!pattern.nasty.is_empty(), "{}", pattern.id);
    }
}

#[test]
fn roles_scenarios_and_claims_name_what_exists() {
    for pattern in patterns() {
        let with = |role: Role| {
            pattern
                .variants
                .iter()
                .filter(|variant| variant.role == role)
                .count()
        };
        assert_eq!(with(Role::Slow), 1, "{}", pattern.id);
        assert!(with(Role::Fast) >= 1, "{}", pattern.id);
        assert_eq!(pattern.scenarios[0].name, "typical", "{}", pattern.id);
        let more_than_one = pattern
            .scenarios
            .iter()
            .any(|scenario| scenario.counter_case);
        assert!(more_than_one, "{}: no counter-case is measured", pattern.id);
        for scenario in pattern.scenarios.iter().filter(|s| s.counter_case) {
            assert!(
                pattern
                    .claims
                    .iter()
                    .any(|claim| claim.scenario == scenario.name),
                "{}: the counter-case {} claims nothing, so nothing holds its words to the numbers",
                pattern.id,
                scenario.name
            );
        }
        assert!(!pattern.claims.is_empty(), "{}", pattern.id);
        if let Some(deep) = pattern.deep_scenario {
            assert!(pattern.scenario(deep).is_some(), "{}: {deep}", pattern.id);
        }
        for claim in pattern.claims {
            let size = claim
                .size
                .unwrap_or_else(|| pattern.middle_size_in(claim.scenario));
            for variant in [pattern.slow().name, claim.variant] {
                let id = format!("{}/{variant}/{}/{size}", pattern.id, claim.scenario);
                assert!(
                    CaseId::find(&id).is_some(),
                    "a claim is about {id}, which does not exist"
                );
            }
            assert!(claim.variant != pattern.slow().name, "{}", pattern.id);
            assert!(claim.source.starts_with("https://"), "{}", pattern.id);
        }
        for variant in pattern.variants {
            for (scenario, reason) in variant.absent_in {
                assert!(
                    pattern.scenario(scenario.name).is_some(),
                    "{}: `{}` sits out `{}`, which is no scenario of it",
                    pattern.id,
                    variant.name,
                    scenario.name
                );
                assert!(!reason.is_empty(), "{}", pattern.id);
            }
        }
    }
}

#[test]
fn every_variant_worth_taking_has_a_choice_that_says_when() {
    for pattern in patterns() {
        let mut chosen = HashSet::new();
        for variant in pattern.variants {
            let is_chosen = |choice: &Choice| choice.variant == variant.name;
            assert!(
                variant.role == Role::Slow || pattern.choices.iter().any(is_chosen),
                "{}/{}: no choice says when to take it",
                pattern.id,
                variant.name
            );
        }
        for choice in pattern.choices {
            let id = format!("{}/{}", pattern.id, choice.variant);
            assert!(
                pattern.variant(choice.variant).is_some(),
                "{id}: no variant"
            );
            assert!(
                choice.when.split_whitespace().count() >= 3,
                "{id}: says no when"
            );
            assert!(chosen.insert(choice.variant), "{id} twice");
        }
    }
}

#[test]
fn public_changes_name_their_source_once_and_say_what_was_measured() {
    for pattern in patterns() {
        let mut entries = HashSet::new();
        for seen in pattern.seen {
            let entry = format!(
                "{}: {}#{} {}",
                pattern.id, seen.repo, seen.number, seen.metric
            );
            let (owner, name) = seen.repo.split_once('/').unwrap_or_default();
            assert!(
                !owner.is_empty() && !name.is_empty(),
                "{entry}: no repository"
            );
            assert!(!name.contains('/'), "{entry}: no repository");
            let number = seen.number.bytes().all(|byte| byte.is_ascii_digit());
            let hash = seen.number.len() >= 7 && seen.number.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(
                !seen.number.is_empty() && (number || hash),
                "{entry}: no number"
            );
            assert!(!seen.metric.is_empty(), "{entry}: no metric");
            assert!(!seen.after.is_empty(), "{entry}: no figure");
            assert!(seen.about.ends_with('.'), "{entry}: no sentence");
            assert!(entries.insert(entry.clone()), "{entry} twice");
        }
    }
}

#[test]
fn names_are_unique_and_fit_urls() {
    let mut ids = HashSet::new();
    for case in patterns().flat_map(Pattern::cases) {
        let id = case.to_string();
        assert_eq!(id.split('/').count(), 5, "{id}");
        assert!(
            id.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c)),
            "{id}"
        );
        assert!(ids.insert(id.clone()), "{id} twice");
        assert_eq!(CaseId::find(&id).map(|case| case.to_string()), Some(id));
    }
}

#[test]
fn metrics_are_found_by_the_name_that_they_print() {
    for metric in Metric::ALL {
        assert_eq!(Metric::from_name(metric.name()), Some(metric));
    }
    assert_eq!(Metric::from_name("time"), None);
}

#[test]
fn advice_has_evidence_an_edit_and_a_question() {
    for pattern in patterns() {
        for symptom in pattern.symptoms {
            let at = format!("{}: {}", pattern.id, symptom.see);
            assert!(
                !symptom.see.is_empty() && !symptom.see.ends_with('.'),
                "{at}"
            );
            if symptom.reach == Reach::Read {
                continue;
            }
            assert!(!symptom.calls.is_empty(), "{at}: no calls");
            assert!(!symptom.matters.is_empty(), "{at}: no gate");
            assert!(!symptom.edit.is_empty(), "{at}: no edit");
            assert!(symptom.question.contains('?'), "{at}: no question");
            assert!(
                symptom.reach == Reach::Look || !symptom.source.is_empty(),
                "{at}: confirmed by the profile alone"
            );
        }
    }
}
