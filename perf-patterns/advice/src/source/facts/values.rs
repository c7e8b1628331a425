//! What an expression is, by its form alone.

use syn::Expr;

use super::super::{called, types};
use super::recursion::NUMBERS;

/// A value that was made without any contents: `Vec::new()`, `vec![]`, a struct that
/// begins with one.
pub(super) fn is_made_empty(start: &Expr) -> bool {
    match start {
        Expr::Call(call) => {
            call.args.is_empty()
                && called(start)
                    .is_some_and(|name| ["new", "default", "vec"].iter().any(|known| name == known))
        }
        Expr::Struct(made) => made.fields.iter().any(|field| is_made_empty(&field.expr)),
        _ => false,
    }
}

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
        Expr::Lit(literal) => matches!(literal.lit, syn::Lit::Int(_) | syn::Lit::Float(_)),
        Expr::Binary(binary) => is_number(&binary.left) && is_number(&binary.right),
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            name.chars()
                .all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
        }),
        _ => false,
    }
}

/// Whether a value is written down, or a constant: `"[0-9]+"`, `PATTERN`, `&[FIRST, SECOND]`.
pub(super) fn is_fixed(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) => true,
        Expr::Reference(inner) => is_fixed(&inner.expr),
        Expr::Paren(inner) => is_fixed(&inner.expr),
        Expr::Array(array) => array.elems.iter().all(is_fixed),
        // `concat!("a", "b")`.
        Expr::Call(call) => {
            called(expression).is_some_and(|name| name == "concat")
                && call.args.iter().all(is_fixed)
        }
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let is_large = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            last.ident.to_string().chars().all(is_large)
        }),
        _ => false,
    }
}

/// Whether the box that a function returns, itself or in something, is of a number.
pub(super) fn boxes_number(signature: &syn::Signature) -> bool {
    let output = types::text(&signature.output);
    NUMBERS
        .iter()
        .any(|number| output.contains(&format!("Box<{number}>")))
}

pub(super) fn returns_box(signature: &syn::Signature, file: &syn::File) -> bool {
    /// A box of something of known size, itself or in an `Option` or a `Result`.
    fn is_box(ty: &syn::Type, file: &syn::File) -> bool {
        let syn::Type::Path(path) = ty else {
            return false;
        };
        let Some(last) = path.path.segments.last() else {
            return false;
        };
        let syn::PathArguments::AngleBracketed(inner) = &last.arguments else {
            return false;
        };
        let Some(syn::GenericArgument::Type(inner)) = inner.args.first() else {
            return false;
        };
        if last.ident == "Box" {
            return match inner {
                syn::Type::Path(path) => {
                    !path.path.is_ident("str") && !types::holds_itself(path, file)
                }
                syn::Type::Array(_) | syn::Type::Tuple(_) => true,
                _ => false,
            };
        }
        (last.ident == "Option" || last.ident == "Result") && is_box(inner, file)
    }
    matches!(&signature.output, syn::ReturnType::Type(_, output) if is_box(output, file))
}

pub(super) fn is_lent_mutably(argument: &Expr) -> bool {
    matches!(argument, Expr::Reference(inner) if inner.mutability.is_some())
}

/// The name at the beginning of a place: `a` of `a.b[3]`; what a method gives is none.
pub(super) fn first_name(place: &Expr) -> Option<String> {
    match place {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Field(field) => first_name(&field.base),
        Expr::Index(index) => first_name(&index.expr),
        Expr::Reference(reference) => first_name(&reference.expr),
        Expr::Paren(paren) => first_name(&paren.expr),
        Expr::Unary(unary) => first_name(&unary.expr),
        Expr::MethodCall(call)
            if [
                "as_mut",
                "borrow_mut",
                "by_ref",
                "deref_mut",
                "lock",
                "unwrap",
            ]
            .iter()
            .any(|same| call.method == same) =>
        {
            first_name(&call.receiver)
        }
        _ => None,
    }
}
