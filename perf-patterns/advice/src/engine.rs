//! Matches own lines with the symptoms that patterns declare.

use std::collections::BTreeMap;

use patterns::catalogue::{Fact, Pattern, Reach, Scope, Shape, Symptom};

use crate::answer::{Advice, Answer, Ceiling, Confidence, Spent};
use crate::own::{Caller, Figures, Line, Program, Way};
use crate::source::{Call, Source, Span};

/// Below this share of the program's instructions an estimate of what is saved is
/// not worth a person's time.
const WORTH: f64 = 0.05;

/// Below this share of [`WORTH`] not even a look: the estimate may be too low.
const WORTH_A_LOOK: f64 = 0.8;

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
    let functions = by_function(program, &parsed);
    let by_name: BTreeMap<&str, u32> = (0..)
        .zip(&program.names)
        .map(|(id, name)| (name.as_str(), id))
        .collect();
    let ids = |names: &[&str]| -> Vec<u32> {
        names
            .iter()
            .filter_map(|name| by_name.get(name).copied())
            .collect()
    };
    for pattern in patterns {
        for symptom in pattern.symptoms {
            if symptom.reach == Reach::Read {
                continue;
            }
            answer.looked_for += 1;
            let held = Held {
                pattern,
                symptom,
                program,
                parsed: &parsed,
                functions: &functions,
                frames: ids(symptom.frames),
                not_through: ids(symptom.not_through),
                spoiled_through: ids(symptom.spoiled_through),
            };
            let found: Vec<Advice> = if symptom.scope == Scope::Function {
                functions
                    .iter()
                    .filter_map(|of| held.function(of))
                    .collect()
            } else {
                program
                    .lines
                    .iter()
                    .filter_map(|of| held.line(of))
                    .collect()
            };
            answer.advice.extend(found);
        }
    }
    settle(&mut answer.advice);
    answer
}

/// A function of the program's own with all that its lines paid.
struct Function<'a> {
    source: &'a Source,
    span: Span,
    /// Its first line that paid, for its names.
    first: &'a Line,
    ways: Vec<&'a Way>,
    /// Instructions by line, and by all ways from it.
    instructions: BTreeMap<u32, u64>,
}

/// Own lines put together by the innermost function that they stand in.
fn by_function<'a>(
    program: &'a Program,
    parsed: &'a BTreeMap<&String, Source>,
) -> Vec<Function<'a>> {
    let mut all = Vec::new();
    for (file, source) in parsed {
        let spans = source.functions();
        let mut found: BTreeMap<usize, Function<'a>> = BTreeMap::new();
        for line in program.lines.iter().filter(|line| line.file == **file) {
            let innermost = spans
                .iter()
                .enumerate()
                .filter(|(_, span)| (span.first..=span.last).contains(&line.line))
                .min_by_key(|(_, span)| span.last - span.first);
            let Some((at, span)) = innermost else {
                continue;
            };
            let function = found.entry(at).or_insert_with(|| Function {
                source,
                span: *span,
                first: line,
                ways: Vec::new(),
                instructions: BTreeMap::new(),
            });
            let spent: u64 = line.ways.iter().map(|way| way.figures.instructions).sum();
            *function.instructions.entry(line.line).or_default() += spent;
            function.ways.extend(&line.ways);
        }
        all.extend(found.into_values());
    }
    all
}

/// What the ways that a symptom is about come to.
struct Sum<'a> {
    figures: Figures,
    /// The dependency through which most of it passes: the line asked for something else.
    through: Option<&'a String>,
    ways: Vec<&'a Way>,
}

/// A symptom, and all that it is compared with.
struct Held<'a> {
    pattern: &'a Pattern,
    symptom: &'a Symptom,
    program: &'a Program,
    parsed: &'a BTreeMap<&'a String, Source>,
    functions: &'a [Function<'a>],
    /// The symptom's frames by their places among the program's names.
    frames: Vec<u32>,
    not_through: Vec<u32>,
    spoiled_through: Vec<u32>,
}

