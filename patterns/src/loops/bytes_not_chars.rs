//! # Scan bytes, decode what is not ASCII
//!
//! ## What you see
//!
//! In a flame graph, `Chars::next` and `next_code_point` in a lexer, a parser or a
//! counter, often inlined, so that the loop itself is wide and calls nothing. The
//! heap profile is silent.
//!
//! ## Why
//!
//! A `&str` is UTF-8: a character is one to four bytes, and `chars()` decodes each
//! into a 32-bit number, with branches on its length. What a scanner asks is mostly
//! about ASCII: is it a comma, a quote, a letter of a keyword? UTF-8 was made so that
//! this needs no decoding: every byte of a longer character is 128 or more, so a byte
//! below that *is* the character.
//!
//! Hence the shape of a fast scanner: look at the byte; if it is ASCII, answer at
//! once, from a table of 128 entries where the question has several parts; otherwise
//! decode that one character and ask the full question. `is_ascii` answers for a whole
//! text, many bytes at a time, and then the loop needs no second way at all.
//!
//! `chars()` has a short way for ASCII too, so do not expect wonders: what is saved
//! is a branch and a few instructions for each character.
//!
//! ## Coming from Go
//!
//! `for i := range s` decodes runes, and `s[i]` is a byte, in both languages; Go's
//! range has the test for `RuneSelf` built in. In Rust a byte is not a character by
//! type: `as_bytes` says so.
//!
//! ## When not to
//!
//! Where most characters are not ASCII (the `cyrillic` scenario) both ways decode
//! them, and there is nothing to gain. A test of the whole text is lost on
//! the first letter with an accent (the `one-accent` scenario); a test of each byte
//! is not. And never give up an answer for speed: `is_ascii_alphanumeric` alone
//! would tear a name such as `größe` apart.
//!
//! ## See also
//!
//! - [`crate::work::fast_path`]; [`crate::string_building::parse_fields`] and
//!   [`crate::string_building::ascii_case`], where the data is ASCII by
//!   specification
//! - Clippy's [`naive_bytecount`](https://rust-lang.github.io/rust-clippy/master/index.html#naive_bytecount)
//!   (pedantic) is about counting one byte, for which the crate `bytecount` has
//!   vector code.
//! - [`str::as_bytes`](https://doc.rust-lang.org/std/primitive.str.html#method.as_bytes),
//!   [RFC 3629](https://www.rfc-editor.org/rfc/rfc3629) for the property of UTF-8

use crate::catalogue::declare::*;

// ANCHOR: chars
/// How many identifiers a text has: runs of letters, digits and `_`.
pub fn chars(text: &str) -> usize {
    let (mut count, mut was_inside) = (0, false);
    for character in text.chars() {
        let is_inside = character == '_' || character.is_alphanumeric();
        count += usize::from(is_inside && !was_inside);
        was_inside = is_inside;
    }
    count
}
// ANCHOR_END: chars

// ANCHOR: bytes
/// How many identifiers a text has; decodes only what is not ASCII.
pub fn bytes(text: &str) -> usize {
    static IS_INSIDE: [bool; 128] = {
        let mut is_inside = [false; 128];
        let mut byte = 0;
        while byte < 128 {
            is_inside[byte as usize] = byte == b'_' || byte.is_ascii_alphanumeric();
            byte += 1;
        }
        is_inside
    };

    let (mut count, mut was_inside) = (0, false);
    let mut place = 0;
    while let Some(byte) = text.as_bytes().get(place) {
        let is_inside = if byte.is_ascii() {
            place += 1;
            IS_INSIDE[usize::from(*byte)]
        } else {
            // Everything before was whole characters, so this is a boundary.
            let character = text[place..].chars().next().unwrap_or_default();
            place += character.len_utf8();
            character.is_alphanumeric()
        };
        count += usize::from(is_inside && !was_inside);
        was_inside = is_inside;
    }
    count
}
// ANCHOR_END: bytes

