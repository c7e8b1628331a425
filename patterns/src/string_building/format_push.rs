//! # Format into the string, not beside it
//!
//! ## What you see
//!
//! In a heap profile, `alloc::fmt::format` below a `push_str`: as many short-lived
//! allocations as there are calls. In a flame graph, `format_inner`, then
//! `malloc`, `memcpy` and `free` around it.
//!
//! ## Why
//!
//! `text.push_str(&format!("{key}={value};"))` formats into a new `String`, copies
//! that into `text`, and frees it. `write!(text, …)` formats into `text` at once:
//! the same machinery, without the string in between. `String` implements
//! `std::fmt::Write`, and writing to it cannot fail, so the result may be ignored
//! with `let _ =`.
//!
//! Where all pieces are strings already, plain `push_str` also avoids the
//! machinery: `write!` walks a description of the pieces and calls each through a
//! trait object, while `push_str` is a copy.
//!
//! ## Coming from Go
//!
//! `b.WriteString(fmt.Sprintf(…))` against `fmt.Fprintf(&b, …)`: the same lesson,
//! with the same names for the parts.
//!
//! ## When not to
//!
//! When the piece is a `&str`, do not reach for `write!`: the `plain` scenario
//! measures it against `push_str`, and there the macro is the slower of the two.
//!
//! ## See also
//!
//! - [`crate::string_building::append`], [`crate::string_building::join_numbers`]
//! - Clippy's [`format_push_string`](https://rust-lang.github.io/rust-clippy/master/index.html#format_push_string)
//!   (pedantic) finds exactly this; it is off by default.
//! - [`std::fmt::Write`](https://doc.rust-lang.org/std/fmt/trait.Write.html)

use crate::catalogue::declare::*;

// ANCHOR: format
/// Formats each field into a string of its own.
pub fn format(fields: &[(String, u32)]) -> String {
    let mut text = String::new();
    for (key, value) in fields {
        text.push_str(&format!("{key}={value};"));
    }
    text
}
// ANCHOR_END: format

// ANCHOR: write
/// Formats each field into the text.
pub fn write(fields: &[(String, u32)]) -> String {
    use std::fmt::Write;

    let mut text = String::new();
    for (key, value) in fields {
        // Writing into a `String` cannot fail.
        let _ = write!(text, "{key}={value};");
    }
    text
}
// ANCHOR_END: write

// ANCHOR: push-and-write
/// Copies what is text already, and formats only the number.
pub fn push_and_write(fields: &[(String, u32)]) -> String {
    use std::fmt::Write;

    let mut text = String::new();
    for (key, value) in fields {
        text.push_str(key);
        text.push('=');
        // Writing into a `String` cannot fail.
        let _ = write!(text, "{value}");
        text.push(';');
    }
    text
}
// ANCHOR_END: push-and-write

const PLAIN: Scenario = counter_case(
    "plain",
    "long keys and one digit: nearly all is text already",
)
.expect("hardly anything is left to format: plain `push_str` beats `write!`");

const NASTY: Nasty<Vec<(String, u32)>> = &[
    ("none", || vec![]),
    ("one", || vec![("k".into(), 1)]),
    ("empty key", || vec![(String::new(), 0)]),
    ("non-ASCII", || {
        vec![("ключ".into(), u32::MAX), ("🗝".into(), 0)]
    }),
    ("braces", || vec![("{}".into(), 1), ("{{".into(), 2)]),
    ("very long", || vec![("k".repeat(50_000), 7)]),
    ("duplicates", || vec![("same".into(), 1); 40]),
];

/// `size` fields; in `plain` the values are single digits, so that copying text
/// is nearly all there is to do.
fn fields(setup: &Setup) -> Vec<(String, u32)> {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let (letters, values) = if setup.is(&PLAIN) {
            (40..=60, 10)
        } else {
            (3..=8, 1_000_000)
        };
        (0..setup.size)
            .map(|_| {
                let key = (0..random.usize(letters.clone()))
                    .map(|_| random.lowercase())
                    .collect();
                (key, random.u32(..values))
            })
            .collect()
    })
}

const WRITE: &str = "https://doc.rust-lang.org/std/fmt/trait.Write.html";