impl<'a> Held<'a> {
    /// One line.
    fn line(&self, line: &Line) -> Option<Advice> {
        let sum = self.sum(line.ways.iter());
        let (ceiling, worth) = self.gates(&sum.figures)?;
        if self.is_spoiled(line) {
            return None;
        }
        let source = self.parsed.get(&line.file)?;
        let function = self.functions.iter().find(|of| {
            of.first.file == line.file && (of.span.first..=of.span.last).contains(&line.line)
        });
        if !self.replaces_seldom(&sum.figures, function) {
            return None;
        }
        let calls = source.calls(self.symptom.calls, line.line);
        if calls.iter().any(|call| self.is_shown(call)) {
            return Some(self.advice(line, &sum, ceiling, worth));
        }
        // The call stands in a helper: the line that calls it may show the rest.
        if self.symptom.scope == Scope::Line || calls.is_empty() {
            return None;
        }
        let is_it = |call: &&Call<'_>| {
            let own = |facts: &'static [Fact]| facts.iter().filter(|fact| is_of_call(fact));
            own(self.symptom.source).all(|fact| call.shows(fact))
                && !own(self.symptom.guards).any(|fact| call.shows(fact))
        };
        calls.iter().find(is_it)?;
        let caller = self.caller(&sum)?;
        Some(match self.symptom.scope {
            Scope::AtCaller => {
                let line = Line {
                    file: caller.file.clone(),
                    line: caller.line,
                    function: caller.function.clone(),
                    ways: Vec::new(),
                };
                self.advice(&line, &sum, ceiling, false)
            }
            _ => self.advice(line, &sum, ceiling, false),
        })
    }

    /// All lines of one function, named at the first call that shows it.
    fn function(&self, of: &Function<'_>) -> Option<Advice> {
        let sum = self.sum(of.ways.iter().copied());
        let (ceiling, worth) = self.gates(&sum.figures)?;
        if !self.replaces_seldom(&sum.figures, Some(of)) {
            return None;
        }
        let calls = of.source.calls_within(self.symptom.calls, &of.span);
        let call = calls.iter().find(|call| self.is_shown(call))?;
        let line = Line {
            file: of.first.file.clone(),
            line: call.line(),
            function: of.first.function.clone(),
            ways: Vec::new(),
        };
        Some(self.advice(&line, &sum, ceiling, worth))
    }

    fn is_shown(&self, call: &Call<'_>) -> bool {
        self.symptom.source.iter().all(|fact| call.shows(fact))
            && !self.symptom.guards.iter().any(|fact| call.shows(fact))
    }

    fn sum<'l>(&self, ways: impl Iterator<Item = &'l Way>) -> Sum<'l> {
        let mut sum = Sum {
            figures: Figures::default(),
            through: None,
            ways: Vec::new(),
        };
        let mut foreign = Figures::default();
        let mut dependency = None;
        let passes =
            |way: &Way, frames: &[u32]| frames.iter().any(|id| way.names.binary_search(id).is_ok());
        for way in ways {
            let by_name = self.symptom.frames.is_empty() || passes(way, &self.frames);
            if by_name && !passes(way, &self.not_through) {
                sum.figures.add(&way.figures);
                sum.ways.push(way);
                if way.dependency.is_some() {
                    foreign.add(&way.figures);
                    dependency = way.dependency.as_ref().or(dependency);
                }
            }
        }
        sum.through = dependency.filter(|_| {
            foreign.allocations * 2 > sum.figures.allocations
                || sum.figures.allocations == 0
                    && foreign.instructions * 2 > sum.figures.instructions
        });
        sum
    }

    /// Whether the input shows, by the frames below the line, that the advice is wrong.
    fn is_spoiled(&self, line: &Line) -> bool {
        let sum = |ways: &mut dyn Iterator<Item = &Way>| -> u64 {
            ways.map(|way| way.figures.instructions).sum()
        };
        let passes = |way: &&Way| {
            self.spoiled_through
                .iter()
                .any(|id| way.names.binary_search(id).is_ok())
        };
        let through = sum(&mut line.ways.iter().filter(passes));
        through > 0 && through * 10 >= sum(&mut line.ways.iter())
    }

    /// What the line could save at most, and whether what it is estimated to save is worth
    /// more than a look; `None` where it does not matter.
    fn gates(&self, sum: &Figures) -> Option<(Ceiling, bool)> {
        let ceiling = ceiling(self.symptom, sum, self.program)?;
        if !self.symptom.shape.iter().all(|shape| fits(*shape, sum)) {
            return None;
        }
        let mut worth = true;
        if self.symptom.instructions_each > 0
            && let Some(instructions) = self.program.instructions
        {
            let each = f64::from(self.symptom.instructions_each).max(self.allocation_cost());
            let saved = sum.allocations as f64 * each / instructions.max(1) as f64;
            if saved < WORTH * WORTH_A_LOOK {
                return None;
            }
            worth = saved >= WORTH;
        }
        Some((ceiling, worth))
    }

    /// Instructions that an allocation and its release cost in this program, on average.
    fn allocation_cost(&self) -> f64 {
        let allocations = self.program.total.allocations.max(1);
        self.program.allocator_instructions as f64 / allocations as f64
    }

    /// Where a symptom asks whether replacements are rare, whether they are.
    fn replaces_seldom(&self, sum: &Figures, function: Option<&Function<'_>>) -> bool {
        let most = self.symptom.shape.iter().find_map(|shape| match shape {
            Shape::ReplacesAtMost(most) => Some(*most),
            _ => None,
        });
        let (Some(most), Some(function)) = (most, function) else {
            return true;
        };
        let spent: u64 = function
            .source
            .literal_writes(&function.span)
            .iter()
            .filter_map(|line| function.instructions.get(line))
            .sum();
        spent <= most * sum.allocations
    }

    /// The line that calls the helper for more than half of it, if that line shows the rest.
    fn caller<'l>(&self, sum: &Sum<'l>) -> Option<&'l Caller> {
        for depth in 0..2 {
            let mut by_caller: BTreeMap<&Caller, Figures> = BTreeMap::new();
            for way in &sum.ways {
                if let Some(caller) = way.callers.get(depth) {
                    by_caller.entry(caller).or_default().add(&way.figures);
                }
            }
            let main = by_caller.into_iter().find(|(_, figures)| {
                if sum.figures.allocations > 0 {
                    figures.allocations * 2 > sum.figures.allocations
                } else {
                    figures.instructions * 2 > sum.figures.instructions
                }
            });
            let (caller, _) = main?;
            let source = self.parsed.get(&caller.file)?;
            let calls = source.calls(&[caller.callee.as_str()], caller.line);
            let shows = |call: &Call<'_>| {
                let other = |facts: &'static [Fact]| facts.iter().filter(|fact| !is_of_call(fact));
                other(self.symptom.source).all(|fact| call.shows(fact))
                    && !other(self.symptom.guards).any(|fact| call.shows(fact))
            };
            if calls.iter().any(shows) {
                return Some(caller);
            }
        }
        None
    }

    fn advice(&self, line: &Line, sum: &Sum<'_>, ceiling: Ceiling, worth: bool) -> Advice {
        let confidence = match (self.symptom.reach, sum.through) {
            (Reach::Confirm, None) if worth => Confidence::Confirmed,
            _ => Confidence::Look,
        };
        let through = sum.through.map(String::as_str);
        Advice {
            pattern: self.pattern.id.to_owned(),
            confidence,
            file: line.file.clone(),
            line: line.line,
            function: line.function.clone(),
            evidence: evidence(self.symptom, &sum.figures, &ceiling, through),
            ceiling,
            question: self.symptom.question.to_owned(),
            command: format!(
                "perf-patterns show {0} --diff && perf-patterns copy {0}",
                self.pattern.id
            ),
        }
    }
}

