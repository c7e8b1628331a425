//! Lines of the service that are worth a look, from its own profiles alone.
//!
//! Patterns declare how their slow code shows; `symptoms` holds the part that a
//! sampled profile can show, without source or lifetimes. So this names only places to
//! look at, each with a question to answer: `perf-patterns advise` also checks a
//! profile against the source.

mod symptoms;

use std::fmt::Write;

use crate::pprof::{self, Call, proto};
use crate::text::json;
use symptoms::{SYMPTOMS, Symptom};

/// A line with fewer samples gets no advice.
const FEWEST_SAMPLES: f64 = 5.0;
/// At most this many patterns for one line, and this many lines in all.
const PATTERNS_A_LINE: usize = 2;
const MOST: usize = 15;

/// The total that a share refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Metric {
    Allocations,
    AllocatedBytes,
    /// CPU time.
    Samples,
}

/// A condition on a line's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// At least this many allocations.
    Blocks(u64),
    /// Never more than this many live at once; the number live now is a lower bound.
    LiveAtMost(u64),
    /// At most a third of them live at once.
    Freed,
    /// At least a tenth of them live at once.
    Kept,
    /// At most this many bytes on average.
    BytesAtMost(u64),
    /// At least this many bytes on average.
    BytesAtLeast(u64),
}

/// A line worth a look, and what to ask there.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The pattern's id.
    pub pattern: &'static str,
    /// The source file, as in the debug information.
    pub file: String,
    /// Counted from one.
    pub line: i64,
    /// The service's own function.
    pub function: String,
    /// What the profile shows, and the edit.
    pub evidence: String,
    /// The metric of `share`: `allocations`, `allocated_bytes` or `samples`.
    pub metric: &'static str,
    /// The line's share of the total, from 0 to 1: the most that can be saved there.
    pub share: f64,
    /// The question to answer before the edit.
    pub question: &'static str,
}

impl Advice {
    /// The form in which `perf-patterns advise --format json` prints one piece of
    /// advice.
    #[must_use]
    pub fn json(&self) -> String {
        let command = format!(
            "perf-patterns show {0} --diff && perf-patterns copy {0}",
            self.pattern
        );
        format!(
            "{{\"pattern\":{},\"confidence\":\"look\",\"file\":{},\"line\":{},\"function\":{},\
             \"evidence\":{},\"ceiling\":{{\"metric\":{},\"share\":{:.4}}},\"question\":{},\"command\":{}}}",
            json(self.pattern),
            json(&self.file),
            self.line,
            json(&self.function),
            json(&self.evidence),
            json(self.metric),
            self.share,
            json(self.question),
            json(&command),
        )
    }
}

/// All advice as one JSON array.
#[must_use]
pub fn array(advice: &[Advice]) -> String {
    let each: Vec<String> = advice.iter().map(Advice::json).collect();
    format!("[{}]\n", each.join(",\n"))
}

/// Sums over stacks.
#[derive(Clone, Copy, Default)]
struct Figures {
    allocations: f64,
    allocated_bytes: f64,
    live: f64,
    samples: f64,
}

impl Figures {
    fn add(&mut self, other: Self) {
        self.allocations += other.allocations;
        self.allocated_bytes += other.allocated_bytes;
        self.live += other.live;
        self.samples += other.samples;
    }

    fn of(&self, metric: Metric) -> f64 {
        match metric {
            Metric::Allocations => self.allocations,
            Metric::AllocatedBytes => self.allocated_bytes,
            Metric::Samples => self.samples,
        }
    }

    fn mean_bytes(&self) -> f64 {
        self.allocated_bytes / self.allocations.max(1.0)
    }
}

/// A path of calls from a line of the service's own code to where the cost arises.
struct Way<'a> {
    file: &'a str,
    line: i64,
    function: String,
    /// Names of the functions called from there, outermost first.
    names: Vec<String>,
    dependency: Option<&'a str>,
    figures: Figures,
}

