//! Whether figures are what a symptom asks for, and the words for them.

use patterns::catalogue::{Shape, Symptom};

use crate::answer::Ceiling;
use crate::own::{Figures, Program};

/// The largest share that passes its gate.
pub(super) fn ceiling(symptom: &Symptom, sum: &Figures, program: &Program) -> Option<Ceiling> {
    symptom
        .matters
        .iter()
        .filter_map(|share| {
            let (metric, found) = sum.of(share.metric, &program.total)?;
            (found >= share.least).then(|| Ceiling {
                metric: metric.to_owned(),
                share: found,
            })
        })
        .max_by(|a, b| a.share.total_cmp(&b.share))
}

pub(super) fn fits(shape: Shape, sum: &Figures) -> bool {
    let mean = sum.allocated_bytes as f64 / sum.allocations.max(1) as f64;
    match shape {
        Shape::SystemCalls(least) => sum.system_calls >= least,
        Shape::Blocks(least) => sum.allocations >= least,
        // A profile without lifetimes shows none of these.
        Shape::LiveAtMost(most) => sum.most_blocks.is_some_and(|live| {
            // Blocks of several stacks are not alive at the same time, or not all.
            live <= most || sum.most_blocks_of_one <= most && live * 50 <= sum.allocations
        }),
        Shape::Freed => sum
            .most_blocks
            .is_some_and(|live| live * 3 <= sum.allocations),
        Shape::Kept => sum
            .most_blocks
            .is_some_and(|live| live * 10 >= sum.allocations),
        Shape::BytesAtMost(most) => sum.allocations > 0 && mean <= most as f64,
        Shape::BytesAtLeast(least) => mean >= least as f64,
        Shape::Grows => sum.most_blocks.is_some_and(|live| {
            // A growing block is larger in the end than on average.
            sum.allocations > live && sum.most_bytes as f64 > 1.3 * live as f64 * mean
        }),
        Shape::ReadAtMost(most) => sum
            .read_bytes
            .is_some_and(|read| read as f64 <= most * sum.allocated_bytes as f64),
        Shape::WrittenAtMost(most) => sum
            .written_bytes
            .is_some_and(|written| written as f64 <= most * sum.allocated_bytes as f64),
        // Of the function, and asked apart.
        Shape::ReplacesAtMost(_) => true,
    }
}

/// What the profile shows of a symptom, and the edit.
pub(super) fn evidence(
    symptom: &Symptom,
    sum: &Figures,
    ceiling: &Ceiling,
    through: Option<&str>,
) -> String {
    let mut parts = vec![symptom.see.to_owned()];
    if let Some(mean) = sum.allocated_bytes.checked_div(sum.allocations) {
        parts.push(match (sum.allocations, sum.most_blocks) {
            (1, _) => format!("1 allocation of {mean} bytes"),
            (many, None) => format!("{many} allocations of {mean} bytes on average"),
            (many, Some(live)) => format!(
                "{many} allocations of {mean} bytes on average, at most {live} alive at once"
            ),
        });
    }
    if sum.system_calls > 0 {
        parts.push(match sum.system_calls {
            1 => "1 system call".to_owned(),
            many => format!("{many} system calls"),
        });
    }
    parts.push(format!(
        "{:.0} % of the program's {}",
        100.0 * ceiling.share,
        ceiling.metric.replace('_', " ")
    ));
    if let Some(name) = through {
        parts.push(format!("by a call into `{name}`"));
    }
    format!("{}. Edit: {}", parts.join("; "), symptom.edit)
}
