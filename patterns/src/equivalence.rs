//! Whether the variants of a pattern do equal work. A pair that does not is not
//! measured.

use std::fmt;

use crate::catalogue::{Pattern, Scenario, Setup, Variant};

/// Two variants that answered differently.
#[derive(Debug)]
pub struct Disagreement {
    /// The pattern's id.
    pub pattern: &'static str,
    /// The two variants, each with its answer.
    pub answers: [(&'static str, String); 2],
    /// The inputs, in the order in which they went through the same state.
    pub setups: Vec<Setup>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [(first, expected), (other, answer)] = &self.answers;
        write!(
            f,
            "{}: `{first}` and `{other}` differ on {:?}\n  {first}: {expected:.300}\n  {other}: {answer:.300}",
            self.pattern, self.setups,
        )
    }
}

/// The first variant that disagrees with the slow one about the last of
/// `setups`, after the earlier ones went through the same state. Variants that
/// sit the scenario out are left out. `setups` must not be empty.
pub fn disagreement(
    pattern: &'static Pattern,
    scenario: &Scenario,
    setups: &[Setup],
) -> Option<Disagreement> {
    let mut variants = pattern
        .variants
        .iter()
        .filter(|variant| variant.absence(scenario).is_none());
    let first = variants.next()?;
    let expected = answer(first, setups);
    for other in variants {
        let answer = answer(other, setups);
        if answer != expected {
            return Some(Disagreement {
                pattern: pattern.id,
                answers: [(first.name, expected), (other.name, answer)],
                setups: setups.to_vec(),
            });
        }
    }
    None
}

fn answer(variant: &Variant, setups: &[Setup]) -> String {
    let mut case = (variant.prepare)(&setups[0]);
    let mut answer = case.answer();
    for setup in &setups[1..] {
        case.load(setup);
        answer = case.answer();
    }
    answer
}

/// The first disagreement of `pattern` on the inputs that tools measure, at all
/// sizes, and on its nasty inputs.
pub fn first_disagreement(pattern: &'static Pattern) -> Option<Disagreement> {
    pattern.scenarios.iter().find_map(|scenario| {
        let measured = pattern
            .sizes_in(scenario)
            .iter()
            .map(|&size| Setup::measured(scenario, size));
        let nasty = pattern.nasty.iter().map(|name| Setup {
            nasty: Some(name),
            ..Setup::measured(scenario, pattern.middle_size())
        });
        measured
            .chain(nasty)
            .find_map(|setup| disagreement(pattern, scenario, &[setup]))
    })
}
