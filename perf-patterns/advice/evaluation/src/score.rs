//! Holds advice against what following it saved.

use std::collections::BTreeMap;
use std::fmt;

use crate::case::{Case, Site};
use crate::count::{self, Counts};
use crate::store::{Advice, Judgement, Measured};

/// A count of a count, shown with both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// Of these,
    pub of: u32,
    /// so many.
    pub so_many: u32,
}

impl Ratio {
    /// Counts one more.
    pub fn add(&mut self, holds: bool) {
        self.of += 1;
        self.so_many += u32::from(holds);
    }

    fn join(&mut self, other: Ratio) {
        self.of += other.of;
        self.so_many += other.so_many;
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.of == 0 {
            return write!(f, "– (0 of 0)");
        }
        let share = f64::from(self.so_many) / f64::from(self.of);
        write!(f, "{share:.2} ({} of {})", self.so_many, self.of)
    }
}

/// How often advice was right.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Confirmed advice that saves enough.
    pub confirmed_right: Ratio,
    /// Lines worth a look of those that *look here* names.
    pub look_right: Ratio,
    /// Sites worth advice that have the right pattern, confirmed.
    pub recall_confirmed: Ratio,
    /// The same, in either grade.
    pub recall: Ratio,
    /// Sites where following advice saves nothing, without confirmed advice.
    pub silent_confirmed: Ratio,
    /// The same, without any advice.
    pub silent: Ratio,
    /// Sites that the author took for something else than they are.
    pub guessed_wrongly: u32,
}

impl Score {
    /// Adds another score.
    pub fn join(&mut self, other: Score) {
        self.confirmed_right.join(other.confirmed_right);
        self.look_right.join(other.look_right);
        self.recall_confirmed.join(other.recall_confirmed);
        self.recall.join(other.recall);
        self.silent_confirmed.join(other.silent_confirmed);
        self.silent.join(other.silent);
        self.guessed_wrongly += other.guessed_wrongly;
    }
}

/// One line of what was found for a case, for whoever looks into it.
pub struct Finding {
    /// Whether it counts against the advice.
    pub is_wrong: bool,
    /// What was found.
    pub text: String,
}

/// Whether following the advice at each site saves enough, as counted.
pub fn worth(
    case: &Case,
    measured: &Measured,
    is_about_memory: &dyn Fn(&str) -> bool,
) -> BTreeMap<u32, bool> {
    case.sites
        .iter()
        .filter_map(|site| {
            let after = measured.after.get(&site.number.to_string())?;
            let memory = site.patterns.iter().any(|pattern| is_about_memory(pattern));
            Some((
                site.number,
                count::is_worth(&measured.before, after, memory),
            ))
        })
        .collect()
}

/// Scores the advice for one marked program.
pub fn marked(
    name: &str,
    case: &Case,
    measured: &Measured,
    advice: &[Advice],
    judgements: &[Judgement],
    is_about_memory: &dyn Fn(&str) -> bool,
) -> (Score, Vec<Finding>) {
    let mut score = Score::default();
    let mut findings = Vec::new();
    let worth = worth(case, measured, is_about_memory);
    let program = case.program(None);
    let line = |number: u32| program.lines().nth(number as usize - 1).unwrap_or_default();
    let judged = |advice: &Advice| {
        judgements.iter().find(|judgement| {
            judgement.case == name
                && judgement.pattern == advice.pattern
                && line(advice.line).contains(&judgement.line)
        })
    };
    for advice in advice {
        let confirmed = advice.confidence == "confirmed";
        let site = case.sites.iter().find(|site| site.holds(advice.line));
        let site_is_right = site.is_some_and(|site| {
            worth.get(&site.number) == Some(&true)
                && (!confirmed || site.patterns.contains(&advice.pattern))
        });
        let right = judged(advice).map_or(site_is_right, |judgement| judgement.worth);
        if confirmed {
            score.confirmed_right.add(right);
        } else {
            score.look_right.add(right);
        }
        if !right {
            findings.push(Finding {
                is_wrong: true,
                text: format!(
                    "{} {} at {}: {}",
                    advice.confidence,
                    advice.pattern,
                    advice.line,
                    line(advice.line).trim()
                ),
            });
        }
    }
    for site in &case.sites {
        let Some(&is_worth) = worth.get(&site.number) else {
            continue;
        };
        let here = || advice.iter().filter(|advice| site.holds(advice.line));
        let confirmed = |advice: &Advice| advice.confidence == "confirmed";
        if is_worth {
            let finds = |advice: &Advice| {
                site.holds(advice.line) && site.patterns.contains(&advice.pattern)
                    || judged(advice).is_some_and(|judgement| judgement.site == Some(site.number))
            };
            score.recall_confirmed.add(
                advice
                    .iter()
                    .any(|advice| finds(advice) && confirmed(advice)),
            );
            let found = advice.iter().any(finds);
            score.recall.add(found);
            if !found {
                let others: Vec<&str> = here().map(|advice| advice.pattern.as_str()).collect();
                findings.push(Finding {
                    is_wrong: true,
                    text: format!(
                        "missed {} at site {} (saves {}); said there: {}",
                        site.patterns.join("|"),
                        site.number,
                        best(measured, site, is_about_memory),
                        others.join(", ")
                    ),
                });
            }
        } else {
            score.silent_confirmed.add(!here().any(confirmed));
            score.silent.add(here().next().is_none());
        }
        let guess = site.guess == crate::case::Guess::Mistake;
        if guess != is_worth {
            score.guessed_wrongly += 1;
            findings.push(Finding {
                is_wrong: false,
                text: format!(
                    "site {} was taken for {:?}; the most it saves is {}",
                    site.number,
                    site.guess,
                    best(measured, site, is_about_memory)
                ),
            });
        }
    }
    (score, findings)
}

