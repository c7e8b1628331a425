//! # Borrow what needs no change
//!
//! ## What you see
//!
//! In a heap profile, a function such as `escape`, `normalise` or `trim_all` whose
//! count is exactly the number of calls, while most of its results equal its
//! input. In a flame graph, `malloc` and `memcpy` around a loop that finds nothing
//! to do.
//!
//! ## Why
//!
//! A function that returns `String` must allocate and copy, even when the answer
//! is its argument. `Cow<'_, str>` (clone on write) is either a borrowed `&str` or
//! an owned `String`: the common case returns a pointer and a length, and only an
//! input that really changes pays. Callers use it as a `&str`, by deref.
//!
//! Looking first also makes the changed case cheaper: what stands before the
//! first special character is copied in one piece.
//!
//! ## Coming from Go
//!
//! A Go `string` is immutable and shared, so `return s` costs nothing and
//! `strings.ReplaceAll` already returns its input when there is nothing to
//! replace. In Rust ownership is in the type: `String` means "mine to keep", and
//! `Cow` says "perhaps yours".
//!
//! ## When not to
//!
//! When most inputs change, as many strings are made as before, and the enum adds
//! a branch for every user: the `special` scenario. When the result is stored for
//! long, the borrow ties its owner down, and `into_owned` allocates after all.
//!
//! ## See also
//!
//! - [`crate::string_building::small_inline`] for strings that must be owned.
//! - Clippy's [`unnecessary_to_owned`](https://rust-lang.github.io/rust-clippy/master/index.html#unnecessary_to_owned)
//!   (perf) and [`needless_pass_by_value`](https://rust-lang.github.io/rust-clippy/master/index.html#needless_pass_by_value)
//!   (pedantic) find neighbours of this, not this.
//! - [`std::borrow::Cow`](https://doc.rust-lang.org/std/borrow/enum.Cow.html);
//!   `String::from_utf8_lossy` is an example in the standard library.

use crate::catalogue::declare::*;

// ANCHOR: always-string
/// Escapes `&`, `<` and `>` for HTML into a new string, needed or not.
pub fn always_string(text: &str) -> String {
    // Room for a few replacements.
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}
// ANCHOR_END: always-string

// ANCHOR: cow
/// Escapes `&`, `<` and `>` for HTML; text without them is borrowed.
pub fn cow(text: &str) -> std::borrow::Cow<'_, str> {
    use std::borrow::Cow;

    let is_special = |byte: &u8| matches!(byte, b'&' | b'<' | b'>');
    let Some(first) = text.as_bytes().iter().position(is_special) else {
        return Cow::Borrowed(text);
    };
    // Room for a few replacements.
    let mut escaped = String::with_capacity(text.len() + 16);
    // A special byte is ASCII, so `first` is a character's boundary.
    escaped.push_str(&text[..first]);
    for character in text[first..].chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}
// ANCHOR_END: cow

const SPECIAL: Scenario = counter_case("special", "every text has a character to escape")
    .expect("as many allocations: only what stands before the first `<` is copied faster");

const NASTY: Nasty<Vec<String>> = &[
    ("none", || vec![]),
    ("empty", || vec![String::new()]),
    ("only special", || vec!["<&>".into(), "&".into()]),
    ("non-ASCII", || vec!["é<ü>日本🦀&".into(), "日本".into()]),
    ("already escaped", || vec!["&amp;".into()]),
    ("very long", || vec!["x".repeat(100_000) + ">"]),
    ("duplicates", || vec!["same".into(); 30]),
];

/// `size` texts of twenty characters; in `special` each has one to escape.
fn texts(setup: &Setup) -> Vec<String> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size)
            .map(|_| {
                let mut text: String = (0..20).map(|_| random.alphanumeric()).collect();
                if setup.is(&SPECIAL) {
                    text.insert(random.usize(..20), '<');
                }
                text
            })
            .collect()
    })
}

/// What a caller does: looks at each result and drops it.
fn each<'a, T: AsRef<str>>(texts: &'a [String], escape: impl Fn(&'a str) -> T) -> u64 {
    let results = texts.iter().map(|text| escape(text));
    results.fold(0, |check, result| {
        let result = std::hint::black_box(result);
        let bytes = result.as_ref().as_bytes();
        let ends = bytes.first().zip(bytes.last());
        let ends = ends.map_or(0, |(first, last)| u64::from(*first) << 8 | u64::from(*last));
        check
            .wrapping_mul(31)
            .wrapping_add(ends ^ (bytes.len() as u64) << 16)
    })
}

const COW: &str = "https://doc.rust-lang.org/std/borrow/enum.Cow.html";

const CHOICES: &[Choice] = &[choice(
    "cow",
    "where most inputs need no change; the result borrows its input for as long as it lives",
)];

