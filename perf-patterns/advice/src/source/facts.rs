//! Whether a fact of a symptom holds for a call.

mod around;
mod binding;
mod values;

use patterns::catalogue::Fact;
use quote::ToTokens;
use syn::Expr;

use super::uses::{self, Use};
use super::{Call, called};
use binding::stays;
use values::{calls_of, is_number, last_name, returns_box};

/// Types of numbers.
const NUMBERS: [&str; 14] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

impl<'a> Call<'a> {
    /// Whether the fact holds.
    #[must_use]
    pub fn shows(&self, fact: &Fact) -> bool {
        match fact {
            Fact::InLoop => self.is_in_loop(self.around.len()),
            Fact::ArgumentOf(names) => self.is_argument_of(names) || self.is_bound_for(names),
            Fact::ThenCalls(names) => self
                .then_called()
                .is_some_and(|name| names.contains(&name.as_str())),
            Fact::Chain(names) => self
                .chain()
                .iter()
                .any(|name| names.contains(&name.as_str())),
            Fact::OfType(types) => self.is_of_type(types),
            Fact::Compared => self.is_compared(),
            Fact::MentionsTarget => self.assigned_to().is_some_and(|left| {
                last_name(left).is_some_and(|name| uses::mentions(self.expression, &name))
            }),
            Fact::Overwrites => self.assigned_to().is_some(),
            Fact::Fresh => self
                .binding()
                .is_some_and(|binding| self.is_in_loop(binding.at)),
            Fact::Stays => self.uses().is_some_and(|uses| uses.iter().all(stays)),
            Fact::TargetFresh => self.target_local().is_some_and(|(repeated, _)| repeated),
            Fact::TargetStays => self.target_local().is_some_and(|(_, stays)| stays),
            Fact::WalksOwned => self.walks_owned(),
            Fact::IteratedOnce => self.is_iterated_once(),
            Fact::Indexed => self.uses_only(|found| match found {
                Use::Indexed | Use::Matched => true,
                Use::Receiver(name) => {
                    ["len", "is_empty", "get", "first", "last"].contains(&name.as_str())
                }
                _ => false,
            }),
            Fact::OnlyReceives(names) => self.uses_only(
                |found| matches!(found, Use::Receiver(name) if names.contains(&name.as_str())),
            ),
            Fact::OnlyRead => self.is_only_read(),
            Fact::StartsEmpty => self.start().is_some_and(|start| {
                let empty = match start {
                    Expr::Call(call) => {
                        call.args.is_empty()
                            && called(start).is_some_and(|name| {
                                ["new", "default", "vec"].iter().any(|known| name == known)
                            })
                    }
                    _ => false,
                };
                empty && !self.is_reserved()
            }),
            Fact::Receives(types) => self
                .received()
                .is_some_and(|text| types.iter().any(|name| text.contains(name))),
            Fact::KnownLength => self.is_of_known_length(),
            Fact::LiteralArgument => self.argument().is_some_and(is_number),
            Fact::Recurs => self.function().is_some_and(|(signature, _)| {
                self.arguments()
                    .iter()
                    .any(|arg| calls_of(arg, &signature.ident.to_string()) > 0)
            }),
            Fact::RecursTwice => self.function().is_some_and(|(signature, block)| {
                calls_of(block, &signature.ident.to_string()) >= 2
            }),
            Fact::Overlaps => self.overlaps(),
            Fact::NamesDyn => self.function().is_some_and(|(signature, block)| {
                uses::mentions(signature, "dyn") || uses::mentions(block, "dyn")
            }),
            Fact::Returned => self.is_returned(),
            Fact::Getter => {
                self.is_returned()
                    && self.root().is_some_and(|root| root == "self")
                    && self.function().is_some_and(|(signature, block)| {
                        let receiver = signature.receiver();
                        block.stmts.len() == 1
                            && receiver.is_some_and(|receiver| receiver.mutability.is_none())
                    })
            }
            Fact::Unhinted => self.is_of_an_iterator_without_length(),
            Fact::ReturnsBox => self
                .function()
                .is_some_and(|(signature, _)| returns_box(signature)),
            Fact::OwnsBorrowed => self.function().is_some_and(|(signature, _)| {
                let output = signature.output.to_token_stream().to_string();
                let inputs = signature.inputs.to_token_stream().to_string();
                output.trim_start_matches("->").trim() == "String" && inputs.contains("& str")
            }),
            Fact::Once => self.runs_once(),
        }
    }

