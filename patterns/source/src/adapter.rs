//! A variant's adapter, and where it stands in a declaration.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};

/// A variant's adapter: the argument beside its name in the declaration.
#[derive(Clone, Debug)]
pub struct Adapter<'a> {
    /// An expression: a closure, or the call of a macro that gives one.
    pub text: &'a str,
    /// The names that stand in it.
    pub names: BTreeSet<String>,
    /// What the macro's call holds; empty where there is none.
    pub arguments: Vec<Argument<'a>>,
}

/// An argument of an adapter's macro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument<'a> {
    /// A closure.
    Closure {
        /// The patterns of its parameters.
        parameters: Vec<&'a str>,
        /// What it evaluates.
        body: &'a str,
    },
    /// Any other expression, such as the path of a function.
    Other(&'a str),
}

/// Finds the call whose arguments hold the name, and in them the adapter.
pub(crate) struct AdapterSearch<'a, 'ast> {
    pub(crate) name: &'a str,
    pub(crate) found: Option<&'ast syn::Expr>,
}

impl<'ast> AdapterSearch<'_, 'ast> {
    fn look(&mut self, arguments: impl Iterator<Item = &'ast syn::Expr> + Clone) {
        let is_name = |argument: &syn::Expr| {
            matches!(argument, syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })
                if text.value() == self.name)
        };
        // The name is the first of the strings: a summary may read like another's.
        let is_string = |argument: &&syn::Expr| {
            matches!(
                argument,
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(_),
                    ..
                })
            )
        };
        if self.found.is_none() && arguments.clone().find(is_string).is_some_and(is_name) {
            self.found = arguments
                .into_iter()
                .find(|argument| matches!(argument, syn::Expr::Closure(_) | syn::Expr::Macro(_)));
        }
    }
}

impl<'ast> Visit<'ast> for AdapterSearch<'_, 'ast> {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.look(call.args.iter());
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.look(call.args.iter());
        visit::visit_expr_method_call(self, call);
    }
}
