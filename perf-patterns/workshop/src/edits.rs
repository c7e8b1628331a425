//! Changes Rust text where its syntax says, and nowhere else: what a reader sees of a
//! pattern file stays as it was formatted.

use std::collections::BTreeMap;

use proc_macro2::{Spacing, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

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
///
/// # Errors
/// If it is not Rust.
pub fn opened(text: &str) -> anyhow::Result<String> {
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
///
/// # Errors
/// If it is not Rust.
pub fn documented(text: &str, function: &str, task: &str) -> anyhow::Result<String> {
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
///
/// # Errors
/// If it is not Rust.
pub fn renamed(text: &str, from: &str, to: &str) -> anyhow::Result<String> {
    let tokens: TokenStream = text
        .parse()
        .map_err(|error| anyhow::anyhow!("{error}: {text}"))?;
    let mut edits = BTreeMap::new();
    rename(tokens, from, to, &mut edits);
    Ok(edited(text, edits))
}

fn rename(tokens: TokenStream, from: &str, to: &str, edits: &mut BTreeMap<usize, (usize, String)>) {
    // Behind a dot or a path it is another thing of the same name, and so are a macro
    // and a crate.
    let is_path = |token: Option<&TokenTree>| {
        matches!(token, Some(TokenTree::Punct(punct))
            if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
    };
    let (mut elsewhere, mut colons) = (false, false);
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let next = |wanted: char, token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
        match &token {
            TokenTree::Group(group) => rename(group.stream(), from, to, edits),
            TokenTree::Ident(name)
                if name == from
                    && !elsewhere
                    && !next('!', tokens.peek())
                    && !is_path(tokens.peek()) =>
            {
                let range = name.span().byte_range();
                edits.insert(range.start, (range.end, to.to_owned()));
            }
            _ => {}
        }
        // Of a path, two colons; of a type, one.
        elsewhere = next('.', Some(&token))
            || matches!(&token, TokenTree::Punct(punct)
                if punct.as_char() == ':' && colons);
        colons = next(':', Some(&token));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn only_the_function_itself_is_renamed() {
        let text = "fn write(a: write) { write!(b, c); a.write(); std::fmt::write(d); write(e); write::X }";
        assert_eq!(
            renamed(text, "write", "f").unwrap(),
            "fn f(a: f) { write!(b, c); a.write(); std::fmt::write(d); f(e); write::X }"
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
