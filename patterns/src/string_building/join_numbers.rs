//! # Write numbers into the buffer that you have
//!
//! ## What you see
//!
//! In a heap profile, `to_string` owns one small allocation for each number, and
//! `join` one large one. In a flame graph, `<u64 as Display>::fmt` and
//! `Formatter::pad_integral` stand below `malloc`, for text that is copied once
//! and freed.
//!
//! ## Why
//!
//! `to_string` makes a `String` of each number, only for `join` to copy it into
//! the final one. `write!` formats into a buffer that is there already, so the
//! small strings vanish; what is left is the price of `fmt`, which is general:
//! width, sign, alternate forms, a call through a trait object for each piece.
//! The `itoa` crate does nothing but decimal digits, into a small array on the
//! stack, and leaves one `push_str`.
//!
//! ## Coming from Go
//!
//! `strconv.Itoa` in a loop is `to_string`; `strconv.AppendInt` is what `itoa` and
//! `push_str` do together; `fmt.Fprintf` into a `strings.Builder` is `write!`.
//! The order of cost is the same in both languages.
//!
//! ## When not to
//!
//! For a list of three numbers in a log line, say it with `join`: the general
//! machinery of `write!` then costs more than the strings (the `few` scenario).
//! And where numbers need width or sign, `write!` says so in
//! one place.
//!
//! ## See also
//!
//! - [`crate::string_building::format_push`]: the same mistake with `format!`.
//! - Clippy's [`format_collect`](https://rust-lang.github.io/rust-clippy/master/index.html#format_collect)
//!   (pedantic) finds `map(|n| format!(…)).collect::<String>()`; nothing finds
//!   `Vec<String>` and `join`.
//! - [`itoa`](https://docs.rs/itoa), [`std::fmt::Write`](https://doc.rust-lang.org/std/fmt/trait.Write.html)

use crate::catalogue::declare::*;

// ANCHOR: to-string
/// Makes a string of every number, then joins them.
pub fn to_string(numbers: &[u64]) -> String {
    let parts: Vec<String> = numbers.iter().map(u64::to_string).collect();
    parts.join(",")
}
// ANCHOR_END: to-string

// ANCHOR: write
/// Formats every number into one buffer.
pub fn write(numbers: &[u64]) -> String {
    use std::fmt::Write;

    let mut text = String::new();
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        // Writing into a `String` cannot fail.
        let _ = write!(text, "{number}");
    }
    text
}
// ANCHOR_END: write

// ANCHOR: itoa
/// Turns every number into digits on the stack, and appends those.
pub fn itoa(numbers: &[u64]) -> String {
    // A guess at the usual length, so that growing is rare.
    let mut text = String::with_capacity(numbers.len() * 8);
    let mut digits = itoa::Buffer::new();
    for (index, &number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(digits.format(number));
    }
    text
}
// ANCHOR_END: itoa

const FEW: Scenario = counter_case_at(&[3], "few", "three numbers")
    .expect("`write!` executes more than three short strings cost");

const NASTY: Nasty<Vec<u64>> = &[
    ("none", || vec![]),
    ("one", || vec![0]),
    ("longest", || vec![u64::MAX; 30]),
    ("duplicates", || vec![7; 50]),
    ("very long", || (0..20_000).collect()),
];

/// `size` numbers of up to six digits.
fn numbers(setup: &Setup) -> Vec<u64> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        (0..setup.size).map(|_| random.u64(..1_000_000)).collect()
    })
}

const TO_STRING: &str = "https://doc.rust-lang.org/std/string/trait.ToString.html";
const ITOA: &str = "https://docs.rs/itoa";

