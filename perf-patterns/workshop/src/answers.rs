//! Answers other than code: what was predicted or named, compared with what was
//! counted. Pure.

use patterns::catalogue::{Exercise, Kind, Metric, Proof};
use toml_edit::DocumentMut;

use crate::check::Checked;
use crate::score::{self, Counts};

/// What somebody wrote into `answer.toml`.
pub struct Said(DocumentMut);

/// What it is worth, and what to say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// From 0 to 1.
    pub score: f64,
    /// Sentences for whoever answered.
    pub notes: Vec<String>,
}

/// A right decision, or the right mechanism, without the figures that show it.
pub const WITHOUT_PROOF: f64 = 0.4;

impl Said {
    /// Reads the file.
    ///
    /// # Errors
    /// If it is no TOML: the reason.
    pub fn read(text: &str) -> Result<Said, String> {
        text.parse::<DocumentMut>().map(Said).map_err(|error| {
            let reason = error.to_string();
            format!(
                "answer.toml cannot be read: {}",
                reason.lines().next().unwrap_or_default()
            )
        })
    }

    /// The text under a key, in lower case; empty where there is none.
    pub fn word(&self, key: &str) -> String {
        let text = self.0.get(key).and_then(|item| item.as_str());
        text.unwrap_or_default().trim().to_lowercase()
    }

    /// The number under a key; none where nothing above 0 was written yet.
    fn positive(&self, key: &str) -> Option<f64> {
        self.number(key).filter(|number| *number > 0.0)
    }

    /// The number under a key.
    pub fn number(&self, key: &str) -> Option<f64> {
        let item = self.0.get(key)?;
        item.as_float()
            .or_else(|| item.as_integer().map(|number| number as f64))
    }
}

/// The counts of a metric, at every size.
fn counts(checked: &Checked, metric: Metric) -> &[Counts] {
    let found = checked
        .metrics
        .iter()
        .find(|graded| graded.metric == metric);
    found.map_or(&[], |graded| &graded.counts)
}

/// Whether a figure was read off rather than guessed: within two in a hundred, or 1.
fn is_near(said: f64, counted: u64) -> bool {
    (said - counted as f64).abs() <= (counted as f64 * 0.02).max(1.0)
}

/// Whether everything was said that a prediction needs, before it is counted.
pub fn is_predicted(exercise: &Exercise, said: &Said) -> bool {
    let mut metrics = exercise.metrics.iter();
    metrics.all(|metric| said.positive(metric.name()).is_some())
}

/// Predicted ratios, against those counted at the larger size; the worst decides.
pub fn predict(exercise: &Exercise, said: &Said, checked: &Checked) -> Judged {
    let mut judged = Judged {
        score: 1.0,
        notes: vec![],
    };
    for &metric in exercise.metrics {
        let (Some(said), Some(counts)) =
            (said.positive(metric.name()), counts(checked, metric).last())
        else {
            continue;
        };
        // As the table shows it: nobody predicts a count of 0.
        let counted = counts.start.max(1) as f64 / counts.reference.max(1) as f64;
        judged.score = judged.score.min(score::nearness(said, counted));
        judged.notes.push(format!(
            "{}: you predicted {said:.1}×, counted: {counted:.1}×.",
            metric.name().replace('_', " ")
        ));
    }
    judged
}

/// A decision with its figures.
pub fn leave(exercise: &Exercise, said: &Said, checked: &Checked) -> Judged {
    let decision = said.word("decision");
    let judged = |score, note: &str| Judged {
        score,
        notes: vec![note.to_owned()],
    };
    match decision.as_str() {
        "leave" => {}
        "change" => {
            return judged(
                0.0,
                "Look at what one call saves, in all, and how often it runs: it is not worth the \
                 change.",
            );
        }
        _ => {
            return judged(
                0.0,
                "answer.toml has no decision yet: \"leave\" or \"change\".",
            );
        }
    }
    for &metric in exercise.metrics {
        let name = metric.name();
        let before = said.number(&format!("{name}_before")).unwrap_or(-2.0);
        let after = said.number(&format!("{name}_after")).unwrap_or(-2.0);
        let shown = counts(checked, metric).iter().any(|counts| {
            // The learner's own change is as good as ours, if it is one.
            let own = counts.you < counts.start && is_near(after, counts.you);
            is_near(before, counts.start) && (own || is_near(after, counts.reference))
        });
        if !shown && !counts(checked, metric).is_empty() {
            return judged(
                WITHOUT_PROOF,
                &format!(
                    "The decision is right; {} before and after do not show it yet. Make the \
                     change in src/lib.rs, check, and write down both counts.",
                    name.replace('_', " ")
                ),
            );
        }
    }
    judged(1.0, "The decision is right, and the figures show it.")
}

/// A mechanism with the count that proves it.
pub fn explain(
    exercise: &Exercise,
    choices: &[(char, &str)],
    said: &Said,
    checked: &Checked,
) -> Judged {
    let Kind::Explain { right, proof, .. } = exercise.kind else {
        return Judged {
            score: 0.0,
            notes: vec![],
        };
    };
    let judged = |score, note: &str| Judged {
        score,
        notes: vec![note.to_owned()],
    };
    let letter = said.word("mechanism");
    if letter.is_empty() {
        return judged(
            0.0,
            "answer.toml names no mechanism yet: a letter of the README.",
        );
    }
    let is_right = choices
        .iter()
        .any(|(choice, text)| *text == right && letter == choice.to_string());
    if !is_right {
        return judged(
            0.0,
            "That is not the mechanism: which count would have to move if it were?",
        );
    }
    let pairs: Vec<(u64, u64)> = match proof {
        Proof::Metric(metric) => counts(checked, metric)
            .iter()
            .map(|counts| (counts.start, counts.reference))
            .collect(),
        Proof::IndirectJumps => checked.indirect_jumps.clone(),
    };
    if pairs.is_empty() {
        return judged(
            WITHOUT_PROOF,
            "The mechanism is right; its count needs valgrind, which is missing here.",
        );
    }
    let first = said.number("first").unwrap_or(-2.0);
    let other = said.number("other").unwrap_or(-2.0);
    let proven = said.word("count") == proof.name()
        && pairs
            .iter()
            .any(|&(a, b)| is_near(first, a) && is_near(other, b));
    if proven {
        judged(1.0, "The mechanism is right, and the count proves it.")
    } else {
        judged(
            WITHOUT_PROOF,
            "The mechanism is right; the count and its two values do not prove it yet.",
        )
    }
}

