//! The results that a reader would least expect, in words.

use benches::record::{Pair, Record};

use crate::units;

/// Up to three sentences about `record`, the most surprising first: where
/// instructions and time disagree, and where the usual advice loses time.
pub fn sentences(record: &Record) -> Vec<String> {
    let mut found: Vec<(f64, String)> = record
        .pairs
        .iter()
        .filter(|pair| pair.scenario == "typical")
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
fn surprise(pair: &Pair) -> Option<(f64, String)> {
    let time = pair.time_ratio?;
    let name = format!("{}/{}: {}", pair.family, pair.pattern, pair.other);
    let disagreement = pair
        .instruction_ratio
        .filter(|ratio| *ratio > 0.0)
        .map(|ratio| {
            let text = format!(
                "{name} changes instructions by {} and time by {}",
                units::factor(ratio),
                units::factor(time)
            );
            ((time / ratio).ln().abs(), text)
        });
    let lost = (pair.role == "fast" && pair.time_interval()?.1 < 0.97).then(|| {
        let text = format!(
            "{name}, the advice, is slower here: {}",
            units::factor(time)
        );
        (1.0 + time.ln().abs(), text)
    });
    lost.or(disagreement.filter(|(score, _)| *score > 2.0_f64.ln()))
}
