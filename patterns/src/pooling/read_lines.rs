//! # Read lines into one buffer
//!
//! ## What you see
//!
//! In a heap profile, `BufRead::lines` with one block (or two) for each line of
//! the input. In a flame graph, `malloc`, `realloc` and `free` around `memchr`, and
//! `from_utf8` beside them.
//!
//! ## Why
//!
//! `lines()` gives an owned `String` for each line, since an iterator cannot lend
//! what it will overwrite. `read_line` appends to a buffer of yours: cleared
//! before each line, it is allocated once. `read_until` does the same with bytes,
//! and so leaves out the check for valid UTF-8, which is a pass over every byte
//! that a parser of numbers or a counter does not need.
//!
//! ## Coming from Go
//!
//! `bufio.Scanner` with `Bytes()` lends its buffer, like `read_until` here;
//! `Text()` copies, like `lines()`. Rust's borrow checker forbids what Go's
//! documentation warns of: keeping the lent slice past the next call.
//!
//! ## When not to
//!
//! When lines are kept (sorted, sent to threads), they must be owned, and
//! `lines()` is the shortest way. With long lines (the `long` scenario) copying and
//! searching outweigh the allocations. `read_line` keeps the line's end, and appends:
//! forget `clear`, and every line contains all those before.
//!
//! ## See also
//!
//! - [`crate::pooling::reuse_vec`], [`crate::string_building::parse_fields`]
//! - Clippy's [`lines_filter_map_ok`](https://rust-lang.github.io/rust-clippy/master/index.html#lines_filter_map_ok)
//!   (suspicious) is about errors, not about cost.
//! - [`BufRead::read_line`](https://doc.rust-lang.org/std/io/trait.BufRead.html#method.read_line),
//!   [`BufRead::read_until`](https://doc.rust-lang.org/std/io/trait.BufRead.html#method.read_until)

use crate::catalogue::declare::*;

// ANCHOR: shared
use std::io::{BufRead, Result};
// ANCHOR_END: shared

// ANCHOR: lines
/// Counts the lines, and the bytes of the longest: an owned string for each.
///
/// # Errors
/// As the reader's, or if a line is not UTF-8.
pub fn lines(reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    for line in reader.lines() {
        count += 1;
        longest = longest.max(line?.len());
    }
    Ok((count, longest))
}
// ANCHOR_END: lines

// ANCHOR: read-line
/// Counts the lines, and the bytes of the longest: one string for all.
///
/// # Errors
/// As the reader's, or if a line is not UTF-8.
pub fn read_line(mut reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        count += 1;
        let text = line.strip_suffix('\n').unwrap_or(&line);
        longest = longest.max(text.strip_suffix('\r').unwrap_or(text).len());
        line.clear();
    }
    Ok((count, longest))
}
// ANCHOR_END: read-line

// ANCHOR: read-until
/// Counts the lines, and the bytes of the longest: one buffer of bytes for all.
///
/// # Errors
/// As the reader's.
pub fn read_until(mut reader: impl BufRead) -> Result<(usize, usize)> {
    let (mut count, mut longest) = (0, 0);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        count += 1;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        longest = longest.max(text.strip_suffix(b"\r").unwrap_or(text).len());
        line.clear();
    }
    Ok((count, longest))
}
// ANCHOR_END: read-until

const LONG: Scenario = counter_case("long", "lines of about two thousand letters")
    .expect("copying and checking outweigh the requests");

const NASTY: Nasty<Vec<u8>> = &[
    ("none", || vec![]),
    ("one, without its end", || b"line".to_vec()),
    ("empty lines", || b"\n\n\n".to_vec()),
    ("carriage returns", || b"one\r\ntwo\r\n\r\n".to_vec()),
    ("non-ASCII", || "é\n日本語\n🦀".into()),
    ("very long", || vec![b'x'; 200_000]),
    ("duplicates", || b"same\n".repeat(50)),
];

/// `size` lines of 10 to 60 letters; in `long` of about two thousand.
fn log(setup: &Setup) -> Vec<u8> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let letters = if setup.is(&LONG) {
            1_500..=2_500
        } else {
            10..=60
        };
        let mut text = Vec::new();
        for _ in 0..setup.size {
            let length = random.usize(letters.clone());
            text.extend((0..length).map(|_| random.lowercase() as u8));
            text.push(b'\n');
        }
        text
    })
}

const READ_LINE: &str = "https://doc.rust-lang.org/std/io/trait.BufRead.html#method.read_line";
const READ_UNTIL: &str = "https://doc.rust-lang.org/std/io/trait.BufRead.html#method.read_until";

