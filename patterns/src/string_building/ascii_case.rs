//! # Compare without case, without copies
//!
//! ## What you see
//!
//! In a heap profile, `str::to_lowercase` with two allocations for each
//! comparison. In a flame graph, `to_lowercase` and `conversions::to_lower` below
//! a sort, a lookup or a parser of headers.
//!
//! ## Why
//!
//! `a.to_lowercase() == b.to_lowercase()` builds two new strings to answer a
//! yes-or-no question, and it does so by the full Unicode rules: each character
//! is looked up, and may turn into several. Names in protocols and file formats
//! (header names, keywords, units) are ASCII by specification.
//! `eq_ignore_ascii_case` compares byte by byte, folds only `A` to `Z`, allocates
//! nothing, and stops at the first difference; for strings of different length it
//! looks at no byte at all.
//!
//! ## Coming from Go
//!
//! `strings.EqualFold` allocates nothing and folds Unicode; Rust's standard
//! library has no such function, only the ASCII one. That one is the right one
//! for protocols and the wrong one for people's names.
//!
//! ## When not to
//!
//! For text in a human language, ASCII folding is simply wrong: it keeps `É` and
//! `é` apart. The `unicode` scenario therefore has no ASCII variant at all, only
//! the two that answer right. Comparing lower-cased characters one by one builds
//! no strings, but looks each character up by itself, where `to_lowercase`
//! converts runs of ASCII at once: it saves allocations, not time.
//!
//! ## See also
//!
//! - [`crate::string_building::escape_cow`]
//! - Clippy's [`manual_ignore_case_cmp`](https://rust-lang.github.io/rust-clippy/master/index.html#manual_ignore_case_cmp)
//!   (perf) finds the comparison of two `to_ascii_lowercase` calls, not of two
//!   `to_lowercase` calls, since those differ in meaning.
//! - [`str::eq_ignore_ascii_case`](https://doc.rust-lang.org/std/primitive.str.html#method.eq_ignore_ascii_case)

use crate::catalogue::declare::*;

// ANCHOR: to-lowercase
/// Whether two texts are equal when both are lower-cased.
pub fn to_lowercase(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}
// ANCHOR_END: to-lowercase

// ANCHOR: ignore-ascii-case
/// Whether two ASCII texts are equal but for case.
pub fn ignore_ascii_case(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}
// ANCHOR_END: ignore-ascii-case

// ANCHOR: by-character
/// Whether two texts are equal when each character is lower-cased by itself:
/// Unicode, without a copy. (A final sigma is one letter in isolation and another
/// at the end of a word; only `str::to_lowercase` looks at its neighbours.)
pub fn by_character(left: &str, right: &str) -> bool {
    left.chars()
        .flat_map(char::to_lowercase)
        .eq(right.chars().flat_map(char::to_lowercase))
}
// ANCHOR_END: by-character

const UNICODE: Scenario = counter_case("unicode", "names with letters beyond ASCII")
    .expect("ASCII folding would be wrong; comparing characters saves the copies, not the work");

const NASTY: Nasty<Vec<(String, String)>> = &[
    ("none", || vec![]),
    ("empty", || vec![pair("", ""), pair("", "a")]),
    ("equal", || vec![pair("Same", "Same")]),
    ("prefix", || vec![pair("content", "CONTENT-TYPE")]),
    ("very long", || {
        vec![pair(&"a".repeat(50_000), &"A".repeat(50_000))]
    }),
    ("punctuation", || vec![pair("[", "{"), pair("@", "`")]),
    ("duplicates", || vec![pair("Host", "HOST"); 30]),
];

fn pair(left: &str, right: &str) -> (String, String) {
    (left.into(), right.into())
}

