//! The names that code mentions.

use std::collections::BTreeSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};

/// The names in `tokens`, those of methods and fields left out, and with those
/// that a string captures (`"{name}"`).
pub fn names(tokens: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    add_names(tokens, &mut names);
    names
}

fn add_names(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let mut dots = 0;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let behind_one_dot = dots == 1;
        dots = match &token {
            TokenTree::Punct(punct) if punct.as_char() == '.' => dots + 1,
            _ => 0,
        };
        match token {
            TokenTree::Group(group) => add_names(group.stream(), names),
            TokenTree::Ident(name) if !behind_one_dot && !is_label(tokens.peek()) => {
                names.insert(name.to_string());
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let captured = text.split('{').skip(1).filter_map(|rest| {
                    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
                    (end > 0).then(|| rest[..end].to_owned())
                });
                names.extend(captured);
            }
            _ => {}
        }
    }
}

/// Whether the name before `next` is a field's or a parameter's: a colon follows,
/// and not two.
fn is_label(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(punct))
        if punct.as_char() == ':' && punct.spacing() == Spacing::Alone)
}
