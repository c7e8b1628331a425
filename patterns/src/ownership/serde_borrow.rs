//! # Deserialize into borrowed text
//!
//! ## What you see
//!
//! In a heap profile, `visit_str` or `String::deserialize` below your
//! `from_str` owns a block for each text field of each record. In a flame graph,
//! `malloc`, `memcpy` and `free` beside the parser, and a long `drop_in_place` when
//! the records go.
//!
//! ## Why
//!
//! A `String` field must own its text, so serde copies each one out of the input.
//! The input is in memory already, and text without escapes stands in it as it is:
//! `Cow<'a, str>` can point there. An escaped text (`\n`, `\"`, `\u00e9`) is not in
//! the input in that form, and `Cow` owns that one alone.
//!
//! Mind the attribute. For `&'a str` and `&'a [u8]` serde borrows by itself; a
//! `Cow<'a, str>` field *without* `#[serde(borrow)]` compiles, has the lifetime, and
//! is always owned: the variant `cow-alone` makes as many allocations as `String`.
//! A plain `&'a str` field borrows, but fails on the first escape.
//!
//! ## Coming from Go
//!
//! `encoding/json` copies every string. Sharing the input's memory is what
//! `json.RawMessage` or a third-party parser offers there, without a compiler that
//! holds you to the input's lifetime.
//!
//! ## When not to
//!
//! When many texts have escapes (the `escaped` scenario, where each has one), as
//! many are allocated as before. When records outlive the input, or one of them
//! does: the whole input stays in memory for it, or `into_owned` copies after all.
//! And not from a reader: `from_reader` has no input in memory to borrow from, and a
//! type with a borrow does not compile there.
//!
//! ## See also
//!
//! - [`crate::string_building::escape_cow`]: `Cow` for results,
//!   [`crate::ownership::clone_to_read`]
//! - No Clippy lint finds it, nor a missing `borrow`.
//! - [Serde, on borrowing](https://serde.rs/lifetimes.html#borrowing-data-in-a-derived-impl)

use crate::catalogue::declare::*;

// ANCHOR: owned
/// A line of an access log.
#[derive(serde::Deserialize)]
pub struct OwnedVisit {
    /// Who.
    pub user: String,
    /// What.
    pub path: String,
    /// By which program.
    pub agent: String,
    /// With which success.
    pub status: u16,
}

/// Reads visits that own their texts.
///
/// # Errors
/// If `json` is not a list of visits.
pub fn owned(json: &str) -> serde_json::Result<Vec<OwnedVisit>> {
    serde_json::from_str(json)
}
// ANCHOR_END: owned

// ANCHOR: cow
/// A line of an access log, whose texts borrow from the input where they can.
#[derive(serde::Deserialize)]
pub struct Visit<'a> {
    /// Who.
    #[serde(borrow)]
    pub user: std::borrow::Cow<'a, str>,
    /// What.
    #[serde(borrow)]
    pub path: std::borrow::Cow<'a, str>,
    /// By which program.
    #[serde(borrow)]
    pub agent: std::borrow::Cow<'a, str>,
    /// With which success.
    pub status: u16,
}

/// Reads visits that borrow from `json` all texts without an escape.
///
/// # Errors
/// If `json` is not a list of visits.
pub fn cow(json: &str) -> serde_json::Result<Vec<Visit<'_>>> {
    serde_json::from_str(json)
}
// ANCHOR_END: cow

// ANCHOR: cow-alone
/// A line of an access log, as one hopes that it borrows: it does not.
#[derive(serde::Deserialize)]
pub struct HopefulVisit<'a> {
    /// Who.
    pub user: std::borrow::Cow<'a, str>,
    /// What.
    pub path: std::borrow::Cow<'a, str>,
    /// By which program.
    pub agent: std::borrow::Cow<'a, str>,
    /// With which success.
    pub status: u16,
}

/// Reads visits that own their texts, for want of `#[serde(borrow)]`.
///
/// # Errors
/// If `json` is not a list of visits.
pub fn cow_alone(json: &str) -> serde_json::Result<Vec<HopefulVisit<'_>>> {
    serde_json::from_str(json)
}
// ANCHOR_END: cow-alone

const ESCAPED: Scenario = counter_case("escaped", "every text has an escape")
    .expect("each text is owned as before: nothing is saved");

