//! The top-level items of a file: what they define and name, and which of them others
//! reach.

use std::collections::BTreeSet;
use std::ops::Range;

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

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    use syn::Item;
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

pub(crate) fn is_for_tests(item: &syn::Item) -> bool {
    attributes(item).iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|name| name == "test")
    })
}

pub(crate) fn kind(item: &syn::Item) -> Kind {
    let syn::Item::Use(import) = item else {
        return Kind::Other;
    };
    let own = match &import.tree {
        syn::UseTree::Path(path) => ["crate", "super", "self"]
            .iter()
            .any(|own| path.ident == own),
        _ => false,
    };
    if own { Kind::OwnImport } else { Kind::Import }
}

/// What an item defines or imports; of an `impl`, the type that it is for and,
/// where that has no name, the trait.
pub(crate) fn defines(item: &syn::Item) -> Vec<String> {
    use syn::Item;
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::ExternCrate(item) => match &item.rename {
            Some((_, name)) => name,
            None => &item.ident,
        },
        Item::Fn(item) => &item.sig.ident,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Macro(item) => match &item.ident {
            Some(name) => name,
            None => return vec![],
        },
        Item::Impl(item) => return implemented(item),
        Item::Use(item) => {
            let mut names = Vec::new();
            imported(&item.tree, &mut names);
            return names;
        }
        _ => return vec![],
    };
    vec![name.to_string()]
}

fn implemented(item: &syn::ItemImpl) -> Vec<String> {
    let last = |path: &syn::Path| {
        path.segments
            .last()
            .map(|segment| segment.ident.to_string())
    };
    let mut subject = &*item.self_ty;
    while let syn::Type::Reference(reference) = subject {
        subject = &reference.elem;
    }
    let name = match subject {
        syn::Type::Path(path) => last(&path.path),
        _ => item.trait_.as_ref().and_then(|(_, path, _)| last(path)),
    };
    name.into_iter().collect()
}

fn imported(tree: &syn::UseTree, names: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree, names),
        syn::UseTree::Name(name) => names.push(name.ident.to_string()),
        syn::UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                imported(tree, names);
            }
        }
        syn::UseTree::Glob(_) => {}
    }
}

/// Where the plain comments directly above the item at `start` begin, at most at
/// `end`, where the item before it ends. Anchors are not part of an item.
pub(crate) fn with_comments(text: &str, end: usize, start: usize) -> usize {
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
