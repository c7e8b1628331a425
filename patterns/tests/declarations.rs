//! Every pattern file keeps the shape that the tools and the book rely on.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use patterns::catalogue::{CaseId, Metric, Pattern, Role};
use patterns::{FAMILIES, patterns, source};

const HEADINGS: [&str; 4] = ["What you see", "Why", "When not to", "See also"];
const OPTIONAL_HEADINGS: [&str; 2] = ["Coming from Go", "Time and instructions"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

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
fn every_pattern_embeds_its_own_file() {
    for pattern in patterns() {
        let file = src().join(format!("{}.rs", pattern.id.replace('-', "_")));
        assert!(
            std::fs::read_to_string(&file).unwrap() == pattern.source,
            "{}: `source` is not {}",
            pattern.id,
            file.display()
        );
    }
}

#[test]
fn the_prose_has_the_fixed_headings_in_their_order() {
    for pattern in patterns() {
        let prose = source::prose(pattern.source);
        assert!(
            prose.starts_with(&format!("# {}\n", pattern.title)),
            "{}: the first line is not the title",
            pattern.id
        );
        let sections = source::sections(&prose);
        let headings: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
        let fixed: Vec<&str> = headings
            .iter()
            .copied()
            .filter(|heading| !OPTIONAL_HEADINGS.contains(heading))
            .collect();
        assert_eq!(fixed, HEADINGS, "{}", pattern.id);
        for (heading, body) in sections {
            assert!(
                !body.is_empty(),
                "{}: nothing stands under {heading}",
                pattern.id
            );
            if heading == "Why" {
                let words = body.split_whitespace().count();
                assert!(words < 200, "{}: {words} words under Why", pattern.id);
            }
        }
        assert!(
            !pattern.source.contains("FILL IN"),
            "{}: fill it in",
            pattern.id
        );
    }
}

#[test]
fn every_variant_stands_between_anchors_that_hold_a_documented_function() {
    for pattern in patterns() {
        for variant in pattern.variants {
            let (code, _) = source::anchor(pattern.source, variant.name)
                .unwrap_or_else(|| panic!("{}: no anchor {}", pattern.id, variant.name));
            assert!(code.contains("pub fn "), "{}: {}", pattern.id, variant.name);
            assert!(code.contains("/// "), "{}: {}", pattern.id, variant.name);
            assert!(
                !variant.summary.is_empty(),
                "{}: {}",
                pattern.id,
                variant.name
            );
        }
        let anchors = pattern.source.matches("// ANCHOR: ").count();
        let shared = usize::from(source::anchor(pattern.source, "shared").is_some());
        assert_eq!(
            anchors,
            pattern.variants.len() + shared,
            "{}: anchors",
            pattern.id
        );
    }
}

#[test]
fn sizes_are_a_decade_apart_and_the_small_ones_include_none_and_one() {
    for pattern in patterns() {
        let sizes = pattern.sizes;
        assert!(sizes.len() >= 3, "{}", pattern.id);
        assert!(sizes.is_sorted(), "{}", pattern.id);
        // Recursion counts depth or n itself: growth there is not by decades.
        if pattern.family() != "recursion" {
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
fn links_between_patterns_lead_to_patterns() {
    for pattern in patterns() {
        let prose = source::prose(pattern.source);
        for link in prose
            .match_indices("crate::")
            .map(|(start, _)| &prose[start..])
        {
            let path: String = link
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:".contains(*c))
                .collect();
            let mut parts = path.trim_end_matches(':').split("::").skip(1);
            let family = parts.next().unwrap_or_default().replace('_', "-");
            let id = parts
                .next()
                .map(|name| format!("{family}/{}", name.replace('_', "-")));
            let exists = match &id {
                Some(id) => patterns::find(id).is_some(),
                None => FAMILIES.iter().any(|known| known.id == family),
            };
            assert!(exists, "{}: {path} leads nowhere", pattern.id);
        }
    }
}