/// A fact about what is called, which holds in the helper where the call stands; the
/// others are about where its value goes, which the helper's caller may show.
fn is_of_call(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::OfType(_)
            | Fact::Chain(_)
            | Fact::LiteralArgument
            | Fact::OwnsBorrowed
            | Fact::ReturnsBox
            | Fact::NamesDyn
            | Fact::FewElements
            | Fact::LargeBuffer
            | Fact::SmallBuffer
    )
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
        ceiling.metric.replace('_', " ")
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
    /// `most_blocks` alive, by way of `callee` in `file`.
    fn heap(callee: &str, file: &str, most_blocks: u64) -> Profile {
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
            most_blocks,
            most_bytes: 40 * most_blocks,
            ..Blocks::default()
        };
        builder.push(stack, vec![40_000, 1_000], Some(blocks));
        builder.run(String::new(), Some(1_000_000));
        builder.finish()
    }

    /// What is advised first.
    fn found(profile: Profile, code: &str) -> Option<(String, Confidence)> {
        let profiles = [profile];
        let program = own::lines(&profiles, |file, _| file == "src/main.rs");
        let sources = BTreeMap::from([("src/main.rs".to_owned(), code.to_owned())]);
        let patterns: Vec<&'static Pattern> = patterns::patterns().collect();
        advise(&patterns, &program, &sources, Vec::new())
            .advice
            .into_iter()
            .map(|advice| (advice.pattern, advice.confidence))
            .next()
    }

    const STD: &str = "/rustc/5980/library/alloc/src/fmt.rs";

    #[test]
    fn what_profile_and_source_agree_on_is_confirmed() {
        let code = "fn work(words: &[&str]) -> String {\n    let mut text = String::new();\n    \
                    for word in words {\n        text = format!(\"{text}{word}\");\n    }\n    text\n}\n";
        let expected = ("string-building/append".to_owned(), Confidence::Confirmed);
        assert_eq!(found(heap("format", STD, 2), code), Some(expected));
    }

    #[test]
    fn a_string_that_is_kept_looks_alike_and_deserves_silence() {
        let code = "fn work(words: &[&str], kept: &mut Vec<String>) {\n    let mut text = 1;\n    \
                    for word in words {\n        kept.push(format!(\"{text}{word}\"));\n    }\n}\n";
        assert_eq!(found(heap("format", STD, 1_000), code), None);
    }

    #[test]
    fn a_call_into_a_dependency_is_at_most_worth_a_look() {
        let code = "fn work(words: &[&str]) -> usize {\n    let mut n = 0;\n    \
                    for word in words {\n        n += usize::from(word.to_lowercase() == n.to_string());\n    }\n    n\n}\n";
        let file = "/home/a/.cargo/registry/src/index-1/caseless-0.2.1/src/lib.rs";
        let found = found(heap("to_lowercase", file, 2), code);
        assert_eq!(
            found.map(|(_, confidence)| confidence),
            Some(Confidence::Look)
        );
    }

    #[test]
    fn a_vector_that_leaves_its_turn_is_not_reused() {
        let turn = |last: &str| {
            format!(
                "fn work(rounds: &[Vec<u32>], all: &mut Vec<Vec<u32>>) {{\n    for round in rounds {{\n        \
                 let n = 1;\n        let turn = round.to_vec();\n        {last};\n    }}\n}}\n"
            )
        };
        let expected = ("pooling/reuse-vec".to_owned(), Confidence::Confirmed);
        let file = "/rustc/5980/library/alloc/src/slice.rs";
        assert_eq!(
            found(heap("to_vec", file, 2), &turn("sort_it(&mut turn)")),
            Some(expected)
        );
        let kept = found(heap("to_vec", file, 1_000), &turn("all.push(turn)"));
        assert_eq!(kept, None);
    }
}