/// The patterns' symptoms found in a symbolised heap or CPU profile, the largest share
/// first; empty for other kinds of profile.
#[must_use]
pub fn of(message: &proto::Profile) -> Vec<Advice> {
    let name = |at: i64| message.string_table.get(usize::try_from(at).ok()?);
    let column = |wanted: &str| {
        let mut types = message.sample_type.iter();
        types.position(|of| name(of.r#type).is_some_and(|name| name == wanted))
    };
    let columns = [
        column("alloc_objects"),
        column("alloc_space"),
        column("inuse_objects"),
        column("cpu").and(column("samples")),
    ];
    let mut total = Figures::default();
    let mut ways: Vec<Way<'_>> = Vec::new();
    for (stack, values) in pprof::walk(message) {
        let value = |column: Option<usize>| {
            column.map_or(0.0, |at| values.get(at).map_or(0.0, |value| *value as f64))
        };
        let [allocations, allocated_bytes, live, samples] = columns.map(value);
        let figures = Figures {
            allocations,
            allocated_bytes,
            live,
            samples,
        };
        total.add(figures);
        ways.extend(way(&stack.calls, figures));
    }
    ways.sort_by(|one, other| (one.file, one.line).cmp(&(other.file, other.line)));
    let mut found: Vec<Advice> = Vec::new();
    for line in ways.chunk_by(|one, other| (one.file, one.line) == (other.file, other.line)) {
        let mut of_line: Vec<Advice> = SYMPTOMS
            .iter()
            .filter_map(|symptom| judge(symptom, line, &total, message.period))
            .collect();
        of_line.sort_by(|one, other| other.share.total_cmp(&one.share));
        let mut kept: Vec<Advice> = Vec::new();
        for advice in of_line {
            if kept.iter().all(|known| known.pattern != advice.pattern) {
                kept.push(advice);
            }
        }
        kept.truncate(PATTERNS_A_LINE);
        found.extend(kept);
    }
    found.sort_by(|one, other| other.share.total_cmp(&one.share));
    found.truncate(MOST);
    found
}

/// The innermost own call of a stack, with the names of what it calls, outermost
/// first.
fn way<'a>(calls: &[Call<'a>], figures: Figures) -> Option<Way<'a>> {
    let at = calls
        .iter()
        .rposition(|call| call.line > 0 && !call.is_runtime())?;
    let own = &calls[at];
    let below = &calls[at + 1..];
    Some(Way {
        file: own.source,
        line: own.line,
        function: own.name.to_string(),
        names: below.iter().map(|call| base_name(&call.name)).collect(),
        dependency: below.iter().find_map(|call| dependency(call.source)),
        figures,
    })
}