const CHOICES: &[Choice] = &[
    choice(
        "itoa",
        "where a list is long or the path is hot: a small dependency, decimal integers only",
    ),
    choice(
        "write",
        "without a dependency, or where numbers need width, sign or another base",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "mmstick/numtoa",
        number: "5",
        metric: "time to write 100,000,000 numbers into a vector",
        before: "2803 ms",
        after: "866 ms",
        direction: Direction::For,
        about: "The standard library's formatting is compared with `itoa`.",
    },
    Seen {
        repo: "uutils/coreutils",
        number: "10048",
        metric: "performance of `shuf -i`",
        before: "",
        after: "40.31% better",
        direction: Direction::For,
        about: "Numbers are written by a conversion of their own and no longer by `write!`.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("A vector of short strings is made only to be joined")
        .confirm(
            &["collect"],
            &[Fact::Chain(&["map"]), Fact::OnlyReceives(JOINING)],
        )
        .frames(&[
            "to_string",
            "format",
            "spec_to_string",
            "collect",
            "from_iter",
        ])
        .matters(&[share(Allocations, 0.05)])
        .saves_each(150)
        .shape(&[Shape::Blocks(100), Shape::BytesAtMost(4_096)])
        .advise(EDIT, QUESTION),
    symptom("Short strings are made, collected and joined in one chain")
        .confirm(
            &["collect"],
            &[Fact::Chain(&["map"]), Fact::ThenCalls(JOINING)],
        )
        .frames(&[
            "to_string",
            "format",
            "spec_to_string",
            "to_owned",
            "to_vec",
        ])
        .matters(&[share(Allocations, 0.05)])
        .saves_each(150)
        .shape(&[Shape::Blocks(100), Shape::BytesAtMost(4_096)])
        .advise(EDIT, QUESTION),
];

const JOINING: &[&str] = &["join", "concat"];

const EDIT: &str = "write each item into one string, the separator between";

const QUESTION: &str =
    "Is the list longer than a few items? Below that the join reads better and costs nothing.";

const EXERCISES: &[Exercise] = &[
cheaper("join-ids", &[Allocations, Instructions])
.between("to-string", "write")
.tracks(&[Track::Text])
.task("Writes the numbers in decimal, with a comma between two of them.")
.story(
    "The search service writes the ids of every hit into the query of the next service, as \
     `17,4,2093`. In its heap profile two lines hold nearly all allocations:\n\n        \
     count   lifetime   size\n      \
     412,000   short      at most 6 B    one for each id\n        \
     1,000   short      24 B × ids     one for each query\n\n\"They are tiny\", says the ticket, \
     \"and gone at once. Why does the allocator take a fifth of our CPU?\"",
)
.hints([
    "Look at the counts, not at the sizes: how many allocations does one query make, and how does \
     that number follow from its ids?",
    "For each of the small strings ask: who reads it, and what is left of it afterwards?",
    "A number can be formatted straight into a text that is there already: `std::fmt::Write` does \
     it for a `String`.",
    "Keep one `text`; for each number after the first push a `,`, then `write!(text, \
     \"{number}\")`. Nothing is collected, so nothing has to be joined.",
])
.wrong_turns(&[
    "A capacity for the vector of strings saves a reallocation that does not happen: `map` over a \
     slice knows its length.",
    "`text += &number.to_string()` drops the vector, and keeps a string for each number.",
    "`text.push_str(&format!(\"{number},\"))` and a `pop` at the end: the string is hidden in the \
     macro, and still made.",
]),
cheaper("print-ids", &[Instructions])
.between("write", "itoa")
.tracks(&[Track::Text])
.task("Writes the numbers in decimal, with a comma between two of them.")
.story(
    "The export writes numbers, hundreds of millions of them, into text that is kept from line to \
     line. It allocates next to nothing: somebody has seen to that. What is left in the profile \
     is not the digits:\n\n    \
     34 %  core::fmt::num::imp::<impl core::fmt::Display for u64>::fmt\n    \
     21 %  core::fmt::Formatter::pad_integral\n    \
     17 %  core::fmt::write\n    \
     12 %  <alloc::string::String as core::fmt::Write>::write_str\n\nWidths, signs, fills, \
     `{:#x}`: this text has none of them, and asks for them with each number.",
)
.hints([
    "Look at the functions between `write!` and the digits: what do they decide, and for whom?",
    "Ask which of their answers differ from one of these numbers to the next.",
    "The digits of an integer fit into a few bytes on the stack; a crate writes them there, and \
     hands out a `&str`.",
    "Before the loop `let mut digits = itoa::Buffer::new()`; in it \
     `text.push_str(digits.format(*number))` in the place of `write!`.",
])
.wrong_turns(&[
    "`number.to_string()` goes the same way, and allocates on top.",
    "A capacity for the text saves a dozen reallocations, which are not what is counted here.",
    "`format_args!` is what `write!` makes anyway.",
]),
];

pub(crate) const PATTERN: Pattern = pattern!("join_numbers.rs")
    .sizes("numbers", &[100, 1_000, 10_000])
    .variants(&[
        slow("to-string", case!(numbers, to_string)).about("a string for each number, then `join`"),
        alternative("write", case!(numbers, write)).about("`write!` into one buffer"),
        fast("itoa", case!(numbers, itoa))
            .about("digits on the stack, then `push_str`")
            .needs(&["itoa"]),
    ])
    .inputs(&[TYPICAL, FEW], NASTY)
    .claims(&[
        claim(Allocations, "write", AtLeast(50.0), TO_STRING),
        claim(Instructions, "write", AtLeast(1.2), TO_STRING),
        claim(Instructions, "write", Loses, TO_STRING).on(&FEW),
        claim(Allocations, "itoa", AtLeast(500.0), ITOA),
        claim(Instructions, "itoa", AtLeast(2.5), ITOA),
        claim(TimeNs, "itoa", Wins, ITOA),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
