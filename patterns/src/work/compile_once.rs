//! # Compile a pattern once
//!
//! ## What you see
//!
//! In a flame graph, `Regex::new`, and above it `regex_syntax`, `Compiler` and
//! `nfa`, are wide, while the search itself is a sliver. In a heap profile the same
//! function owns most of the allocations: a large number for each call, of many
//! sizes, and all dead when it returns.
//!
//! ## Why
//!
//! `Regex::new` is a compiler. It parses the pattern, builds automata from it and
//! chooses how to search with them; the first search adds the memory to work in.
//! All of this depends on the pattern alone, and takes thousands of allocations. A
//! function that compiles its pattern repeats it for every line, and a line is
//! short: the search needs less than a thousandth of what the preparation took.
//!
//! A `static` in a `LazyLock` is compiled at its first use, by whichever thread
//! comes first; later uses check one atomic flag. The `static` may stand inside the
//! function, beside the code that uses it. The same holds for every table that is
//! computed from constants: templates, parsers, schemas, lookup tables.
//!
//! ## Coming from Go
//!
//! `var date = regexp.MustCompile(…)` at package level is the same advice. Go
//! compiles it when the program starts, used or not; a `LazyLock` waits for the
//! first use, as `sync.OnceValue` does.
//!
//! ## When not to
//!
//! A pattern that is used once is compiled once, wherever that is done (the `once`
//! scenario). In a large text the search outweighs the preparation (the `long-line`
//! scenario), and less is left to save. A pattern that the user types is not a constant:
//! compile it where it arrives, and hand it in. And for a shape as simple as this one
//! the choice need not be a regular expression at all: see `by-hand`.
//!
//! A `Regex` in a `static` serves every thread, but the memory that a search works
//! in comes from a pool. One thread has its own way to it; when many search at once,
//! the others contend for a lock. Where that shows, give each thread a clone.
//!
//! ## See also
//!
//! - [`crate::pooling::request_buffer`]: the same choice between a static, a thread
//!   local and an argument, for a buffer.
//! - Clippy's [`regex_creation_in_loops`](https://rust-lang.github.io/rust-clippy/master/index.html#regex_creation_in_loops)
//!   (perf) finds `Regex::new` in the body of a loop, not in a function that a loop
//!   calls.
//! - [`LazyLock`](https://doc.rust-lang.org/std/sync/struct.LazyLock.html), and the
//!   chapters of `regex` on
//!   [re-compiling](https://docs.rs/regex/latest/regex/#avoid-re-compiling-regexes-especially-in-a-loop)
//!   and on [contention](https://docs.rs/regex/latest/regex/#sharing-a-regex-across-threads-can-result-in-contention)

use crate::catalogue::declare::*;

// ANCHOR: per-call
/// The first date in a line, as in 2024-02-29: the pattern is compiled for each.
pub fn per_call(line: &str) -> Option<&str> {
    let date = regex::Regex::new("[0-9]{4}-[0-9]{2}-[0-9]{2}").expect("the pattern is valid");
    date.find(line).map(|found| found.as_str())
}
// ANCHOR_END: per-call

// ANCHOR: lazy-lock
/// The first date in a line: the pattern is compiled at the first call.
pub fn lazy_lock(line: &str) -> Option<&str> {
    use std::sync::LazyLock;

    static DATE: LazyLock<regex::Regex> = LazyLock::new(|| {
        regex::Regex::new("[0-9]{4}-[0-9]{2}-[0-9]{2}").expect("the pattern is valid")
    });
    DATE.find(line).map(|found| found.as_str())
}
// ANCHOR_END: lazy-lock

// ANCHOR: handed-in
/// The first match of `pattern` in a line: whoever calls has compiled it.
pub fn handed_in<'line>(pattern: &regex::Regex, line: &'line str) -> Option<&'line str> {
    pattern.find(line).map(|found| found.as_str())
}
// ANCHOR_END: handed-in

// ANCHOR: by-hand
/// The first date in a line, without a regular expression.
pub fn by_hand(line: &str) -> Option<&str> {
    let is_date = |window: &[u8]| {
        window.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    let start = line.as_bytes().windows(10).position(is_date)?;
    // All ten are ASCII, so both ends are a character's boundary.
    Some(&line[start..start + 10])
}
// ANCHOR_END: by-hand

const ONCE: Scenario = counter_case_at(&[1], "once", "a single line")
    .expect("one pattern is compiled for one line, wherever that is done");
const LONG_LINE: Scenario = counter_case_at(&[1], "long-line", "one line of some 100 kB")
    .expect("the search outweighs the preparation, so there is less to save");

const NASTY: Nasty<Vec<String>> = &[
    ("none", || vec![]),
    ("empty line", || vec![String::new()]),
    ("only a date", || vec!["2024-02-29".into()]),
    ("nearly", || vec!["2024-2-29 2024-02- 24-02-29".into()]),
    ("digits around", || vec!["a120240-02-2999-01-01".into()]),
    ("two dates", || vec!["from 1999-12-31 to 2000-01-01".into()]),
    ("characters around", || vec!["日付2024-02-29です".into()]),
    ("other digits", || vec!["٢٠٢٤-٠٢-٢٩".into()]),
    ("very long", || vec!["2024-02-".repeat(2_000)]),
    ("duplicates", || vec!["on 2024-02-29".into(); 3]),
];

/// `size` lines of a log: words, and in most a date; in `long-line` hexadecimal
/// digits in fours, so that there is something to look at everywhere.
fn lines(setup: &Setup) -> Vec<String> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let mut line = |_| {
            let mut line = String::new();
            if setup.is(&LONG_LINE) {
                for _ in 0..400 {
                    line += &format!("{:04x}-", random.u16(..));
                }
                line = line.repeat(50);
            } else {
                for _ in 0..8 {
                    line.extend((0..random.usize(2..=9)).map(|_| random.lowercase()));
                    line.push(' ');
                }
            }
            if random.u8(..10) > 0 {
                let (month, day) = (random.u8(1..=12), random.u8(1..=28));
                line += &format!("2024-{month:02}-{day:02} done");
            }
            line
        };
        (0..setup.size).map(&mut line).collect()
    })
}

