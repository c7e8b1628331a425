//! Whether a fact of a symptom holds for a call.

use patterns::catalogue::Fact;
use quote::ToTokens;
use syn::Expr;

use super::uses::{self, Use};
use super::{Around, Call, called};

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

    fn is_only_read(&self) -> bool {
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
            Expr::MethodCall(_) => self.root(),
            // `write!(out, …)`.
            Expr::Call(call) => last_name(call.args.first()?),
            _ => None,
        }
    }

    /// The expression by which the target was made in this function.
    fn start(&self) -> Option<&'a Expr> {
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

    fn is_reserved(&self) -> bool {
        let (Some(name), Some((_, block))) = (self.target(), self.function()) else {
            return false;
        };
        uses::of(&name, &block.stmts)
            .iter()
            .any(|found| matches!(found, Use::Receiver(method) if method.starts_with("reserve")))
    }

    /// What is known of the target's type: how it was made, or the parameter's type.
    fn received(&self) -> Option<String> {
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

    fn is_of_known_length(&self) -> bool {
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

/// Whether what `for` walks knows its length before it starts.
fn has_length(expression: &Expr) -> bool {
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

fn returns_box(signature: &syn::Signature) -> bool {
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
fn calls_of(tokens: &impl ToTokens, name: &str) -> usize {
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
