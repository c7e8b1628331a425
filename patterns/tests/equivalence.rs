//! Equal work is proved before anything is measured: every variant of a pattern
//! gives the same answer on seeded inputs, on the nasty ones, and in sequences
//! in which state is reused.

use patterns::catalogue::{Pattern, Scenario, Setup};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Seeds tried for each pattern and scenario.
const SEEDS: u32 = 300;

/// Every variant's answer to the last of `setups`, after the earlier ones went
/// through the same state.
fn answers<'a>(
    pattern: &'static Pattern,
    scenario: &'a Scenario,
    setups: &'a [Setup],
) -> impl Iterator<Item = (&'static str, String)> + 'a {
    pattern
        .variants
        .iter()
        .filter(|variant| variant.absence(scenario).is_none())
        .map(move |variant| {
            let mut case = (variant.prepare)(&setups[0]);
            let mut answer = case.answer();
            for setup in &setups[1..] {
                case.load(setup);
                answer = case.answer();
            }
            (variant.name, answer)
        })
}

fn disagreement(
    pattern: &'static Pattern,
    scenario: &Scenario,
    setups: &[Setup],
) -> Option<String> {
    let mut answers = answers(pattern, scenario, setups);
    let (first, expected) = answers.next()?;
    answers.find(|(_, answer)| *answer != expected).map(|(other, answer)| {
        format!(
            "{}: `{first}` and `{other}` differ on {setups:?}\n  {first}: {:.300}\n  {other}: {:.300}",
            pattern.id, expected, answer
        )
    })
}

#[test]
fn variants_agree_on_seeded_inputs_and_when_state_is_reused() {
    for pattern in patterns::patterns() {
        for scenario in pattern.scenarios {
            let setup = |(seed, size)| Setup {
                scenario: scenario.name,
                size,
                seed,
                nasty: None,
            };
            let one = (
                any::<u64>(),
                prop::sample::select(pattern.equivalence_sizes),
            );
            // One input, or several through the same state: a buffer that was
            // not cleared shows when a long input is followed by a short one.
            let sequences = prop::collection::vec(one.prop_map(setup), 1..=4);
            TestRunner::new(Config {
                cases: SEEDS,
                failure_persistence: None,
                ..Config::default()
            })
            .run(&sequences, |setups| {
                match disagreement(pattern, scenario, &setups) {
                    None => Ok(()),
                    Some(message) => Err(TestCaseError::fail(message)),
                }
            })
            .unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

#[test]
fn variants_agree_on_nasty_inputs_alone_and_after_one_another() {
    for pattern in patterns::patterns() {
        for scenario in pattern.scenarios {
            let nasty = |name: &&'static str| Setup {
                scenario: scenario.name,
                size: pattern.middle_size(),
                seed: Setup::SEED,
                nasty: Some(*name),
            };
            for first in pattern.nasty.iter().map(nasty) {
                let alone = disagreement(pattern, scenario, &[first]);
                assert_eq!(alone, None);
                for second in pattern.nasty.iter().map(nasty) {
                    let in_sequence = disagreement(pattern, scenario, &[first, second]);
                    assert_eq!(in_sequence, None);
                }
            }
        }
    }
}

#[test]
fn reused_state_does_not_change_an_answer() {
    for pattern in patterns::patterns() {
        for scenario in pattern.scenarios {
            for variant in pattern.variants {
                if variant.absence(scenario).is_some() {
                    continue;
                }
                let setup = |size, seed| Setup {
                    scenario: scenario.name,
                    size,
                    seed,
                    nasty: None,
                };
                let long = setup(*pattern.equivalence_sizes.last().unwrap(), 1);
                for &size in pattern.equivalence_sizes {
                    let short = setup(size, 2);
                    let fresh = (variant.prepare)(&short).answer();
                    let mut case = (variant.prepare)(&long);
                    case.run();
                    case.answer();
                    case.load(&short);
                    assert_eq!(case.answer(), fresh, "{} {}", pattern.id, variant.name);
                    case.run();
                    assert_eq!(
                        case.answer(),
                        fresh,
                        "{} {} again",
                        pattern.id,
                        variant.name
                    );
                }
            }
        }
    }
}

#[test]
fn the_measured_inputs_agree_too() {
    for pattern in patterns::patterns() {
        for scenario in pattern.scenarios {
            for size in pattern.sizes_in(scenario) {
                let setup = Setup {
                    scenario: scenario.name,
                    size,
                    seed: Setup::SEED,
                    nasty: None,
                };
                assert_eq!(disagreement(pattern, scenario, &[setup]), None);
            }
        }
    }
}