const CHOICES: &[Choice] = &[
    choice(
        "read-until",
        "where bytes will do: valid UTF-8 is not checked, and the end of the line is included",
    ),
    choice(
        "read-line",
        "where text is wanted: each line must be cleared away, and cannot be kept",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "uutils/coreutils",
        number: "14790",
        metric: "time to split 500k lines in turn",
        before: "448.1 ± 21.9 ms",
        after: "396.0 ± 37.1 ms",
        direction: Direction::For,
        about: "Each line is read into the same vector.",
    },
    Seen {
        repo: "iphands/randy",
        number: "12",
        metric: "speed",
        before: "",
        after: "very marginally faster",
        direction: Direction::None,
        about: "The buffer of a line and the reader of `/proc` are kept.",
    },
];

/// What reads a line; a text has `lines` and `split` as well, which allocate nothing.
const READ: &[&str] = &["read_line", "read_until", "append_to_string"];

const SYMPTOMS: &[Symptom] = &[
    symptom("`BufRead::lines` allocates once or twice a line, freed before the next")
        .confirm(&["lines"], &[Fact::WalksOwned])
        .frames(READ)
        .matters(&[share(Allocations, 0.05)])
        .saves_each(120)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "read each line into one buffer with `read_line` or `read_until`",
            "Is a line kept anywhere? Then it must be owned.",
        ),
    symptom("A line of `BufRead::lines` is freed before the next one is read")
        .look(&["lines", "split"], &[])
        .frames(READ)
        .not_through(&["collect"])
        .matters(&[share(Allocations, 0.1)])
        .saves_each(120)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "read each line into one buffer with `read_line` or `read_until`",
            "Is a line kept anywhere? Then it must be owned.",
        ),
    symptom("`read_line` fills a new string in each turn of a loop")
        .look(&["read_line", "read_until"], &[Fact::TargetFresh])
        .matters(&[share(Allocations, 0.05)])
        .saves_each(120)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "make the string before the loop, and `clear` it in each turn",
            "Is a line kept anywhere? Then it must be its own.",
        ),
];

const EXERCISES: &[Exercise] = &[cheaper("longest-line", &[Allocations, Instructions])
.tracks(&[Track::Text, Track::Allocations])
.task(
    "Counts the lines, and the bytes of the longest without its line end (`\\n` or `\\r\\n`); the \
     text is UTF-8.",
)
.story(
    "*From: ops. To: whoever owns `logstat`.*\n\nWe run `logstat` over the logs of a day, 40 GB. \
     It prints two numbers, and needs eleven minutes for them. `wc -lL` prints two numbers as \
     well, and needs one.\n\nI have attached a profile. I do not read Rust, but the words \
     `malloc`, `from_utf8` and `drop_in_place<String>` stand in it very often. We only want to \
     know how many lines there are, and how long the longest is.",
)
.hints([
    "Look at what is made for each line, and at what of it is left when the next line comes.",
    "Ask two questions: must each line be a new string? Must it be a string?",
    "A reader can read its next line into a buffer that you hand in; and one of the ways to do so \
     does not care about the encoding.",
    "`reader.read_until(b'\\n', &mut line)` in a loop, with one `Vec<u8>` that is cleared at the \
     end of each turn. It keeps the line end: strip it, and a `\\r` before it.",
])
.wrong_turns(&[
    "`read_line` with one `String` does away with the allocations, and still checks each line's \
     encoding: half of the way.",
    "Whoever strips `\\n` and forgets `\\r\\n` is a byte off on a file from Windows.",
    "Reading the whole file first is one large buffer instead of a small one.",
])];

pub(crate) const PATTERN: Pattern = pattern!("read_lines.rs")
    .sizes("lines", &[100, 1_000, 10_000])
    .variants(&[
        slow("lines", case!(log, |log| lines(&log[..]), Result::ok))
            .about("an owned string for each line"),
        alternative(
            "read-line",
            case!(log, |log| read_line(&log[..]), Result::ok),
        )
        .about("one string for all lines"),
        fast(
            "read-until",
            case!(log, |log| read_until(&log[..]), Result::ok),
        )
        .about("one buffer of bytes, no UTF-8"),
    ])
    .inputs(&[TYPICAL, LONG], NASTY)
    .claims(&[
        claim(Allocations, "read-line", AtLeast(200.0), READ_LINE),
        claim(Instructions, "read-line", AtLeast(1.2), READ_LINE),
        claim(Allocations, "read-until", AtLeast(200.0), READ_UNTIL),
        claim(Instructions, "read-until", AtLeast(1.8), READ_UNTIL),
        claim(TimeNs, "read-until", Wins, READ_UNTIL),
        claim(Instructions, "read-line", AtMost(1.3), READ_LINE).on(&LONG),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
