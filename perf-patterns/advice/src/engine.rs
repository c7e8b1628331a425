//! Matches own lines with the symptoms that patterns declare.

mod figures;
mod settle;

use std::collections::BTreeMap;

use patterns::catalogue::{Compiled, Fact, Metric, Pattern, Reach, Scope, Shape, Symptom};

use crate::answer::{Advice, Answer, Ceiling, Confidence, Spent};
use crate::own::{Caller, Figures, Line, Program, Way};
use crate::pairs;
use crate::source::{Call, Source, Span};
use figures::{ceiling, evidence, fits};
use settle::settle;

/// Below this share of the program's instructions an estimate of what is saved is
/// not worth a person's time.
const WORTH: f64 = 0.05;

/// So large a share of the bytes is worth it where at least two thirds of it are freed while
/// the program runs.
const WORTH_OF_BYTES: f64 = 0.1;

/// Below this share of [`WORTH`] not even a look: the estimate may be too low.
const WORTH_A_LOOK: f64 = 0.8;

/// Advice for a program, most confident and largest first.
///
/// `sources` has the text of own files by their names in the profile; `spent` what
/// the profiles are made of; `target` names the program for `ab`.
#[must_use]
pub fn advise(
    patterns: &[&'static Pattern],
    program: &Program,
    sources: &BTreeMap<String, String>,
    spent: Vec<(&'static str, f64)>,
    target: &str,
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
                target,
                parsed: &parsed,
                functions: &functions,
                frames: ids(symptom.frames),
                not_through: ids(symptom.not_through),
                spoiled_through: ids(symptom.spoiled_through),
            };
            if symptom.scope == Scope::Function {
                let found = functions.iter().filter_map(|of| held.function(of));
                answer.advice.extend(found);
                continue;
            }
            let found: Vec<Advice> = program
                .lines
                .iter()
                .filter_map(|of| held.line(of))
                .collect();
            let alone = |of: &Function<'_>| {
                found
                    .iter()
                    .any(|advice| of.holds(&advice.file, advice.line))
            };
            let together = functions
                .iter()
                .filter(|of| !alone(of))
                .filter_map(|of| held.together(of));
            answer.advice.extend(together);
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
    /// Its lines that paid; there is one at least.
    lines: Vec<&'a Line>,
    /// Instructions by line, and by all ways from it.
    instructions: BTreeMap<u32, u64>,
}

