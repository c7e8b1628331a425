//! Reads the Rust of a source file by its syntax: the items with their places in
//! the text, the names that they use, and the adapters of a pattern's variants.
//!
//! Prose and anchors are comments, which a parser of Rust drops: those are read
//! by [`patterns::source`].

mod items;
mod names;
mod typical;

pub use typical::typical;

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use anyhow::Context;
use patterns::catalogue::Pattern;
use proc_macro2::Span;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use items::{defines, is_for_tests, kind};
pub use names::names;

/// A parsed file, with the text that it was parsed from.
pub struct Source<'a> {
    text: &'a str,
    /// Where in `text` the parsed part begins: behind a byte order mark and `#!`.
    skipped: usize,
    file: syn::File,
}

/// A top-level item.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// With its attributes, and the comments directly above it.
    pub text: &'a str,
    /// Where it stands in the file, in bytes.
    pub range: Range<usize>,
    /// What kind of item it is, where that matters to whoever copies it.
    pub kind: Kind,
    /// The names that it defines or imports. Of an `impl`, the type that it is
    /// for.
    pub defines: Vec<String>,
    /// The names that stand in it.
    pub names: BTreeSet<String>,
}

/// What kind of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `use` of something outside its own crate.
    Import,
    /// `use` of something of its own crate.
    OwnImport,
    /// Whatever else.
    Other,
}

/// A variant's adapter: the argument beside its name in the declaration.
#[derive(Clone, Debug)]
pub struct Adapter<'a> {
    /// An expression: a closure, or the call of a macro that gives one.
    pub text: &'a str,
    /// The names that stand in it.
    pub names: BTreeSet<String>,
    /// What the macro's call holds; empty where there is none.
    pub arguments: Vec<Argument<'a>>,
}

/// An argument of an adapter's macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument<'a> {
    /// A closure.
    Closure {
        /// The patterns of its parameters.
        parameters: Vec<&'a str>,
        /// What it evaluates.
        body: &'a str,
    },
    /// Any other expression, such as the path of a function.
    Other(&'a str),
}

impl<'a> Source<'a> {
    /// Parses a file.
    ///
    /// # Errors
    /// If it is not Rust: with the line.
    pub fn parse(text: &'a str) -> anyhow::Result<Source<'a>> {
        let file = syn::parse_file(text).map_err(|error| {
            let start = error.span().start();
            anyhow::anyhow!("line {}: {error}", start.line)
        })?;
        let mut skipped = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        if let Some(line) = &file.shebang {
            skipped += line.len();
        }
        Ok(Source {
            text,
            skipped,
            file,
        })
    }

    /// The text that was parsed.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The syntax.
    pub fn syntax(&self) -> &syn::File {
        &self.file
    }

    /// Where something of [`Source::syntax`] stands in the text, in bytes.
    pub fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.skipped..range.end + self.skipped
    }

    /// The names of the functions and types that the file defines.
    pub fn defined(&self) -> HashSet<&'a str> {
        let mut defined = Defined::default();
        defined.visit_file(&self.file);
        defined
            .0
            .into_iter()
            .map(|span| &self.text[self.range(span)])
            .collect()
    }

    /// The top-level items, in order, without those that are built for tests only.
    pub fn items(&self) -> Vec<Item<'a>> {
        let mut end = 0;
        let mut items = Vec::new();
        for item in &self.file.items {
            let range = self.range(item.span());
            let start = with_comments(self.text, end, range.start);
            end = range.end;
            if is_for_tests(item) {
                continue;
            }
            items.push(Item {
                text: self.text[start..end].trim(),
                range: start..end,
                kind: kind(item),
                defines: defines(item),
                names: names(item.to_token_stream()),
            });
        }
        items
    }

    /// The adapter of the variant `name`: within `const PATTERN` (or another
    /// constant, where variants have one of their own) a call holds the name as a
    /// string, and beside it a closure or a macro's call.
    pub fn adapter(&self, name: &str) -> Option<Adapter<'a>> {
        let constants = || {
            self.file.items.iter().filter_map(|item| match item {
                syn::Item::Const(constant) => Some(constant),
                _ => None,
            })
        };
        let declaration = constants().filter(|constant| constant.ident == "PATTERN");
        declaration.chain(constants()).find_map(|constant| {
            let mut search = AdapterSearch { name, found: None };
            search.visit_expr(&constant.expr);
            let found = search.found?;
            Some(Adapter {
                text: &self.text[self.range(found.span())],
                names: names(found.to_token_stream()),
                arguments: self.arguments(found),
            })
        })
    }

    /// The arguments of a macro's call that are expressions.
    fn arguments(&self, expression: &syn::Expr) -> Vec<Argument<'a>> {
        let syn::Expr::Macro(call) = expression else {
            return Vec::new();
        };
        let list = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        let arguments = call.mac.parse_body_with(list).unwrap_or_default();
        let text = |span: Span| &self.text[self.range(span)];
        arguments
            .iter()
            .map(|argument| match argument {
                syn::Expr::Closure(closure) => Argument::Closure {
                    parameters: closure.inputs.iter().map(|one| text(one.span())).collect(),
                    body: text(closure.body.span()),
                },
                other => Argument::Other(text(other.span())),
            })
            .collect()
    }

    /// What the top-level function `name` returns, as it is written.
    pub fn returned(&self, name: &str) -> Option<&'a str> {
        let syn::ReturnType::Type(_, returned) = &self.function(name)?.sig.output else {
            return None;
        };
        Some(&self.text[self.range(returned.span())])
    }

    /// What stands between the braces of the top-level function `name`.
    pub fn body(&self, name: &str) -> Option<&'a str> {
        let braces = self.function(name)?.block.brace_token.span;
        Some(&self.text[self.range(braces.open()).end..self.range(braces.close()).start])
    }

    /// Whether the top-level function `name` has parameters.
    pub fn has_parameters(&self, name: &str) -> bool {
        self.function(name)
            .is_some_and(|function| !function.sig.inputs.is_empty())
    }

    fn function(&self, name: &str) -> Option<&syn::ItemFn> {
        self.file.items.iter().find_map(|item| match item {
            syn::Item::Fn(function) if function.sig.ident == name => Some(function),
            _ => None,
        })
    }
}

