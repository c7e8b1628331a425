//! The name that a call gives its value to or adds to, and what becomes of it.

use quote::ToTokens;
use syn::Expr;

use super::super::types;
use super::super::uses::{self, Use};
use super::super::{Around, Call};
use super::flow;
use super::methods::TAKING;
use super::values::{first_name, is_lent_mutably, last_name};

/// A binding and what follows it in its block.
pub(super) struct Binding<'a> {
    pub(super) name: String,
    pub(super) after: &'a [syn::Stmt],
    /// Where in [`Call::around`] its statement is.
    pub(super) at: usize,
}

/// The initial value of a name.
pub(super) struct Starts<'n, 'a> {
    name: &'n str,
    found: Option<&'a Expr>,
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
            // Walked where it is made: `for item in items.collect::<Vec<_>>()`.
            let (value, parent) = self.value();
            return matches!(parent, Some(Expr::ForLoop(walk))
                if std::ptr::eq(&*walk.expr, value)
                    && self.root().is_some_and(|root| !uses::mentions(&walk.body, &root)));
        };
        let found = uses::of(&binding.name, binding.after);
        // Its length may be asked for as well: it can be counted on the way.
        let is_length = |found: &Use| matches!(found, Use::Receiver(name) if name == "len" || name == "is_empty");
        let walks: Vec<&Use> = found.iter().filter(|found| !is_length(found)).collect();
        let walked = match walks.as_slice() {
            [Use::Walked] => true,
            [Use::Receiver(name)] => ["iter", "into_iter", "drain"].contains(&name.as_str()),
            _ => false,
        };
        walked && !self.origin_is_named(&binding)
    }

    /// Whether what the binding was made from is named after it: it may change there.
    /// Behind a binding of the same name it cannot be.
    pub(super) fn origin_is_named(&self, binding: &Binding<'a>) -> bool {
        let Some(root) = self.root() else {
            return true;
        };
        let field = self.root_field();
        root != binding.name
            && binding
                .after
                .iter()
                .any(|statement| uses::mentions_place(statement, &root, field.as_deref()))
    }

    pub(super) fn is_only_read(&self) -> bool {
        let Some(binding) = self.binding() else {
            return false;
        };
        let found = uses::of(&binding.name, binding.after);
        !found.is_empty()
            && found.iter().all(|found| flow::only_reads(found, self.file))
            && !self.origin_is_named(&binding)
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

    /// The name that the call adds to.
    pub(super) fn target(&self) -> Option<String> {
        match self.expression {
            // What a call gives (`entry(key).or_default()`) is another place than its receiver.
            Expr::MethodCall(call) => {
                let reads = call.method.to_string().starts_with("read");
                let lent = call.args.iter().find(|arg| reads && is_lent_mutably(arg));
                lent.map_or_else(|| first_name(&call.receiver), last_name)
            }
            // `write!(out, …)`, or a helper that is lent a place to add to.
            Expr::Call(call) => {
                let lent = call.args.iter().find(|arg| is_lent_mutably(arg));
                last_name(lent.or(call.args.first())?)
            }
            _ => None,
        }
    }

    /// The expression by which the target was made in this function.
    pub(super) fn start(&self) -> Option<&'a Expr> {
        self.start_of(&self.target()?)
    }

    /// The expression by which a name was made in this function.
    pub(super) fn start_of(&self, name: &str) -> Option<&'a Expr> {
        let (_, block) = self.function()?;
        let mut found = Starts { name, found: None };
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
                        Use::Receiver(method) => TAKING.contains(&method.as_str()),
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

    /// What is known of the target's type: the receiver as it stands there, how it was
    /// made, a parameter's or a field's type.
    pub(super) fn received(&self) -> String {
        let mut texts = Vec::new();
        let place = match self.expression {
            Expr::MethodCall(call) => Some(&*call.receiver),
            Expr::Call(call) => call.args.first(),
            _ => None,
        };
        if let Some(place) = place {
            texts.push(place.to_token_stream().to_string());
            texts.extend(self.type_of(place).map(types::text));
        }
        let name = self.root().or_else(|| self.target());
        if let Some(start) = name.and_then(|name| self.start_of(&name)) {
            texts.push(start.to_token_stream().to_string());
        }
        texts.join(" ")
    }
}

/// Whether a `let` makes this name.
pub(super) fn binds(local: &syn::Local, name: &str) -> bool {
    let pattern = match &local.pat {
        syn::Pat::Type(typed) => &*typed.pat,
        other => other,
    };
    let is_it =
        |pattern: &syn::Pat| matches!(pattern, syn::Pat::Ident(ident) if ident.ident == name);
    match pattern {
        syn::Pat::Tuple(names) => names.elems.iter().any(is_it),
        other => is_it(other),
    }
}

/// `line?`, `line.unwrap()`, `line.expect(…)`.
pub(super) fn is_result_of(expression: &Expr, name: &str) -> bool {
    let inner = match expression {
        Expr::Try(inner) => &inner.expr,
        Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => {
            &call.receiver
        }
        _ => return false,
    };
    matches!(&**inner, Expr::Path(path) if path.path.is_ident(name))
}

pub(super) fn stays(found: &Use) -> bool {
    match found {
        Use::Receiver(name) => !TAKING.contains(&name.as_str()),
        Use::Moved => false,
        _ => true,
    }
}

impl<'a> syn::visit::Visit<'a> for Starts<'_, 'a> {
    fn visit_local(&mut self, local: &'a syn::Local) {
        let pattern = match &local.pat {
            syn::Pat::Type(typed) => &*typed.pat,
            other => other,
        };
        if let Some(init) = &local.init {
            match (pattern, &*init.expr) {
                (syn::Pat::Ident(ident), start) if ident.ident == self.name => {
                    self.found = Some(start);
                }
                (syn::Pat::Tuple(names), Expr::Tuple(starts)) => {
                    for (name, start) in names.elems.iter().zip(&starts.elems) {
                        if matches!(name, syn::Pat::Ident(ident) if ident.ident == self.name) {
                            self.found = Some(start);
                        }
                    }
                }
                _ => {}
            }
        }
        syn::visit::visit_local(self, local);
    }
}
