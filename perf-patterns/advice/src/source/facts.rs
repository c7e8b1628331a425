//! Whether a fact of a symptom holds for a call.

use patterns::catalogue::Fact;
use quote::ToTokens;
use syn::Expr;
use syn::visit::Visit;

use super::types;
use super::uses::{self, Use};
use super::{Around, Call, called, is_macro};

mod data;
mod flow;

/// Methods that walk something and call what they are given for each item.
const REPEATING: [&str; 35] = [
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
    "sort_by",
    "sort_unstable_by",
    "sort_unstable_by_key",
    "sort_by_cached_key",
    "min_by_key",
    "max_by_key",
    "min_by",
    "max_by",
    "map_while",
    "scan",
    "partition",
    "try_fold",
    "reduce",
    "repeat_with",
    "rposition",
    "find_map",
    "dedup_by_key",
    "chunk_by",
    "sum",
];

/// Methods that lend nothing of what they look at.
const READING: [&str; 61] = [
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
    "split_once",
    "rsplit_once",
    "splitn",
    "rsplit",
    "split_at",
    "strip_prefix",
    "strip_suffix",
    "trim_start",
    "trim_end",
    "char_indices",
    "is_char_boundary",
    "matches",
    "windows",
    "chunks",
    "binary_search",
    "keys",
    "values",
    "hash",
    "is_some",
    "is_none",
    "is_ascii",
    "capacity",
    "concat",
    "join",
    "to_string",
    "to_owned",
    "to_vec",
    "clone",
    "to_lowercase",
    "to_uppercase",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "copied",
    "position",
    "any",
];