/// `size` pairs of names in different case, nearly all equal but for it.
fn pairs(setup: &Setup) -> Vec<(String, String)> {
    let alphabet: &[char] = if setup.is(&UNICODE) {
        &['ä', 'é', 'ж', 'ß', 'ω', 'x']
    } else {
        &['a', 'c', 'e', 'n', 'o', 't', '-']
    };
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size)
            .map(|index| {
                let left: String = (0..random.usize(8..=16))
                    .map(|_| alphabet[random.usize(..alphabet.len())])
                    .collect();
                // Letter by letter: some capitals are two letters, and lower
                // again differently.
                let right: String = left
                    .chars()
                    .map(|letter| {
                        if letter == 'ß' {
                            letter
                        } else {
                            upper(letter)
                        }
                    })
                    .collect();
                let end = if index % 10 == 9 { "x" } else { "" };
                (left, right + end)
            })
            .collect()
    })
}

fn upper(letter: char) -> char {
    letter.to_uppercase().next().unwrap_or(letter)
}

/// How many pairs are equal, and which was the last.
fn equal(pairs: &[(String, String)], same: impl Fn(&str, &str) -> bool) -> (usize, Option<usize>) {
    pairs
        .iter()
        .enumerate()
        .filter(|(_, (left, right))| same(left, right))
        .fold((0, None), |(count, _), (index, _)| (count + 1, Some(index)))
}

const IGNORE: &str = "https://doc.rust-lang.org/std/primitive.str.html#method.eq_ignore_ascii_case";
const LOWER: &str = "https://doc.rust-lang.org/std/primitive.str.html#method.to_lowercase";

/// Letters outside ASCII are looked up in a table: there is no shorter way for these.
const FOLDED_BY_TABLE: &[&str] = &["to_lower", "to_upper"];

const SYMPTOMS: &[Symptom] = &[
    symptom("`to_lowercase` or `to_uppercase` allocates, and its result lives for one comparison")
        .confirm(
            &[
                "to_lowercase",
                "to_uppercase",
                "to_ascii_lowercase",
                "to_ascii_uppercase",
            ],
            &[Fact::Compared],
        )
        .spoiled_through(FOLDED_BY_TABLE)
        .matters(&[share(Allocations, 0.05), share(Instructions, 0.05)])
        .saves_each(300)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "compare with `eq_ignore_ascii_case`",
            "Is the text ASCII wherever it matters? Other letters are compared as they are.",
        ),
    symptom("A sort or a search by key folds the case of a text in each comparison")
        .confirm(
            &[
                "to_lowercase",
                "to_uppercase",
                "to_ascii_lowercase",
                "to_ascii_uppercase",
            ],
            &[Fact::SortKey],
        )
        .spoiled_through(FOLDED_BY_TABLE)
        .matters(&[share(Allocations, 0.05), share(Instructions, 0.05)])
        .saves_each(300)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(8)])
        .advise(
            "compare byte by byte, folded, or `sort_by_cached_key`",
            "Is the text ASCII wherever it matters? Other letters are compared as they are.",
        ),
    symptom("A text in another case lives for a moment")
        .look(
            &[
                "to_lowercase",
                "to_uppercase",
                "to_ascii_lowercase",
                "to_ascii_uppercase",
            ],
            &[],
        )
        .matters(&[share(Allocations, 0.1), share(Instructions, 0.15)])
        .saves_each(200)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "compare or search without a copy: `eq_ignore_ascii_case`, or bytes that are folded",
            "Is the text ASCII wherever it matters, and is the copy only looked at?",
        ),
];

const CHOICES: &[Choice] = &[
    choice(
        "ignore-ascii-case",
        "where the text is ASCII by specification: it folds no other letter",
    ),
    choice(
        "by-character",
        "where letters beyond ASCII count and memory matters: no copies, and no less work",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "VirusTotal/yara-x",
        number: "631",
        metric: "time of repeated `istartswith` on about 8.3 KB",
        before: "14.762 ms",
        after: "0.275 ms",
        direction: Direction::For,
        about: "ASCII strings are compared in place, where both were made lower case.",
    },
    Seen {
        repo: "rust-lang/rust-analyzer",
        number: "22580",
        metric: "performance",
        before: "",
        after: "not perf-sensitive",
        direction: Direction::None,
        about: "Comparisons without copies were turned down, as they complicate the code.",
    },
];

