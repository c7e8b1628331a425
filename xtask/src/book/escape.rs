//! What a variant's machine code can do to the heap, as a page says it.

use patterns::catalogue::{Pattern, Variant};
use patterns::source;
use record::{MeasuredPattern, Record};
use serde::Serialize;

use crate::escapes::{Escape, EscapeSite};

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
pub fn answers(
    record: &Record,
    escapes: &[Escape],
    pattern: &'static Pattern,
    changed: bool,
) -> Vec<Answer> {
    pattern
        .variants
        .iter()
        .filter_map(|variant| {
            let id = format!("{}/{}", pattern.id, variant.name);
            let escape = escapes.iter().find(|escape| escape.id == id)?;
            let places = places(pattern, escape, changed);
            let only_around =
                escape.allocates && !places.is_empty() && places.iter().all(|place| place.around);
            Some(Answer {
                variant: variant.name,
                role: variant.role.name(),
                verdict: match only_around {
                    true => "does not allocate itself; the code around it can".to_owned(),
                    false => verdict(record, pattern, variant, escape),
                },
                places,
            })
        })
        .collect()
}

fn verdict(record: &Record, pattern: &Pattern, variant: &Variant, escape: &Escape) -> String {
    let counts: Vec<u64> = record
        .pattern(pattern.id)
        .into_iter()
        .flat_map(MeasuredPattern::cases)
        .filter(|case| case.variant == variant.name)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{escapes, store};

    fn answers_of(id: &str) -> Vec<Answer> {
        let record = store::find(store::REFERENCE).expect("the reference is committed");
        let folder = store::root().join("results").join(store::REFERENCE);
        let escapes = escapes::read(&folder);
        let pattern = patterns::find(id).expect("a pattern of the catalogue");
        answers(&record, &escapes, pattern, false)
    }

    #[test]
    fn a_page_says_where_the_slow_variant_allocates_and_that_the_fast_one_does_not() {
        let answers = answers_of("heap-vs-stack/return-small");
        let boxed = &answers[0];
        assert_eq!(
            (boxed.variant, boxed.verdict.as_str()),
            ("boxed", "allocates")
        );
        assert_eq!(boxed.places[0].what, "through Box::new");
        assert!(boxed.places[0].text.contains("Box::new"));
        assert!(!boxed.places[0].around);
        let value = &answers[1];
        assert_eq!(
            (value.variant, value.verdict.as_str()),
            ("value", "does not allocate")
        );
    }

    #[test]
    fn what_only_the_caller_allocates_is_not_the_variants() {
        let answers = answers_of("heap-vs-stack/return-sum");
        let value = answers
            .iter()
            .find(|answer| answer.variant == "value")
            .expect("the variant has an answer");
        assert_eq!(
            value.verdict,
            "does not allocate itself; the code around it can"
        );
        assert!(value.places.iter().all(|place| place.around));
    }
}
