//! The learning path: pages in an order that builds up, with reading times.

use std::path::Path;

use serde::Serialize;

/// How fast people read technical prose, in words a minute.
const WORDS_A_MINUTE: usize = 180;
/// Where the sum of the reading times stands.
const SUM: &str = "<!-- minutes -->";

/// A page of the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// As the path calls it.
    pub title: String,
    /// From the book's root, as Markdown.
    pub page: String,
}

/// The pages that the path's Markdown lists: `1. [Title](../page.md)`.
pub fn stops(markdown: &str) -> Vec<Stop> {
    markdown.lines().filter_map(stop).collect()
}

/// The page that follows `page` on the path, if it is on it and not the last.
pub fn next<'a>(stops: &'a [Stop], page: &str) -> Option<&'a Stop> {
    let place = stops.iter().position(|stop| stop.page == page)?;
    stops.get(place + 1)
}

fn stop(line: &str) -> Option<Stop> {
    let (number, rest) = line.split_once(". [")?;
    number.parse::<u32>().ok()?;
    let (title, rest) = rest.split_once("](../")?;
    let (page, _) = rest.split_once(')')?;
    Some(Stop {
        title: title.to_owned(),
        page: page.to_owned(),
    })
}

/// The path with the reading time behind each page, and their sum; `src` has the
/// pages as Markdown.
///
/// # Errors
/// If a page cannot be read.
pub fn with_times(markdown: &str, src: &Path) -> anyhow::Result<(String, usize)> {
    let mut sum = 0;
    let mut out = String::new();
    for line in markdown.lines() {
        match stop(line) {
            None => out.push_str(line),
            Some(stop) => {
                let text = fs_err::read_to_string(src.join(&stop.page))?;
                let minutes = words(&text).div_ceil(WORDS_A_MINUTE).max(1);
                sum += minutes;
                let link = format!("](../{})", stop.page);
                out.push_str(&line.replace(&link, &format!("{link} ({minutes} min)")));
            }
        }
        out.push('\n');
    }
    Ok((out.replace(SUM, &sum.to_string()), sum))
}

/// Words of prose: neither code, nor markup, nor what is folded away.
fn words(markdown: &str) -> usize {
    let mut count = 0;
    let (mut code, mut folded) = (false, 0_usize);
    for line in markdown.lines() {
        if line.starts_with("```") {
            code = !code;
        }
        folded += line.matches("<details").count();
        if !code && folded == 0 && !line.starts_with('<') {
            count += line
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphabetic))
                .count();
        }
        folded = folded.saturating_sub(line.matches("</details").count());
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_shows_how_long_each_page_takes() {
        let folder = tempfile::tempdir().unwrap();
        let page = format!(
            "# A\n\n{}\n```rust\n{}\n```\n",
            "word ".repeat(200),
            "x ".repeat(900)
        );
        fs_err::write(folder.path().join("a.md"), page).unwrap();
        let written = "In <!-- minutes --> minutes.\n\n1. [A](../a.md): first.\n";
        let (text, sum) = with_times(written, folder.path()).unwrap();
        assert_eq!(text, "In 2 minutes.\n\n1. [A](../a.md) (2 min): first.\n");
        assert_eq!(sum, 2);
        assert_eq!(stops(written).len(), 1);
    }
}
