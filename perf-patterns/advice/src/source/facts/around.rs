//! Where a call stands: in which function and loop, and what its value goes into.

use quote::ToTokens;
use syn::Expr;

use super::values::has_length;
use crate::source::uses;
use crate::source::{Around, Call, called};

/// Methods that walk something and call what they are given for each item.
const REPEATING: [&str; 17] = [
    "map",
    "for_each",
    "filter",
    "filter_map",
    "flat_map",
    "fold",
    "any",
    "all",
    "take_while",
    "skip_while",
    "find",
    "position",
    "retain",
    "try_for_each",
    "inspect",
    "sort_by_key",
    "sum",
];

impl<'a> Call<'a> {
    pub(super) fn function(&self) -> Option<(&'a syn::Signature, &'a syn::Block)> {
        self.around.iter().rev().find_map(|around| match around {
            Around::Function(signature, block) => Some((*signature, *block)),
            _ => None,
        })
    }

    /// Expressions around the call, innermost first, up to the innermost statement.
    pub(super) fn parents(&self) -> impl Iterator<Item = &'a Expr> {
        self.around.iter().rev().map_while(|around| match around {
            Around::Expression(expression) => Some(*expression),
            _ => None,
        })
    }

    /// Whether what stands at `depth` in `around` is repeated within its function.
    pub(super) fn is_in_loop(&self, depth: usize) -> bool {
        let mut inner: Option<&Around<'a>> = None;
        for around in self.around[..depth].iter().rev() {
            match around {
                Around::Function(..) | Around::Static => return false,
                Around::Expression(Expr::ForLoop(_)) => {
                    if matches!(inner, Some(Around::Block(_))) {
                        return true;
                    }
                }
                Around::Expression(Expr::While(_) | Expr::Loop(_)) => return true,
                Around::Expression(Expr::MethodCall(call)) => {
                    let is_closure = matches!(inner, Some(Around::Expression(Expr::Closure(_))))
                        // A function handed on as a value.
                        || inner.is_none() && matches!(self.expression, Expr::Path(_));
                    if is_closure && REPEATING.iter().any(|known| call.method == known) {
                        return true;
                    }
                }
                _ => {}
            }
            inner = Some(around);
        }
        false
    }

    /// The expression that the call's value goes into, behind `&`, `(…)`, `?` and views.
    pub(super) fn value(&self) -> (&'a Expr, Option<&'a Expr>) {
        let mut value = self.expression;
        for parent in self.parents() {
            match parent {
                Expr::Reference(_) | Expr::Paren(_) | Expr::Try(_) => value = parent,
                Expr::MethodCall(call)
                    if std::ptr::eq(&*call.receiver, value)
                        && [
                            "as_str", "as_ref", "as_bytes", "as_slice", "unwrap", "deref",
                        ]
                        .iter()
                        .any(|known| call.method == known) =>
                {
                    value = parent;
                }
                _ => return (value, Some(parent)),
            }
        }
        (value, None)
    }

    pub(super) fn is_argument_of(&self, names: &[&str]) -> bool {
        let (value, parent) = self.value();
        match parent {
            Some(Expr::MethodCall(call)) => {
                names.iter().any(|name| call.method == name)
                    && call.args.iter().any(|arg| std::ptr::eq(arg, value))
            }
            Some(parent @ Expr::Call(call)) => {
                called(parent).is_some_and(|name| names.iter().any(|known| name == known))
                    && call.args.iter().any(|arg| std::ptr::eq(arg, value))
            }
            Some(Expr::Binary(binary)) => {
                names.contains(&"+=")
                    && matches!(binary.op, syn::BinOp::AddAssign(_))
                    && std::ptr::eq(&*binary.right, value)
            }
            _ => false,
        }
    }

    /// The last expression of its function.
    pub(super) fn is_returned(&self) -> bool {
        let (value, parent) = self.value();
        let last = self.function().and_then(|(_, block)| block.stmts.last());
        parent.is_none()
            && matches!(last, Some(syn::Stmt::Expr(last, None)) if std::ptr::eq(last, value))
    }

    pub(super) fn is_of_known_length(&self) -> bool {
        let mut inner: Option<&Around<'a>> = None;
        for around in self.around.iter().rev() {
            match around {
                Around::Expression(Expr::ForLoop(walk)) => {
                    let body = matches!(inner, Some(Around::Block(_)));
                    let leaves = ["continue", "break"]
                        .iter()
                        .any(|word| uses::mentions(&walk.body, word));
                    return body && !leaves && has_length(&walk.expr);
                }
                Around::Expression(
                    Expr::If(_)
                    | Expr::Match(_)
                    | Expr::Closure(_)
                    | Expr::While(_)
                    | Expr::Loop(_)
                    | Expr::Binary(_),
                )
                | Around::Function(..) => return false,
                _ => {}
            }
            inner = Some(around);
        }
        false
    }

    pub(super) fn runs_once(&self) -> bool {
        let once = self.around.iter().any(|around| match around {
            Around::Static => true,
            Around::Expression(expression) => {
                let text = match expression {
                    Expr::Call(call) => call.func.to_token_stream().to_string(),
                    Expr::MethodCall(call) => call.method.to_string(),
                    _ => String::new(),
                };
                [
                    "LazyLock",
                    "OnceLock",
                    "LazyCell",
                    "OnceCell",
                    "Lazy",
                    "get_or_init",
                ]
                .iter()
                .any(|name| text.contains(name))
            }
            _ => false,
        });
        let in_main = self
            .function()
            .is_some_and(|(signature, _)| signature.ident == "main");
        once || in_main && !self.is_in_loop(self.around.len())
    }
}
