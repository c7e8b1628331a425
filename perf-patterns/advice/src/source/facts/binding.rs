//! The names that a call makes or adds to, and what becomes of them.

use quote::ToTokens;
use syn::Expr;

use super::values::last_name;
use crate::source::uses::{self, Use};
use crate::source::{Around, Call};

/// Methods that lend nothing of what they look at.
const READING: [&str; 26] = [
    "len",
    "is_empty",
    "contains",
    "starts_with",
    "ends_with",
    "find",
    "rfind",
    "iter",
    "chars",
    "bytes",
    "lines",
    "split",
    "get",
    "first",
    "last",
    "eq",
    "ne",
    "cmp",
    "partial_cmp",
    "eq_ignore_ascii_case",
    "contains_key",
    "trim",
    "parse",
    "as_str",
    "as_bytes",
    "split_whitespace",
];

/// Methods that take their receiver's contents away, so that no buffer is left.
const TAKING: [&str; 8] = [
    "into_boxed_slice",
    "into_boxed_str",
    "into_string",
    "into_bytes",
    "into_inner",
    "leak",
    "into_iter",
    "into",
];

/// A binding and what follows it in its block.
pub(super) struct Binding<'a> {
    pub(super) name: String,
    pub(super) after: &'a [syn::Stmt],
    /// Where in [`Call::around`] its statement is.
    pub(super) at: usize,
}

impl<'a> Call<'a> {
    /// Bound to a name that is used once, as an argument of one of these.
    pub(super) fn is_bound_for(&self, names: &[&str]) -> bool {
        self.binding().is_some_and(|binding| {
            let uses = uses::of(&binding.name, binding.after);
            uses.len() == 1 && uses::is_argument(&binding.name, binding.after, names)
        })
    }

