//! Types by the names that a file gives them.

use std::collections::BTreeMap;

use syn::visit_mut::VisitMut;

/// Writes what `type Money = Box<i64>;` stands for wherever a signature names it, so
/// that facts about signatures see the type.
pub(super) fn resolve(file: &mut syn::File) {
    let aliases: BTreeMap<String, syn::Type> = file
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Type(alias) if alias.generics.params.is_empty() => {
                Some((alias.ident.to_string(), (*alias.ty).clone()))
            }
            _ => None,
        })
        .collect();
    if !aliases.is_empty() {
        Signatures { aliases }.visit_file_mut(file);
    }
}

struct Signatures {
    aliases: BTreeMap<String, syn::Type>,
}

impl VisitMut for Signatures {
    fn visit_signature_mut(&mut self, signature: &mut syn::Signature) {
        let mut types = Types {
            aliases: &self.aliases,
        };
        types.visit_return_type_mut(&mut signature.output);
        for input in &mut signature.inputs {
            types.visit_fn_arg_mut(input);
        }
    }
}

struct Types<'a> {
    aliases: &'a BTreeMap<String, syn::Type>,
}

impl VisitMut for Types<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if let syn::Type::Path(path) = ty
            && let Some(name) = path.path.get_ident()
            && let Some(known) = self.aliases.get(&name.to_string())
        {
            *ty = known.clone();
            return;
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
}
