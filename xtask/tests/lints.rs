//! What pages say of Clippy's lints is what the installed Clippy says of itself: that
//! they exist, and in which group, on which it depends whether a reader sees them.

use crate::support;
use std::collections::{BTreeMap, BTreeSet};

use crate::support::{files, has, root};

/// Where a page links to a lint.
const LINK: &str = "rust-clippy/master/index.html#";

/// Each group of Clippy, with the lints in it.
fn groups(help: &str) -> BTreeMap<&str, BTreeSet<String>> {
    help.lines()
        .filter_map(|line| {
            let (group, lints) = line.trim().strip_prefix("clippy::")?.split_once("  ")?;
            // A line of one lint has its level there.
            let lints = lints.trim().strip_prefix("clippy::")?;
            let lints = lints.split(", clippy::").map(|lint| lint.replace('-', "_"));
            Some((group, lints.collect()))
        })
        .collect()
}

/// The lints that `page` links to, each with the word in brackets behind it.
fn named(page: &str) -> Vec<(String, Option<String>)> {
    let text = page.replace("//!", " ");
    text.split(LINK)
        .skip(1)
        .map(|rest| {
            let (lint, rest) = rest.split_once(')').unwrap();
            let word = rest.trim_start().strip_prefix('(').map(|inside| {
                let end = inside.find(|c: char| !c.is_alphabetic()).unwrap();
                inside[..end].to_owned()
            });
            (lint.to_owned(), word)
        })
        .collect()
}

#[test]
fn every_lint_that_a_page_names_is_in_the_group_that_it_says() {
    if !has(
        "clippy-driver",
        "every_lint_that_a_page_names_is_in_the_group_that_it_says",
    ) {
        return;
    }
    let output = std::process::Command::new("clippy-driver")
        .args(["-W", "help"])
        .current_dir(root())
        .output()
        .unwrap();
    let help = support::stdout(&output);
    let groups = groups(&help);
    assert!(
        groups["pedantic"].contains("inline_always"),
        "another form of help"
    );
    let mut compared = 0;
    let mut wrong = Vec::new();
    for folder in ["patterns/src", "book/src"] {
        for file in files(&root().join(folder)) {
            let Ok(page) = std::fs::read_to_string(&file) else {
                continue;
            };
            for (lint, group) in named(&page) {
                let known = groups.values().any(|lints| lints.contains(&lint));
                let is_right = match &group {
                    Some(group) if groups.contains_key(group.as_str()) => {
                        compared += 1;
                        groups[group.as_str()].contains(&lint)
                    }
                    _ => known,
                };
                if !is_right {
                    let group = group.unwrap_or_default();
                    wrong.push(format!("{}: {lint} ({group})", file.display()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(compared > 15, "only {compared} groups were compared");
}

#[test]
fn a_group_is_read_across_the_line_of_a_comment() {
    let page = format!(
        "see [`a_b`](https://x/{LINK}a_b)\n//!   (perf, off) and [`c`](https://x/{LINK}c) too"
    );
    assert_eq!(
        named(&page),
        [
            ("a_b".to_owned(), Some("perf".to_owned())),
            ("c".to_owned(), None)
        ]
    );
}