    /// The binding that the call's value makes.
    pub(super) fn binding(&self) -> Option<Binding<'a>> {
        let (value, parent) = self.value();
        if parent.is_some() {
            return None;
        }
        let at = self
            .around
            .iter()
            .rposition(|around| matches!(around, Around::Statement(_)))?;
        let Around::Statement(statement @ syn::Stmt::Local(local)) = self.around[at] else {
            return None;
        };
        let init = local.init.as_ref()?;
        if !std::ptr::eq(&*init.expr, value) {
            return None;
        }
        let pattern = match &local.pat {
            syn::Pat::Type(typed) => &*typed.pat,
            other => other,
        };
        let syn::Pat::Ident(ident) = pattern else {
            return None;
        };
        let Around::Block(block) = self.around[..at].last()? else {
            return None;
        };
        let index = block
            .stmts
            .iter()
            .position(|other| std::ptr::eq(other, statement))?;
        Some(Binding {
            name: ident.ident.to_string(),
            after: &block.stmts[index + 1..],
            at,
        })
    }

    pub(super) fn uses(&self) -> Option<Vec<Use>> {
        let binding = self.binding()?;
        let found = uses::of(&binding.name, binding.after);
        (!found.is_empty()).then_some(found)
    }

    pub(super) fn uses_only(&self, allowed: impl Fn(&Use) -> bool) -> bool {
        self.uses().is_some_and(|uses| uses.iter().all(allowed))
    }

    /// Used once, by a walk, and what it was made from is not named from there on: a
    /// copy that is walked while its origin changes has a purpose.
    pub(super) fn is_iterated_once(&self) -> bool {
        let Some(binding) = self.binding() else {
            return false;
        };
        let found = uses::of(&binding.name, binding.after);
        let walked = match found.as_slice() {
            [Use::Walked] => true,
            [Use::Receiver(name)] => ["iter", "into_iter"].contains(&name.as_str()),
            _ => false,
        };
        walked
            && self.root().is_some_and(|root| {
                !binding
                    .after
                    .iter()
                    .any(|statement| uses::mentions(statement, &root))
            })
    }

    pub(super) fn is_only_read(&self) -> bool {
        let Some(binding) = self.binding() else {
            return false;
        };
        let found = uses::of(&binding.name, binding.after);
        let read = |found: &Use| match found {
            Use::Receiver(name) => READING.contains(&name.as_str()),
            Use::Borrowed | Use::Walked | Use::Indexed | Use::Matched | Use::Compared => true,
            _ => false,
        };
        !found.is_empty()
            && found.iter().all(read)
            && self.root().is_some_and(|root| {
                let field = self.root_field();
                !binding
                    .after
                    .iter()
                    .any(|statement| uses::mentions_place(statement, &root, field.as_deref()))
            })
    }

    /// The name at the beginning of the chain that the call ends.
    pub(super) fn root(&self) -> Option<String> {
        let mut next = self.expression;
        loop {
            next = match next {
                Expr::MethodCall(call) => &call.receiver,
                Expr::Field(field) => &field.base,
                Expr::Index(index) => &index.expr,
                Expr::Reference(reference) => &reference.expr,
                Expr::Paren(paren) => &paren.expr,
                Expr::Unary(unary) => &unary.expr,
                Expr::Path(path) => return path.path.get_ident().map(ToString::to_string),
                _ => return None,
            };
        }
    }

    /// The field right after the name at the beginning of the chain, if there is one.
    pub(super) fn root_field(&self) -> Option<String> {
        let mut next = self.expression;
        let mut field = None;
        loop {
            next = match next {
                Expr::MethodCall(call) => {
                    field = None;
                    &call.receiver
                }
                Expr::Field(inner) => {
                    field = match &inner.member {
                        syn::Member::Named(name) => Some(name.to_string()),
                        syn::Member::Unnamed(_) => None,
                    };
                    &inner.base
                }
                Expr::Index(index) => &index.expr,
                Expr::Reference(reference) => &reference.expr,
                Expr::Paren(paren) => &paren.expr,
                _ => return field,
            };
        }
    }

    /// The name that the call adds to.
    pub(super) fn target(&self) -> Option<String> {
        match self.expression {
            Expr::MethodCall(_) => self.root(),
            // `write!(out, …)`.
            Expr::Call(call) => last_name(call.args.first()?),
            _ => None,
        }
    }

    /// The expression by which the target was made in this function.
    pub(super) fn start(&self) -> Option<&'a Expr> {
        let name = self.target()?;
        let (_, block) = self.function()?;
        let mut found = Starts {
            name: &name,
            found: None,
        };
        syn::visit::Visit::visit_block(&mut found, block);
        found.found
    }

    /// Of the binding that the call adds to, or makes: whether it is made in a loop
    /// around the call, and whether it stays in its block.
    pub(super) fn target_local(&self) -> Option<(bool, bool)> {
        if let Some(binding) = self.binding() {
            let found = uses::of(&binding.name, binding.after);
            let stays = !found.is_empty() && found.iter().all(stays);
            return Some((self.is_in_loop(binding.at), stays));
        }
        let name = self.target()?;
        for (at, around) in self.around.iter().enumerate().rev() {
            match around {
                Around::Function(..) => return None,
                Around::Block(block) => {
                    let made = block.stmts.iter().position(|statement| match statement {
                        syn::Stmt::Local(local) => binds(local, &name),
                        _ => false,
                    });
                    if let Some(index) = made {
                        let found = uses::of(&name, &block.stmts[index + 1..]);
                        return Some((self.is_in_loop(at + 1), found.iter().all(stays)));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `for line in reader.lines()`, where what is made of each line stays in its turn.
    pub(super) fn walks_owned(&self) -> bool {
        let walk = self.parents().find_map(|parent| match parent {
            Expr::ForLoop(walk) => Some(walk),
            _ => None,
        });
        let Some(walk) = walk else {
            return false;
        };
        // Counted over a text, `lines` lends: the profile shows no allocation then.
        let syn::Pat::Ident(item) = &*walk.pat else {
            return false;
        };
        let mut names = vec![item.ident.to_string()];
        let mut kept = false;
        for statement in &walk.body.stmts {
            // `let line = line?;` is the same line by another name.
            if let syn::Stmt::Local(local) = statement
                && let Some(init) = &local.init
                && names.iter().any(|name| is_result_of(&init.expr, name))
                && let syn::Pat::Ident(again) = &local.pat
            {
                names.push(again.ident.to_string());
                continue;
            }
            for name in &names {
                kept |= uses::of(name, std::slice::from_ref(statement))
                    .iter()
                    .any(|found| match found {
                        Use::Receiver(method) => {
                            TAKING.contains(&method.as_str())
                                || method.starts_with("unwrap") && names.len() < 2
                        }
                        Use::Moved => true,
                        _ => false,
                    });
            }
        }
        !kept
    }

    pub(super) fn is_reserved(&self) -> bool {
        let (Some(name), Some((_, block))) = (self.target(), self.function()) else {
            return false;
        };
        uses::of(&name, &block.stmts)
            .iter()
            .any(|found| matches!(found, Use::Receiver(method) if method.starts_with("reserve")))
    }

    /// What is known of the target's type: how it was made, or the parameter's type.
    pub(super) fn received(&self) -> Option<String> {
        if let Some(start) = self.start() {
            return Some(start.to_token_stream().to_string());
        }
        let name = self.target()?;
        let (signature, _) = self.function()?;
        signature.inputs.iter().find_map(|input| match input {
            syn::FnArg::Typed(typed)
                if typed
                    .pat
                    .to_token_stream()
                    .to_string()
                    .trim_start_matches("mut ")
                    == name =>
            {
                Some(typed.ty.to_token_stream().to_string())
            }
            _ => None,
        })
    }
}

pub(super) fn stays(found: &Use) -> bool {
    match found {
        Use::Receiver(name) => !TAKING.contains(&name.as_str()),
        Use::Moved => false,
        _ => true,
    }
}

/// Whether a `let` makes this name.
fn binds(local: &syn::Local, name: &str) -> bool {
    let pattern = match &local.pat {
        syn::Pat::Type(typed) => &*typed.pat,
        other => other,
    };
    matches!(pattern, syn::Pat::Ident(ident) if ident.ident == name)
}

/// `line?`, `line.unwrap()`, `line.expect(…)`.
fn is_result_of(expression: &Expr, name: &str) -> bool {
    let inner = match expression {
        Expr::Try(inner) => &inner.expr,
        Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => {
            &call.receiver
        }
        _ => return false,
    };
    matches!(&**inner, Expr::Path(path) if path.path.is_ident(name))
}

/// The initial value of a name.
struct Starts<'n, 'a> {
    name: &'n str,
    found: Option<&'a Expr>,
}

impl<'a> syn::visit::Visit<'a> for Starts<'_, 'a> {
    fn visit_local(&mut self, local: &'a syn::Local) {
        let pattern = match &local.pat {
            syn::Pat::Type(typed) => &*typed.pat,
            other => other,
        };
        if let syn::Pat::Ident(ident) = pattern
            && ident.ident == self.name
            && let Some(init) = &local.init
        {
            self.found = Some(&init.expr);
        }
        syn::visit::visit_local(self, local);
    }
}
