//! A pattern file's prose, as it stands in the book.

use patterns::catalogue::Pattern;
use patterns::source;

use super::svg;

/// Makes links within the catalogue links within the book: `[`crate::a::b`]`
/// becomes the title of pattern `a/b`, linked. `up` leads to the book's root.
///
/// # Errors
/// If a link names a pattern or family that does not exist.
pub fn with_links(text: &str, up: &str, place: &str) -> anyhow::Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("[`crate::") {
        out.push_str(&rest[..start]);
        let link = &rest[start + 2..];
        let end = link
            .find("`]")
            .ok_or_else(|| anyhow::anyhow!("{place}: a link to crate::… has no end"))?;
        let (title, page) = target(&link[..end])
            .ok_or_else(|| anyhow::anyhow!("{place}: {} leads nowhere", &link[..end]))?;
        out.push_str(&format!("[{title}]({up}{page})"));
        rest = &link[end + 2..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The title and the page of `crate::family::pattern` or `crate::family`.
fn target(path: &str) -> Option<(&'static str, String)> {
    let path = path
        .strip_prefix("crate::")?
        .replace("::", "/")
        .replace('_', "-");
    if let Some(pattern) = patterns::find(&path) {
        return Some((pattern.title, page(pattern)));
    }
    let family = patterns::FAMILIES.iter().find(|family| family.id == path)?;
    Some((family.title, format!("{}/index.md", family.id)))
}

/// A pattern's page, from the book's root.
pub fn page(pattern: &Pattern) -> String {
    format!("{}.md", pattern.id)
}

/// The body of a section of a pattern's prose; `None` where it has none.
pub fn section<'a>(prose: &'a str, heading: &str) -> Option<&'a str> {
    source::sections(prose)
        .into_iter()
        .find(|(found, _)| *found == heading)
        .map(|(_, body)| body)
}

/// The host of a URL, for a link’s text.
pub fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).to_owned()
}

/// A line of prose as HTML, for places that Markdown does not reach: what stands
/// between backticks is code.
pub fn with_code(line: &str) -> String {
    let mut html = String::new();
    for (index, part) in svg::escape(line).split('`').enumerate() {
        match index % 2 {
            0 => html.push_str(part),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_pattern_becomes_a_link_to_its_page() {
        let text = with_links("See [`crate::pooling::reuse_vec`].", "../", "here").unwrap();
        assert_eq!(
            text,
            "See [Clear the vector, keep its memory](../pooling/reuse-vec.md)."
        );
        let error = with_links("[`crate::pooling::nothing`]", "../", "here").unwrap_err();
        assert!(error.to_string().contains("here"), "{error}");
    }

    #[test]
    fn what_stands_between_backticks_is_code_and_nothing_is_markup() {
        assert_eq!(
            with_code("only `a < b` & `c`"),
            "only <code>a &lt; b</code> &amp; <code>c</code>"
        );
    }
}
