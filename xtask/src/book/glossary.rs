//! Links terms of art to the glossary, where a page first uses them.

use std::path::Path;

use command_line::files;

/// The glossary's page, from the book's root.
pub const PAGE: &str = "guide/glossary.html";

/// Within these, a term is no prose, or is a link already.
const LEFT_ALONE: [&str; 17] = [
    "a", "code", "pre", "h1", "h2", "h3", "h4", "svg", "summary", "button", "template", "select",
    "th", "script", "style", "nav", "footer",
];

/// A term with the words that stand for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The heading's id in the glossary.
    id: String,
    /// Lower case; the heading itself, then what stands behind `also:`.
    words: Vec<String>,
}

/// The terms of the glossary's Markdown: each `## Heading`, with other forms in a
/// comment below it, `<!-- also: one, another -->`.
pub fn terms(markdown: &str) -> Vec<Term> {
    markdown
        .split("\n## ")
        .skip(1)
        .map(|section| {
            let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
            let also = body
                .split_once("<!-- also: ")
                .and_then(|(_, rest)| rest.split_once(" -->"))
                .map_or("", |(words, _)| words);
            Term {
                id: heading.trim().to_lowercase().replace(' ', "-"),
                words: std::iter::once(heading)
                    .chain(also.split(','))
                    .map(|word| word.trim().to_lowercase())
                    .filter(|word| !word.is_empty())
                    .collect(),
            }
        })
        .collect()
}

/// Links the first use of each term on every page below `root`.
///
/// # Errors
/// If a page cannot be read or written.
pub fn link_pages(root: &Path, terms: &[Term]) -> anyhow::Result<()> {
    for page in files::ending(root, "html")? {
        if page.ends_with(PAGE) {
            continue;
        }
        let up = "../".repeat(page.strip_prefix(root)?.components().count() - 1);
        let html = fs_err::read_to_string(&page)?;
        if let Some(linked) = linked(&html, terms, &up) {
            fs_err::write(&page, linked)?;
        }
    }
    Ok(())
}

/// `html` with the first use of each term in its `<main>` linked; `None` if it has
/// none. `up` leads to the book's root.
fn linked(html: &str, terms: &[Term], up: &str) -> Option<String> {
    let start = html.find("<main>")? + "<main>".len();
    let end = start + html[start..].find("</main>")?;
    let mut left: Vec<&Term> = terms.iter().collect();
    let mut out = String::with_capacity(html.len() + 4096);
    out.push_str(&html[..start]);
    // What is left alone now, and how many of its kind are open.
    let mut within: Option<(&str, usize)> = None;
    let mut rest = &html[start..end];
    while !rest.is_empty() {
        if rest.starts_with('<') {
            let length = rest.find('>').map_or(rest.len(), |end| end + 1);
            let tag = &rest[..length];
            let name = name(tag);
            within = match (within, tag.starts_with("</")) {
                (None, false) if LEFT_ALONE.contains(&name) => Some((name, 1)),
                (Some((open, depth)), false) if open == name => Some((open, depth + 1)),
                (Some((open, 1)), true) if open == name => None,
                (Some((open, depth)), true) if open == name => Some((open, depth - 1)),
                (within, _) => within,
            };
            out.push_str(tag);
            rest = &rest[length..];
        } else {
            let length = rest.find('<').unwrap_or(rest.len());
            match within {
                Some(_) => out.push_str(&rest[..length]),
                None => push(&mut out, &rest[..length], &mut left, up),
            }
            rest = &rest[length..];
        }
    }
    out.push_str(&html[end..]);
    (left.len() < terms.len()).then_some(out)
}

fn name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    &name[..end.unwrap_or(name.len())]
}

/// Pushes `text`, with the earliest of the terms linked that are left, and so on
/// behind it.
fn push(out: &mut String, text: &str, left: &mut Vec<&Term>, up: &str) {
    // ASCII alone changes case, so that places are the same in both.
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let found = left
            .iter()
            .enumerate()
            .flat_map(|(index, term)| {
                let lower = &lower;
                term.words.iter().filter_map(move |word| {
                    Some((
                        place(lower, word, from)?,
                        std::cmp::Reverse(word.len()),
                        index,
                    ))
                })
            })
            .min();
        let Some((start, std::cmp::Reverse(length), index)) = found else {
            out.push_str(&text[from..]);
            return;
        };
        let term = left.remove(index);
        // The whole word is the link.
        let plural = usize::from(text[start + length..].starts_with('s'));
        let length = length + plural;
        out.push_str(&text[from..start]);
        out.push_str(&format!(
            "<a class=\"term\" href=\"{up}{PAGE}#{}\">{}</a>",
            term.id,
            &text[start..start + length]
        ));
        from = start + length;
    }
}

/// Where `word` stands by itself in `text`, or as a plural, from `from` on.
fn place(text: &str, word: &str, from: usize) -> Option<usize> {
    let is_letter = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text[from..]
        .match_indices(word)
        .map(|(start, _)| from + start)
        .find(|&start| {
            let after = &text[start + word.len()..];
            let after = after.strip_prefix('s').unwrap_or(after);
            !text[..start].ends_with(is_letter) && !after.starts_with(is_letter)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms_of(markdown: &str) -> Vec<Term> {
        terms(&format!("# Glossary\n\n{markdown}"))
    }

    #[test]
    fn the_first_use_in_prose_is_linked_and_no_other() {
        let terms = terms_of("## Cache miss\n\n<!-- also: missed the cache -->\n\nText.\n");
        let html = "<main><h2>A cache miss</h2><p><code>cache miss</code> \
                    Cache misses, and a cache miss.</p></main>";
        assert_eq!(
            linked(html, &terms, "../").unwrap(),
            "<main><h2>A cache miss</h2><p><code>cache miss</code> \
             Cache misses, and a \
             <a class=\"term\" href=\"../guide/glossary.html#cache-miss\">cache miss</a>.</p></main>"
        );
    }

    #[test]
    fn a_plural_is_linked_whole() {
        let terms = terms_of("## Pool\n\nText.\n");
        let found = linked("<main>two pools</main>", &terms, "").unwrap();
        assert!(found.contains(">pools</a>"), "{found}");
    }

    #[test]
    fn a_drawing_within_a_drawing_is_left_alone_to_its_end() {
        let terms = terms_of("## Pool\n\nText.\n");
        let html = "<main><svg><svg><text>pool</text></svg><text>pool</text></svg></main>";
        assert_eq!(linked(html, &terms, ""), None);
    }

    #[test]
    fn a_word_within_another_is_not_the_term() {
        let terms = terms_of("## Pool\n\nText.\n");
        assert_eq!(
            linked("<main>object-pool, pooling</main>", &terms, ""),
            None
        );
        assert_eq!(linked("<p>pool</p>", &terms, ""), None, "outside of main");
        assert!(linked("<main>two pools</main>", &terms, "").is_some());
    }
}
