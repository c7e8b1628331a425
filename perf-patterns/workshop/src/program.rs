//! The sources of an exercise's programs, derived from the pattern's own file: the
//! file that the learner edits, the reference, and what calls them.
//!
//! A program has three crates. `exercise` is the file alone; `entry` calls its one
//! function and is never inlined, so that the file's machine code is counted apart
//! and read apart; `run` has the inputs and what counts as the answer.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, bail};
use patterns::catalogue::{Kind, Pattern, Role, Variant};
use patterns::source;
use patterns_source::{Item, Source};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;

use crate::crates::KNOWN;
use crate::edits::{documented, opened, renamed};
use crate::registry::Registered;

const CASE: &str = include_str!("programs/case.rs.txt");

/// One variant as a program: what stands in the learner's file, and what calls it.
pub struct Program {
    /// The crate `exercise`.
    pub file: String,
    /// The crate `run`.
    pub run: String,
    /// The function's types, in order, the result last: which adapter fits a file.
    pub types: Vec<String>,
}

/// The start of an exercise: what the learner's file holds at first.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn start(registered: Registered) -> anyhow::Result<Program> {
    let Registered { pattern, exercise } = registered;
    whole(registered, pattern.start_of(exercise))
}

/// The reference of an exercise, under the learner's names.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn reference(registered: Registered) -> anyhow::Result<Program> {
    let Registered { pattern, exercise } = registered;
    whole(registered, pattern.reference_of(exercise))
}

/// What the function of an exercise is called.
pub fn function(registered: Registered) -> String {
    match registered.exercise.kind {
        Kind::Find { .. } => STEP.to_owned(),
        _ => registered.exercise.function_name(),
    }
}

/// What each function of a program of several is called, in a module of its own:
/// their patterns' names would give the answer away.
const STEP: &str = "step";

/// The program of an exercise with `variant` in it: alone, or among the fast
/// variants of other patterns.
fn whole(registered: Registered, variant: &Variant) -> anyhow::Result<Program> {
    let Registered { pattern, exercise } = registered;
    let Kind::Find { among } = exercise.kind else {
        return program(pattern, variant, &function(registered), Some(exercise.task));
    };
    let mut whole = Program {
        file: String::new(),
        run: String::from("#![allow(unused, dead_code)]\n"),
        types: vec![],
    };
    let mut parts = String::new();
    for (number, id) in steps(pattern.id, among) {
        let module = format!("step_{number}");
        let (part, size) = if id == pattern.id {
            let part = program(pattern, variant, STEP, Some(exercise.task))?;
            (part, "None".to_owned())
        } else {
            let other = patterns::find(id).with_context(|| format!("no pattern {id}"))?;
            let plain =
                |variant: &&Variant| variant.role != Role::Slow && variant.dependencies.is_empty();
            let fast = other.variants.iter().find(plain).unwrap_or(other.slow());
            let size = format!("Some({})", (other.middle_size() / 10).max(1));
            (program(other, fast, STEP, None)?, size)
        };
        whole.file.push_str(&format!(
            "pub mod {module} {{\n{}}}\n\n",
            indented(&part.file)
        ));
        let run = part
            .run
            .replace("#![allow(unused, dead_code)]\n", "")
            .replace(
                &format!("use entry::{STEP}"),
                &format!("use entry::{module}::{STEP}"),
            )
            .replace("use exercise::{", &format!("use exercise::{module}::{{"))
            .replace("fn prepare(setup", "pub fn prepare(setup")
            .replace(MAIN, "");
        whole
            .run
            .push_str(&format!("mod {module} {{\n{run}\n}}\n\n"));
        parts.push_str(&format!("({module}::prepare, {size}), "));
    }
    whole.run.push_str(&format!(
        "fn prepare(setup: &harness::Setup) -> harness::Prepared {{\n    \
         harness::together(setup, vec![{parts}])\n}}\n{MAIN}"
    ));
    Ok(whole)
}

/// Numbered by their ids in an order that says nothing.
fn steps<'a>(own: &'a str, among: &[&'a str]) -> Vec<(usize, &'a str)> {
    let mut ids: Vec<&str> = among.iter().copied().chain([own]).collect();
    ids.sort_by_key(|id| id.bytes().rev().collect::<Vec<u8>>());
    (1..).zip(ids).collect()
}

fn indented(text: &str) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        line => format!("    {line}\n"),
    };
    text.lines().map(line).collect()
}

const MAIN: &str = "\nfn main() {\n    harness::drive(prepare)\n}\n";

