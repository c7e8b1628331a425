//! What an item is, and what it defines.

use crate::Kind;

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
