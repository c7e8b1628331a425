//! # Test for the common case first
//!
//! ## What you see
//!
//! In a flame graph, a general algorithm (segmentation, normalisation, collation,
//! a full parser) is wide below a function whose inputs are nearly all plain. The
//! heap profile may be silent. The question to ask is not how the algorithm could
//! be faster, but how many of its inputs need it.
//!
//! ## Why
//!
//! How many characters does a reader see in `naïve`? Five, even where the `ï` is
//! an `i` with a mark behind it; a flag is one, and so is a family of four joined
//! by invisible joiners. Unicode has rules for it, and the general algorithm looks
//! each character up in a table and decides at each border. In ASCII there is
//! nothing to decide: every byte is a character of its own, with one exception,
//! `"\r\n"`, which counts as one.
//!
//! Whether a text is ASCII takes a few instructions for sixteen bytes or more. So
//! the test costs a small fraction of the treatment, and where it succeeds the
//! treatment is gone. Two things make a fast path a good one: the test must be
//! cheap against what it saves, and it must be *exact*. Without the test for
//! `'\r'` the answers would differ, in a case that nobody has in a test.
//!
//! ## Coming from Go
//!
//! Go's own library does so in many places: `strings.ToUpper` first looks whether
//! all is ASCII, and `utf8` handles bytes below `RuneSelf` before anything else.
//!
//! ## When not to
//!
//! Where the rare case is common (the `accented` scenario) the test is made in
//! vain. Here the treatment is so dear that the test does not show; the cheaper
//! the treatment, the sooner it does. The other price is paid in tests: two paths
//! must give the same answers, and the border between them is where they will not.
//! Measure how often the common case is the case before adding a second path.
//!
//! ## See also
//!
//! - [`crate::loops::bytes_not_chars`]: ASCII first, within one loop;
//!   [`crate::string_building::escape_cow`]: the common case returns its input.
//! - No Clippy lint sees it.
//! - [Unicode's rules for text segmentation](https://www.unicode.org/reports/tr29/),
//!   [`str::is_ascii`](https://doc.rust-lang.org/std/primitive.str.html#method.is_ascii),
//!   [`unicode-segmentation`](https://docs.rs/unicode-segmentation)

use crate::catalogue::declare::*;

// ANCHOR: shared
use unicode_segmentation::UnicodeSegmentation;
// ANCHOR_END: shared

// ANCHOR: every-text
/// How many characters a reader sees, by the rules of Unicode.
pub fn every_text(text: &str) -> usize {
    text.graphemes(true).count()
}
// ANCHOR_END: every-text

// ANCHOR: ascii-first
/// How many characters a reader sees: in ASCII as many as there are bytes.
pub fn ascii_first(text: &str) -> usize {
    // "\r\n" is one character, and the only one of two ASCII bytes.
    if text.is_ascii() && !text.contains('\r') {
        return text.len();
    }
    text.graphemes(true).count()
}
// ANCHOR_END: ascii-first

// ANCHOR: ascii-prefix
/// How many characters a reader sees: the rules apply from the first byte on that
/// is not plain.
pub fn ascii_prefix(text: &str) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii() && *byte != b'\r';
    let plain = text.bytes().take_while(is_plain).count();
    if plain == text.len() {
        return plain;
    }
    // A mark belongs to the character before it, so that one is counted below.
    let start = plain.saturating_sub(1);
    start + text[start..].graphemes(true).count()
}
// ANCHOR_END: ascii-prefix

const ACCENTED: Scenario = counter_case("accented", "every text has a letter with a mark")
    .expect("the test fails each time, and costs too little beside the treatment to show");

const NASTY: Nasty<Vec<String>> = &[
    ("none", || vec![]),
    ("empty", || vec![String::new()]),
    ("line ends", || vec!["a\r\nb\n\rc\r".into(), "\r\n".into()]),
    ("marks", || vec!["cafe\u{301}".into(), "\u{301}".into()]),
    ("two marks", || vec!["a\u{301}\u{323}b".into()]),
    ("joined", || vec!["👩‍👩‍👧‍👦!".into(), "👍🏽".into()]),
    ("flags", || vec!["🇩🇪🇫🇷x".into()]),
    ("scripts", || vec!["日本語 한국어 नमस्ते".into()]),
    ("control characters", || vec!["\0\u{7}\u{200d}a".into()]),
    ("very long", || vec!["x".repeat(20_000) + "é"]),
    ("duplicates", || vec!["same".into(); 30]),
];

/// `size` texts of 20 to 60 characters, of which one in twenty has a letter with a
/// mark; in `accented` all have.
fn texts(setup: &Setup) -> Vec<String> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size)
            .map(|_| {
                let length = random.usize(20..=60);
                let mut text: String = (0..length).map(|_| random.alphanumeric()).collect();
                if setup.is(&ACCENTED) || random.u8(..20) == 0 {
                    text.insert_str(random.usize(..length), "e\u{301}");
                }
                text
            })
            .collect()
    })
}

