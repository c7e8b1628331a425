//! Halves of the cases, drawn by chance: one for developing rules, the other held out.
//! What is held out can be scored once. A new round of cases is drawn for the next time.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// The sets of cases, each drawn from by itself.
pub const SETS: [&str; 2] = ["snippets", "changes"];

/// How a round of cases is divided.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// The seed of its draw, fixed before anything was advised on.
    pub seed: u64,
    /// One case in so many is for developing; without one, all of the round is held out.
    pub develop_one_in: Option<usize>,
}

impl Round {
    /// What the case at a place of the shuffled order is for.
    fn part(self, at: usize) -> Part {
        match self.develop_one_in {
            Some(one_in) if at.is_multiple_of(one_in) => Part::Develop,
            _ => Part::HeldOut,
        }
    }
}

/// The rounds so far; the first is round 1.
pub const ROUNDS: [Round; 3] = [
    Round {
        seed: 20_261_126,
        develop_one_in: Some(2),
    },
    Round {
        seed: 20_261_127,
        develop_one_in: Some(3),
    },
    Round {
        seed: 20_261_128,
        develop_one_in: None,
    },
];

/// What the cases of a half are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Rules may be changed for these.
    Develop,
    /// Scored once, after the rules are frozen.
    HeldOut,
}

/// A half of a round: `develop` and `held-out` are round 1, `held-out-2` is round 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Half {
    /// From 1.
    pub round: u32,
    /// What it is for.
    pub part: Part,
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.part {
            Part::Develop => "develop",
            Part::HeldOut => "held-out",
        })?;
        match self.round {
            1 => Ok(()),
            round => write!(f, "-{round}"),
        }
    }
}

impl FromStr for Half {
    type Err = String;

    fn from_str(text: &str) -> Result<Half, String> {
        let parts = [("develop", Part::Develop), ("held-out", Part::HeldOut)];
        parts
            .into_iter()
            .find_map(|(name, part)| {
                let round = match text.strip_prefix(name)? {
                    "" => 1,
                    rest => rest.strip_prefix('-')?.parse().ok()?,
                };
                (round > 0).then_some(Half { round, part })
            })
            .ok_or_else(|| format!("`{text}` is no half: `develop` or `held-out-2`, for example"))
    }
}

impl From<Half> for String {
    fn from(half: Half) -> String {
        half.to_string()
    }
}

impl TryFrom<String> for Half {
    type Error = String;

    fn try_from(text: String) -> Result<Half, String> {
        text.parse()
    }
}

/// Divides each set of a round's cases by chance.
///
/// # Errors
/// If the round has no seed.
pub fn draw(names: &[String], round: u32) -> anyhow::Result<BTreeMap<String, Half>> {
    let rule = (round as usize)
        .checked_sub(1)
        .and_then(|at| ROUNDS.get(at))
        .with_context(|| format!("round {round} has no seed in ROUNDS"))?;
    let mut random = fastrand::Rng::with_seed(rule.seed);
    let mut halves = BTreeMap::new();
    for set in SETS {
        let mut of_set: Vec<&String> = names
            .iter()
            .filter(|name| name.starts_with(&format!("{set}/")))
            .collect();
        random.shuffle(&mut of_set);
        for (at, name) in of_set.iter().enumerate() {
            let part = rule.part(at);
            halves.insert((*name).clone(), Half { round, part });
        }
    }
    Ok(halves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_without_a_share_for_developing_is_held_out_whole() {
        let (whole, third) = (
            Round {
                seed: 1,
                develop_one_in: None,
            },
            Round {
                seed: 1,
                develop_one_in: Some(3),
            },
        );
        let parts = |round: Round| (0..7).map(|at| round.part(at)).collect::<Vec<_>>();
        assert_eq!(parts(whole), [Part::HeldOut; 7]);
        let develop = |parts: &[Part]| parts.iter().filter(|part| **part == Part::Develop).count();
        assert_eq!(develop(&parts(third)), 3);
    }

    #[test]
    fn a_half_is_read_as_it_is_written() {
        for text in ["develop", "held-out", "develop-2", "held-out-17"] {
            assert_eq!(text.parse::<Half>().unwrap().to_string(), text);
        }
        for text in ["", "half", "develop-", "develop-0", "held-out2"] {
            assert!(text.parse::<Half>().is_err(), "{text}");
        }
    }
}
