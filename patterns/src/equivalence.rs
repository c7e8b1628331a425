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
        let inputs: Vec<String> = self.setups.iter().map(Setup::to_string).collect();
        write!(
            f,
            "{}: `{first}` and `{other}` disagree on {}\n  {first}: {expected:.300}\n  {other}: {answer:.300}",
            self.pattern,
            inputs.join(", then "),
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
    disagreement_observed(pattern, scenario, setups, &mut |_, _| ())
}

fn disagreement_observed(
    pattern: &'static Pattern,
    scenario: &Scenario,
    setups: &[Setup],
    observe: &mut impl FnMut(&'static Variant, &Setup),
) -> Option<Disagreement> {
    let mut variants = pattern
        .variants
        .iter()
        .filter(|variant| variant.absence(scenario).is_none());
    let mut answer = |variant| {
        for setup in setups {
            observe(variant, setup);
        }
        answer(variant, setups)
    };
    let first = variants.next()?;
    let expected = answer(first);
    for other in variants {
        let answer = answer(other);
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

/// How many sizes are drawn between the smallest and the middle one.
const DRAWN: usize = 4;

/// The first disagreement of `pattern` on the inputs that tools measure, at all
/// sizes, at a few sizes between them, and on its nasty inputs. `observe` gets
/// each variant and input before it runs, so that one that never returns, or
/// panics, can be named.
pub fn first_disagreement(
    pattern: &'static Pattern,
    mut observe: impl FnMut(&'static Variant, &Setup),
) -> Option<Disagreement> {
    pattern.scenarios.iter().find_map(|scenario| {
        let sizes = pattern.sizes_in(scenario);
        let measured = sizes.iter().map(|&size| Setup::measured(scenario, size));
        let mut random = fastrand::Rng::with_seed(Setup::SEED);
        let drawn = (0..DRAWN).map(|_| {
            let size = random.usize(sizes[0]..=sizes[sizes.len() / 2]);
            Setup::measured(scenario, size)
        });
        let nasty = pattern.nasty.iter().map(|name| Setup {
            nasty: Some(name),
            ..Setup::measured(scenario, pattern.middle_size())
        });
        measured
            .chain(drawn.collect::<Vec<_>>())
            .chain(nasty)
            .find_map(|setup| disagreement_observed(pattern, scenario, &[setup], &mut observe))
    })
}
