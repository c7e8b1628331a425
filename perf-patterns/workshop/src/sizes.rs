//! At which sizes and from which seeds an exercise is counted: the same for the
//! same file, everywhere.

use std::ops::RangeInclusive;

use patterns::catalogue::Kind;

use crate::count::Input;
use crate::registry::Registered;

/// So many different inputs are counted at each size, in one process.
pub const INPUTS: u64 = 3;

/// The inputs of both sizes, the small one first.
///
/// `secret` is empty for a learner; whoever grades has one, so that nobody can know
/// the inputs beforehand. Sizes move by a sixteenth at most: a container doubles
/// nowhere between, and the same file scores alike at each of them.
pub fn counted(registered: Registered, file: &str, secret: &str) -> [Vec<Input>; 2] {
    let exercise = registered.exercise;
    let [small, large] = ranges(registered);
    let hash = hash(&[secret, exercise.name, file]);
    let inputs = |range: RangeInclusive<usize>, turn: u32| {
        let part = hash.rotate_left(turn);
        let among = range.end() - range.start() + 1;
        let size = range.start() + (part % among as u64) as usize;
        (0..INPUTS)
            .map(|index| Input {
                scenario: exercise.scenario,
                size,
                seed: part.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
                nasty: None,
            })
            .collect()
    };
    [inputs(small, 7), inputs(large, 29)]
}

/// The sizes that are counted: those among which the file decides, the small ones
/// first.
pub fn ranges(registered: Registered) -> [RangeInclusive<usize>; 2] {
    let Registered { pattern, exercise } = registered;
    let middle = match pattern.scenario(exercise.scenario) {
        Some(scenario) => {
            let sizes = pattern.sizes_in(scenario);
            sizes[sizes.len() / 2]
        }
        None => pattern.middle_size(),
    };
    let usual = match exercise.kind {
        // Its neighbours run as well.
        Kind::Find { .. } => (middle.div_ceil(5), middle * 4 / 5),
        _ => (middle.div_ceil(2), middle * 2),
    };
    let (small, large) = exercise.sizes.unwrap_or(usual);
    [small, large].map(|least| least..=least + least / 16)
}

/// The same in every build of this program.
fn hash(texts: &[&str]) -> u64 {
    patterns_source::hash_of_bytes(texts.iter().flat_map(|text| text.bytes().chain([0xFF])))
}

/// Inputs for the test of equality: every kind, small sizes, hand-picked ones, from
/// a fresh seed; small ones first.
pub fn fresh(registered: Registered, seed: u64) -> Vec<Input> {
    let Registered { pattern, exercise } = registered;
    let (start, reference) = (pattern.start_of(exercise), pattern.reference_of(exercise));
    let scenarios: Vec<_> = pattern
        .scenarios
        .iter()
        .filter(|scenario| {
            start.absence(scenario).is_none() && reference.absence(scenario).is_none()
        })
        .collect();
    let mut inputs = Vec::new();
    for (turn, &size) in (0_u64..).zip(pattern.equivalence_sizes) {
        for scenario in &scenarios {
            for again in 0..2 {
                inputs.push(Input {
                    scenario: scenario.name,
                    size,
                    seed: seed.wrapping_add(turn * 2 + again),
                    nasty: None,
                });
            }
        }
    }
    for &nasty in pattern.nasty.iter() {
        for scenario in &scenarios {
            inputs.push(Input {
                scenario: scenario.name,
                size: 10,
                seed,
                nasty: Some(nasty),
            });
        }
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;

    #[test]
    fn the_same_file_has_the_same_inputs_and_another_file_or_secret_has_others() {
        let append = registry::find("append").unwrap();
        let inputs = counted(append, "a", "");
        assert_eq!(inputs, counted(append, "a", ""));
        assert_ne!(inputs, counted(append, "b", ""));
        assert_ne!(inputs, counted(append, "a", "secret"));
        let seeds: std::collections::HashSet<u64> =
            inputs.iter().flatten().map(|input| input.seed).collect();
        assert_eq!(seeds.len(), 6, "no input comes twice");
    }

    #[test]
    fn sizes_move_by_a_sixteenth_at_most_and_do_move() {
        let append = registry::find("append").unwrap();
        let mut seen = std::collections::HashSet::new();
        for file in 0..200 {
            let [small, large] = counted(append, &file.to_string(), "");
            assert!((150..=159).contains(&small[0].size), "{}", small[0].size);
            assert!((600..=637).contains(&large[0].size), "{}", large[0].size);
            seen.insert((small[0].size, large[0].size));
        }
        assert!(seen.len() > 50, "{}", seen.len());
    }
}