/// Matches one symptom against the ways of one line.
fn judge(symptom: &Symptom, ways: &[Way<'_>], total: &Figures, period: i64) -> Option<Advice> {
    let mut sum = Figures::default();
    let mut dependency = None;
    for way in ways {
        // The direct callee: without source, the only sign of what the line does.
        let is_called = symptom.calls.is_empty()
            || way
                .names
                .first()
                .is_some_and(|name| symptom.calls.contains(&name.as_str()));
        let is_below = symptom.frames.is_empty()
            || way
                .names
                .iter()
                .any(|name| symptom.frames.contains(&name.as_str()));
        if is_called && is_below {
            sum.add(way.figures);
            dependency = way.dependency.or(dependency);
        }
    }
    let samples = if total.samples > 0.0 {
        sum.samples
    } else {
        sum.allocated_bytes / (period.max(1) as f64)
    };
    if samples < FEWEST_SAMPLES || !symptom.shape.iter().all(|shape| fits(*shape, &sum)) {
        return None;
    }
    let (metric, share) = symptom
        .matters
        .iter()
        .filter_map(|(metric, least)| {
            let whole = total.of(*metric);
            let share = (whole > 0.0).then(|| sum.of(*metric) / whole)?;
            (share >= *least).then_some((*metric, share))
        })
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    let metric = match metric {
        Metric::Allocations => "allocations",
        Metric::AllocatedBytes => "allocated_bytes",
        Metric::Samples => "samples",
    };
    let own = ways.first()?;
    Some(Advice {
        pattern: symptom.pattern,
        file: own.file.to_owned(),
        line: own.line,
        function: own.function.clone(),
        evidence: evidence(symptom, &sum, dependency, metric, share),
        metric,
        share,
        question: symptom.question,
    })
}

fn fits(shape: Shape, sum: &Figures) -> bool {
    match shape {
        Shape::Blocks(least) => sum.allocations >= least as f64,
        Shape::LiveAtMost(most) => sum.live <= most as f64,
        Shape::Freed => sum.live * 3.0 <= sum.allocations,
        Shape::Kept => sum.live * 10.0 >= sum.allocations,
        Shape::BytesAtMost(most) => sum.mean_bytes() <= most as f64,
        Shape::BytesAtLeast(least) => sum.mean_bytes() >= least as f64,
    }
}

fn evidence(
    symptom: &Symptom,
    sum: &Figures,
    dependency: Option<&str>,
    metric: &str,
    share: f64,
) -> String {
    let mut text = symptom.see.to_owned();
    // Writing to a string cannot fail.
    if sum.allocations > 0.0 {
        let _ = write!(
            text,
            "; about {:.0} allocations of {:.0} bytes on average, about {:.0} in use now",
            sum.allocations,
            sum.mean_bytes(),
            sum.live
        );
    }
    let metric = metric.replace('_', " ");
    let _ = write!(text, "; {:.0} % of the process's {metric}", 100.0 * share);
    if let Some(name) = dependency {
        let _ = write!(text, "; by a call into `{name}`");
    }
    let _ = write!(text, ". Edit: {}", symptom.edit);
    text
}

/// A function's name without its path, generic arguments and closures.
fn base_name(function: &str) -> String {
    let mut base = String::new();
    let mut depth = 0_usize;
    let mut before = ' ';
    let mut parts: Vec<String> = Vec::new();
    for letter in function.chars() {
        match letter {
            '<' => depth += 1,
            // The arrow of a function type closes no bracket.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && before == ':' => parts.push(std::mem::take(&mut base)),
            ':' => {}
            _ if depth == 0 => base.push(letter),
            _ => {}
        }
        before = letter;
    }
    parts.push(base);
    let is_named = |part: &String| !part.is_empty() && !part.starts_with('{');
    parts.into_iter().rev().find(is_named).unwrap_or_default()
}

/// The crate of a file in the folder of a registry or of a git checkout.
fn dependency(file: &str) -> Option<&str> {
    let (_, rest) = file
        .split_once("/registry/src/")
        .or_else(|| file.split_once("/git/checkouts/"))?;
    let folder = rest.split('/').nth(1)?;
    let is_version = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    match folder.rsplit_once('-') {
        Some((name, version)) if is_version(version) => Some(name),
        _ => Some(folder),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use super::*;

    const STD: &str = "/rustc/0123/library/alloc/src/fmt.rs";
    const OWN: &str = "src/export.rs";

    /// A heap profile with one sample: function, file and line, outermost first.
    fn heap(calls: &[(&str, &str, i64)], values: [i64; 4]) -> proto::Profile {
        let mut message = proto::Profile {
            string_table: vec![String::new()],
            period: 512 * 1024,
            ..proto::Profile::default()
        };
        let text = |message: &mut proto::Profile, text: &str| {
            message.string_table.push(text.to_owned());
            i64::try_from(message.string_table.len() - 1).unwrap()
        };
        for kind in [
            "alloc_objects",
            "alloc_space",
            "inuse_objects",
            "inuse_space",
        ] {
            let r#type = text(&mut message, kind);
            message
                .sample_type
                .push(proto::ValueType { r#type, unit: 0 });
        }
        let mut stack = Vec::new();
        for (at, (function, file, line)) in (1u64..).zip(calls) {
            let (name, filename) = (text(&mut message, function), text(&mut message, file));
            message.function.push(proto::Function {
                id: at,
                name,
                filename,
                ..proto::Function::default()
            });
            message.location.push(proto::Location {
                id: at,
                line: vec![proto::Line {
                    function_id: at,
                    line: *line,
                    column: 0,
                }],
                ..proto::Location::default()
            });
            stack.insert(0, at);
        }
        message.sample.push(proto::Sample {
            location_id: stack,
            value: values.to_vec(),
            ..proto::Sample::default()
        });
        message
    }

    const MANY: [i64; 4] = [100_000, 64 << 20, 1, 640];

    #[test]
    fn a_line_is_named_with_the_question_and_never_as_confirmed() {
        let calls = [
            ("shop::main", "src/main.rs", 3),
            ("shop::export", OWN, 7),
            ("alloc::fmt::format", STD, 600),
            ("alloc::raw_vec::finish_grow", STD, 9),
        ];
        let advice = of(&heap(&calls, MANY));
        let append = advice
            .iter()
            .find(|of| of.pattern == "string-building/append")
            .unwrap();
        assert_eq!((append.file.as_str(), append.line), (OWN, 7));
        assert_eq!(append.function, "shop::export");
        assert_eq!((append.metric, append.share), ("allocated_bytes", 1.0));
        assert!(append.question.ends_with("best what is meant."));
        assert!(append.json().contains("\"confidence\":\"look\""));
        assert!(advice.len() <= PATTERNS_A_LINE);
    }

    #[test]
    fn few_samples_other_calls_and_what_is_kept_are_passed_over() {
        let calls = |callee| [("shop::export", OWN, 7), (callee, STD, 1)];
        assert_eq!(
            of(&heap(&calls("alloc::fmt::format"), [100, 9 << 10, 1, 9])),
            []
        );
        assert_eq!(of(&heap(&calls("alloc::shop_own_name"), MANY)), []);
        // A vector created anew each time would have few live at once.
        let fresh = |live| {
            of(&heap(
                &calls("alloc::slice::to_vec"),
                [100_000, 64 << 20, live, live],
            ))
        };
        let is_reuse = |advice: &Advice| advice.pattern == "pooling/reuse-vec";
        assert!(fresh(1).iter().any(is_reuse));
        assert!(!fresh(50_000).iter().any(is_reuse));
    }

    #[test]
    fn the_line_before_a_dependency_pays_and_the_dependency_is_named() {
        let file = "/home/a/.cargo/registry/src/index-0/serde_json-1.0.1/src/ser.rs";
        let calls = [
            ("shop::export", OWN, 7),
            (
                "<serde_json::value::Value as alloc::string::ToString>::to_string",
                file,
                9,
            ),
            ("alloc::fmt::format", STD, 600),
        ];
        for advice in of(&heap(&calls, MANY)) {
            assert_eq!((advice.file.as_str(), advice.line), (OWN, 7));
            assert!(advice.evidence.contains("by a call into `serde_json`"));
        }
    }

    #[test]
    fn a_base_name_leaves_path_generics_and_closures_behind() {
        for (whole, base) in [
            ("alloc::vec::Vec<T,A>::push", "push"),
            (
                "<alloc::string::String as core::clone::Clone>::clone",
                "clone",
            ),
            ("shop::export::{closure#0}::{closure#1}<u8>", "export"),
            ("map<fn(A) -> B, C>", "map"),
            ("_int_malloc", "_int_malloc"),
        ] {
            assert_eq!(base_name(whole), base);
        }
    }
}
