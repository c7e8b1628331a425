//! Reads a pattern file: its prose and the code between its anchors.
//!
//! The book shows both, and whoever copies a pattern gets the second. Both are
//! bounded by comments, hence by lines; what is Rust is read by its syntax, in
//! the crate `patterns-source`. All functions here are pure.

/// The module documentation (`//!` lines) of a pattern file, as Markdown.
pub fn prose(source: &str) -> String {
    let mut prose = String::new();
    for line in source.lines().map_while(|line| line.strip_prefix("//!")) {
        prose.push_str(line.strip_prefix(' ').unwrap_or(line));
        prose.push('\n');
    }
    prose
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

/// Where each anchor's lines stand, in bytes, in the order of the file.
pub fn anchors(source: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = None;
    lines(source).filter_map(move |(_, line, range)| {
        if line.starts_with("// ANCHOR: ") {
            start = Some(range.end);
        } else if line.starts_with("// ANCHOR_END: ") {
            return start.take().map(|start| start..range.start);
        }
        None
    })
}

/// The lines between `// ANCHOR: name` and `// ANCHOR_END: name`, and the number
/// (from 1) of the first of them in the file. `None` where either is missing.
pub fn anchor<'a>(source: &'a str, name: &str) -> Option<(&'a str, usize)> {
    let mut start = None;
    for (number, line, range) in lines(source) {
        if line.strip_prefix("// ANCHOR: ") == Some(name) {
            start = Some((range.end, number + 1));
        } else if line.strip_prefix("// ANCHOR_END: ") == Some(name) {
            let (from, line_number) = start?;
            return Some((&source[from..range.start], line_number));
        }
    }
    None
}

/// Each line's number (from 1), its text without the space around it, and its
/// place, line end included.
fn lines(source: &str) -> impl Iterator<Item = (usize, &str, std::ops::Range<usize>)> {
    let mut offset = 0;
    (1..)
        .zip(source.split_inclusive('\n'))
        .map(move |(number, line)| {
            let start = offset;
            offset += line.len();
            (number, line.trim(), start..offset)
        })
}
