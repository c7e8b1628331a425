//! Reads a pattern file: its prose and the code between its anchors.
//!
//! The book shows both, and whoever copies a pattern gets the second. All
//! functions here are pure.

use std::collections::HashSet;

/// The module documentation (`//!` lines) of a pattern file, as Markdown.
pub fn prose(source: &str) -> String {
    let mut prose = String::new();
    for line in source.lines().map_while(|line| line.strip_prefix("//!")) {
        prose.push_str(line.strip_prefix(' ').unwrap_or(line));
        prose.push('\n');
    }
    prose
}

/// The names of the functions and types that a pattern's file defines.
pub fn defined(source: &str) -> HashSet<&str> {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| {
            ["fn ", "struct ", "enum "]
                .into_iter()
                .filter_map(move |keyword| line.split_once(keyword))
        })
        .filter_map(|(_, rest)| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// The sections of a prose: `(heading, body)` for each `## heading`.
pub fn sections(prose: &str) -> Vec<(&str, &str)> {
    let mut sections = Vec::new();
    let mut rest = prose;
    while let Some(start) = find_heading(rest) {
        let (heading, body) = match rest[start + 3..].split_once('\n') {
            Some(parts) => parts,
            None => (&rest[start + 3..], ""),
        };
        let end = find_heading(body).unwrap_or(body.len());
        sections.push((heading.trim(), body[..end].trim()));
        rest = &body[end..];
    }
    sections
}

/// Where the next line that starts with `## ` begins.
fn find_heading(text: &str) -> Option<usize> {
    if text.starts_with("## ") {
        return Some(0);
    }
    text.find("\n## ").map(|newline| newline + 1)
}

/// The lines between `// ANCHOR: name` and `// ANCHOR_END: name`, and the number
/// (from 1) of the first of them in the file. `None` where either is missing.
pub fn anchor<'a>(source: &'a str, name: &str) -> Option<(&'a str, usize)> {
    let mut offset = 0;
    let mut start = None;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        let text = line.trim();
        if text.strip_prefix("// ANCHOR: ") == Some(name) {
            start = Some((offset + line.len(), index + 2));
        } else if text.strip_prefix("// ANCHOR_END: ") == Some(name) {
            let (from, line_number) = start?;
            return Some((&source[from..offset], line_number));
        }
        offset += line.len();
    }
    None
}
