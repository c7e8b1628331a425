//! How a binding is used in the statements after it.

use quote::ToTokens;
use syn::visit::Visit;

/// One use of a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The receiver of this method.
    Receiver(String),
    /// Borrowed: the argument of a call, or formatted.
    Borrowed,
    /// Walked by `for`; whether the walk's body names `root` is asked for apart.
    Walked,
    /// Indexed.
    Indexed,
    /// Looked at by `match`, `if let` or a slice pattern.
    Matched,
    /// An operand of a comparison.
    Compared,
    /// A field of it, by name.
    Field(String),
    /// Assigned to.
    Assigned,
    /// Moved, returned, kept: anything else.
    Moved,
}

/// Whether tokens name `name`, as an identifier or within a format string.
pub(super) fn mentions(tokens: &impl ToTokens, name: &str) -> bool {
    fn walk(stream: proc_macro2::TokenStream, name: &str) -> bool {
        stream.into_iter().any(|tree| match tree {
            proc_macro2::TokenTree::Ident(ident) => ident == name,
            proc_macro2::TokenTree::Group(group) => walk(group.stream(), name),
            proc_macro2::TokenTree::Literal(literal) => in_format(&literal.to_string(), name),
            proc_macro2::TokenTree::Punct(_) => false,
        })
    }
    walk(tokens.to_token_stream(), name)
}

/// As [`mentions`], but another field of `name` than `field` does not count: a place
/// beside it may change while it is borrowed. A method of `name` may change all of it.
pub(super) fn mentions_place(tokens: &impl ToTokens, name: &str, field: Option<&str>) -> bool {
    let Some(field) = field else {
        return mentions(tokens, name);
    };
    fn walk(stream: proc_macro2::TokenStream, name: &str, field: &str) -> bool {
        let trees: Vec<proc_macro2::TokenTree> = stream.into_iter().collect();
        trees.iter().enumerate().any(|(at, tree)| match tree {
            proc_macro2::TokenTree::Ident(ident) if ident == name => {
                let dot = matches!(trees.get(at + 1),
                    Some(proc_macro2::TokenTree::Punct(punct)) if punct.as_char() == '.');
                let other = matches!(trees.get(at + 2),
                    Some(proc_macro2::TokenTree::Ident(next)) if next != field);
                let called = matches!(trees.get(at + 3),
                    Some(proc_macro2::TokenTree::Group(group))
                        if group.delimiter() == proc_macro2::Delimiter::Parenthesis);
                !(dot && other && !called)
            }
            proc_macro2::TokenTree::Group(group) => walk(group.stream(), name, field),
            proc_macro2::TokenTree::Literal(literal) => in_format(&literal.to_string(), name),
            _ => false,
        })
    }
    walk(tokens.to_token_stream(), name, field)
}

/// Whether `name` is, itself or lent, an argument of a call of one of `calls`.
pub(super) fn is_argument(name: &str, statements: &[syn::Stmt], calls: &[&str]) -> bool {
    struct Arguments<'n> {
        name: &'n str,
        calls: &'n [&'n str],
        found: bool,
    }
    impl<'a> Visit<'a> for Arguments<'_> {
        fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
            let is_name = |arg: &syn::Expr| match arg {
                syn::Expr::Reference(lent) => {
                    matches!(&*lent.expr, syn::Expr::Path(path) if path.path.is_ident(self.name))
                }
                other => matches!(other, syn::Expr::Path(path) if path.path.is_ident(self.name)),
            };
            let named = self.calls.iter().any(|known| call.method == known);
            self.found |= named && call.args.iter().any(is_name);
            syn::visit::visit_expr_method_call(self, call);
        }
    }
    let mut arguments = Arguments {
        name,
        calls,
        found: false,
    };
    for statement in statements {
        arguments.visit_stmt(statement);
    }
    arguments.found
}

/// Whether a literal is a format string that names `name`.
fn in_format(literal: &str, name: &str) -> bool {
    literal.starts_with('"')
        && literal.split('{').skip(1).any(|part| {
            part.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['}', ':']))
        })
}

/// Every use of `name` in `statements`.
pub(super) fn of(name: &str, statements: &[syn::Stmt]) -> Vec<Use> {
    let mut finder = Uses {
        name,
        found: Vec::new(),
    };
    for statement in statements {
        finder.visit_stmt(statement);
    }
    finder.found
}

/// What a borrow is: one that may change the binding counts as an assignment.
fn lent(expression: &syn::Expr) -> Use {
    match expression {
        syn::Expr::Reference(reference) if reference.mutability.is_some() => Use::Assigned,
        _ => Use::Borrowed,
    }
}

struct Uses<'n> {
    name: &'n str,
    found: Vec<Use>,
}

/// Those of [`VIEWS`] that take the value along.
const TAKING_VIEWS: [&str; 2] = ["unwrap", "expect"];

/// Methods that give the same value, or a borrow of it.
const VIEWS: [&str; 14] = [
    "unwrap",
    "expect",
    "as_str",
    "as_ref",
    "as_mut",
    "as_slice",
    "as_mut_slice",
    "as_bytes",
    "as_deref",
    "by_ref",
    "borrow",
    "borrow_mut",
    "deref",
    "as_path",
];

