//! What stands around a call: its function, loops, and what its value goes into.

use quote::ToTokens;
use syn::Expr;
use syn::visit::Visit;

use super::super::{Around, Call, called, uses};
use super::methods::REPEATING;

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

    /// Whether the receiver names what the innermost loop around the call binds.
    pub(super) fn varies(&self) -> bool {
        match self.expression {
            Expr::MethodCall(call) => self.is_of_turn(&call.receiver),
            _ => false,
        }
    }

    /// Whether a part of the call names what the innermost loop around it binds.
    pub(super) fn is_of_turn(&self, part: &Expr) -> bool {
        let mut inner: Option<&Around<'a>> = None;
        for around in self.around.iter().rev() {
            match around {
                Around::Function(..) | Around::Static => return false,
                Around::Expression(Expr::ForLoop(walk))
                    if matches!(inner, Some(Around::Block(_))) =>
                {
                    return names_one(part, &[&walk.pat]);
                }
                Around::Expression(Expr::While(walk)) => {
                    return matches!(&*walk.cond, Expr::Let(bound)
                        if names_one(part, &[&bound.pat]));
                }
                Around::Expression(Expr::Loop(_)) => return false,
                Around::Expression(Expr::MethodCall(call)) => {
                    if let Some(Around::Expression(Expr::Closure(closure))) = inner
                        && REPEATING.iter().any(|known| call.method == known)
                    {
                        let bound: Vec<&syn::Pat> = closure.inputs.iter().collect();
                        return names_one(part, &bound);
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
                            "as_str", "as_ref", "as_bytes", "as_slice", "unwrap", "expect",
                            "deref", "as_deref", "as_mut",
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

    pub(super) fn then_called(&self) -> Option<String> {
        match self.parents().next() {
            Some(Expr::MethodCall(call)) if std::ptr::eq(&*call.receiver, self.expression) => {
                Some(call.method.to_string())
            }
            _ => None,
        }
    }

    /// Names of the calls that the call's receiver is made of.
    pub(super) fn chain(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = self.expression;
        while let Expr::MethodCall(call) = next {
            next = &call.receiver;
            names.extend(called(next).map(ToString::to_string));
        }
        names
    }

    pub(super) fn is_of_type(&self, types: &[&str]) -> bool {
        let text = match self.expression {
            Expr::Call(call) => call.func.to_token_stream().to_string(),
            Expr::MethodCall(call) => call.receiver.to_token_stream().to_string(),
            other => other.to_token_stream().to_string(),
        };
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| types.contains(&word))
    }

    pub(super) fn is_compared(&self) -> bool {
        matches!(self.value().1, Some(Expr::Binary(binary))
            if matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)))
    }

    pub(super) fn assigned_to(&self) -> Option<&'a Expr> {
        match self.value() {
            (value, Some(Expr::Assign(assign))) if std::ptr::eq(&*assign.right, value) => {
                Some(&assign.left)
            }
            _ => None,
        }
    }

    pub(super) fn arguments(&self) -> Vec<&'a Expr> {
        match self.expression {
            Expr::MethodCall(call) => call.args.iter().collect(),
            Expr::Call(call) => call.args.iter().collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn argument(&self) -> Option<&'a Expr> {
        self.arguments().first().copied()
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

/// Whether an expression names something that one of the patterns binds.
fn names_one(expression: &Expr, patterns: &[&syn::Pat]) -> bool {
    struct Bound(Vec<String>);
    impl<'a> Visit<'a> for Bound {
        fn visit_pat_ident(&mut self, name: &'a syn::PatIdent) {
            self.0.push(name.ident.to_string());
            syn::visit::visit_pat_ident(self, name);
        }
    }
    let mut bound = Bound(Vec::new());
    for pattern in patterns {
        bound.visit_pat(pattern);
    }
    bound.0.iter().any(|name| uses::mentions(expression, name))
}