/// The most that following the advice at a site saves, of what counts there.
pub fn best(measured: &Measured, site: &Site, is_about_memory: &dyn Fn(&str) -> bool) -> String {
    let Some(after) = measured.after.get(&site.number.to_string()) else {
        return "not measured".to_owned();
    };
    let memory = site.patterns.iter().any(|pattern| is_about_memory(pattern));
    let (what, share) = count::savings(&measured.before, after, memory)[0];
    format!("{:.1} % of {what}", share * 100.0)
}

/// What the advice for one variant of the catalogue comes to.
pub struct Embedded {
    /// Whether another variant saves enough.
    pub worth: bool,
    /// Whether its own pattern was advised, and how.
    pub advised: Option<String>,
    /// Advice of other patterns, whose truth this set does not hold.
    pub others: usize,
    /// Confirmed ones among these.
    pub others_confirmed: usize,
}

/// Holds the advice for one variant against the other variants' counts.
pub fn embedded(
    pattern: &str,
    before: &Counts,
    others: &[Counts],
    advice: &[Advice],
    memory: bool,
) -> Embedded {
    let mut own: Vec<&Advice> = advice
        .iter()
        .filter(|advice| advice.pattern == pattern)
        .collect();
    own.sort_by_key(|advice| advice.confidence != "confirmed");
    let rest = || advice.iter().filter(|advice| advice.pattern != pattern);
    Embedded {
        worth: others
            .iter()
            .any(|after| count::is_worth(before, after, memory)),
        advised: own.first().map(|advice| advice.confidence.clone()),
        others: rest().count(),
        others_confirmed: rest()
            .filter(|advice| advice.confidence == "confirmed")
            .count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(instructions: u64) -> Counts {
        Counts {
            instructions,
            system_calls: 60,
            allocations: 10,
            allocated_bytes: 1_000,
            peak_bytes: 100,
        }
    }

    fn advice(confidence: &str, line: u32) -> Advice {
        Advice {
            pattern: "x/y".into(),
            confidence: confidence.into(),
            file: "main.rs".into(),
            line,
            function: "f".into(),
        }
    }

    #[test]
    fn truth_is_what_was_counted_not_what_the_author_thought() {
        let text = "//- 1 mistake x/y\na\n//+ 1\nb\n//.\n//- 2 lookalike x/y\nc\n//+ 2\nd\n//.\n";
        let case = Case::parse(text).unwrap();
        let measured = Measured {
            before: counts(1_000),
            after: [("1".to_owned(), counts(990)), ("2".to_owned(), counts(500))].into(),
        };
        let given = [advice("confirmed", 1), advice("confirmed", 2)];
        let (score, _) = marked("s/c", &case, &measured, &given, &[], &|_| false);
        assert_eq!(score.confirmed_right, Ratio { of: 2, so_many: 1 });
        assert_eq!(score.recall, Ratio { of: 1, so_many: 1 });
        assert_eq!(score.silent, Ratio { of: 1, so_many: 0 });
        assert_eq!(score.guessed_wrongly, 2);
    }

    #[test]
    fn advice_outside_every_site_is_wrong_until_it_was_tried() {
        let case = Case::parse("let z;\n//- 1 mistake x/y\na\n//+ 1\nb\n//.\n").unwrap();
        let measured = Measured {
            before: counts(1_000),
            after: [("1".to_owned(), counts(900))].into(),
        };
        let given = [advice("confirmed", 1)];
        let (score, _) = marked("s/c", &case, &measured, &given, &[], &|_| false);
        assert_eq!(score.confirmed_right, Ratio { of: 1, so_many: 0 });
        let judged = [Judgement {
            case: "s/c".into(),
            line: "let z".into(),
            pattern: "x/y".into(),
            worth: true,
            site: None,
            tried: String::new(),
        }];
        let (score, _) = marked("s/c", &case, &measured, &given, &judged, &|_| false);
        assert_eq!(score.confirmed_right, Ratio { of: 1, so_many: 1 });
        assert_eq!(score.recall, Ratio { of: 1, so_many: 0 });
    }
}