/// A variant as a program whose function is called `function` and documented by
/// `task`, or as it was.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn program(
    pattern: &Pattern,
    variant: &Variant,
    function: &str,
    task: Option<&str>,
) -> anyhow::Result<Program> {
    let place = || format!("{}, variant {}", pattern.id, variant.name);
    let (own, _) = source::anchor(pattern.source, variant.name).with_context(place)?;
    let source = Source::parse(pattern.source).with_context(place)?;
    let adapter = source.adapter(variant.name).with_context(place)?;
    let called = called(own, &adapter.names).with_context(place)?;
    let (shared, _) = source::anchor(pattern.source, "shared").unwrap_or_default();

    let own_text = match task {
        Some(task) => opened(&documented(own, &called, task)?)?,
        None => opened(own)?,
    };
    let mut file = opened(shared)?;
    if !file.is_empty() {
        file.push('\n');
    }
    file.push_str(&renamed(&own_text, &called, function)?);

    let helpers = helpers(&source, pattern);
    let mut wanted = adapter.names.clone();
    let reached = patterns_source::reachable(helpers, &wanted);
    for item in &reached {
        wanted.extend(item.names.iter().cloned());
    }
    let mut run = String::from(
        "#![allow(unused, dead_code)]\n\
         use harness::{Nasty, Prepared, Scenario, Setup, TYPICAL, counter_case, counter_case_at};\n\
         mod fastrand { pub use harness::Random as Rng; }\n",
    );
    run.push_str(&format!("use entry::{function};\n"));
    let offered = defined(shared)?.into_iter().chain(defined(own)?);
    let taken: Vec<String> = offered
        .filter(|name| *name != called && wanted.contains(name))
        .collect();
    if !taken.is_empty() {
        run.push_str(&format!("use exercise::{{{}}};\n", taken.join(", ")));
    }
    for text in [shared, own] {
        for import in imports(text)? {
            run.push_str(&import);
            run.push('\n');
        }
    }
    run.push_str(CASE);
    for item in reached {
        run.push_str(item.text);
        run.push_str("\n\n");
    }
    run.push_str(&format!(
        "fn prepare(setup: &Setup) -> Prepared {{\n\
         let prepare: fn(&Setup) -> Prepared = {};\n\
         prepare(setup)\n}}\n{MAIN}",
        renamed(adapter.text, &called, function)?
    ));
    let types = types(&file, function).with_context(place)?;
    Ok(Program { file, run, types })
}

/// The lines of the start in which it costs: those of its functions, of the step that
/// is to be found where there are several.
///
/// # Errors
/// As [`start`].
pub fn costly_lines(registered: Registered) -> anyhow::Result<std::ops::RangeInclusive<usize>> {
    let start = start(registered)?;
    let syntax = syn::parse_file(&start.file)?;
    let items = match registered.exercise.kind {
        Kind::Find { among } => {
            let own = registered.pattern.id;
            let steps = steps(own, among);
            let number = steps
                .iter()
                .find(|(_, id)| *id == own)
                .map_or(0, |step| step.0);
            let module = syntax.items.into_iter().find_map(|item| match item {
                syn::Item::Mod(item) if item.ident == format!("step_{number}") => item.content,
                _ => None,
            });
            module.map(|(_, items)| items).unwrap_or_default()
        }
        _ => syntax.items,
    };
    let functions = items.iter().filter_map(|item| match item {
        syn::Item::Fn(item) => Some(item.span()),
        _ => None,
    });
    let lines = functions.map(|span| (span.start().line, span.end().line));
    let (first, last) = lines
        .reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
        .context("the start has no function")?;
    Ok(first..=last)
}

/// The crate `entry` for a file: one function of the same signature.
///
/// # Errors
/// If the file is not Rust or has no public function of that name: in plain words.
pub fn entry(file: &str, function: &str) -> anyhow::Result<String> {
    if function != STEP {
        return entry_of(file, function, "exercise");
    }
    let source = Source::parse(file)?;
    let mut text = String::new();
    for item in &source.syntax().items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let Some((brace, _)) = &module.content else {
            continue;
        };
        let (open, close) = (
            source.range(brace.span.open()),
            source.range(brace.span.close()),
        );
        let name = module.ident.to_string();
        let inner = entry_of(
            &file[open.end..close.start],
            function,
            &format!("exercise::{name}"),
        );
        // A module of the learner's own has no step.
        let Ok(inner) = inner else { continue };
        text.push_str(&format!("pub mod {name} {{\n{inner}}}\n"));
    }
    Ok(text)
}

fn entry_of(file: &str, function: &str, place: &str) -> anyhow::Result<String> {
    let syntax = syn::parse_file(file)
        .map_err(|error| anyhow::anyhow!("line {}: {error}", error.span().start().line))?;
    let found = find(&syntax.items, function)?;
    let mut text = String::new();
    for import in imports(file)? {
        text.push_str(&import);
        text.push('\n');
    }
    let mut names = patterns_source::names(found.sig.inputs.to_token_stream());
    names.extend(patterns_source::names(found.sig.output.to_token_stream()));
    names.extend(patterns_source::names(found.sig.generics.to_token_stream()));
    let own: Vec<String> = defined(file)?
        .into_iter()
        .filter(|name| name != function && names.contains(name))
        .collect();
    if !own.is_empty() {
        text.push_str(&format!("use {place}::{{{}}};\n", own.join(", ")));
    }
    let mut signature = found.sig.clone();
    signature.constness = None;
    let mut arguments = Vec::new();
    for (index, input) in signature.inputs.iter_mut().enumerate() {
        let syn::FnArg::Typed(typed) = input else {
            bail!("`{function}` takes no `self`");
        };
        let name = format!("argument_{index}");
        typed.attrs.clear();
        *typed.pat = syn::parse_str::<syn::Ident>(&name)
            .map(|ident| {
                syn::Pat::Ident(syn::PatIdent {
                    attrs: vec![],
                    by_ref: None,
                    mutability: None,
                    ident,
                    subpat: None,
                })
            })
            .context("an argument's name")?;
        arguments.push(name);
    }
    text.push_str(&format!(
        "#[inline(never)]\npub {} {{\n    {place}::{function}({})\n}}\n",
        signature.to_token_stream(),
        arguments.join(", ")
    ));
    Ok(text)
}