// ANCHOR: ascii-text
/// How many identifiers a text has; text that is ASCII as a whole is not decoded.
pub fn ascii_text(text: &str) -> usize {
    let (mut count, mut was_inside) = (0, false);
    if text.is_ascii() {
        for byte in text.bytes() {
            let is_inside = byte == b'_' || byte.is_ascii_alphanumeric();
            count += usize::from(is_inside && !was_inside);
            was_inside = is_inside;
        }
    } else {
        for character in text.chars() {
            let is_inside = character == '_' || character.is_alphanumeric();
            count += usize::from(is_inside && !was_inside);
            was_inside = is_inside;
        }
    }
    count
}
// ANCHOR_END: ascii-text

const CYRILLIC: Scenario = counter_case("cyrillic", "identifiers in Cyrillic")
    .expect("nearly all is decoded either way, and looking up a letter outweighs the rest");
const ONE_ACCENT: Scenario = counter_case("one-accent", "a single accent in the whole text")
    .expect("a test of the whole text fails for it, a test of each byte does not mind");

const NASTY: Nasty<String> = &[
    ("empty", String::new),
    ("one letter", || "x".into()),
    ("only signs", || "+-*/ ()\n\t".into()),
    ("underscores", || "_ __ a_b _1".into()),
    ("non-ASCII letters", || "größe naïve Ωmega ñ٣".into()),
    ("non-ASCII signs", || "a→b “c” 🦀 d\u{a0}e".into()),
    ("every width", || "aé日🦀aé日🦀".into()),
    ("very long", || "word ".repeat(20_000)),
    ("duplicates", || "same same same".into()),
];

/// A source text of `size` lines.
fn source(setup: &Setup) -> String {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let letters: Vec<char> = if setup.is(&CYRILLIC) {
            ('а'..='я').collect()
        } else {
            ('a'..='z').collect()
        };
        let mut text = String::new();
        for _ in 0..setup.size {
            for sign in [" = ", "(", ", ", ") + ", ";\n"] {
                let length = random.usize(2..=10);
                text.extend((0..length).map(|_| letters[random.usize(..letters.len())]));
                text.push_str(sign);
            }
        }
        if setup.is(&ONE_ACCENT) {
            text.push_str("// é\n");
        }
        text
    })
}

const AS_BYTES: &str = "https://doc.rust-lang.org/std/primitive.str.html#method.as_bytes";
const UTF_8: &str = "https://www.rfc-editor.org/rfc/rfc3629";

