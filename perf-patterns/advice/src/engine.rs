//! Holds own lines against the symptoms that patterns declare.

use std::collections::BTreeMap;

use patterns::catalogue::{Pattern, Reach, Shape, Symptom};

use crate::answer::{Advice, Answer, Ceiling, Confidence, Spent};
use crate::own::{Figures, Line, Program};
use crate::source::Source;

/// Below this share of the program's instructions an estimate of what is saved is
/// not worth a person's time.
const WORTH: f64 = 0.05;

/// Advice for a program, most confident and largest first.
///
/// `sources` has the text of own files by their names in the profile; `spent` what
/// the profiles are made of.
#[must_use]
pub fn advise(
    patterns: &[&'static Pattern],
    program: &Program,
    sources: &BTreeMap<String, String>,
    spent: Vec<(&'static str, f64)>,
) -> Answer {
    let parsed: BTreeMap<&String, Source> = sources
        .iter()
        .filter_map(|(file, text)| Some((file, Source::parse(text)?)))
        .collect();
    let mut answer = Answer {
        lines: program.lines.len(),
        spent: spent
            .into_iter()
            .map(|(on, share)| Spent { on, share })
            .collect(),
        ..Answer::default()
    };
    for pattern in patterns {
        for symptom in pattern.symptoms {
            if symptom.reach == Reach::Read {
                continue;
            }
            answer.looked_for += 1;
            for line in &program.lines {
                let found = judge(pattern, symptom, line, program, parsed.get(&line.file));
                answer.advice.extend(found);
            }
        }
    }
    settle(&mut answer.advice);
    answer
}

/// One line, one symptom.
fn judge(
    pattern: &Pattern,
    symptom: &Symptom,
    line: &Line,
    program: &Program,
    source: Option<&Source>,
) -> Option<Advice> {
    let mut sum = Figures::default();
    let mut foreign = Figures::default();
    let mut dependency = None;
    for way in &line.ways {
        let by_name = symptom.frames.is_empty()
            || way
                .names
                .iter()
                .any(|name| symptom.frames.contains(&name.as_str()));
        if by_name {
            sum.add(&way.figures);
            if way.dependency.is_some() {
                foreign.add(&way.figures);
                dependency = way.dependency.as_ref().or(dependency);
            }
        }
    }
    let ceiling = ceiling(symptom, &sum, program)?;
    if !symptom.shape.iter().all(|shape| fits(*shape, &sum)) {
        return None;
    }
    if symptom.instructions_each > 0
        && let Some(instructions) = program.instructions
    {
        let saved = sum.allocations as f64 * f64::from(symptom.instructions_each);
        if saved < WORTH * instructions as f64 {
            return None;
        }
    }
    let shown = source?
        .calls(symptom.calls, line.line)
        .into_iter()
        .any(|call| {
            symptom.source.iter().all(|fact| call.shows(fact))
                && !symptom.guards.iter().any(|fact| call.shows(fact))
        });
    if !shown {
        return None;
    }
    // Most of it passes through a dependency: the line asked for something else.
    let through = dependency.filter(|_| {
        foreign.allocations * 2 > sum.allocations
            || sum.allocations == 0 && foreign.instructions * 2 > sum.instructions
    });
    let confidence = match (symptom.reach, through) {
        (Reach::Confirm, None) => Confidence::Confirmed,
        _ => Confidence::Look,
    };
    Some(Advice {
        pattern: pattern.id.to_owned(),
        confidence,
        file: line.file.clone(),
        line: line.line,
        function: line.function.clone(),
        evidence: evidence(symptom, &sum, &ceiling, through.map(String::as_str)),
        ceiling,
        question: symptom.question.to_owned(),
        command: format!(
            "perf-patterns show {0} --diff && perf-patterns copy {0}",
            pattern.id
        ),
    })
}

/// The largest share that passes its gate.
fn ceiling(symptom: &Symptom, sum: &Figures, program: &Program) -> Option<Ceiling> {
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

fn fits(shape: Shape, sum: &Figures) -> bool {
    let mean = sum.allocated_bytes as f64 / sum.allocations.max(1) as f64;
    match shape {
        Shape::SystemCalls(least) => sum.system_calls >= least,
        Shape::Blocks(least) => sum.allocations >= least,
        // A profile without lifetimes shows none of these.
        Shape::LiveAtMost(most) => sum.most_blocks.is_some_and(|live| live <= most),
        Shape::Freed => sum
            .most_blocks
            .is_some_and(|live| live * 10 <= sum.allocations),
        Shape::Kept => sum
            .most_blocks
            .is_some_and(|live| live * 10 >= sum.allocations),
        Shape::BytesAtMost(most) => sum.allocations > 0 && mean <= most as f64,
        Shape::BytesAtLeast(least) => mean >= least as f64,
        Shape::Grows => sum.most_blocks.is_some_and(|live| {
            // A growing block is larger in the end than on average.
            sum.allocations > live && sum.most_bytes as f64 > 1.3 * live as f64 * mean
        }),
        Shape::WrittenAtMost(most) => sum
            .written_bytes
            .is_some_and(|written| written as f64 <= most * sum.allocated_bytes as f64),
    }
}

fn evidence(symptom: &Symptom, sum: &Figures, ceiling: &Ceiling, through: Option<&str>) -> String {
    let mut parts = vec![symptom.see.to_owned()];
    if sum.allocations > 0 {
        let mean = sum.allocated_bytes / sum.allocations;
        let live = sum.most_blocks.map_or(String::new(), |live| {
            format!(", at most {live} alive at once")
        });
        parts.push(format!(
            "{} allocations of {mean} bytes on average{live}",
            sum.allocations
        ));
    }
    if sum.system_calls > 0 {
        parts.push(format!("{} system calls", sum.system_calls));
    }
    parts.push(format!(
        "{:.0} % of the program's {}",
        100.0 * ceiling.share,
        ceiling.metric
    ));
    if let Some(name) = through {
        parts.push(format!("by a call into `{name}`"));
    }
    format!("{}. Edit: {}", parts.join("; "), symptom.edit)
}

/// One advice of a pattern for a line, and at most two patterns a line; confirmed
/// first, then by the ceiling.
fn settle(advice: &mut Vec<Advice>) {
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
