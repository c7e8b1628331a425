//! One word for one thing, in code, comments, help, documents and the book: the words
//! that lost, and where one of them means something else.

use std::path::Path;

use crate::support::{files, root};

/// What is not written, and what is written instead.
const WORDS: [(&str, &str); 16] = [
    ("foretold", "predicted"),
    ("foretell", "predict"),
    ("asked of the allocator", "allocated"),
    ("blocks asked for", "allocations, or allocated blocks"),
    ("bytes asked for", "allocated bytes"),
    ("requests to the allocator", "allocations"),
    ("came out", "was, or is"),
    ("held against", "compared with"),
    ("goes on with", "resumes"),
    ("going on with", "resuming"),
    ("whatever tool", "any tool"),
    ("processes a side", "processes per side"),
    ("layouts a side", "layouts per side"),
    ("tells", "shows, prints or reports"),
    ("record that counts are", "baseline"),
    ("unfinished", "interrupted"),
];

/// Where such a word is the right one: a part of the path, and the word.
const EXCEPTIONS: [(&str, &str); 2] = [
    // A file that is being written is no run that was interrupted.
    ("profiling/src/history/", "unfinished"),
    ("perf-patterns/advice/evaluation/", ""),
];

/// Texts that people read, and sources; not what tools write, nor others' sources.
const PLACES: [&str; 12] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "METHODOLOGY.md",
    "CHANGELOG.md",
    "Cargo.toml",
    "benches",
    "book",
    "patterns",
    "perf-patterns",
    "profiling",
    "xtask",
];

const ENDINGS: [&str; 7] = ["rs", "md", "txt", "toml", "html", "css", "yml"];

/// `file:line: word; the word to use` of each refused word in `text`.
fn refused(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.to_lowercase();
        for (word, instead) in WORDS {
            let is_word = line.match_indices(word).any(|(at, _)| {
                let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                !is_letter(line[..at].chars().next_back())
                    && !is_letter(line[at + word.len()..].chars().next())
            });
            let is_meant = EXCEPTIONS.iter().any(|(place, allowed)| {
                file.starts_with(place) && (*allowed == word || allowed.is_empty())
            });
            if is_word && !is_meant {
                found.push(format!("{file}:{number}: `{word}`: write {instead}"));
            }
        }
    }
    found
}

#[test]
fn one_word_for_one_thing() {
    let home = root();
    let mut found = Vec::new();
    let mut read = 0;
    let itself = Path::new("xtask/tests/words.rs");
    for place in PLACES {
        let place = home.join(place);
        let all = if place.is_file() {
            vec![place]
        } else {
            files(&place)
        };
        for path in all {
            let file = path.strip_prefix(&home).unwrap();
            let is_text = file
                .extension()
                .is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
            let is_built = file.iter().any(|part| part == "target");
            if !is_text || is_built || file == itself {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            read += 1;
            found.extend(refused(&file.display().to_string(), &text));
        }
    }
    assert!(read > 300, "only {read} files were read");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_refused_word_is_found_as_a_word_alone() {
    let found = refused(
        "README.md",
        "It Tells.\nA teller retells it.\nBlocks asked for",
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("README.md:1: `tells`"), "{found:?}");
    assert!(refused("profiling/src/history/disk.rs", "unfinished").is_empty());
}
