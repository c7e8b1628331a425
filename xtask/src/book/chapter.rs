//! A family's prose as a chapter: its parts, and its advice as a table.

use patterns::catalogue::Family;
use patterns::source;
use record::Record;
use serde::Serialize;

use super::{cited, prose};

/// The section whose items are decisions.
const DECISIONS: &str = "What to do";

/// The prose of a family's file, for the template.
#[derive(Serialize)]
pub struct Chapter {
    /// What stands before the first heading.
    pub about: String,
    /// What stands below each heading.
    pub sections: Vec<Section>,
}

/// A heading and what stands below it.
#[derive(Serialize)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// Markdown.
    pub body: String,
}

/// An item of advice: "If A; and B; then C; unless D."
#[derive(Debug, PartialEq, Eq)]
struct Decision {
    see: String,
    and: String,
    then: String,
    unless: String,
}

/// The chapter of `family` with the figures of `record`; links lead from its page.
///
/// # Errors
/// If a link leads nowhere, a figure does not exist, or an item of advice has not
/// the four parts.
pub fn of(family: &Family, record: &Record) -> anyhow::Result<Chapter> {
    let text = cited::with_figures(&source::prose(family.source), record, family.id)?;
    let body = text.split_once('\n').map_or("", |(_, body)| body);
    let about = match body.find("\n## ") {
        Some(end) => &body[..end],
        None => body,
    };
    let sections = source::sections(&text)
        .into_iter()
        .map(|(heading, body)| {
            let body = match heading == DECISIONS {
                true => table(body, family.id)?,
                false => body.to_owned(),
            };
            Ok(Section {
                heading: heading.to_owned(),
                body: prose::with_links(&body, "../", family.id)?,
            })
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Chapter {
        about: prose::with_links(about.trim(), "../", family.id)?,
        sections,
    })
}

/// Items of advice as a Markdown table.
fn table(items: &str, place: &str) -> anyhow::Result<String> {
    let mut table = String::from(
        "<div class=\"decide\">\n\n| If you see | and | then | unless |\n|---|---|---|---|\n",
    );
    for item in items.split("\n- ") {
        let item = item.trim_start_matches("- ").replace('\n', " ");
        let item = item.split_whitespace().collect::<Vec<_>>().join(" ");
        let Decision {
            see,
            and,
            then,
            unless,
        } = decision(&item).ok_or_else(|| {
            anyhow::anyhow!(
                "{place}: `{item}` is no advice\nhint: write `- If A; and B; then C; unless D.`"
            )
        })?;
        table.push_str(&format!("| {see} | {and} | {then} | {unless} |\n"));
    }
    table.push_str("\n</div>");
    Ok(table)
}

fn decision(item: &str) -> Option<Decision> {
    let mut parts = item.strip_suffix('.')?.split("; ");
    let mut part = |word: &str| Some(parts.next()?.strip_prefix(word)?.to_owned());
    let decision = Decision {
        see: part("If ")?,
        and: part("and ")?,
        then: part("then ")?,
        unless: part("unless ")?,
    };
    parts.next().is_none().then_some(decision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_has_four_parts_or_is_refused() {
        let found = decision("If a stands below `b`; and c; then d; unless e.").unwrap();
        assert_eq!(found.see, "a stands below `b`");
        assert_eq!(found.unless, "e");
        assert_eq!(decision("If a; then d; unless e."), None);
        assert!(table("- If a; then b.", "here").is_err());
    }

    #[test]
    fn the_advice_of_a_chapter_leads_to_each_of_its_patterns() {
        for family in patterns::FAMILIES {
            let chapter = of(family, &Record::default()).unwrap();
            let mut sections = chapter.sections.iter();
            let advice = sections
                .find(|section| section.heading == DECISIONS)
                .unwrap_or_else(|| panic!("{}: no section `{DECISIONS}`", family.id));
            for pattern in family.patterns {
                let page = format!("../{}", prose::page(pattern));
                assert!(advice.body.contains(&page), "{}: {page}", family.id);
            }
        }
    }

    /// The fewest and the most words of a chapter.
    const WORDS: std::ops::RangeInclusive<usize> = 500..=900;

    #[test]
    fn a_chapter_teaches_a_mechanism_with_figures_a_drawing_and_its_limits() {
        let drawings = crate::store::root().join("book/drawings");
        for family in patterns::FAMILIES {
            let id = family.id;
            let prose = source::prose(family.source);
            let figures = prose.matches("<!-- record: ").count();
            assert!(figures >= 3, "{id}: {figures} figures");
            let drawing = fs_err::read_to_string(drawings.join(format!("{id}.svg"))).unwrap();
            assert_eq!(drawing.matches("<title>").count(), 1, "{id}: its drawing");

            let chapter = of(family, &Record::default()).unwrap();
            let section = |heading: &str| {
                let mut sections = chapter.sections.iter();
                let found = sections.find(|section| section.heading == heading);
                &found
                    .unwrap_or_else(|| panic!("{id}: no section `{heading}`"))
                    .body
            };
            for heading in [
                "The mechanism",
                "What it costs",
                "What it does not help with",
            ] {
                assert!(
                    section(heading).split_whitespace().count() >= 30,
                    "{id}: {heading}"
                );
            }
            let rows = section(DECISIONS).matches("\n| ").count() - 1;
            assert!(rows >= family.patterns.len(), "{id}: {rows} decisions");

            let sections = chapter.sections.iter().map(|section| section.body.as_str());
            let words = std::iter::once(chapter.about.as_str())
                .chain(sections)
                .flat_map(str::split_whitespace)
                .filter(|word| word.chars().any(char::is_alphabetic))
                .count();
            assert!(WORDS.contains(&words), "{id}: {words} words");
        }
    }
}