/// Where it was found and what it is; `score` is what mending it was worth.
pub fn find(
    pattern: &str,
    lines: std::ops::RangeInclusive<usize>,
    said: &Said,
    score: f64,
) -> Judged {
    let mut notes = vec![];
    match said.positive("line") {
        None => notes.push("answer.toml names no line yet.".to_owned()),
        Some(line) if !lines.contains(&(line as usize)) => {
            notes.push("The line in answer.toml is not where it costs.".to_owned());
        }
        Some(_) => {}
    }
    match said.word("pattern").as_str() {
        "" => notes.push("answer.toml names no pattern yet.".to_owned()),
        named if named != pattern => {
            notes.push("The pattern in answer.toml is not what is wrong there.".to_owned());
        }
        _ => {}
    }
    let score = if notes.is_empty() {
        notes.push("Line and pattern are right.".to_owned());
        score
    } else {
        score.min(WITHOUT_PROOF)
    };
    Judged { score, notes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Graded;

    fn checked(counts: Counts) -> Checked {
        let mut checked = Checked::without_counts("x", crate::check::Verdict::Counted);
        checked.metrics = vec![Graded::new(Metric::Allocations, vec![counts], &[])];
        checked.indirect_jumps = vec![(1_000, 0)];
        checked
    }

    fn exercise(kind: Kind) -> Exercise {
        use patterns::catalogue::declare::{explain, leave_alone, predict};
        match kind {
            Kind::Leave => leave_alone("x", &[Metric::Allocations]),
            Kind::Explain { .. } => explain(
                "x",
                "why?",
                "calls",
                &["cache", "copies"],
                Proof::IndirectJumps,
            ),
            _ => predict("x", &[Metric::Allocations]),
        }
    }

    fn said(text: &str) -> Said {
        Said::read(text).unwrap_or_else(|reason| panic!("{reason}"))
    }

    const COUNTS: Counts = Counts {
        start: 599,
        you: 599,
        reference: 5,
    };

    #[test]
    fn a_right_prediction_is_gold_a_near_one_has_a_medal_and_a_guess_has_none() {
        let checked = checked(COUNTS);
        let worth = |text: &str| predict(&exercise(Kind::Predict), &said(text), &checked).score;
        assert!(worth("allocations = 120") > 0.99);
        assert!((0.5..0.9).contains(&worth("allocations = 70.0")));
        assert_eq!(worth("allocations = 2"), 0.0);
        assert!(!is_predicted(
            &exercise(Kind::Predict),
            &said("allocations = 0.0")
        ));
    }

    #[test]
    fn leaving_alone_needs_the_decision_and_the_figures() {
        let checked = checked(COUNTS);
        let worth = |text: &str| leave(&exercise(Kind::Leave), &said(text), &checked).score;
        let figures = "allocations_before = 599\nallocations_after = 5";
        assert_eq!(worth(&format!("decision = \"leave\"\n{figures}")), 1.0);
        assert_eq!(worth(&format!("decision = \"change\"\n{figures}")), 0.0);
        assert_eq!(worth("decision = \"leave\""), WITHOUT_PROOF);
        // Two counts of the start prove nothing: nothing was tried.
        let untried = "decision = \"leave\"\nallocations_before = 599\nallocations_after = 599";
        assert_eq!(worth(untried), WITHOUT_PROOF);
        assert_eq!(worth(figures), 0.0);
    }

    #[test]
    fn an_explanation_needs_the_mechanism_and_the_count_that_proves_it() {
        let checked = checked(COUNTS);
        let kind = || {
            exercise(Kind::Explain {
                question: "",
                right: "",
                wrong: &[],
                proof: Proof::IndirectJumps,
            })
        };
        let choices = [('a', "cache"), ('b', "calls"), ('c', "copies")];
        let worth = |text: &str| explain(&kind(), &choices, &said(text), &checked).score;
        let proof = "count = \"indirect_jumps\"\nfirst = 1000\nother = 0";
        assert_eq!(worth(&format!("mechanism = \"b\"\n{proof}")), 1.0);
        assert_eq!(worth(&format!("mechanism = \"a\"\n{proof}")), 0.0);
        assert_eq!(worth("mechanism = \"b\""), WITHOUT_PROOF);
        assert_eq!(worth(proof), 0.0);
    }

    #[test]
    fn mending_without_having_found_it_has_no_medal() {
        let worth = |text: &str| find("a/b", 10..=14, &said(text), 1.0).score;
        assert_eq!(worth("line = 12\npattern = \"a/b\""), 1.0);
        assert_eq!(worth("line = 2\npattern = \"a/b\""), WITHOUT_PROOF);
        assert_eq!(worth("line = 12\npattern = \"a/c\""), WITHOUT_PROOF);
    }

    #[test]
    fn a_file_that_is_no_toml_is_said_to_be_none() {
        assert!(
            Said::read("decision = ")
                .err()
                .unwrap()
                .contains("answer.toml")
        );
    }
}