const NASTY: Nasty<String> = &[
    ("none", || "[]".into()),
    ("one", || record("ann", "/", "curl", 200)),
    ("empty texts", || record("", "", "", 0)),
    ("escapes", || record(r"\n", r"\u00e9", r#"\"\\"#, 200)),
    ("non-ASCII", || record("é", "/日本語", "🦀", 200)),
    ("unknown field", || r#"[{"user":"a","more":"\t"}]"#.into()),
    ("no user", || r#"[{"path":"a"}]"#.into()),
    ("not JSON", || "[{".into()),
    ("number too large", || record("a", "b", "c", 70_000)),
    ("very long", || {
        record(&"x".repeat(100_000), "/", "curl", 200)
    }),
];

/// A list of one visit; the texts are written as they are.
fn record(user: &str, path: &str, agent: &str, status: u32) -> String {
    format!(r#"[{{"user":"{user}","path":"{path}","agent":"{agent}","status":{status}}}]"#)
}

/// A list of `size` visits with texts of 8 to 30 letters; in `escaped` each ends
/// with an escape.
fn json(setup: &Setup) -> String {
    setup.nasty(NASTY).unwrap_or_else(|| {
        let mut random = setup.random();
        let end = if setup.is(&ESCAPED) { r"\n" } else { "" };
        let mut text = || -> String {
            let letters = (0..random.usize(8..=30)).map(|_| random.lowercase());
            letters.chain(end.chars()).collect()
        };
        let visits: Vec<String> = (0..setup.size)
            .map(|_| {
                let visit = record(&text(), &text(), &text(), 200);
                visit[1..visit.len() - 1].to_owned()
            })
            .collect();
        format!("[{}]", visits.join(","))
    })
}

/// The texts of a visit of any of the types.
trait Texts {
    fn texts(&self) -> [&str; 3];
}

impl Texts for OwnedVisit {
    fn texts(&self) -> [&str; 3] {
        [&self.user, &self.path, &self.agent]
    }
}

impl Texts for Visit<'_> {
    fn texts(&self) -> [&str; 3] {
        [&self.user, &self.path, &self.agent]
    }
}

impl Texts for HopefulVisit<'_> {
    fn texts(&self) -> [&str; 3] {
        [&self.user, &self.path, &self.agent]
    }
}

/// What visits hold, as text, or the error's text.
fn rows<V: Texts>(visits: serde_json::Result<Vec<V>>) -> String {
    let rows =
        visits.map(|visits| format!("{:?}", visits.iter().map(V::texts).collect::<Vec<_>>()));
    rows.unwrap_or_else(|error| error.to_string())
}

const BORROW: &str = "https://serde.rs/lifetimes.html#borrowing-data-in-a-derived-impl";

const SERDE: &[&str] = &["serde", "serde_json"];

const CHOICES: &[Choice] = &[
    choice(
        "cow",
        "where the input outlives the records and few texts have escapes",
    ),
    choice(
        "owned",
        "where records are kept, sent to threads, or read from a stream",
    ),
    choice(
        "cow-alone",
        "never: it has the lifetime of `cow` and the cost of `owned`",
    ),
];

const SEEN: &[Seen] = &[
    Seen {
        repo: "erickt/rust-serialization-benchmarks",
        number: "10",
        metric: "serde_json_deserialize",
        before: "2,858 ns/iter (+/- 422)",
        after: "1,212 ns/iter (+/- 191)",
        direction: Direction::For,
        about: "The `String` fields of a log record became `Cow<str>` that borrow.",
    },
    Seen {
        repo: "PSeitz/serde_json_borrow",
        number: "32",
        metric: "throughput on simple_json",
        before: "",
        after: "+19.37%",
        direction: Direction::For,
        about: "A type of its own borrows keys too, for which serde always makes an owned `Cow`.",
    },
    Seen {
        repo: "rust-lang/cargo",
        number: "7310",
        metric: "time on Cargo's own lockfile",
        before: "",
        after: "no change",
        direction: Direction::None,
        about: "`Cow<str>` was found to allocate by default; avoiding it gained about 7 % on a \
                lockfile of 2000 crates alone.",
    },
];

const SYMPTOMS: &[Symptom] = &[
    symptom("Strings allocated by a deserialiser, one for each field")
        .look(&["from_str", "from_slice", "from_reader"], &[])
        .frames(&[
            "deserialize",
            "visit_str",
            "visit_borrowed_str",
            "deserialize_string",
        ])
        .matters(&[share(Allocations, 0.2)])
        .saves_each(100)
        .shape(&[Shape::Blocks(200)])
        .advise(
            "deserialise into `Cow<str>` with `#[serde(borrow)]`",
            "May the input buffer live as long as the values? Are most strings free of escapes?",
        ),
];

pub(crate) const PATTERN: Pattern = pattern!("serde_borrow.rs")
    .sizes("visits", &[10, 100, 1_000])
    .variants(&[
        slow("owned", case!(json, |json| owned(json), rows))
            .about("each text is copied out of the input")
            .needs(SERDE),
        fast("cow", case!(json, |json| cow(json), rows))
            .about("a text without escapes stays in the input")
            .needs(SERDE),
        alternative("cow-alone", case!(json, |json| cow_alone(json), rows))
            .about("the same without the attribute: owned after all")
            .needs(SERDE),
    ])
    .inputs(&[TYPICAL, ESCAPED], NASTY)
    .claims(&[
        claim(Allocations, "cow", AtLeast(20.0), BORROW),
        claim(AllocatedBytes, "cow", Wins, BORROW),
        claim(Instructions, "cow", AtLeast(1.2), BORROW),
        claim(TimeNs, "cow", Wins, BORROW),
        claim(Allocations, "cow-alone", NoEffect, BORROW),
        claim(Allocations, "cow", NoEffect, BORROW).on(&ESCAPED),
        claim(Instructions, "cow", AtMost(1.1), BORROW).on(&ESCAPED),
    ])
    .choices(CHOICES)
    .seen(SEEN)
    .symptoms(SYMPTOMS);
