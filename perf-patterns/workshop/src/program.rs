//! The sources of an exercise's programs, derived from the pattern's own file: the
//! file that the learner edits, the reference, and what calls them.
//!
//! A program has three crates. `exercise` is the file alone; `entry` calls its one
//! function and is never inlined, so that the file's machine code is counted apart
//! and read apart; `run` has the inputs and what counts as the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, bail};
use patterns::catalogue::{Pattern, Variant};
use patterns::source;
use patterns_source::{Item, Source};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

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
    program(registered, pattern.start_of(exercise))
}

/// The reference of an exercise, under the learner's names.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn reference(registered: Registered) -> anyhow::Result<Program> {
    let Registered { pattern, exercise } = registered;
    program(registered, pattern.reference_of(exercise))
}

/// A variant as a program of the exercise.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn program(registered: Registered, variant: &Variant) -> anyhow::Result<Program> {
    let Registered { pattern, exercise } = registered;
    let place = || format!("{}, variant {}", pattern.id, variant.name);
    let function = exercise.function_name();
    let (own, _) = source::anchor(pattern.source, variant.name).with_context(place)?;
    let source = Source::parse(pattern.source).with_context(place)?;
    let adapter = source.adapter(variant.name).with_context(place)?;
    let called = called(own, &adapter.names).with_context(place)?;
    let (shared, _) = source::anchor(pattern.source, "shared").unwrap_or_default();

    let own_text = opened(&documented(own, &called, exercise.task)?)?;
    let mut file = opened(shared)?;
    if !file.is_empty() {
        file.push('\n');
    }
    file.push_str(&renamed(&own_text, &called, &function)?);

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
         prepare(setup)\n}}\n\nfn main() {{\n    harness::drive(prepare)\n}}\n",
        renamed(adapter.text, &called, &function)?
    ));
    let types = types(&file, &function).with_context(place)?;
    Ok(Program { file, run, types })
}

/// The crate `entry` for a file: one function of the same signature.
///
/// # Errors
/// If the file is not Rust or has no public function of that name: in plain words.
pub fn entry(file: &str, function: &str) -> anyhow::Result<String> {
    let syntax = syn::parse_file(file)
        .map_err(|error| anyhow::anyhow!("line {}: {error}", error.span().start().line))?;
    let found = find(&syntax, function)?;
    let mut text = String::from("#![allow(unused)]\n");
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
        text.push_str(&format!("use exercise::{{{}}};\n", own.join(", ")));
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
        "#[inline(never)]\npub {} {{\n    exercise::{function}({})\n}}\n",
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
    let found = find(&syntax, function)?;
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

fn find<'a>(syntax: &'a syn::File, function: &str) -> anyhow::Result<&'a syn::ItemFn> {
    let found = syntax.items.iter().find_map(|item| match item {
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
            let outside = ["std", "core", "alloc"].contains(&first.as_str());
            outside.then(|| format!("use {};", import.tree.to_token_stream()))
        }
        _ => None,
    });
    Ok(imports.collect())
}

/// `text` with the edits at their places, in bytes.
fn edited(text: &str, edits: BTreeMap<usize, (usize, String)>) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for (start, (end, new)) in edits {
        result.push_str(&text[at..start]);
        result.push_str(&new);
        at = end;
    }
    result.push_str(&text[at..]);
    result
}

/// The text with everything public that another crate may have to name.
fn opened(text: &str) -> anyhow::Result<String> {
    struct Closed(Vec<Span>);
    impl<'ast> Visit<'ast> for Closed {
        fn visit_item(&mut self, item: &'ast syn::Item) {
            use syn::Item;
            let (vis, span) = match item {
                Item::Const(item) => (&item.vis, item.const_token.span()),
                Item::Enum(item) => (&item.vis, item.enum_token.span()),
                Item::Fn(item) => (&item.vis, item.sig.span()),
                Item::Struct(item) => (&item.vis, item.struct_token.span()),
                Item::Trait(item) => (&item.vis, item.trait_token.span()),
                Item::Type(item) => (&item.vis, item.type_token.span()),
                _ => return visit::visit_item(self, item),
            };
            if matches!(vis, syn::Visibility::Inherited) {
                self.0.push(span);
            }
            if matches!(item, Item::Struct(_)) {
                visit::visit_item(self, item);
            }
        }

        fn visit_field(&mut self, field: &'ast syn::Field) {
            if matches!(field.vis, syn::Visibility::Inherited) {
                let span = match &field.ident {
                    Some(name) => name.span(),
                    None => field.ty.span(),
                };
                self.0.push(span);
            }
        }

        fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
            if item.trait_.is_some() {
                return;
            }
            for inner in &item.items {
                if let syn::ImplItem::Fn(method) = inner
                    && matches!(method.vis, syn::Visibility::Inherited)
                {
                    self.0.push(method.sig.span());
                }
            }
        }
    }
    let syntax = syn::parse_file(text)?;
    let mut closed = Closed(Vec::new());
    closed.visit_file(&syntax);
    let edits = closed.0.into_iter().map(|span| {
        let start = span.byte_range().start;
        (start, (start, "pub ".to_owned()))
    });
    Ok(edited(text, edits.collect()))
}

/// The text with the function's documentation replaced by the exercise's task.
fn documented(text: &str, function: &str, task: &str) -> anyhow::Result<String> {
    let syntax = syn::parse_file(text)?;
    let mut edits = BTreeMap::new();
    for item in &syntax.items {
        let syn::Item::Fn(item) = item else { continue };
        if item.sig.ident != function {
            continue;
        }
        let mut docs = item.attrs.iter().filter(|attr| attr.path().is_ident("doc"));
        let first = docs.next().map(|attr| attr.span().byte_range());
        let last = docs.next_back().map(|attr| attr.span().byte_range());
        let task = format!("/// {task}");
        if let Some(first) = first {
            let end = last.map_or(first.end, |last| last.end);
            edits.insert(first.start, (end, task));
        } else {
            let start = item.span().byte_range().start;
            edits.insert(start, (start, format!("{task}\n")));
        }
    }
    Ok(edited(text, edits))
}

/// The Rust text with one name in the place of another.
fn renamed(text: &str, from: &str, to: &str) -> anyhow::Result<String> {
    let tokens: TokenStream = text
        .parse()
        .map_err(|error| anyhow::anyhow!("{error}: {text}"))?;
    let mut edits = BTreeMap::new();
    rename(tokens, from, to, &mut edits);
    Ok(edited(text, edits))
}

fn rename(tokens: TokenStream, from: &str, to: &str, edits: &mut BTreeMap<usize, (usize, String)>) {
    // A method or field behind a dot is another thing of the same name.
    let mut behind_dot = false;
    for token in tokens {
        match &token {
            TokenTree::Group(group) => rename(group.stream(), from, to, edits),
            TokenTree::Ident(name) if name == from && !behind_dot => {
                let range = name.span().byte_range();
                edits.insert(range.start, (range.end, to.to_owned()));
            }
            _ => {}
        }
        behind_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
    }
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

    #[test]
    fn what_another_crate_names_is_made_public_once() {
        let text =
            "struct A { b: u8, pub c: u8 }\nimpl A { fn d(&self) {} }\npub fn e() { fn f() {} }\n";
        assert_eq!(
            opened(text).unwrap(),
            "pub struct A { pub b: u8, pub c: u8 }\nimpl A { pub fn d(&self) {} }\npub fn e() { fn f() {} }\n"
        );
    }
}
