//! Reads the Rust of a source file by its syntax: the items with their places in
//! the text, the names that they use, and the adapters of a pattern's variants.
//!
//! Prose and anchors are comments, which a parser of Rust drops: those are read
//! by [`patterns::source`].

mod adapter;
mod items;
mod names;

use std::collections::HashSet;
use std::ops::Range;

use anyhow::Context;
use patterns::catalogue::Pattern;
use proc_macro2::Span;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use adapter::AdapterSearch;
pub use adapter::{Adapter, Argument};
pub use items::{Item, Kind, reachable};
use items::{defines, is_for_tests, kind, with_comments};
pub use names::names;

/// A parsed file, with the text that it was parsed from.
pub struct Source<'a> {
    text: &'a str,
    /// Where in `text` the parsed part begins: behind a byte order mark and `#!`.
    skipped: usize,
    file: syn::File,
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
        self.file.items.iter().find_map(|item| match item {
            syn::Item::Fn(function) if function.sig.ident == name => {
                let syn::ReturnType::Type(_, returned) = &function.sig.output else {
                    return None;
                };
                Some(&self.text[self.range(returned.span())])
            }
            _ => None,
        })
    }
}

/// The hash of a file's text as records and copies keep it: FNV-1a, 64 bits,
/// hexadecimal (Fowler, Noll, Vo; RFC 9923). It detects edits, not attacks.
pub fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The names of the functions and types that a pattern's file defines.
///
/// # Errors
/// If the file is not Rust.
pub fn defined(pattern: &Pattern) -> anyhow::Result<HashSet<&'static str>> {
    let source = Source::parse(pattern.source).with_context(|| format!("{}.rs", pattern.id))?;
    Ok(source.defined())
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
