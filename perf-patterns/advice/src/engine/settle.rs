//! Which of all that was found is said, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{Advice, Confidence};

/// A vector that is not made at all is better than one that is kept: where a line may do
/// without, keeping its buffer is not confirmed.
fn demote(advice: &mut [Advice]) {
    const KEEPING: [&str; 2] = ["pooling/reuse-vec", "pooling/request-buffer"];
    const AVOIDING: [&str; 3] = [
        "loops/collect-then-iterate",
        "string-building/join-numbers",
        "string-building/parse-fields",
    ];
    let better: BTreeSet<(String, u32)> = advice
        .iter()
        .filter(|found| AVOIDING.contains(&found.pattern.as_str()))
        .map(|found| (found.file.clone(), found.line))
        .collect();
    for found in advice {
        if KEEPING.contains(&found.pattern.as_str())
            && better.contains(&(found.file.clone(), found.line))
        {
            found.confidence = Confidence::Look;
        }
    }
}

/// One advice of a pattern for a line, and at most two patterns a line; confirmed
/// first, then by the ceiling.
pub(super) fn settle(advice: &mut Vec<Advice>) {
    demote(advice);
    advice.sort_by(|a, b| {
        (a.confidence, &a.file, a.line)
            .cmp(&(b.confidence, &b.file, b.line))
            .then(b.ceiling.share.total_cmp(&a.ceiling.share))
    });
    let mut by_line: BTreeMap<(String, u32), Vec<String>> = BTreeMap::new();
    advice.retain(|found| {
        let known = by_line.entry((found.file.clone(), found.line)).or_default();
        let keep = known.len() < 2 && !known.contains(&found.pattern);
        if keep {
            known.push(found.pattern.clone());
        }
        keep
    });
    advice.sort_by(|a, b| {
        a.confidence
            .cmp(&b.confidence)
            .then(b.ceiling.share.total_cmp(&a.ceiling.share))
            .then_with(|| (&a.file, a.line, &a.pattern).cmp(&(&b.file, b.line, &b.pattern)))
    });
}
