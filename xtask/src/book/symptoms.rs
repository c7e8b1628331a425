//! From what a profile shows to the pattern: an index of the symptoms that patterns
//! declare, and of the prose of those that declare none.

use patterns::catalogue::{Family, Pattern};
use patterns::source;
use serde::Serialize;

use super::prose;

/// A family's part of the index.
#[derive(Serialize)]
pub struct Group {
    title: &'static str,
    rows: Vec<Row>,
}

/// One way in which a pattern shows.
#[derive(Serialize)]
struct Row {
    see: String,
    /// The edit; the pattern's title where no symptom says it.
    edit: &'static str,
    /// What to ask first; empty where no symptom says it.
    question: &'static str,
    title: &'static str,
    page: String,
}

/// The index of `families`, in their order.
pub fn index(families: &'static [Family]) -> Vec<Group> {
    families.iter().map(group).collect()
}

fn group(family: &'static Family) -> Group {
    Group {
        title: family.title,
        rows: family
            .patterns
            .iter()
            .flat_map(|pattern| rows(pattern))
            .collect(),
    }
}

fn rows(pattern: &'static Pattern) -> Vec<Row> {
    let row = |see, edit, question| Row {
        see,
        edit,
        question,
        title: pattern.title,
        page: prose::page(pattern),
    };
    if pattern.symptoms.is_empty() {
        return vec![row(from_prose(pattern), pattern.title, "")];
    }
    pattern
        .symptoms
        .iter()
        .map(|symptom| row(symptom.see.to_owned(), symptom.edit, symptom.question))
        .collect()
}

/// What stands under *What you see*, on one line.
fn from_prose(pattern: &Pattern) -> String {
    let text = source::prose(pattern.source);
    let seen = prose::section(&text, "What you see").unwrap_or_default();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_in_the_index_with_something_to_see() {
        let rows: Vec<Row> = index(patterns::FAMILIES)
            .into_iter()
            .flat_map(|group| group.rows)
            .collect();
        for pattern in patterns::patterns() {
            let page = prose::page(pattern);
            assert!(
                rows.iter()
                    .any(|row| row.page == page && !row.see.is_empty()),
                "{}",
                pattern.id
            );
        }
    }
}