/// The hash of a file's text as records and copies keep it: [`hash_of_bytes`] in
/// hexadecimal. It detects edits, not attacks.
pub fn hash(text: &str) -> String {
    format!("{:016x}", hash_of_bytes(text.bytes()))
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923): the same in every build, which the
/// standard library's hasher does not promise.
pub fn hash_of_bytes(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The names of the functions and types that a pattern's file defines.
///
/// # Errors
/// If the file is not Rust.
pub fn defined(pattern: &Pattern) -> anyhow::Result<HashSet<&'static str>> {
    let source = Source::parse(pattern.source).with_context(|| format!("{}.rs", pattern.id))?;
    Ok(source.defined())
}

/// Those of `items` that `wanted` names, directly or through others, in order.
/// Imports from outside the crate all come along: a trait is used without being
/// named.
pub fn reachable<'a>(items: Vec<Item<'a>>, wanted: &BTreeSet<String>) -> Vec<Item<'a>> {
    let mut known = wanted.clone();
    let mut taken = vec![false; items.len()];
    loop {
        let mut grown = false;
        for (item, taken) in items.iter().zip(&mut taken) {
            let named = item.defines.iter().any(|name| known.contains(name));
            if !*taken && item.kind == Kind::Other && named {
                *taken = true;
                grown = true;
                known.extend(item.names.iter().cloned());
            }
        }
        if !grown {
            break;
        }
    }
    items
        .into_iter()
        .zip(taken)
        .filter(|(item, taken)| *taken || item.kind == Kind::Import)
        .map(|(item, _)| item)
        .collect()
}

/// Finds the call whose arguments hold the name, and in them the adapter.
struct AdapterSearch<'a, 'ast> {
    name: &'a str,
    found: Option<&'ast syn::Expr>,
}

impl<'ast> AdapterSearch<'_, 'ast> {
    fn look(&mut self, arguments: impl Iterator<Item = &'ast syn::Expr> + Clone) {
        let is_name = |argument: &syn::Expr| {
            matches!(argument, syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })
                if text.value() == self.name)
        };
        // The name is the first of the strings: a summary may read like another's.
        let is_string = |argument: &&syn::Expr| {
            matches!(
                argument,
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(_),
                    ..
                })
            )
        };
        if self.found.is_none() && arguments.clone().find(is_string).is_some_and(is_name) {
            self.found = arguments
                .into_iter()
                .find(|argument| matches!(argument, syn::Expr::Closure(_) | syn::Expr::Macro(_)));
        }
    }
}

impl<'ast> Visit<'ast> for AdapterSearch<'_, 'ast> {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.look(call.args.iter());
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.look(call.args.iter());
        visit::visit_expr_method_call(self, call);
    }
}

#[derive(Default)]
struct Defined(Vec<Span>);

impl<'ast> Visit<'ast> for Defined {
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.0.push(signature.ident.span());
        visit::visit_signature(self, signature);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.0.push(item.ident.span());
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.0.push(item.ident.span());
    }
}

