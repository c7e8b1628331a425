//! Matches own lines with the symptoms that patterns declare.

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
        Shape::ReadAtMost(most) => sum
            .read_bytes
            .is_some_and(|read| read as f64 <= most * sum.allocated_bytes as f64),
        Shape::WrittenAtMost(most) => sum
            .written_bytes
            .is_some_and(|written| written as f64 <= most * sum.allocated_bytes as f64),
    }
}

fn evidence(symptom: &Symptom, sum: &Figures, ceiling: &Ceiling, through: Option<&str>) -> String {
    let mut parts = vec![symptom.see.to_owned()];
    if let Some(mean) = sum.allocated_bytes.checked_div(sum.allocations) {
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

#[cfg(test)]
mod tests {
    use profiles::{Blocks, Builder, Format, Frame, Metric, Profile};

    use super::*;
    use crate::own;

    /// 1,000 allocations of 40 bytes below line 4 of `src/main.rs`, never more than
    /// two alive, by way of `callee` in `file`.
    fn heap(callee: &str, file: &str) -> Profile {
        let mut builder = Builder::new(
            Format::Dhat,
            vec![
                Metric::new("allocated_bytes", "bytes"),
                Metric::new("allocations", "count"),
            ],
        );
        let mut place = |function: &str, file: &str, line| {
            builder.frame(Frame {
                function: function.to_owned(),
                file: file.to_owned(),
                line,
                ..Frame::default()
            })
        };
        let stack = vec![
            place("malloc", "", 0),
            place(callee, file, 9),
            place("work", "src/main.rs", 4),
        ];
        let blocks = Blocks {
            most_blocks: 2,
            most_bytes: 80,
            ..Blocks::default()
        };
        builder.push(stack, vec![40_000, 1_000], Some(blocks));
        builder.run(String::new(), Some(1_000_000));
        builder.finish()
    }

    fn found(profile: Profile, code: &str) -> Vec<(String, Confidence)> {
        let profiles = [profile];
        let program = own::lines(&profiles, |file, _| file == "src/main.rs");
        let sources = BTreeMap::from([("src/main.rs".to_owned(), code.to_owned())]);
        let patterns: Vec<&'static Pattern> = patterns::patterns().collect();
        advise(&patterns, &program, &sources, Vec::new())
            .advice
            .into_iter()
            .map(|advice| (advice.pattern, advice.confidence))
            .collect()
    }

    const STD: &str = "/rustc/5980/library/alloc/src/fmt.rs";

    #[test]
    fn what_profile_and_source_agree_on_is_confirmed() {
        let code = "fn work(words: &[&str]) -> String {\n    let mut text = String::new();\n    \
                    for word in words {\n        text = format!(\"{text}{word}\");\n    }\n    text\n}\n";
        let expected = [("string-building/append".to_owned(), Confidence::Confirmed)];
        assert_eq!(found(heap("format", STD), code), expected);
    }

    #[test]
    fn a_string_that_is_kept_looks_alike_and_deserves_silence() {
        let code = "fn work(words: &[&str], kept: &mut Vec<String>) {\n    let mut text = 1;\n    \
                    for word in words {\n        kept.push(format!(\"{text}{word}\"));\n    }\n}\n";
        assert_eq!(found(heap("format", STD), code), []);
    }

    #[test]
    fn a_call_into_a_dependency_is_at_most_worth_a_look() {
        let code = "fn work(words: &[&str]) -> usize {\n    let mut n = 0;\n    \
                    for word in words {\n        n += usize::from(word.to_lowercase() == n.to_string());\n    }\n    n\n}\n";
        let file = "/home/a/.cargo/registry/src/index-1/caseless-0.2.1/src/lib.rs";
        let expected = [("string-building/ascii-case".to_owned(), Confidence::Look)];
        assert_eq!(found(heap("to_lowercase", file), code), expected);
    }

    #[test]
    fn a_vector_that_leaves_its_turn_is_not_reused() {
        let turn = |last: &str| {
            format!(
                "fn work(rounds: &[Vec<u32>], all: &mut Vec<Vec<u32>>) {{\n    for round in rounds {{\n        \
                 let n = 1;\n        let turn = round.to_vec();\n        {last};\n    }}\n}}\n"
            )
        };
        let expected = [("pooling/reuse-vec".to_owned(), Confidence::Confirmed)];
        let file = "/rustc/5980/library/alloc/src/slice.rs";
        assert_eq!(
            found(heap("to_vec", file), &turn("sort_it(&mut turn)")),
            expected
        );
        assert_eq!(found(heap("to_vec", file), &turn("all.push(turn)")), []);
    }
}