impl<'a> Function<'a> {
    /// Its first line that paid, for its names.
    fn first(&self) -> &'a Line {
        self.lines[0]
    }

    fn ways(&self) -> impl Iterator<Item = &'a Way> {
        self.lines.iter().flat_map(|line| &line.ways)
    }

    fn holds(&self, file: &str, line: u32) -> bool {
        self.first().file == file && (self.span.first..=self.span.last).contains(&line)
    }
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
                lines: Vec::new(),
                instructions: BTreeMap::new(),
            });
            let spent: u64 = line.ways.iter().map(|way| way.figures.instructions).sum();
            *function.instructions.entry(line.line).or_default() += spent;
            function.lines.push(line);
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
    /// The program's name for `ab`.
    target: &'a str,
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
        if self.is_spoiled(line) || self.is_named_by_guard(line) || !self.is_compiled_so(line) {
            return None;
        }
        let source = self.parsed.get(&line.file)?;
        let function = self
            .functions
            .iter()
            .find(|of| of.holds(&line.file, line.line));
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
        let sum = self.sum(of.ways());
        let (ceiling, worth) = self.gates(&sum.figures)?;
        if !self.replaces_seldom(&sum.figures, Some(of)) || !self.recurs_mostly(&sum) {
            return None;
        }
        let calls = of.source.calls_within(self.symptom.calls, &of.span);
        let call = calls.iter().find(|call| self.is_shown(call))?;
        let line = Line {
            file: of.first().file.clone(),
            line: call.line(),
            function: of.first().function.clone(),
            ways: Vec::new(),
        };
        Some(self.advice(&line, &sum, ceiling, worth))
    }

    /// Several lines of one function, of which none matters by itself: the largest, with
    /// the figures of all.
    fn together(&self, of: &Function<'a>) -> Option<Advice> {
        if self.symptom.instructions_each == 0 {
            return None;
        }
        let is_one = |line: &&&Line| {
            let sum = self.sum(line.ways.iter());
            let fit = |shape: &Shape| fits(*shape, &sum.figures);
            sum.figures.allocations > 0
                && self.symptom.shape.iter().all(fit)
                && !self.is_spoiled(line)
                && !self.is_named_by_guard(line)
                && self.replaces_seldom(&sum.figures, Some(of))
                && of
                    .source
                    .calls(self.symptom.calls, line.line)
                    .iter()
                    .any(|call| self.is_shown(call))
        };
        let lines: Vec<&Line> = of.lines.iter().filter(is_one).copied().collect();
        if lines.len() < 2 {
            return None;
        }
        let sum = self.sum(lines.iter().flat_map(|line| &line.ways));
        let ceiling = ceiling(self.symptom, &sum.figures, self.program)?;
        if self.estimate(&sum.figures)? < WORTH {
            return None;
        }
        let largest = lines
            .iter()
            .max_by_key(|line| self.sum(line.ways.iter()).figures.allocations)?;
        let mut advice = self.advice(largest, &sum, ceiling, false);
        advice.evidence = format!("{} lines together: {}", lines.len(), advice.evidence);
        Some(advice)
    }

    /// Of a symptom of recursion: whether most of it is paid below a call of the function
    /// by itself. Otherwise the line that recurs has hardly run.
    fn recurs_mostly(&self, sum: &Sum<'_>) -> bool {
        if !self.symptom.source.contains(&Fact::Recurs) {
            return true;
        }
        let below: u64 = sum
            .ways
            .iter()
            .filter(|way| way.recurses)
            .map(|way| way.figures.allocations)
            .sum();
        below * 2 >= sum.figures.allocations
    }

    /// Whether the function's own name has a type that a guard names: it is generic, and
    /// was compiled for that type.
    fn is_named_by_guard(&self, line: &Line) -> bool {
        self.symptom.guards.iter().any(|guard| match guard {
            Fact::Receives(types) => types
                .iter()
                .any(|name| line.function.contains(&format!("{name}<"))),
            _ => false,
        })
    }

    /// Whether the line's machine code shows what the symptom asks of it, or is not known.
    fn is_compiled_so(&self, line: &Line) -> bool {
        let span = Span {
            first: line.line,
            last: line.line,
        };
        let does = self
            .program
            .compiled
            .as_ref()
            .and_then(|compiled| compiled.does(&line.file, &span));
        does.is_none_or(|does| {
            self.symptom.compiled.iter().all(|asked| match asked {
                Compiled::CallsUnknown => does.calls_unknown,
            })
        })
    }

    /// Whether the line's function allocates nothing in the built program: the profile is
    /// of another build, in which the advice may have been followed already.
    fn allocates_no_more(&self, line: &Line) -> bool {
        let function = self
            .functions
            .iter()
            .filter(|of| of.holds(&line.file, line.line))
            .min_by_key(|of| of.span.last - of.span.first);
        let does = self
            .program
            .compiled
            .as_ref()
            .zip(function)
            .and_then(|(compiled, of)| compiled.does(&line.file, &of.span));
        does.is_some_and(|does| !does.allocates && !does.calls_unknown)
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
        if let Some(saved) = self.estimate(sum)
            && !self.saves_bytes(sum)
        {
            if saved < WORTH * WORTH_A_LOOK {
                return None;
            }
            worth = saved >= WORTH;
        }
        Some((ceiling, worth))
    }

    /// Whether most of a good part of the program's bytes would not be allocated, whatever
    /// that saves of its instructions; where the symptom names bytes, and the source shows
    /// that they are not needed.
    fn saves_bytes(&self, sum: &Figures) -> bool {
        let names_bytes = self.symptom.matters.iter().any(|share| {
            share.metric == Metric::AllocatedBytes
                && sum
                    .of(share.metric, &self.program.total)
                    .is_some_and(|(_, found)| found >= share.least.max(WORTH_OF_BYTES))
        });
        names_bytes
            && !self.symptom.source.is_empty()
            && self.pattern.saves_bytes()
            && fits(Shape::Freed, sum)
    }

    /// The share of the program's instructions that the symptom's allocations are
    /// estimated to cost; `None` where it estimates nothing, or they were not counted.
    fn estimate(&self, sum: &Figures) -> Option<f64> {
        let instructions = self.program.instructions?;
        let each = f64::from(self.symptom.instructions_each).max(self.allocation_cost());
        (self.symptom.instructions_each > 0)
            .then(|| sum.allocations as f64 * each / instructions.max(1) as f64)
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
        let is_of_memory = [
            Metric::Allocations.name(),
            Metric::AllocatedBytes.name(),
            Metric::PeakBytes.name(),
        ]
        .contains(&ceiling.metric.as_str());
        let outdated = is_of_memory && self.allocates_no_more(line);
        let confidence = match (self.symptom.reach, sum.through) {
            (Reach::Confirm, None) if worth && !outdated => Confidence::Confirmed,
            _ => Confidence::Look,
        };
        let mut evidence = evidence(
            self.symptom,
            &sum.figures,
            &ceiling,
            sum.through.map(String::as_str),
        );
        if outdated {
            evidence.push_str(". In the built program this function does not allocate");
        }
        Advice {
            pattern: self.pattern.id.to_owned(),
            confidence,
            file: line.file.clone(),
            line: line.line,
            function: line.function.clone(),
            evidence,
            ceiling,
            pair: pairs::of(self.pattern, &sum.figures),
            question: self.symptom.question.to_owned(),
            command: format!(
                "perf-patterns show {0} --diff && perf-patterns copy {0}\n\
                 perf-patterns ab HEAD~1 --bin {1} -- ARGS",
                self.pattern.id, self.target
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
            | Fact::FixedArgument
            | Fact::OwnsBorrowed
            | Fact::ReturnsBox
            | Fact::NamesDyn
            | Fact::FewElements
            | Fact::LargeBuffer
            | Fact::SmallBuffer
    )
}

#[cfg(test)]
mod tests;
