//! # Split without collecting
//!
//! ## What you see
//!
//! In a heap profile, `collect` below a parser: one small vector for each line,
//! freed at its end. In a flame graph, `from_iter`, `malloc` and `free` as wide as
//! the splitting itself.
//!
//! ## Why
//!
//! `line.split('=').collect::<Vec<_>>()` allocates a vector to hold two slices
//! that a pair of variables could hold. `split_once` finds the separator and
//! returns both sides, without an allocation and without looking further.
//!
//! A loop over bytes goes one step further: it finds the separator and computes the
//! number in the same pass, without the general parser's checks for sign and
//! overflow, and without knowing about UTF-8. It is fast because it promises
//! less.
//!
//! ## Coming from Go
//!
//! `strings.Split` allocates a slice, `strings.Cut` is `split_once`. Rust's `split`
//! alone is lazy and allocates nothing; it is the `collect` that costs.
//!
//! ## When not to
//!
//! The byte loop drops validation: it takes a malformed number for zero digits
//! and wraps on overflow, which only input that you wrote yourself forgives. It is
//! shown for what it is worth, and `split_once` is the advice. In the `long-keys`
//! scenario finding the separator is nearly all there is to do: the vector hardly
//! counts, and a loop that looks at one byte at a time loses to a library that
//! looks at many.
//!
//! ## See also
//!
//! - [`crate::pooling::read_lines`]: where the lines come from.
//! - Clippy's [`manual_split_once`](https://rust-lang.github.io/rust-clippy/master/index.html#manual_split_once)
//!   (complexity) finds `splitn(2, …)`, and
//!   [`needless_collect`](https://rust-lang.github.io/rust-clippy/master/index.html#needless_collect)
//!   (nursery) some collections.
//! - [`str::split_once`](https://doc.rust-lang.org/std/primitive.str.html#method.split_once)

use crate::catalogue::declare::*;

// ANCHOR: collect
/// Sums the values of `key=value` lines; other lines count nothing.
pub fn collect(lines: &str) -> u64 {
    let mut sum = 0_u64;
    for line in lines.lines() {
        let parts: Vec<&str> = line.split('=').collect();
        if let [_key, value] = parts[..] {
            sum = sum.wrapping_add(value.parse().unwrap_or(0));
        }
    }
    sum
}
// ANCHOR_END: collect

// ANCHOR: split-once
/// Sums the values of `key=value` lines; other lines count nothing.
pub fn split_once(lines: &str) -> u64 {
    let mut sum = 0_u64;
    for line in lines.lines() {
        if let Some((_key, value)) = line.split_once('=') {
            sum = sum.wrapping_add(value.parse().unwrap_or(0));
        }
    }
    sum
}
// ANCHOR_END: split-once

// ANCHOR: bytes
/// Sums the values of `key=value` lines that are known to be well-formed: a value
/// is digits, and fits. Nothing is checked.
pub fn bytes(lines: &str) -> u64 {
    let (mut sum, mut value, mut in_value) = (0_u64, 0_u64, false);
    for &byte in lines.as_bytes() {
        match byte {
            b'=' => in_value = true,
            b'\n' => {
                sum = sum.wrapping_add(value);
                (value, in_value) = (0, false);
            }
            digit if in_value => {
                value = value
                    .wrapping_mul(10)
                    .wrapping_add(u64::from(digit.wrapping_sub(b'0')));
            }
            _ => {}
        }
    }
    sum.wrapping_add(value)
}
// ANCHOR_END: bytes

const LONG_KEYS: Scenario = counter_case("long-keys", "keys of some five hundred letters")
    .expect("finding the separator is the work: the vector hardly counts, and bytes lose");

const NASTY: Nasty<String> = &[
    ("none", || String::new()),
    ("one", || "a=1".into()),
    ("no last newline", || "a=1\nb=2".into()),
    ("non-ASCII key", || "ключ=5\n日本=6\n".into()),
    ("empty lines", || "\n\na=1\n\n".into()),
    ("no separator", || "abc\na=1\n".into()),
    ("empty value", || "a=\nb=2\n".into()),
    ("very long", || format!("{}=9\n", "k".repeat(100_000))),
    ("duplicates", || "a=7\n".repeat(40)),
];

/// `size` well-formed lines; in `long-keys` with keys of hundreds of letters.
fn lines(setup: &Setup) -> String {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let letters = if setup.is(&LONG_KEYS) {
            400..=600
        } else {
            3..=8
        };
        let mut text = String::new();
        for _ in 0..setup.size {
            text.extend((0..random.usize(letters.clone())).map(|_| random.lowercase()));
            text.push('=');
            text.push_str(&random.u32(..100_000).to_string());
            text.push('\n');
        }
        text
    })
}