const CHOICES: &[Choice] = &[
    choice(
        "write",
        "where anything needs formatting; the `Result` is there to be ignored",
    ),
    choice(
        "push-and-write",
        "in a hot loop whose pieces are mostly text already: more lines, less machinery",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "askama-rs/askama",
        number: "175",
        metric: "time to render a big table into a `Vec<u8>`",
        before: "",
        after: "−41.581%",
        direction: Direction::For,
        about: "Templates write into the output at once, without a string in between.",
    },
    Seen {
        repo: "rust-lang/rust",
        number: "82397",
        metric: "instruction counts and max-rss of rustdoc",
        before: "",
        after: "increased",
        direction: Direction::Against,
        about: "Many temporary strings became `write!` into one buffer; the change was closed.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("`alloc::fmt::format` below a `push_str`: as many short-lived strings as calls")
        .confirm(
            &["format"],
            &[Fact::ArgumentOf(&[
                "push_str",
                "+=",
                "write_all",
                "write_str",
                "write",
                "writeln",
                "print",
                "println",
            ])],
        )
        .frames(&["format"])
        .matters(&[share(Allocations, 0.05)])
        .saves_each(200)
        .shape(&[Shape::Blocks(50), Shape::LiveAtMost(4)])
        .advise(
            "format into the string with `write!`",
            "Are the pieces text already? Then push each: `write!` is the slower of the two.",
        ),
    symptom("Formatted pieces are collected into one text")
        .look(&["format"], &[Fact::CollectedToText])
        .frames(&["format"])
        .matters(&[share(AllocatedBytes, 0.08)])
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "`write!` each piece into one string",
            "Is the text long? A few pieces read better as they are.",
        ),
    symptom("Each call of `format!` makes a string that dies at once")
        .look(&["format"], &[])
        .frames(&["format"])
        .matters(&[share(Allocations, 0.15)])
        .saves_each(150)
        .shape(&[Shape::Blocks(100), Shape::LiveAtMost(4)])
        .advise(
            "write into the place where it goes, or into one string that is cleared",
            "Is the string looked at for a moment only, and not kept?",
        ),
];

const EXERCISES: &[Exercise] = &[find(
    "report-lines",
    &[Allocations, Instructions],
    &[
        "string-building/append",
        "string-building/ascii-case",
        "preallocation/vec-capacity",
    ],
)
.checkpoint()
.tracks(&[Track::Text])
.task("Writes the fields one behind the other, each as `key=value;`.")
.story(
    "You take over the report generator from a colleague who has left. It has a handful of small \
     functions, and each of them reads well. The flame graph of a nightly run has one wide \
     tower:\n\n    \
     main ▸ report ▸ … ▸ alloc::fmt::format ▸ malloc\n    \
     main ▸ report ▸ … ▸ alloc::fmt::format ▸ String::write_str\n    \
     main ▸ report ▸ … ▸ memcpy\n    \
     main ▸ report ▸ … ▸ free\n\nThe frame between `report` and `format` was inlined, so the \
     profile does not say in which function it is. What one sees: as many allocations as the \
     report has fields, each of a dozen bytes, none alive for longer than the next one.",
)
.hints([
    "Look for the function whose loop can reach `alloc::fmt::format`: a call of it need not be \
     spelled so.",
    "Ask of each string that a turn makes: is it kept, or is it copied into another one and freed?",
    "The macros that format have a sibling that appends to a text instead of making one.",
    "In the loop, `push_str` of a formatted string becomes one `write!` into `text`, with `use \
     std::fmt::Write`.",
])
.wrong_turns(&[
    "Clearing and refilling one scratch string saves the allocations, and copies each field twice \
     as before.",
    "A capacity for the outer text saves a dozen reallocations and leaves one string for each \
     field.",
    "The functions around are as they should be: whoever changes those sees counts that stay where \
     they were.",
])];

pub(crate) const PATTERN: Pattern = pattern!("format_push.rs")
    .sizes("fields", &[100, 1_000, 10_000])
    .variants(&[
        slow("format", case!(fields, format)).about("`push_str(&format!(…))`"),
        fast("write", case!(fields, write)).about("`write!` into the text"),
        alternative("push-and-write", case!(fields, push_and_write))
            .about("`push_str` for text, `write!` for the number"),
    ])
    .inputs(&[TYPICAL, PLAIN], NASTY)
    .claims(&[
        claim(Allocations, "write", AtLeast(50.0), WRITE),
        claim(AllocatedBytes, "write", AtLeast(1.2), WRITE),
        claim(Instructions, "write", AtLeast(1.3), WRITE),
        claim(TimeNs, "write", Wins, WRITE),
        claim(Instructions, "push-and-write", AtLeast(2.0), WRITE),
        claim(Instructions, "write", AtMost(3.5), WRITE).on(&PLAIN),
        claim(Instructions, "push-and-write", AtLeast(3.5), WRITE).on(&PLAIN),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS)
    .exercises(EXERCISES);