/// The types of the function `function` in `file`, the result's last.
///
/// # Errors
/// As [`entry`].
pub fn types(file: &str, function: &str) -> anyhow::Result<Vec<String>> {
    let syntax = syn::parse_file(file)
        .map_err(|error| anyhow::anyhow!("line {}: {error}", error.span().start().line))?;
    let found = find(&syntax.items, function)?;
    let mut types: Vec<String> = found
        .sig
        .inputs
        .iter()
        .map(|input| match input {
            syn::FnArg::Typed(typed) => without_lifetimes(typed.ty.to_token_stream()),
            syn::FnArg::Receiver(receiver) => receiver.to_token_stream().to_string(),
        })
        .collect();
    types.push(without_lifetimes(found.sig.output.to_token_stream()));
    Ok(types)
}

fn without_lifetimes(tokens: TokenStream) -> String {
    let text = tokens.to_string();
    let words = text.split(' ');
    words
        .filter(|word| !word.starts_with('\''))
        .collect::<Vec<_>>()
        .join(" ")
}

fn find<'a>(items: &'a [syn::Item], function: &str) -> anyhow::Result<&'a syn::ItemFn> {
    let found = items.iter().find_map(|item| match item {
        syn::Item::Fn(item) if item.sig.ident == function => Some(item),
        _ => None,
    });
    let found = found.with_context(|| {
        format!("there is no function `{function}` any more\nhint: put it back, under that name")
    })?;
    if !matches!(found.vis, syn::Visibility::Public(_)) {
        bail!("`{function}` is not public\nhint: write `pub fn {function}`");
    }
    if found.sig.asyncness.is_some() {
        bail!("`{function}` is `async`, and nothing waits for it here");
    }
    Ok(found)
}

/// The function of `own` that the adapter names.
fn called(own: &str, names: &BTreeSet<String>) -> anyhow::Result<String> {
    let syntax = syn::parse_file(own)?;
    syntax
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Fn(item) => Some(item.sig.ident.to_string()),
            _ => None,
        })
        .find(|name| names.contains(name))
        .context("the adapter calls no function of the anchor")
}

/// The items outside the anchors, the declaration left out.
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

/// The names of the items that `text` defines at its top.
fn defined(text: &str) -> anyhow::Result<Vec<String>> {
    let source = Source::parse(text)?;
    let items = source.items().into_iter();
    let mut names: Vec<String> = items
        .filter(|item| item.kind == patterns_source::Kind::Other)
        .filter(|item| !item.text.trim_start().starts_with("impl"))
        .flat_map(|item| item.defines)
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// The `use` lines of what does not come from the file itself.
fn imports(text: &str) -> anyhow::Result<Vec<String>> {
    let syntax = syn::parse_file(text)?;
    let imports = syntax.items.iter().filter_map(|item| match item {
        syn::Item::Use(import) => {
            let first = match &import.tree {
                syn::UseTree::Path(path) => path.ident.to_string(),
                _ => String::new(),
            };
            let outside = ["std", "core", "alloc"].contains(&first.as_str())
                || KNOWN.iter().any(|known| known.path() == first);
            outside.then(|| format!("use {};", import.tree.to_token_stream()))
        }
        _ => None,
    });
    Ok(imports.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;

    #[test]
    fn the_start_is_the_slow_variant_under_the_exercises_name_and_words() {
        let append = registry::find("append").unwrap();
        let start = start(append).unwrap();
        assert!(
            start.file.starts_with("/// Puts the words together"),
            "{}",
            start.file
        );
        assert!(
            start
                .file
                .contains("pub fn append(words: &[String]) -> String {")
        );
        assert!(start.run.contains("case!(words, append)"));
        assert!(!start.run.contains("format_each_time"));
        assert!(!start.file.contains("push_str"));
    }

    #[test]
    fn an_entry_has_the_signature_whatever_the_arguments_are_called() {
        let file = "use std::borrow::Cow;\npub struct A;\n\
                    pub fn f<'a>(mut a: &'a [A], (b, _): (u8, u8)) -> Cow<'a, str> { todo!() }";
        let entry = entry(file, "f").unwrap();
        assert!(entry.contains("use std :: borrow :: Cow;"), "{entry}");
        assert!(entry.contains("use exercise::{A};"), "{entry}");
        assert!(
            entry.contains("exercise::f(argument_0, argument_1)"),
            "{entry}"
        );
    }
}