    /// Whether the chain begins with a value of a type for which this file has an
    /// `impl Iterator` without `size_hint`, and no adapter before it loses the length.
    fn is_of_an_iterator_without_length(&self) -> bool {
        let mut first = self.expression;
        while let Expr::MethodCall(call) = first {
            first = &call.receiver;
        }
        if let Expr::Paren(inner) = first {
            first = &inner.expr;
        }
        let made = match first {
            Expr::Struct(made) => made.path.segments.first(),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => path.path.segments.first(),
                _ => None,
            },
            _ => None,
        };
        let filtered = ["filter", "filter_map", "take_while", "flat_map"];
        let chain = self.chain();
        made.is_some_and(|made| {
            !chain.iter().any(|name| filtered.contains(&name.as_str()))
                && self.file.items.iter().any(|item| {
                    let syn::Item::Impl(item) = item else {
                        return false;
                    };
                    let iterator = item.trait_.as_ref().is_some_and(|(_, path, _)| {
                        path.segments
                            .last()
                            .is_some_and(|last| last.ident == "Iterator")
                    });
                    let hinted = item.items.iter().any(|item| {
                        matches!(item, syn::ImplItem::Fn(item) if item.sig.ident == "size_hint")
                    });
                    let of_it = matches!(&*item.self_ty, syn::Type::Path(path)
                        if path.path.segments.last().is_some_and(|last| last.ident == made.ident));
                    iterator && of_it && !hinted
                })
        })
    }

    /// A call of its own function, with a smaller number, among others of the same.
    fn overlaps(&self) -> bool {
        let Some((signature, block)) = self.function() else {
            return false;
        };
        let is_number = |ty: &syn::Type| {
            let text = ty.to_token_stream().to_string();
            NUMBERS.contains(&text.trim_start_matches("& "))
        };
        let returns = matches!(&signature.output, syn::ReturnType::Type(_, ty) if is_number(ty));
        let takes = signature.inputs.iter().all(|input| match input {
            syn::FnArg::Typed(typed) => is_number(&typed.ty),
            syn::FnArg::Receiver(_) => false,
        });
        let name = &signature.ident;
        let smaller = self.arguments().iter().any(
            |arg| matches!(arg, Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Sub(_))),
        );
        returns
            && takes
            && smaller
            && called(self.expression).is_some_and(|called| called == name)
            && calls_of(block, &name.to_string()) >= 2
    }

    fn then_called(&self) -> Option<String> {
        match self.parents().next() {
            Some(Expr::MethodCall(call)) if std::ptr::eq(&*call.receiver, self.expression) => {
                Some(call.method.to_string())
            }
            _ => None,
        }
    }

    /// Names of the calls that the call's receiver is made of.
    fn chain(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = self.expression;
        while let Expr::MethodCall(call) = next {
            next = &call.receiver;
            names.extend(called(next).map(ToString::to_string));
        }
        names
    }

    fn is_of_type(&self, types: &[&str]) -> bool {
        let text = match self.expression {
            Expr::Call(call) => call.func.to_token_stream().to_string(),
            Expr::MethodCall(call) => call.receiver.to_token_stream().to_string(),
            other => other.to_token_stream().to_string(),
        };
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| types.contains(&word))
    }

    fn is_compared(&self) -> bool {
        matches!(self.value().1, Some(Expr::Binary(binary))
            if matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)))
    }

    fn assigned_to(&self) -> Option<&'a Expr> {
        match self.value() {
            (value, Some(Expr::Assign(assign))) if std::ptr::eq(&*assign.right, value) => {
                Some(&assign.left)
            }
            _ => None,
        }
    }

    fn arguments(&self) -> Vec<&'a Expr> {
        match self.expression {
            Expr::MethodCall(call) => call.args.iter().collect(),
            Expr::Call(call) => call.args.iter().collect(),
            _ => Vec::new(),
        }
    }

    fn argument(&self) -> Option<&'a Expr> {
        self.arguments().first().copied()
    }
}
