//! ARCHITECTURE.md names files and tests: each of them exists, and what it says that
//! nothing else holds is held here.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{files, root};

fn text() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Every Rust file of the workspace, build products left out.
fn rust() -> Vec<std::path::PathBuf> {
    let folders = [
        "patterns",
        "benches",
        "profiling",
        "perf-patterns",
        "xtask",
        "book",
    ];
    folders
        .iter()
        .flat_map(|folder| files(&root().join(folder)))
        .filter(|file| file.extension().is_some_and(|ending| ending == "rs"))
        .filter(|file| !file.components().any(|part| part.as_os_str() == "target"))
        .collect()
}

#[test]
fn every_test_that_the_architecture_names_exists() {
    let mut functions = BTreeSet::new();
    for file in rust() {
        let source = std::fs::read_to_string(file).unwrap();
        for rest in source.split("fn ").skip(1) {
            let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = rest.find(|c| !is_of_a_name(c)).unwrap_or(rest.len());
            functions.insert(rest[..end].to_owned());
        }
    }
    let text = text();
    // A test's name is a sentence; nothing else in backticks has so many words.
    let named: BTreeSet<&str> = quoted(&text)
        .filter(|name| name.matches('_').count() >= 2)
        .filter(|name| {
            let mut letters = name.chars();
            letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
        .collect();
    assert!(named.len() >= 40, "{}", named.len());
    let missing: Vec<&&str> = named
        .iter()
        .filter(|name| !functions.contains(**name))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:?}");
}

#[test]
fn the_code_map_names_what_exists() {
    let text = text();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let mut checked = 0;
    for row in rows {
        let cell = row.split('|').nth(1).unwrap();
        // Names after the first one in a row are of its folder.
        let mut folder = None;
        for name in quoted(cell).filter(|name| !name.contains(['<', '*'])) {
            let beside = folder.unwrap_or(Path::new("")).join(name);
            let exists = root().join(name).exists() || root().join(beside).exists();
            assert!(exists, "{name} does not exist: {row}");
            folder = folder.or(Path::new(name).parent());
            checked += 1;
        }
    }
    assert!(checked >= 60, "{checked}");
}

#[test]
fn patterns_and_what_measures_them_have_no_unsafe_code() {
    for folder in ["patterns/src", "benches/src", "benches/suite/src"] {
        for file in files(&root().join(folder)) {
            let source = std::fs::read_to_string(&file).unwrap();
            let code = source.lines().filter(|line| {
                let line = line.trim_start();
                !line.starts_with("//")
            });
            for line in code {
                let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
                let is_unsafe = words.any(|word| word == "unsafe");
                assert!(!is_unsafe, "{}: {line}", file.display());
            }
        }
    }
}
