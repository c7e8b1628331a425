//! The results that a reader would least expect, in words.

use record::{Metric, Pair, Record, Role};

use patterns::catalogue::{Evidence, Expect, Scenario, Verdict};

use crate::units;

/// Up to three sentences about `record`, the most surprising first: where
/// instructions and time disagree, and where the usual advice loses time.
pub fn sentences(record: &Record) -> Vec<String> {
    let mut found: Vec<(f64, String)> = record
        .pairs()
        .filter(|pair| pair.other.scenario == Scenario::TYPICAL.name)
        .filter_map(surprise)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut named: Vec<String> = Vec::new();
    let mut sentences = Vec::new();
    for (_, sentence) in found {
        let pattern = sentence.split(':').next().unwrap_or_default().to_owned();
        if !named.contains(&pattern) {
            named.push(pattern);
            sentences.push(sentence);
        }
    }
    sentences.truncate(3);
    sentences
}

/// How surprising a pair is (a logarithm), and what to say of it.
fn surprise(pair: Pair<'_>) -> Option<(f64, String)> {
    let time = pair.ratio(Metric::TimeNs)?;
    let name = format!("{}: {}", pair.other.pattern_id(), pair.other.variant);
    let disagreement = pair
        .ratio(Metric::Instructions)
        .filter(|ratio| *ratio > 0.0)
        .map(|ratio| {
            let text = format!(
                "{name} changes instructions by {} and time by {}",
                units::factor(ratio),
                units::factor(time)
            );
            ((time / ratio).ln().abs(), text)
        });
    let lost = (pair.role() == Role::Fast && loses(pair)).then(|| {
        let text = format!(
            "{name}, the advice, is slower here: {}",
            units::factor(time)
        );
        (1.0 + time.ln().abs(), text)
    });
    lost.or(disagreement.filter(|(score, _)| *score > 2.0_f64.ln()))
}

/// Whether the whole interval of a pair lies below its pattern's margin, as it was
/// when the pair was measured.
fn loses(pair: Pair<'_>) -> bool {
    pair.speedup().is_some_and(|speedup| {
        let evidence = Evidence::Interval {
            low: speedup.low,
            high: speedup.high,
        };
        Expect::Loses.judge(evidence, speedup.margin) == Verdict::Confirmed
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Speedup};

    #[test]
    fn a_loss_within_the_patterns_own_margin_is_no_surprise() {
        let loses_by = |margin| {
            let case = Case {
                speedup: Some(Speedup {
                    median: 0.95,
                    low: 0.94,
                    high: 0.96,
                    margin,
                    ..Speedup::default()
                }),
                ..Case::new("family/pattern", "variant", Role::Fast, "typical", 1)
            };
            loses(Pair {
                slow: &case,
                other: &case,
            })
        };
        assert!(loses_by(0.03));
        assert!(!loses_by(0.05));
    }
}
