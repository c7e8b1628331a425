//! What to copy of a pattern file: the module of a variant and its test; the bench
//! is [`crate::bench`].
//!
//! Variants stand between anchors; what their adapters need beside them is found
//! by the file's syntax.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::Context;
use patterns::catalogue::{Pattern, Variant};
use patterns::source;
use patterns_source::{Adapter, Item, Source};

/// The catalogue's version, as the provenance comment names it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The oldest compiler that copied code is written for.
pub const RUST_VERSION: (u32, u32) = (1, 80);

/// The module of `variant`: provenance, what variants share, the variant.
///
/// # Errors
/// If the file has lost its shape.
pub fn module(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    let mut text = format!(
        "// From the Rust performance workshop: {} {}, catalogue {VERSION}, 0BSD.\n\
         //! {}: {}.\n\n",
        pattern.id, variant.name, pattern.title, variant.summary
    );
    if let Some((shared, _)) = source::anchor(pattern.source, "shared") {
        text.push_str(shared);
        text.push('\n');
    }
    text.push_str(anchor(pattern, variant.name)?);
    Ok(text)
}

/// What declares the tests in the module `name`. The path is written out: a bench
/// takes the module in by a path too, and cargo builds benches with `cfg(test)`.
pub fn tests_line(name: &str) -> String {
    format!("\n#[cfg(test)]\n#[path = \"{name}/tests.rs\"]\nmod tests;\n")
}

/// The module's name: the pattern's, in snake_case.
pub fn module_name(pattern: &Pattern) -> String {
    pattern.name().replace('-', "_")
}

fn anchor<'a>(pattern: &'a Pattern, name: &str) -> anyhow::Result<&'a str> {
    source::anchor(pattern.source, name)
        .map(|(text, _)| text)
        .ok_or_else(|| anyhow::anyhow!("{} has no anchor {name}", pattern.id))
}

/// The tests of `variant`, against the slow one, as a module within its own.
///
/// # Errors
/// If the file has lost its shape.
pub fn tests(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    let slow = pattern.slow();
    let scenarios: Vec<String> = pattern
        .scenarios
        .iter()
        .filter(|scenario| variant.absence(scenario).is_none() && slow.absence(scenario).is_none())
        .map(|scenario| format!("{:?}", scenario.name))
        .collect();
    let sizes: Vec<String> = pattern
        .equivalence_sizes
        .iter()
        .map(usize::to_string)
        .collect();
    let nasty: Vec<String> = pattern
        .nasty
        .iter()
        .map(|name| format!("{name:?}"))
        .collect();
    Ok(format!(
        "// From the Rust performance workshop: {} {}, catalogue {VERSION}, 0BSD.\n\
         //! The copied variant answers as the slow one does, `{}`.\n\n\
         #![allow(unused, missing_docs, clippy::all, clippy::pedantic)]\n\n\
         use super::*;\n\n{}\n\
         {}{}\
         #[test]\n\
         fn answers_are_those_of_the_slow_variant() {{\n\
         for scenario in [{}] {{\n\
         let start = Setup {{ scenario, size: 0, seed: 0, nasty: None }};\n\
         let mut slow = prepare_slow(&start);\n\
         let mut copied = prepare_copied(&start);\n\
         // One after the other through the same state, long and short.\n\
         for seed in 0..50 {{\n\
         for size in [{}] {{\n\
         let setup = Setup {{ scenario, size, seed, nasty: None }};\n\
         assert_eq!((copied.answer)(&setup), (slow.answer)(&setup), \"{{setup:?}}\");\n\
         }}\n\
         }}\n\
         for nasty in [{}] {{\n\
         let setup = Setup {{ scenario, size: 10, seed: 0, nasty: Some(nasty) }};\n\
         assert_eq!((copied.answer)(&setup), (slow.answer)(&setup), \"{{setup:?}}\");\n\
         }}\n\
         }}\n\
         }}\n",
        pattern.id,
        variant.name,
        slow.name,
        support(pattern, variant)?,
        prepare("prepare_slow", pattern, slow)?,
        prepare("prepare_copied", pattern, variant)?,
        scenarios.join(", "),
        sizes.join(", "),
        nasty.join(", "),
    ))
}

/// The slow variant, the inputs, and what stands in for the catalogue's types.
fn support(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    const CASE: &str = include_str!("support_case.rs.txt");
    let source = parsed(pattern)?;
    let mut wanted = adapter(&source, pattern, pattern.slow())?.names;
    wanted.extend(adapter(&source, pattern, variant)?.names);
    Ok(format!(
        "{TYPES}\n{CASE}\n{}",
        beside(pattern, variant, &wanted)?
    ))
}

/// What stands in for the catalogue's types that build inputs.
pub(crate) const TYPES: &str = include_str!("support.rs.txt");

/// The slow variant, if `variant` is another one, and of the pattern's file what
/// `wanted` names.
pub(crate) fn beside(
    pattern: &Pattern,
    variant: &Variant,
    wanted: &BTreeSet<String>,
) -> anyhow::Result<String> {
    let slow = pattern.slow();
    let mut text = String::new();
    if slow.name != variant.name {
        text.push_str(anchor(pattern, slow.name)?);
        text.push('\n');
    }
    // What stands between the anchors is not a helper; what is implemented for it is.
    let mut wanted = wanted.clone();
    for name in [slow.name, variant.name] {
        let own = Source::parse(anchor(pattern, name)?)?;
        wanted.extend(own.defined().into_iter().map(str::to_owned));
    }
    let source = parsed(pattern)?;
    for item in patterns_source::reachable(helpers(&source, pattern), &wanted) {
        text.push_str(item.text);
        text.push_str("\n\n");
    }
    Ok(text)
}

pub(crate) fn parsed(pattern: &Pattern) -> anyhow::Result<Source<'static>> {
    Source::parse(pattern.source).with_context(|| format!("{}.rs", pattern.id))
}

/// The items outside the anchors, the declaration left out: what adapters can
/// reach, and no variant is.
fn helpers<'a>(source: &Source<'a>, pattern: &Pattern) -> Vec<Item<'a>> {
    let anchors: Vec<Range<usize>> = source::anchors(pattern.source).collect();
    let is_helper = |item: &Item| {
        let anchored = anchors
            .iter()
            .any(|anchor| anchor.contains(&(item.range.end - 1)));
        !anchored && !item.defines.iter().any(|name| name == "PATTERN")
    };
    source.items().into_iter().filter(is_helper).collect()
}

pub(crate) fn adapter<'a>(
    source: &Source<'a>,
    pattern: &Pattern,
    variant: &Variant,
) -> anyhow::Result<Adapter<'a>> {
    source.adapter(variant.name).with_context(|| {
        format!(
            "{}: no call in the declaration holds `{}` and a closure or macro beside it",
            pattern.id, variant.name
        )
    })
}

/// The adapter as a function: the names in it meet no local ones.
fn prepare(name: &str, pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    let source = parsed(pattern)?;
    let adapter = adapter(&source, pattern, variant)?;
    Ok(format!(
        "/// The variant `{}`, with its input and state.\n\
         fn {name}(setup: &Setup) -> Prepared {{\n\
         let prepare: fn(&Setup) -> Prepared = {};\n\
         prepare(setup)\n}}\n\n",
        variant.name, adapter.text
    ))
}