const SEEN: &[Seen] = &[
    Seen {
        repo: "rust-lang/rust",
        number: "159916",
        metric: "instructions to escape 30 MiB that have nothing to escape",
        before: "2 821 548 310",
        after: "2 018 162 503",
        direction: Direction::For,
        about: "What stands before the first special character is copied as it is.",
    },
    Seen {
        repo: "rust-lang/rust",
        number: "159916",
        metric: "instructions where the first character has to be escaped",
        before: "4 420 222 378",
        after: "7 193 241 845",
        direction: Direction::Against,
        about: "The same change, with the standard library's escaping for the rest.",
    },
    Seen {
        repo: "askama-rs/askama-old",
        number: "149",
        metric: "time of a big table",
        before: "",
        after: "+35.906%",
        direction: Direction::Against,
        about: "An `escape` that returns a `Cow` was proposed, and closed.",
    },
    Seen {
        repo: "apache/datafusion",
        number: "10475",
        metric: "local benchmarks",
        before: "",
        after: "mixed results",
        direction: Direction::None,
        about: "Strings become `Cow` in many places; the change was closed.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A function from `&str` to `String` allocates once a call, and drops soon after")
        .look(
            &[
                "with_capacity",
                "new",
                "to_string",
                "to_owned",
                "push",
                "push_str",
                "collect",
                "replace",
            ],
            &[Fact::OwnsBorrowed],
        )
        .matters(&[share(Allocations, 0.05)])
        .saves_each(150)
        .shape(&[Shape::Blocks(200), Shape::Freed, Shape::ReplacesAtMost(5)])
        .advise(
            "return `Cow<str>`, borrowed where nothing changes",
            "Do most inputs come out as they went in? If most change, nothing is saved.",
        ),
    symptom("A chain of `replace` copies a text at each step")
        .look(&["replace"], &[Fact::Chain(&["replace"])])
        .matters(&[share(Allocations, 0.1)])
        .saves_each(150)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(8)])
        .advise(
            "return `Cow<str>`, borrowed where nothing changes; or replace all in one walk",
            "Do most inputs come out as they went in? If most change, write it in one walk.",
        ),
];

const EXERCISES: &[Exercise] = &[
    cheaper("escape-html", &[Allocations, Instructions])
        .tracks(&[Track::Text])
        .task("Escapes `&`, `<` and `>` for HTML: as `&amp;`, `&lt;` and `&gt;`.")
        .story(
            "A comment on the pull request that made every text in our templates safe:\n\n> \
             Thanks, this had to be done! One thing from production: the page of a large table \
             takes 60 % longer to render. The heap profile blames the new escape function with one \
             allocation for each cell. I looked into the cells: they are names, dates and amounts. \
             In a whole page I found **not one** character that needs escaping. Could we have the \
             safety without the bill?\n\nThe function may return another type than `String`, as \
             long as a caller can read it as a `&str`.",
        )
        .hints([
            "Look at what goes in and at what comes out, cell by cell: how many differ at all?",
            "Ask what the caller needs when nothing has to be changed: a new text, or a look at \
             the old one?",
            "A result can be either: borrowed where it equals the input, owned where it does not. \
             The standard library has a type for that.",
            "Search for the first special byte. Without one, return `Cow::Borrowed(text)`; \
             otherwise copy what stands before it, escape the rest, and return `Cow::Owned`.",
        ])
        .wrong_turns(&[
            "`text.to_string()` where nothing is to be escaped skips the loop, and keeps the \
             allocation.",
            "Three calls of `replace` allocate three times, special characters or not.",
            "A smaller capacity saves bytes; the number of allocations, which grades, stays.",
        ]),
    leave_alone("escape-source", &[Allocations, Instructions])
        .on(&SPECIAL)
        .tracks(&[Track::Text])
        .task("Escapes `&`, `<` and `>` for HTML: as `&amp;`, `&lt;` and `&gt;`.")
        .story(
            "The same trick, one door further. The site also shows source code, line by line, and \
             each line goes through an escape function that returns a `String`. After the success \
             with the tables somebody has opened a pull request: \"return `Cow` here too\". The \
             lines that reach this function were chosen because they hold a `<`, a `>` or a `&`; \
             the others never come here. Merge it?",
        )
        .hints([
            "Look at the inputs: what share of these lines comes out as it went in?",
            "Ask when the borrowed answer is given, and how often that is here.",
            "Make the change, check it, and hold the counts of allocations before and after \
             against each other.",
            "As many allocations as before, and a few instructions less for what stands before the \
             first special character: leave it alone. A lifetime in the signature has to pay for \
             itself.",
        ])
        .wrong_turns(&[
            "\"It cannot hurt\" is no figure. The lifetime in the signature is there for every \
             caller.",
        ]),
];

pub(crate) const PATTERN: Pattern = pattern!("escape_cow.rs")
    .sizes("texts", &[100, 1_000, 10_000])
    .variants(&[
        slow("always-string", case!(texts, each, always_string))
            .about("a new string for each text"),
        fast("cow", case!(texts, each, cow)).about("borrows a text that has nothing to escape"),
    ])
    .inputs(&[TYPICAL, SPECIAL], NASTY)
    .claims(&[
        claim(Allocations, "cow", AtLeast(1_000.0), COW),
        claim(AllocatedBytes, "cow", AtLeast(1_000.0), COW),
        claim(Instructions, "cow", AtLeast(2.0), COW),
        claim(TimeNs, "cow", Wins, COW),
        claim(Allocations, "cow", NoEffect, COW).on(&SPECIAL),
        claim(Instructions, "cow", AtMost(1.5), COW).on(&SPECIAL),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