/// How long all texts are together, and which is the longest.
fn widths(texts: &[String], width: impl Fn(&str) -> usize) -> (usize, usize) {
    texts.iter().fold((0, 0), |(sum, longest), text| {
        let width = width(text);
        (sum + width, longest.max(width))
    })
}

const RULES: &str = "https://www.unicode.org/reports/tr29/";
const ASCII: &str = "https://doc.rust-lang.org/std/primitive.str.html#method.is_ascii";

const CHOICES: &[Choice] = &[
    choice(
        "ascii-first",
        "where most inputs are plain as a whole: one test in front of what is there",
    ),
    choice(
        "ascii-prefix",
        "where many are plain but for a few characters; the border must be got right",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "apache/arrow-rs",
        number: "3306",
        metric: "time, ilike_utf8 scalar equals",
        before: "",
        after: "−87.924%",
        direction: Direction::For,
        about: "A comparison without case treats patterns and columns that are ASCII first.",
    },
    Seen {
        repo: "apache/datafusion",
        number: "12356",
        metric: "time, character_length_StringArray_ascii_str_len_32",
        before: "139.9µs",
        after: "81.8µs",
        direction: Direction::For,
        about: "Counting characters first asks whether the whole column is ASCII.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A general routine owns the instructions, and nearly all inputs are simple"),
    symptom(
        "Rules of Unicode own a third of the instructions, and no test for ASCII stands before",
    )
    .look(
        &[
            "graphemes",
            "grapheme_indices",
            "unicode_words",
            "split_word_bounds",
            "nfc",
            "nfd",
            "nfkc",
            "nfkd",
            "width",
            "to_lowercase",
            "to_uppercase",
            "is_alphanumeric",
            "is_alphabetic",
            "is_whitespace",
            "is_uppercase",
            "is_lowercase",
            "flat_map",
        ],
        &[],
    )
    .unless(&[Fact::AsciiFirst])
    .matters(&[share(Instructions, 0.3)])
    .advise(
        "test with `is_ascii` first, and treat ASCII by itself",
        "Are nearly all inputs ASCII, and is the answer the same for them?",
    ),
];

const EXERCISES: &[Exercise] = &[cheaper("caption-width", &[Instructions])
    .checkpoint()
    .tracks(&[Track::Text])
    .task("Returns how many characters a reader sees in `text`, by the rules of Unicode.")
    .story(
        "A table of captions is laid out by how many characters a reader sees in each. Counting \
         bytes was wrong, counting `char`s was wrong too (a customer from Hanoi sent a \
         screenshot), and since then a crate applies the rules of Unicode. The columns line up \
         now, and a page with a few thousand captions appears late. Nothing is allocated. The \
         flame graph has one tower:\n\n    \
         layout ▸ caption_width ▸ Graphemes::next ▸ next_boundary ▸ grapheme_category\n\nThe \
         rules are what they are, says the crate's changelog, and its tables have been tuned for \
         years. What do the captions look like? Article numbers, mostly: `KX2040B`, `Ue81Rq`. A \
         few are names, and those are the ones that must not break again.",
    )
    .hints([
        "Look at what is below the tower, then at the inputs that it is called with.",
        "Ask for how many of these inputs the rules decide anything.",
        "A test that is cheap and exact can answer the simple inputs; the rules stay for the \
         rest. Which inputs are simple, to the last one?",
        "If `text.is_ascii()` and it has no `'\\r'`, return `text.len()`: `\"\\r\\n\"` is the \
         only character of two ASCII bytes. Otherwise count as before.",
    ])
    .wrong_turns(&[
        "`text.len()` or `chars().count()` for every text brings the screenshot from Hanoi back.",
        "`is_ascii` alone is nearly exact: `\"\\r\\n\"` counts as one, and `check` finds it.",
        "A `match` on each `char` that asks for its category does what the crate does, more \
         slowly.",
    ])];

pub(crate) const PATTERN: Pattern = pattern!("fast_path.rs")
    .sizes("texts", &[50, 500, 5_000])
    .variants(&[
        slow("every-text", case!(texts, widths, every_text))
            .about("the rules of Unicode for each text")
            .needs(&["unicode-segmentation"]),
        fast("ascii-first", case!(texts, widths, ascii_first))
            .about("ASCII by its length, the rules for the rest")
            .needs(&["unicode-segmentation"]),
        alternative("ascii-prefix", case!(texts, widths, ascii_prefix))
            .about("the rules from the first byte on that is not plain")
            .needs(&["unicode-segmentation"]),
    ])
    .inputs(&[TYPICAL, ACCENTED], NASTY)
    .claims(&[
        claim(Instructions, "ascii-first", AtLeast(8.0), ASCII),
        claim(TimeNs, "ascii-first", Wins, ASCII),
        claim(Instructions, "ascii-prefix", AtLeast(8.0), ASCII),
        claim(Instructions, "ascii-first", NoEffect, RULES).on(&ACCENTED),
        claim(Instructions, "ascii-prefix", AtLeast(1.3), RULES).on(&ACCENTED),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
