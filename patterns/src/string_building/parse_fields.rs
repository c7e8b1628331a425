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
//! A loop over bytes goes one step on: it finds the separator and computes the
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

use crate::case;
use crate::catalogue::{Claim, Expect, Metric, Pattern, Role, Scenario, Setup, Variant};

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

/// `size` well-formed lines; in `long-keys` with keys of hundreds of letters.
fn lines(setup: &Setup) -> String {
    match setup.nasty {
        None => {
            let mut random = setup.random();
            let letters = if setup.scenario == "long-keys" {
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
        }
        Some("none") => String::new(),
        Some("one") => "a=1".into(),
        Some("no last newline") => "a=1\nb=2".into(),
        Some("non-ASCII key") => "ключ=5\n日本=6\n".into(),
        Some("empty lines") => "\n\na=1\n\n".into(),
        Some("no separator") => "abc\na=1\n".into(),
        Some("empty value") => "a=\nb=2\n".into(),
        Some("very long") => format!("{}=9\n", "k".repeat(100_000)),
        Some("duplicates") => "a=7\n".repeat(40),
        Some(_) => setup.unknown(),
    }
}

const SPLIT_ONCE: &str = "https://doc.rust-lang.org/std/primitive.str.html#method.split_once";
const PARSE: &str = "https://doc.rust-lang.org/std/primitive.u64.html#impl-FromStr-for-u64";

/// The declaration.
pub const PATTERN: Pattern = Pattern {
    id: "string-building/parse-fields",
    title: "Split without collecting",
    source: include_str!("parse_fields.rs"),
    size_unit: "lines",
    sizes: &[100, 1_000, 10_000],
    variants: &[
        Variant::new(Role::Slow, "collect", "a vector for each line", |setup| {
            case!(setup, lines, |lines| collect(lines))
        }),
        Variant::new(Role::Fast, "split-once", "two slices, no vector", |setup| {
            case!(setup, lines, |lines| split_once(lines))
        }),
        Variant::new(
            Role::Alternative,
            "bytes",
            "one pass, no validation",
            |setup| case!(setup, lines, |lines| bytes(lines)),
        ),
    ],
    scenarios: &[
        Scenario::TYPICAL,
        Scenario::counter_case(
            "long-keys",
            "keys of some five hundred letters",
            "finding the separator is the work: the vector hardly counts, and bytes lose",
        ),
    ],
    nasty: &[
        "none",
        "one",
        "no last newline",
        "non-ASCII key",
        "empty lines",
        "no separator",
        "empty value",
        "very long",
        "duplicates",
    ],
    claims: &[
        Claim::new(
            Metric::Allocations,
            "split-once",
            Expect::AtLeast(1_000.0),
            SPLIT_ONCE,
        ),
        Claim::new(
            Metric::Instructions,
            "split-once",
            Expect::AtLeast(1.3),
            SPLIT_ONCE,
        ),
        Claim::new(Metric::TimeNs, "split-once", Expect::Wins, SPLIT_ONCE),
        Claim::new(Metric::Instructions, "bytes", Expect::AtLeast(4.0), PARSE),
        Claim::new(Metric::TimeNs, "bytes", Expect::Wins, PARSE),
        Claim::new(
            Metric::Instructions,
            "split-once",
            Expect::AtMost(1.4),
            SPLIT_ONCE,
        )
        .in_scenario("long-keys"),
        Claim::new(Metric::Instructions, "bytes", Expect::Loses, PARSE).in_scenario("long-keys"),
        Claim::new(Metric::TimeNs, "bytes", Expect::Loses, PARSE).in_scenario("long-keys"),
    ],
    ..Pattern::TEMPLATE
};
