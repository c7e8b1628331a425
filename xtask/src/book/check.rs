//! Checks a finished book: every link leads somewhere within it, nothing is
//! fetched from elsewhere, no include was left unresolved. mdBook itself only
//! warns.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use command_line::files;

/// What is wrong with the book at `root`: a line for each, page first.
///
/// # Errors
/// If a page cannot be read.
pub fn problems(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut pages: BTreeMap<PathBuf, String> = BTreeMap::new();
    for page in files::ending(root, "html")? {
        let html = fs_err::read_to_string(&page)?;
        pages.insert(page, html);
    }
    let ids: HashMap<&Path, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, html)| (path.as_path(), attributes(html, "id").collect()))
        .collect();
    let mut problems = Vec::new();
    for (path, html) in &pages {
        let shown = path.strip_prefix(root).unwrap_or(path).display();
        // These two stand in for other places, and mdBook writes them itself.
        if path.ends_with("404.html") || path.ends_with("toc.html") {
            continue;
        }
        for link in attributes(html, "href") {
            if let Some(problem) = dead(root, path, link, &ids) {
                problems.push(format!("{shown}: {problem}"));
            }
        }
        for resource in attributes(html, "src") {
            if resource.starts_with("http") || resource.starts_with("//") {
                problems.push(format!(
                    "{shown}: {resource} would be fetched from elsewhere"
                ));
            }
        }
        if html.contains("{{#") {
            problems.push(format!("{shown}: an include was not resolved: {{{{#…}}}}"));
        }
        let mut seen = BTreeSet::new();
        for id in attributes(html, "id") {
            if !seen.insert(id) {
                problems.push(format!("{shown}: the id {id} stands twice"));
            }
        }
    }
    problems.sort();
    problems.dedup();
    Ok(problems)
}

/// The values of an attribute, as written.
fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let pattern = format!(" {name}=\"");
    html.match_indices(&pattern)
        .map(|(start, found)| &html[start + found.len()..])
        .filter_map(|rest| rest.split('"').next())
        .collect::<Vec<_>>()
        .into_iter()
}

/// What is wrong with a link, if anything is. Links that leave the book are not
/// followed.
fn dead(
    root: &Path,
    page: &Path,
    link: &str,
    ids: &HashMap<&Path, BTreeSet<&str>>,
) -> Option<String> {
    let outside = ["http://", "https://", "mailto:", "data:", "javascript:"];
    if link.is_empty() || outside.iter().any(|scheme| link.starts_with(scheme)) {
        return None;
    }
    let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() {
        page.to_path_buf()
    } else if let Some(absolute) = file.strip_prefix('/') {
        root.join(absolute)
    } else {
        normalised(&page.parent().unwrap_or(root).join(file))
    };
    let target = if target.is_dir() {
        target.join("index.html")
    } else {
        target
    };
    if !target.is_file() {
        return Some(format!("{link} leads nowhere"));
    }
    let has_fragment = || {
        ids.get(target.as_path())
            .is_none_or(|ids| ids.contains(fragment))
    };
    (!fragment.is_empty() && !has_fragment())
        .then(|| format!("{link} names an id that is not there"))
}

/// The path without `.` and `..`.
fn normalised(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(pages: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, html) in pages {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, html).unwrap();
        }
        folder
    }

    #[test]
    fn links_to_pages_and_places_that_exist_are_no_problem() {
        let book = book(&[
            (
                "index.html",
                "<a href=\"a/b.html#here\"> <a href=\"https://x.org\">",
            ),
            (
                "a/b.html",
                "<h2 id=\"here\"> <a href=\"../index.html\"> <a href=\"#here\">",
            ),
        ]);
        assert_eq!(problems(book.path()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_problem_is_found_and_says_where() {
        let book = book(&[(
            "index.html",
            "<a href=\"gone.html\"> <a href=\"#gone\"> <img src=\"https://x.org/i.png\"> \
             {{#include x}} <p id=\"twice\"> <p id=\"twice\">",
        )]);
        let found = problems(book.path()).unwrap();
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(
            found
                .iter()
                .all(|problem| problem.starts_with("index.html: "))
        );
    }
}