const SPLIT_ONCE: &str = "https://doc.rust-lang.org/std/primitive.str.html#method.split_once";
const PARSE: &str = "https://doc.rust-lang.org/std/primitive.u64.html#impl-FromStr-for-u64";

const CHOICES: &[Choice] = &[
    choice(
        "split-once",
        "unless a profile says otherwise: no vector, and numbers are still checked",
    ),
    choice(
        "bytes",
        "only for input that you wrote yourself: nothing is validated, and overflow wraps",
    ),
];

const SEEN: &[Seen] = &[Seen {
    repo: "rust-lang/rust",
    number: "82471",
    metric: "time to split 100,000,000 status lines",
    before: "2.290853462 s",
    after: "661.947666 ms",
    direction: Direction::For,
    about: "A loop over the bytes is compared with `splitn` at spaces.",
}];

const SYMPTOMS: &[Symptom] = &[
    symptom("A small vector for each line, below `split` and `collect`, freed at once")
        .confirm(
            &["collect"],
            &[
                Fact::Chain(&[
                    "split",
                    "splitn",
                    "split_whitespace",
                    "split_ascii_whitespace",
                ]),
                Fact::Indexed,
            ],
        )
        .of(Scope::OrCaller)
        .matters(&[share(Allocations, 0.05)])
        .saves_each(150)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "take the parts from the iterator, or use `split_once`",
            "Does the code rely on the number of parts? Then check it with one more `next`.",
        ),
    symptom("The parts of a text are collected, and the list dies at once")
        .look(
            &["collect"],
            &[Fact::Chain(&[
                "split",
                "splitn",
                "rsplit",
                "split_whitespace",
                "split_ascii_whitespace",
                "split_terminator",
                "char_indices",
            ])],
        )
        .matters(&[share(Allocations, 0.1)])
        .saves_each(120)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "take the parts from the iterator, or use `split_once`",
            "Are the parts needed in order, once each?",
        ),
];

const EXERCISES: &[Exercise] = &[cheaper("sum-settings", &[Allocations, Instructions])
.tracks(&[Track::Text])
.task(
    "Sums the values of `key=value` lines; a line of another shape, or a value that is no number, \
     counts nothing.",
)
.story(
    "The importer reads `key=value` lines, some millions of them, and adds the values up. It \
     allocates nothing that one can see: the lines are borrowed, the keys are not even looked at, \
     the sum is one number.\n\nDHAT disagrees:\n\n    \
     Total:     640,000,000 bytes in 10,000,000 blocks\n    \
     At t-gmax:          64 bytes in 1 blocks\n\nOne block at a time, 64 bytes, ten million times, \
     all from the same line.",
)
.hints([
    "Look at the size: what has 64 bytes, and room for four of something that has 16?",
    "Ask how many parts of a line are used, and how many the line must have.",
    "Two parts need no list: a text can be split at its first separator into a pair.",
    "`line.split_once('=')` gives key and value. But a second `=` made the old code skip the line, \
     so try what your `value` does with one.",
])
.wrong_turns(&[
    "`Vec::with_capacity(2)` allocates half as many bytes, exactly as often.",
    "A vector outside the loop cannot keep slices of lines easily, and even then every line is \
     walked and stored.",
    "Walking the bytes oneself is cheaper still, and wrong for a value such as `12x`, which must \
     count nothing.",
])];

pub(crate) const PATTERN: Pattern = pattern!("parse_fields.rs")
    .sizes("lines", &[100, 1_000, 10_000])
    .variants(&[
        slow("collect", case!(lines, collect)).about("a vector for each line"),
        fast("split-once", case!(lines, split_once)).about("two slices, no vector"),
        alternative("bytes", case!(lines, bytes)).about("one pass, no validation"),
    ])
    .inputs(&[TYPICAL, LONG_KEYS], NASTY)
    .claims(&[
        claim(Allocations, "split-once", AtLeast(1_000.0), SPLIT_ONCE),
        claim(Instructions, "split-once", AtLeast(1.3), SPLIT_ONCE),
        claim(TimeNs, "split-once", Wins, SPLIT_ONCE),
        claim(Instructions, "bytes", AtLeast(4.0), PARSE),
        claim(TimeNs, "bytes", Wins, PARSE),
        claim(Instructions, "split-once", AtMost(1.4), SPLIT_ONCE).on(&LONG_KEYS),
        claim(Instructions, "bytes", Loses, PARSE).on(&LONG_KEYS),
        claim(TimeNs, "bytes", Loses, PARSE).on(&LONG_KEYS),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