/// Types of numbers.
const NUMBERS: [&str; 14] = [
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
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
struct Binding<'a> {
    name: String,
    after: &'a [syn::Stmt],
    /// Where in [`Call::around`] its statement is.
    at: usize,
}

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
            Fact::Compared => self.is_compared() || self.is_compared_otherwise(),
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
            Fact::OnlyRead => self.is_only_read() || self.is_passing(),
            Fact::ReadByCallee => self.is_read_by_callee(),
            Fact::OwnedResult => self.is_owned_result(),
            Fact::SortKey => self.is_sort_key(),
            Fact::LargeVariant => self.names_lopsided_enum(),
            Fact::LargeBuffer => self.has_large_buffer(),
            Fact::FewElements => self.has_few_elements(),
            Fact::SmallBuffer => self.has_small_buffer(),
            Fact::ReturnsLarge => self.returns_large(),
            Fact::AddsToTarget => self.adds_to_target(),
            Fact::AsciiFirst => self
                .function()
                .is_some_and(|(_, block)| uses::mentions(block, "is_ascii")),
            Fact::InBranch => self.is_in_branch(),
            Fact::StartsEmpty => self.start().is_some_and(is_made_empty) && !self.is_reserved(),
            Fact::Receives(types) => {
                let text = self.received();
                types.iter().any(|name| text.contains(name))
            }
            Fact::KnownLength => self.is_of_known_length(),
            Fact::LiteralArgument => self.argument().is_some_and(is_number),
            Fact::Recurs => self.function().is_some_and(|(signature, _)| {
                let mut calls = OwnCalls::of(signature, self.file);
                for argument in self.arguments() {
                    calls.visit_expr(argument);
                    // Bound to a name before: `let below = walk(child); all.extend(below)`.
                    if let Some(start) = last_name(argument).and_then(|name| self.start_of(&name)) {
                        calls.visit_expr(start);
                    }
                }
                calls.count > 0
            }),
            Fact::RecursTwice => self.function().is_some_and(|(signature, block)| {
                let mut calls = OwnCalls::of(signature, self.file);
                calls.visit_block(block);
                calls.count >= 2
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
                let output = types::text(&signature.output);
                let inputs = types::text(&signature.inputs);
                let owned = ["->String", "->Option<String>", "->Result<String"]
                    .iter()
                    .any(|known| output.starts_with(known));
                owned
                    && ["&str", "&String", "&'astr"]
                        .iter()
                        .any(|known| inputs.contains(known))
            }),
            Fact::Once => self.runs_once(),
        }
    }

    fn function(&self) -> Option<(&'a syn::Signature, &'a syn::Block)> {
        self.around.iter().rev().find_map(|around| match around {
            Around::Function(signature, block) => Some((*signature, *block)),
            _ => None,
        })
    }

    /// Expressions around the call, innermost first, up to the innermost statement.
    fn parents(&self) -> impl Iterator<Item = &'a Expr> {
        self.around.iter().rev().map_while(|around| match around {
            Around::Expression(expression) => Some(*expression),
            _ => None,
        })
    }

    /// Whether what stands at `depth` in `around` is repeated within its function.
    fn is_in_loop(&self, depth: usize) -> bool {
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
    fn value(&self) -> (&'a Expr, Option<&'a Expr>) {
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

    fn is_argument_of(&self, names: &[&str]) -> bool {
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

    /// Bound to a name that is used once, as an argument of one of these.
    fn is_bound_for(&self, names: &[&str]) -> bool {
        self.binding().is_some_and(|binding| {
            let uses = uses::of(&binding.name, binding.after);
            uses.len() == 1 && uses::is_argument(&binding.name, binding.after, names)
        })
    }

    /// The last expression of its function.
    fn is_returned(&self) -> bool {
        let (value, parent) = self.value();
        let last = self.function().and_then(|(_, block)| block.stmts.last());
        parent.is_none()
            && matches!(last, Some(syn::Stmt::Expr(last, None)) if std::ptr::eq(last, value))
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
                calls.count >= 2
            }
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

    /// The binding that the call's value makes.
    fn binding(&self) -> Option<Binding<'a>> {
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

    fn uses(&self) -> Option<Vec<Use>> {
        let binding = self.binding()?;
        let found = uses::of(&binding.name, binding.after);
        (!found.is_empty()).then_some(found)
    }

    fn uses_only(&self, allowed: impl Fn(&Use) -> bool) -> bool {
        self.uses().is_some_and(|uses| uses.iter().all(allowed))
    }

    /// Used once, by a walk, and what it was made from is not named from there on: a
    /// copy that is walked while its origin changes has a purpose.
    fn is_iterated_once(&self) -> bool {
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
    fn origin_is_named(&self, binding: &Binding<'a>) -> bool {
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

    fn is_only_read(&self) -> bool {
        let Some(binding) = self.binding() else {
            return false;
        };
        let found = uses::of(&binding.name, binding.after);
        !found.is_empty()
            && found.iter().all(|found| flow::only_reads(found, self.file))
            && !self.origin_is_named(&binding)
    }

    /// The field right after the name at the beginning of the chain, if there is one.
    fn root_field(&self) -> Option<String> {
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
    fn root(&self) -> Option<String> {
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
    fn target(&self) -> Option<String> {
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
    fn start(&self) -> Option<&'a Expr> {
        self.start_of(&self.target()?)
    }

    /// The expression by which a name was made in this function.
    fn start_of(&self, name: &str) -> Option<&'a Expr> {
        let (_, block) = self.function()?;
        let mut found = Starts { name, found: None };
        syn::visit::Visit::visit_block(&mut found, block);
        found.found
    }

    /// Of the binding that the call adds to, or makes: whether it is made in a loop
    /// around the call, and whether it stays in its block.
    fn target_local(&self) -> Option<(bool, bool)> {
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
    fn walks_owned(&self) -> bool {
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

    fn is_reserved(&self) -> bool {
        let (Some(name), Some((_, block))) = (self.target(), self.function()) else {
            return false;
        };
        uses::of(&name, &block.stmts)
            .iter()
            .any(|found| matches!(found, Use::Receiver(method) if method.starts_with("reserve")))
    }

    /// What is known of the target's type: the receiver as it stands there, how it was
    /// made, a parameter's or a field's type.
    fn received(&self) -> String {
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

    fn is_of_known_length(&self) -> bool {
        let mut inner: Option<&Around<'a>> = None;
        for around in self.around.iter().rev() {
            match around {
                Around::Expression(Expr::ForLoop(walk)) => {
                    let body = matches!(inner, Some(Around::Block(_)));
                    let leaves = ["continue", "break"]
                        .iter()
                        .any(|word| uses::mentions(&walk.body, word));
                    return body && !leaves && self.has_length(&walk.expr);
                }
                Around::Expression(
                    Expr::If(_)
                    | Expr::Match(_)
                    | Expr::Closure(_)
                    | Expr::While(_)
                    | Expr::Loop(_),
                )
                | Around::Function(..) => return false,
                // The right side of these is not always reached.
                Around::Expression(Expr::Binary(binary))
                    if matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) =>
                {
                    return false;
                }
                _ => {}
            }
            inner = Some(around);
        }
        false
    }

    /// Whether what `for` walks knows its length before it starts.
    fn has_length(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Range(range) => range.start.is_some() && range.end.is_some(),
            Expr::Reference(_) | Expr::Array(_) => true,
            Expr::Paren(paren) => self.has_length(&paren.expr),
            Expr::Field(_) | Expr::Path(_) => {
                if let Some(ty) = self.type_of(expression) {
                    return is_collection(ty);
                }
                match last_name(expression).and_then(|name| self.start_of(&name)) {
                    Some(start) => self.has_length(start),
                    // A closure's or a pattern's: one of the items of something.
                    None => true,
                }
            }
            Expr::Call(_) => called(expression).is_some_and(|name| name == "vec"),
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                match name.as_str() {
                    "iter" | "iter_mut" | "len" | "keys" | "values" | "values_mut" | "drain"
                    | "chunks" | "chunks_exact" | "windows" | "bytes" | "as_bytes" | "as_slice"
                    | "to_vec" | "collect" => true,
                    "enumerate" | "rev" | "copied" | "cloned" | "map" | "zip" | "inspect"
                    | "into_iter" | "step_by" | "skip" | "take" | "chain" | "clone" => {
                        self.has_length(&call.receiver)
                    }
                    _ => false,
                }
            }
            _ => false,
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

    fn runs_once(&self) -> bool {
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

/// Whether a `let` makes this name.
fn binds(local: &syn::Local, name: &str) -> bool {
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

fn stays(found: &Use) -> bool {
    match found {
        Use::Receiver(name) => !TAKING.contains(&name.as_str()),
        Use::Moved => false,
        _ => true,
    }
}

/// The last name of a place: `text` of `self.text`, `a` of `a[3]`.
fn last_name(expression: &Expr) -> Option<String> {
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

fn is_number(expression: &Expr) -> bool {
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

fn returns_box(signature: &syn::Signature) -> bool {
    /// A box of something of known size, itself or in an `Option` or a `Result`.
    fn is_box(ty: &syn::Type) -> bool {
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
                syn::Type::Path(path) => !path.path.is_ident("str"),
                syn::Type::Array(_) | syn::Type::Tuple(_) => true,
                _ => false,
            };
        }
        (last.ident == "Option" || last.ident == "Result") && is_box(inner)
    }
    matches!(&signature.output, syn::ReturnType::Type(_, output) if is_box(output))
}

/// A collection rather than an iterator, by the name of its type.
fn is_collection(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(inner) => is_collection(&inner.elem),
        syn::Type::Slice(_) | syn::Type::Array(_) => true,
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            [
                "Vec",
                "VecDeque",
                "HashMap",
                "HashSet",
                "BTreeMap",
                "BTreeSet",
                "Box",
                "Rc",
                "Arc",
                "BinaryHeap",
            ]
            .iter()
            .any(|known| last.ident == known)
        }),
        _ => false,
    }
}

fn is_lent_mutably(argument: &Expr) -> bool {
    matches!(argument, Expr::Reference(inner) if inner.mutability.is_some())
}

/// A value that was made without any contents: `Vec::new()`, `vec![]`, a struct that
/// begins with one.
fn is_made_empty(start: &Expr) -> bool {
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

/// The name at the beginning of a place: `a` of `a.b[3]`; what a method gives is none.
fn first_name(place: &Expr) -> Option<String> {
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

/// Calls of a function by itself: by its bare name, by `Self`, or as a method of a value
/// that may be of its own type. A macro of its name is another thing.
struct OwnCalls<'a> {
    signature: &'a syn::Signature,
    file: &'a syn::File,
    count: usize,
}

impl<'a> OwnCalls<'a> {
    fn of(signature: &'a syn::Signature, file: &'a syn::File) -> Self {
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