/// Where the plain comments directly above the item at `start` begin, at most at
/// `end`, where the item before it ends. Anchors are not part of an item.
fn with_comments(text: &str, end: usize, start: usize) -> usize {
    let mut found = start;
    for line in text[end..start].split_inclusive('\n').rev() {
        let comment = line.trim();
        if !comment.starts_with("//")
            || comment.starts_with("//!")
            || comment.starts_with("// ANCHOR")
        {
            break;
        }
        found -= line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the test vectors of RFC 9923.
    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(""), "cbf29ce484222325");
        assert_eq!(hash("a"), "af63dc4c8601ec8c");
        assert_eq!(hash("foobar"), "85944171f73967e8");
    }

    #[test]
    fn braces_in_strings_and_unusual_layout_split_no_item() {
        let text = "// Why.\n/// A.\nfn a() { let _ = \"}\n}\"; }\nconst B: &str =\n\"fn c() {\"; struct C;\nimpl D for &C<'_> {\n}\n// ANCHOR_END: x\nmacro_rules! m { () => {} }\n";
        let source = Source::parse(text).unwrap();
        let items = source.items();
        let names: Vec<_> = items.iter().map(|item| item.defines.join(" ")).collect();
        assert_eq!(names, ["a", "B", "C", "C", "m"]);
        assert!(items[0].text.starts_with("// Why.\n/// A.\nfn a"));
        assert!(items[4].text.starts_with("macro_rules!"));
    }

    #[test]
    fn an_adapter_is_taken_apart_into_what_its_macro_gets() {
        let text = "fn lines(setup: &Setup) -> Vec<(u8, &'static str)> { todo() }\n\
                    const PATTERN: P = p(&[slow(\"a\", case!(lines, |_| pool(1, 2), \
                    |kept, lines| each(kept, &lines.0)))]);\n";
        let source = Source::parse(text).unwrap();
        assert_eq!(
            source.adapter("a").unwrap().arguments,
            [
                Argument::Other("lines"),
                Argument::Closure {
                    parameters: vec!["_"],
                    body: "pool(1, 2)",
                },
                Argument::Closure {
                    parameters: vec!["kept", "lines"],
                    body: "each(kept, &lines.0)",
                },
            ]
        );
        assert_eq!(source.returned("lines"), Some("Vec<(u8, &'static str)>"));
        assert_eq!(source.returned("PATTERN"), None);
        assert_eq!(source.body("lines").map(str::trim), Some("todo()"));
        assert!(source.has_parameters("lines") && !source.has_parameters("PATTERN"));
    }

    #[test]
    fn the_name_of_a_field_is_not_that_of_a_function() {
        let tokens = "S { taken: a::b(), c }".parse().unwrap();
        let names: Vec<String> = names(tokens).into_iter().collect();
        assert_eq!(names, ["S", "a", "b", "c"]);
    }

    #[test]
    fn only_what_is_named_comes_along_and_imports_from_outside() {
        let text = "use std::fmt::Write as _;\nuse crate::case;\nfn a() { b(\"{LIMIT}\") }\nfn b(x: &str) { x.c() }\nfn c() {}\nconst LIMIT: u8 = 1;\n";
        let source = Source::parse(text).unwrap();
        let wanted = BTreeSet::from(["a".to_owned()]);
        let found: Vec<_> = reachable(source.items(), &wanted)
            .iter()
            .map(|item| item.text)
            .collect();
        assert_eq!(
            found,
            [
                "use std::fmt::Write as _;",
                "fn a() { b(\"{LIMIT}\") }",
                "fn b(x: &str) { x.c() }",
                "const LIMIT: u8 = 1;"
            ]
        );
    }

    #[test]
    fn an_adapter_is_found_in_every_form_of_a_declaration() {
        let text = "\
            const CLAIM: Claim = claim(Allocations, \"push-str\", AtLeast(50.0), GROWTH);\n\
            pub const PATTERN: Pattern = pattern!(file).claims(&[claim(Time, \"push-str\", wins(|| 0))])\n\
            .variants(&[Variant::new(Role::Slow, \"each\", \"push-str\", |setup| case!(setup, words, |w| each(w))),\n\
            fast(\"push-str\", \"one (buffer\", run!(words, push_str)).needs(&[\"x\"])]);\n";
        let source = Source::parse(text).unwrap();
        let each = source.adapter("each").unwrap();
        assert_eq!(each.text, "|setup| case!(setup, words, |w| each(w))");
        assert!(each.names.contains("words") && each.names.contains("each"));
        let push = source.adapter("push-str").unwrap();
        assert_eq!(push.text, "run!(words, push_str)");
        assert!(source.adapter("none").is_none());
    }

    #[test]
    fn what_is_defined_is_told_by_syntax_and_not_by_words() {
        let text = "/// enum Doc\npub(crate) struct A<'a>(&'a str);\nimpl A<'_> { const fn b(&self) {} }\nconst T: &str = \"fn c() \";\n";
        let defined = Source::parse(text).unwrap().defined();
        assert_eq!(defined, HashSet::from(["A", "b"]));
    }

    #[test]
    fn ranges_are_those_of_the_text_behind_a_mark_and_a_shebang() {
        let text = "\u{feff}#!/usr/bin/env x\n// é\nfn a() {}\n";
        let source = Source::parse(text).unwrap();
        assert_eq!(source.items()[0].text, "// é\nfn a() {}");
    }

    #[test]
    fn every_variant_of_the_catalogue_has_an_adapter() {
        for pattern in patterns::patterns() {
            let source = Source::parse(pattern.source).unwrap();
            for variant in pattern.variants {
                assert!(
                    source.adapter(variant.name).is_some(),
                    "{} {}",
                    pattern.id,
                    variant.name
                );
            }
        }
    }
}
