//! What a variant's machine code can do to the heap, as a page says it.

use benches::record::{Escape, EscapeSite, Record};
use patterns::catalogue::{Pattern, Variant};
use patterns::source;
use serde::Serialize;

/// The answer for one variant.
#[derive(Serialize)]
pub struct Answer {
    variant: &'static str,
    role: &'static str,
    /// `does not allocate`, `allocates`, `can allocate, did not here` …
    verdict: String,
    places: Vec<Place>,
}

/// A line that can take memory, or makes a call that could not be followed.
#[derive(Serialize)]
struct Place {
    line: u32,
    /// The line itself; empty if the file has changed since.
    text: String,
    what: String,
    /// Outside the variant: in what prepares or calls it.
    around: bool,
}

/// The answers for a pattern's variants; none if the run did not read them.
pub fn answers(record: &Record, pattern: &'static Pattern, changed: bool) -> Vec<Answer> {
    pattern
        .variants
        .iter()
        .filter_map(|variant| {
            let id = format!("{}/{}", pattern.id, variant.name);
            let escape = record.escapes.iter().find(|escape| escape.id == id)?;
            Some(Answer {
                variant: variant.name,
                role: variant.role.name(),
                verdict: verdict(record, pattern, variant, escape),
                places: places(pattern, escape, changed),
            })
        })
        .collect()
}

fn verdict(record: &Record, pattern: &Pattern, variant: &Variant, escape: &Escape) -> String {
    let counts: Vec<u64> = record
        .cases
        .iter()
        .filter(|case| {
            case.family == pattern.family()
                && case.pattern == pattern.name()
                && case.variant == variant.name
        })
        .filter_map(|case| case.allocations)
        .collect();
    let none = !counts.is_empty() && counts.iter().all(|count| *count == 0);
    match (escape.allocates, escape.unknown, none) {
        (true, _, true) => "can allocate, did not here".to_owned(),
        (false, true, true) => {
            "makes a call that cannot be followed; did not allocate here".to_owned()
        }
        _ => escape.verdict.clone(),
    }
}

fn places(pattern: &Pattern, escape: &Escape, changed: bool) -> Vec<Place> {
    let file = format!("patterns/src/{}.rs", pattern.id.replace('-', "_"));
    escape
        .sites
        .iter()
        .filter(|site| site.file == file)
        .map(|site| Place {
            line: site.line,
            text: match changed {
                true => String::new(),
                false => line(pattern, site.line),
            },
            what: what(site),
            around: !changed && !is_within(pattern, site.line as usize),
        })
        .collect()
}

fn what(site: &EscapeSite) -> String {
    match &site.through {
        Some(through) if !site.message.starts_with("unknown") => format!("through {through}"),
        _ => site.message.clone(),
    }
}

fn line(pattern: &Pattern, number: u32) -> String {
    let line = pattern
        .source
        .lines()
        .nth(number.saturating_sub(1) as usize);
    line.unwrap_or_default().trim().to_owned()
}

/// Whether a line of the pattern's file stands in code that one copies.
fn is_within(pattern: &Pattern, number: usize) -> bool {
    let names = pattern.variants.iter().map(|variant| variant.name);
    names.chain(["shared"]).any(|name| {
        source::anchor(pattern.source, name)
            .is_some_and(|(text, first)| (first..first + text.lines().count()).contains(&number))
    })
}
