//! What expressions and signatures say by themselves.

use quote::ToTokens;
use syn::Expr;

/// The last name of a place: `text` of `self.text`, `a` of `a[3]`.
pub(super) fn last_name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => Some(name.to_string()),
            syn::Member::Unnamed(_) => None,
        },
        Expr::Index(index) => last_name(&index.expr),
        Expr::Unary(unary) => last_name(&unary.expr),
        Expr::Reference(reference) => last_name(&reference.expr),
        Expr::Paren(paren) => last_name(&paren.expr),
        _ => None,
    }
}

pub(super) fn is_number(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(literal) => matches!(literal.lit, syn::Lit::Int(_)),
        Expr::Binary(binary) => is_number(&binary.left) && is_number(&binary.right),
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            name.chars()
                .all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
        }),
        _ => false,
    }
}

/// Whether what `for` walks knows its length before it starts.
pub(super) fn has_length(expression: &Expr) -> bool {
    match expression {
        Expr::Range(range) => range.start.is_some() && range.end.is_some(),
        Expr::Reference(_) | Expr::Array(_) => true,
        Expr::Paren(paren) => has_length(&paren.expr),
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            match name.as_str() {
                "iter" | "iter_mut" | "len" | "keys" | "values" => true,
                "enumerate" | "rev" | "copied" | "cloned" | "map" | "zip" | "inspect" => {
                    has_length(&call.receiver)
                }
                _ => false,
            }
        }
        _ => false,
    }
}

pub(super) fn returns_box(signature: &syn::Signature) -> bool {
    let syn::ReturnType::Type(_, output) = &signature.output else {
        return false;
    };
    let syn::Type::Path(path) = &**output else {
        return false;
    };
    path.path.segments.last().is_some_and(|last| {
        last.ident == "Box"
            && matches!(&last.arguments, syn::PathArguments::AngleBracketed(inner)
                if matches!(inner.args.first(), Some(syn::GenericArgument::Type(syn::Type::Path(_)))))
    })
}

/// How often `tokens` call `name`.
pub(super) fn calls_of(tokens: &impl ToTokens, name: &str) -> usize {
    fn walk(stream: proc_macro2::TokenStream, name: &str) -> usize {
        let mut count = 0;
        let mut called = false;
        for tree in stream {
            if let proc_macro2::TokenTree::Group(group) = &tree {
                let parenthesised = group.delimiter() == proc_macro2::Delimiter::Parenthesis;
                count += usize::from(called && parenthesised);
                count += walk(group.stream(), name);
            }
            called = matches!(&tree, proc_macro2::TokenTree::Ident(ident) if ident == name);
        }
        count
    }
    walk(tokens.to_token_stream(), name)
}