impl Uses<'_> {
    /// Whether an expression is the binding, behind `&`, `&mut`, `*`, `(…)`.
    fn is_it(&self, expression: &syn::Expr) -> bool {
        match expression {
            syn::Expr::Path(path) => path.path.is_ident(self.name),
            syn::Expr::Reference(reference) => self.is_it(&reference.expr),
            syn::Expr::Paren(paren) => self.is_it(&paren.expr),
            syn::Expr::Unary(unary) => self.is_it(&unary.expr),
            // What a result holds, and a view of it, is the binding by another name.
            syn::Expr::Try(tried) => self.is_it(&tried.expr),
            syn::Expr::MethodCall(call) if VIEWS.iter().any(|view| call.method == view) => {
                self.is_it(&call.receiver)
            }
            // A field that something is done with is done so in place.
            syn::Expr::Field(field) => self.is_it(&field.base),
            syn::Expr::Index(index)
                if matches!(&*index.index, syn::Expr::Range(range)
                    if range.start.is_none() && range.end.is_none()) =>
            {
                self.is_it(&index.expr)
            }
            _ => false,
        }
    }

    fn is_bare(&self, expression: &syn::Expr) -> bool {
        matches!(expression, syn::Expr::Path(path) if path.path.is_ident(self.name))
    }
}

/// Macros that only read what they are given.
pub(super) const READING_MACROS: [&str; 12] = [
    "format",
    "write",
    "writeln",
    "print",
    "println",
    "eprint",
    "eprintln",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "matches",
];

/// What else is given a value at its end, without keeping it.
const ENDING: [&str; 2] = ["panic", "drop"];

impl<'a> Visit<'a> for Uses<'_> {
    fn visit_expr(&mut self, expression: &'a syn::Expr) {
        let before = self.found.len();
        match expression {
            // A view by itself is what its parent does with it.
            syn::Expr::MethodCall(call)
                if self.is_it(&call.receiver) && VIEWS.iter().any(|view| call.method == view) =>
            {
                self.found
                    .push(if TAKING_VIEWS.iter().any(|view| call.method == view) {
                        Use::Moved
                    } else {
                        Use::Borrowed
                    });
            }
            syn::Expr::MethodCall(call) if self.is_it(&call.receiver) => {
                self.found.push(Use::Receiver(call.method.to_string()));
                for arg in &call.args {
                    self.visit_expr(arg);
                }
            }
            syn::Expr::Index(index) if self.is_it(&index.expr) => {
                self.found.push(Use::Indexed);
                self.visit_expr(&index.index);
            }
            syn::Expr::Field(field) if self.is_it(&field.base) => {
                self.found.push(Use::Field(match &field.member {
                    syn::Member::Named(name) => name.to_string(),
                    syn::Member::Unnamed(index) => index.index.to_string(),
                }));
            }
            syn::Expr::Try(tried) if self.is_it(&tried.expr) => self.found.push(Use::Moved),
            syn::Expr::ForLoop(walk) if self.is_it(&walk.expr) => {
                self.found.push(Use::Walked);
                self.visit_block(&walk.body);
            }
            syn::Expr::Match(matched) if self.is_it(&matched.expr) => {
                self.found.push(Use::Matched);
                for arm in &matched.arms {
                    self.visit_arm(arm);
                }
            }
            syn::Expr::Let(matched) if self.is_it(&matched.expr) => self.found.push(Use::Matched),
            syn::Expr::Assign(assign) if self.is_it(&assign.left) => {
                self.found.push(Use::Assigned);
                self.visit_expr(&assign.right);
            }
            syn::Expr::Binary(binary) => {
                for side in [&*binary.left, &*binary.right] {
                    if self.is_it(side) {
                        self.found.push(match binary.op {
                            syn::BinOp::Eq(_)
                            | syn::BinOp::Ne(_)
                            | syn::BinOp::Lt(_)
                            | syn::BinOp::Gt(_)
                            | syn::BinOp::Le(_)
                            | syn::BinOp::Ge(_) => Use::Compared,
                            _ => Use::Borrowed,
                        });
                    } else {
                        self.visit_expr(side);
                    }
                }
            }
            syn::Expr::Call(call) => {
                let is_macro = super::called(expression).is_some_and(|name| {
                    READING_MACROS
                        .iter()
                        .chain(&ENDING)
                        .any(|known| name == known)
                });
                for arg in &call.args {
                    let is_named =
                        is_macro && matches!(arg, syn::Expr::Lit(_)) && mentions(arg, self.name);
                    let is_lent = matches!(arg, syn::Expr::Reference(_)) || is_macro;
                    if is_lent && self.is_it(arg) {
                        self.found.push(lent(arg));
                    } else if is_named {
                        self.found.push(Use::Borrowed);
                    } else {
                        self.visit_expr(arg);
                    }
                }
                self.visit_expr(&call.func);
            }
            syn::Expr::Reference(reference) if self.is_it(&reference.expr) => {
                self.found.push(lent(expression));
            }
            syn::Expr::Path(_) if self.is_bare(expression) => self.found.push(Use::Moved),
            // What could not be parsed hides what is done with it.
            syn::Expr::Macro(mac) if mentions(&mac.mac.tokens, self.name) => {
                self.found.push(Use::Moved);
            }
            _ => syn::visit::visit_expr(self, expression),
        }
        // A closure that moves, or a block that runs later, takes it along.
        let moves = match expression {
            syn::Expr::Closure(closure) => closure.capture.is_some(),
            syn::Expr::Async(_) => true,
            _ => false,
        };
        if moves && self.found.len() > before {
            self.found.push(Use::Moved);
        }
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init
            && self.is_it(&init.expr)
        {
            self.found.push(match local.pat {
                syn::Pat::Slice(_) => Use::Matched,
                _ => Use::Moved,
            });
        } else {
            syn::visit::visit_local(self, local);
        }
    }
}