const EXERCISES: &[Exercise] = &[
    cheaper("same-header", &[Allocations, Instructions])
        .tracks(&[Track::Text])
        .task(
            "Says whether two names of HTTP headers are equal; case does not matter, and the names \
             are ASCII.",
        )
        .story(
            "From the chat of the on-call team:\n\n> **Mira**: proxy at 100 % CPU again. nothing \
             in the logs\n>\n> **Jon**: profile says `to_lowercase`, then malloc, then free. all \
             below the header lookup\n>\n> **Mira**: but we *compare* there. we don't store \
             anything?\n>\n> **Jon**: we compare each name of the request with each name in the \
             rules. 40 × 60, for each request\n\nNobody has touched that function in years.",
        )
        .hints([
            "Look at the allocations of one comparison: how many are there, and when are they \
             freed?",
            "Ask what the lower-case copies are needed for, and which of their bytes is read after \
             the first that differs.",
            "Two texts can be compared while their case is folded, byte by byte, without either \
             copy. For ASCII the standard library does it.",
            "The whole body is `left.eq_ignore_ascii_case(right)`.",
        ])
        .wrong_turns(&[
            "`to_ascii_lowercase` is cheaper than `to_lowercase`, and makes a copy of each side \
             all the same.",
            "A test of the lengths first saves the copies only where lengths differ, and here they \
             hardly do.",
            "`chars().flat_map(char::to_lowercase)` makes no copy and takes more instructions than \
             both copies took.",
        ]),
    predict("fold-each-letter", &[Instructions])
        .between("to-lowercase", "by-character")
        .tracks(&[Track::Text])
        .task("Says whether two texts are equal when their case is folded.")
        .story(
            "A review, and two opinions. The function lower-cases both texts and compares the \
             copies. The proposal lower-cases letter by letter and compares as it goes, so that no \
             copy is made at all.\n\n\"Two allocations less for each comparison. That must be at \
             least twice as cheap\", says one. \"You always say that\", says the other, \"and \
             nobody ever counts.\"\n\nBe the one who counts, but commit yourself first. How many \
             instructions does the first way take for each one of the second?",
        )
        .hints([
            "Look at what is done for one letter, in each of the two ways.",
            "Ask which of the two may treat sixteen ASCII letters at once, and which must decide \
             for every single one.",
            "An allocation and its release take well over a hundred instructions. Spread those \
             over the letters of a name.",
            "`char::to_lowercase` returns an iterator for each letter, as one letter may become \
             three: that costs more than the copies that it saves. The ratio is below 1.",
        ])
        .wrong_turns(&[
            "No allocation is not no work: what replaces it has to be counted too.",
            "A guess of 1 is as wrong as most: the ratio is far from it, to the side that few \
             expect.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("ascii_case.rs")
    .sizes("pairs", &[50, 500, 5_000])
    .variants(&[
        slow("to-lowercase", case!(pairs, equal, to_lowercase))
            .about("two new strings for each comparison"),
        fast("ignore-ascii-case", case!(pairs, equal, ignore_ascii_case))
            .about("byte by byte, no copy")
            .absent_in(&[(&UNICODE, "it folds ASCII only: its answer would be wrong")]),
        alternative("by-character", case!(pairs, equal, by_character)).about("Unicode, no copy"),
    ])
    .inputs(&[TYPICAL, UNICODE], NASTY)
    .claims(&[
        claim(Allocations, "ignore-ascii-case", AtLeast(1_000.0), IGNORE),
        claim(Instructions, "ignore-ascii-case", AtLeast(2.5), IGNORE),
        claim(TimeNs, "ignore-ascii-case", Wins, IGNORE),
        claim(Allocations, "by-character", AtLeast(1_000.0), LOWER).on(&UNICODE),
        claim(Instructions, "by-character", AtMost(1.2), LOWER).on(&UNICODE),
        claim(Instructions, "by-character", Loses, LOWER),
    ])
    .symptoms(SYMPTOMS)
    .choices(CHOICES)
    .seen(SEEN)
    .exercises(EXERCISES);
