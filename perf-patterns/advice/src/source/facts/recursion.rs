//! Calls of a function by itself.

use quote::ToTokens;
use syn::Expr;
use syn::visit::Visit;

use super::super::{Call, called, is_macro, types, uses};

/// Types of numbers.
pub(super) const NUMBERS: [&str; 14] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

/// Calls of a function by itself: by its bare name, by `Self`, or as a method of a value
/// that may be of its own type. A macro of its name is another thing.
pub(super) struct OwnCalls<'a> {
    signature: &'a syn::Signature,
    file: &'a syn::File,
    pub(super) count: usize,
}

impl<'a> Call<'a> {
    /// A call of its own function, with a smaller number, among others of the same.
    pub(super) fn overlaps(&self) -> bool {
        let Some((signature, block)) = self.function() else {
            return false;
        };
        let is_number = |ty: &syn::Type| {
            let text = ty.to_token_stream().to_string();
            NUMBERS.contains(&text.trim_start_matches("& "))
        };
        let returns = matches!(&signature.output, syn::ReturnType::Type(_, ty) if is_number(ty));
        // What is borrowed, and not to be changed, is the same in each call.
        let takes = signature.inputs.iter().all(|input| match input {
            syn::FnArg::Typed(typed) => {
                is_number(&typed.ty)
                    || matches!(&*typed.ty, syn::Type::Reference(inner) if inner.mutability.is_none())
            }
            syn::FnArg::Receiver(receiver) => {
                receiver.reference.is_some() && receiver.mutability.is_none()
            }
        });
        let name = &signature.ident;
        let smaller = self.arguments().iter().any(
            |arg| matches!(arg, Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Sub(_))),
        );
        returns
            && takes
            && smaller
            && called(self.expression).is_some_and(|called| called == name)
            && {
                let mut calls = OwnCalls::of(signature, self.file);
                calls.visit_block(block);
                // Once, but in each turn of a loop: `(1..n).map(|k| self.best(n - k))`.
                calls.count >= 2 || self.is_in_loop(self.around.len())
            }
    }
}

impl<'a> OwnCalls<'a> {
    pub(super) fn of(signature: &'a syn::Signature, file: &'a syn::File) -> Self {
        OwnCalls {
            signature,
            file,
            count: 0,
        }
    }

    /// A field whose type names nothing of this file: its method is another one.
    fn delegates(&self, receiver: &Expr) -> bool {
        let Expr::Field(field) = receiver else {
            return false;
        };
        let syn::Member::Named(name) = &field.member else {
            return false;
        };
        let fields = types::of_field(&name.to_string(), self.file);
        let own = |ty: &&syn::Type| {
            self.file.items.iter().any(|item| match item {
                syn::Item::Struct(item) => uses::mentions(ty, &item.ident.to_string()),
                syn::Item::Enum(item) => uses::mentions(ty, &item.ident.to_string()),
                _ => false,
            })
        };
        !fields.is_empty() && !fields.iter().any(own)
    }
}

impl<'b> Visit<'b> for OwnCalls<'_> {
    fn visit_expr(&mut self, expression: &'b Expr) {
        let name = &self.signature.ident;
        let is_own = match expression {
            Expr::MethodCall(call) => {
                call.method == *name
                    && self.signature.receiver().is_some()
                    && !self.delegates(&call.receiver)
            }
            Expr::Call(call) if !is_macro(call) => match &*call.func {
                Expr::Path(path) => {
                    let segments = &path.path.segments;
                    let first = segments.first().map(|first| &first.ident);
                    segments.last().is_some_and(|last| last.ident == *name)
                        && (segments.len() == 1 && self.signature.receiver().is_none()
                            || first.is_some_and(|first| first == "Self")
                            || segments.len() > 1 && self.signature.receiver().is_some())
                }
                _ => false,
            },
            // Handed on by name: `.flat_map(Node::sizes)`.
            Expr::Path(path) => {
                path.path.segments.len() > 1
                    && self.signature.receiver().is_some()
                    && path
                        .path
                        .segments
                        .last()
                        .is_some_and(|last| last.ident == *name)
            }
            _ => false,
        };
        self.count += usize::from(is_own);
        // The path of a call was looked at with the call.
        if let Expr::Call(call) = expression {
            for argument in &call.args {
                self.visit_expr(argument);
            }
            if !matches!(&*call.func, Expr::Path(_)) {
                self.visit_expr(&call.func);
            }
        } else {
            syn::visit::visit_expr(self, expression);
        }
    }
}