/// What a caller does: looks at each date; returns a checksum of all.
fn each<'a>(lines: &'a [String], date: impl Fn(&'a str) -> Option<&'a str>) -> u64 {
    lines.iter().fold(0, |check, line| {
        let Some(found) = date(line) else {
            return check.wrapping_mul(31);
        };
        let place = found.as_ptr() as usize - line.as_ptr() as usize;
        found.bytes().fold(check ^ place as u64, |check, byte| {
            check.wrapping_mul(31).wrapping_add(u64::from(byte))
        })
    })
}

/// A caller that compiles the pattern, and hands it in for each line.
fn each_with_one(lines: &[String]) -> u64 {
    let date = regex::Regex::new("[0-9]{4}-[0-9]{2}-[0-9]{2}").expect("the pattern is valid");
    each(lines, |line| handed_in(&date, line))
}

const AGAIN: &str =
    "https://docs.rs/regex/latest/regex/#avoid-re-compiling-regexes-especially-in-a-loop";
const REGEX: &str = "https://docs.rs/regex/latest/regex/#performance";

const CHOICES: &[Choice] = &[
    choice(
        "lazy-lock",
        "where the pattern is a constant; its memory is kept until the program ends",
    ),
    choice(
        "handed-in",
        "where the pattern comes from outside, or threads need a clone each; callers must carry it",
    ),
    choice(
        "by-hand",
        "where the shape is this simple: no dependency, but code and tests of your own",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "astral-sh/ruff",
        number: "77",
        metric: "time to lint a file of about 1,000 lines, many of them long",
        before: "253.89 ms",
        after: "22.895 ms",
        direction: Direction::For,
        about: "Every `Regex::new` moves behind `Lazy`.",
    },
    Seen {
        repo: "rust-lang/regex",
        number: "934",
        metric: "time of a program whose 64 threads search with clones, then with one shared",
        before: "8.6 ms",
        after: "178.7 ms",
        direction: Direction::Against,
        about: "A pattern that is compiled once and shared by all threads contends for its pool.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A regular expression is compiled again and again")
        .confirm(
            &["new"],
            &[
                Fact::OfType(&["Regex", "RegexSet", "RegexBuilder", "Glob"]),
                Fact::FixedArgument,
                Fact::InLoop,
            ],
        )
        .of(Scope::OrCaller)
        .unless(&[Fact::Once])
        .matters(&[share(Instructions, 0.05), share(Allocations, 0.1)])
        .shape(&[Shape::Blocks(1_000)])
        .advise(
            "compile it once, in a `LazyLock`",
            "Is the pattern the same each time? And do many threads share it?",
        ),
    symptom("Compiling regular expressions owns a good part of the instructions")
        .look(
            &["new", "build"],
            &[Fact::OfType(&["Regex", "RegexSet", "RegexBuilder", "Glob"])],
        )
        .unless(&[Fact::Once, Fact::ArgumentVaries])
        .matters(&[share(Instructions, 0.1)])
        // One alone takes some hundreds to thousands.
        .shape(&[Shape::Blocks(10_000)])
        .advise(
            "compile it once, in a `LazyLock`",
            "Is the same pattern compiled again, by a caller of this function?",
        ),
];

pub(crate) const PATTERN: Pattern = pattern!("compile_once.rs")
    .sizes("lines", &[1, 8, 64])
    .equivalence_sizes(&[0, 1, 2])
    .variants(&[
        slow("per-call", case!(lines, each, per_call))
            .about("compiled for every line")
            .needs(&["regex"]),
        fast("lazy-lock", case!(lines, each, lazy_lock))
            .about("a static, compiled at its first use")
            .needs(&["regex"])
            .absent_in(&[(&ONCE, "the run before counting has compiled it")]),
        alternative("handed-in", case!(lines, |lines| each_with_one(lines)))
            .about("compiled by the caller, once for all lines")
            .needs(&["regex"]),
        alternative("by-hand", case!(lines, each, by_hand))
            .about("ten bytes compared, no regular expression"),
    ])
    .inputs(&[TYPICAL, ONCE, LONG_LINE], NASTY)
    .may_differ(RANDOM_HASHER_AND_HEAP)
    .claims(&[
        claim(Allocations, "lazy-lock", AtLeast(5_000.0), AGAIN),
        claim(Instructions, "lazy-lock", AtLeast(500.0), AGAIN),
        claim(TimeNs, "lazy-lock", Wins, AGAIN),
        claim(Allocations, "handed-in", AtLeast(5.0), AGAIN),
        claim(Instructions, "handed-in", AtLeast(5.0), AGAIN),
        claim(Instructions, "by-hand", AtLeast(500.0), REGEX),
        claim(Allocations, "handed-in", NoEffect, AGAIN).on(&ONCE),
        claim(Instructions, "handed-in", NoEffect, AGAIN).on(&ONCE),
        claim(Instructions, "lazy-lock", AtMost(1.5), AGAIN).on(&LONG_LINE),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
