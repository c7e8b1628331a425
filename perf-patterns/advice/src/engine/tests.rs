//! One symptom of each grade, and what looks like it.

use profiles::{Blocks, Builder, Format, Frame, Metric, Profile};

use super::*;
use crate::own;

/// 1,000 allocations of 40 bytes below line 4 of `src/main.rs`, never more than
/// `most_blocks` alive, by way of `callee` in `file`.
fn heap(callee: &str, file: &str, most_blocks: u64) -> Profile {
    let mut builder = Builder::new(
        Format::Dhat,
        vec![
            Metric::new("allocated_bytes", "bytes"),
            Metric::new("allocations", "count"),
        ],
    );
    let mut place = |function: &str, file: &str, line| {
        builder.frame(Frame {
            function: function.to_owned(),
            file: file.to_owned(),
            line,
            ..Frame::default()
        })
    };
    let stack = vec![
        place("malloc", "", 0),
        place(callee, file, 9),
        place("work", "src/main.rs", 4),
    ];
    let blocks = Blocks {
        most_blocks,
        most_bytes: 40 * most_blocks,
        ..Blocks::default()
    };
    builder.push(stack, vec![40_000, 1_000], Some(blocks));
    builder.run(String::new(), Some(1_000_000));
    builder.finish()
}

/// What is advised first.
fn found(profile: Profile, code: &str) -> Option<(String, Confidence)> {
    let profiles = [profile];
    let program = own::lines(&profiles, |file, _| file == "src/main.rs");
    let sources = BTreeMap::from([("src/main.rs".to_owned(), code.to_owned())]);
    let patterns: Vec<&'static Pattern> = patterns::patterns().collect();
    advise(&patterns, &program, &sources, Vec::new(), "NAME")
        .advice
        .into_iter()
        .map(|advice| (advice.pattern, advice.confidence))
        .next()
}

const STD: &str = "/rustc/5980/library/alloc/src/fmt.rs";

#[test]
fn what_profile_and_source_agree_on_is_confirmed() {
    let code = "fn work(words: &[&str]) -> String {\n    let mut text = String::new();\n    \
                for word in words {\n        text = format!(\"{text}{word}\");\n    }\n    text\n}\n";
    let expected = ("string-building/append".to_owned(), Confidence::Confirmed);
    assert_eq!(found(heap("format", STD, 2), code), Some(expected));
}

#[test]
fn a_string_that_is_kept_looks_alike_and_deserves_silence() {
    let code = "fn work(words: &[&str], kept: &mut Vec<String>) {\n    let mut text = 1;\n    \
                for word in words {\n        kept.push(format!(\"{text}{word}\"));\n    }\n}\n";
    assert_eq!(found(heap("format", STD, 1_000), code), None);
}

#[test]
fn a_call_into_a_dependency_is_at_most_worth_a_look() {
    let code = "fn work(words: &[&str]) -> usize {\n    let mut n = 0;\n    \
                for word in words {\n        n += usize::from(word.to_lowercase() == n.to_string());\n    }\n    n\n}\n";
    let file = "/home/a/.cargo/registry/src/index-1/caseless-0.2.1/src/lib.rs";
    let found = found(heap("to_lowercase", file, 2), code);
    assert_eq!(
        found.map(|(_, confidence)| confidence),
        Some(Confidence::Look)
    );
}

#[test]
fn a_vector_that_leaves_its_turn_is_not_reused() {
    let turn = |last: &str| {
        format!(
            "fn work(rounds: &[Vec<u32>], all: &mut Vec<Vec<u32>>) {{\n    for round in rounds {{\n        \
             let n = 1;\n        let turn = round.to_vec();\n        {last};\n    }}\n}}\n"
        )
    };
    let expected = ("pooling/reuse-vec".to_owned(), Confidence::Confirmed);
    let file = "/rustc/5980/library/alloc/src/slice.rs";
    assert_eq!(
        found(heap("to_vec", file, 2), &turn("sort_it(&mut turn)")),
        Some(expected)
    );
    let kept = found(heap("to_vec", file, 1_000), &turn("all.push(turn)"));
    assert_eq!(kept, None);
}