const CHOICES: &[Choice] = &[
    choice(
        "bytes",
        "where text may hold anything and most of it is ASCII: one loop, two ways through it",
    ),
    choice(
        "ascii-text",
        "where texts are short, and ASCII or not as a whole; the loop is written twice",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "hellux/jotdown",
        number: "37",
        metric: "estimated cycles of inline parsing",
        before: "6201631",
        after: "5564477",
        direction: Direction::For,
        about: "The lexer goes over bytes instead of characters (the commit 3de093b3d).",
    },
    Seen {
        repo: "biomejs/biome",
        number: "9183",
        metric: "time to parse Tailwind classes",
        before: "",
        after: "about a 33% speedup",
        direction: Direction::For,
        about: "A parser looks each byte up in a table.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("Decoding UTF-8 (`Chars::next`) owns a good part of the instructions")
        .look(&["chars", "char_indices"], &[])
        .frames(&["next", "next_code_point"])
        .matters(&[share(Instructions, 0.2)])
        .advise(
            "walk the bytes, with a path for what is not ASCII",
            "Is nearly all of the text ASCII, and does only ASCII decide?",
        ),
    symptom("Each `next` of a `chars` decodes a character, in a scanner")
        .look(
            &["next", "next_if", "next_if_eq", "peek"],
            &[Fact::Receives(&["chars", "char_indices"])],
        )
        .matters(&[share(Instructions, 0.1)])
        .advise(
            "walk the bytes, with a path for what is not ASCII",
            "Is nearly all of the text ASCII, and does only ASCII decide?",
        ),
    symptom("One line that walks the characters of a text owns a third of the instructions")
        .look(&["chars", "char_indices"], &[])
        .matters(&[share(Instructions, 0.3)])
        .advise(
            "walk the bytes, with a path for what is not ASCII",
            "Is nearly all of the text ASCII, and does only ASCII decide?",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("count-names", &[Instructions])
        .checkpoint()
        .tracks(&[Track::Text])
        .task(
            "Counts the identifiers of a text: runs of letters and digits of any script, and `_`.",
        )
        .story(
            "The editor colours source code while one types. Its scanner takes two thirds of the \
             time, and its hottest lines are not in the scanner at all:\n\n    \
             31 %  core::str::validations::next_code_point\n    \
             24 %  core::char::methods::is_alphanumeric\n    \
             12 %  scan::count_names\n\n\"Our users write in forty languages\", says the product \
             manager, \"so it has to be Unicode.\" And it has to. But you have looked at what they \
             write: of ten thousand bytes of source code, four are not ASCII.",
        )
        .hints([
            "Look at what is done for a plain letter, such as `x`, before anybody knows that it is \
             one.",
            "Ask how one can tell from a single byte that it is a whole character.",
            "Every byte below 128 is a character by itself; only the others have to be decoded.",
            "Walk the bytes by index. An ASCII byte is looked up in a table of 128 answers; at any \
             other take the character from `text[place..].chars().next()`, and advance by its \
             `len_utf8`.",
        ])
        .wrong_turns(&[
            "`text.is_ascii()` first, with a loop for each case, is quick until the first accent, \
             and then as slow as before.",
            "Counting bytes from 128 on as letters is wrong for `→` and `“`.",
            "`char_indices` decodes just as `chars` does.",
        ]),
    explain(
        "one-accent",
        "The second way is a good deal cheaper on every file but one. On that one both cost the \
         same. Why?",
        "It asks once whether all of the text is ASCII: a single letter that is not sends the \
         whole text down the old way.",
        &[
            "It decodes the same characters on every file; what is cheap on the others is that \
             they are shorter.",
            "A letter beyond ASCII takes two bytes or more, so that all indices behind it have to \
             be computed anew.",
            "The letter is not in the table of the standard library, and looking for it outweighs \
             everything else.",
        ],
        Proof::Metric(Instructions),
    )
    .between("chars", "ascii-text")
    .on(&ONE_ACCENT)
    .tracks(&[Track::Text])
    .task("Counts the identifiers of a text: runs of letters and digits of any script, and `_`.")
    .story(
        "A faster scanner was merged in spring. Since then the dashboard has shown a good third \
         less for every file of the test set. Every one but `session.rs`. Nothing is special about \
         it: as long as the others, the same style, the same authors.\n\nSomeone has bisected its \
         history. It was as quick as the others until a commit that changed one comment. The \
         comment thanks *André*.",
    )
    .hints([
        "Look at what the second way does before its loop begins.",
        "Ask how many characters can change the answer of that question.",
        "A test of the whole is as good as its worst part; a test of each byte decides anew each \
         time.",
        "With one letter beyond ASCII in the text both ways run the same loop over characters: \
         their instructions are equal but for the test itself. A test of each byte would not mind.",
    ])
    .wrong_turns(&[
        "The price of decoding one letter is a few instructions: it cannot show in a whole file.",
        "The file is as long as the others.",
    ]),
];

pub(crate) const PATTERN: Pattern = pattern!("bytes_not_chars.rs")
    .sizes("lines", &[10, 100, 1_000])
    .variants(&[
        slow("chars", case!(source, |text| chars(text))).about("decodes every character"),
        fast("bytes", case!(source, |text| bytes(text))).about("decodes only what is not ASCII"),
        alternative("ascii-text", case!(source, |text| ascii_text(text)))
            .about("no decoding where all of the text is ASCII"),
    ])
    .inputs(&[TYPICAL, CYRILLIC, ONE_ACCENT], NASTY)
    .claims(&[
        claim(Instructions, "bytes", AtLeast(1.4), UTF_8),
        claim(TimeNs, "bytes", Wins, UTF_8),
        claim(Instructions, "ascii-text", AtLeast(1.2), AS_BYTES),
        claim(Instructions, "bytes", NoEffect, UTF_8).on(&CYRILLIC),
        claim(Instructions, "ascii-text", NoEffect, AS_BYTES).on(&ONE_ACCENT),
        claim(Instructions, "bytes", AtLeast(1.4), UTF_8).on(&ONE_ACCENT),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
