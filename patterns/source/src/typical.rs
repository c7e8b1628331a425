//! A pattern's file for the typical input alone, as a bench takes it: what builds data
//! asks for a size, and nothing of what builds other inputs is left.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::Source;

/// What random numbers begin with.
const SEED: &str = "1";

/// A generator that begins with it.
const RANDOM: &str = "fastrand::Rng::with_seed(1)";

/// The text of a pattern's file in which functions take `size: usize` in place of
/// `setup: &Setup`, or nothing where they do not use it. Hand-picked inputs and
/// counter-cases are left out, and random numbers have one seed. Needs formatting.
///
/// # Errors
/// If it is not Rust.
pub fn typical(text: &str) -> anyhow::Result<String> {
    let source = Source::parse(text)?;
    let mut edits = Edits {
        source: &source,
        found: Vec::new(),
    };
    for item in &source.syntax().items {
        if let syn::Item::Fn(function) = item {
            edits.function(function);
        }
    }
    edits.found.sort_by_key(|(range, _)| range.start);
    let (mut changed, mut end) = (String::new(), 0);
    for (range, new) in edits.found {
        changed.push_str(&text[end..range.start]);
        changed.push_str(new);
        end = range.end;
    }
    changed.push_str(&text[end..]);
    Ok(changed)
}

/// Finds what to replace. No two places overlap: what is dropped is not visited.
struct Edits<'s, 'a> {
    source: &'s Source<'a>,
    found: Vec<(Range<usize>, &'a str)>,
}

impl<'a> Edits<'_, 'a> {
    fn function(&mut self, function: &syn::ItemFn) {
        let mut takes_setup = false;
        for input in &function.sig.inputs {
            let syn::FnArg::Typed(typed) = input else {
                continue;
            };
            if is_setup_type(&typed.ty) {
                takes_setup = true;
                let is_used = matches!(&*typed.pat, syn::Pat::Ident(name) if name.ident == "setup");
                self.replace(input, if is_used { "size: usize" } else { "" });
            }
        }
        if takes_setup {
            // What the function ends with needs no braces of its own.
            match function.block.stmts.split_last() {
                Some((syn::Stmt::Expr(last, None), before)) => {
                    for statement in before {
                        self.visit_stmt(statement);
                    }
                    match last {
                        syn::Expr::MethodCall(call) => self.call(call, true),
                        other => self.visit_expr(other),
                    }
                }
                _ => self.visit_block(&function.block),
            }
        }
    }

    fn range(&self, node: &impl Spanned) -> Range<usize> {
        self.source.range(node.span())
    }

    fn replace(&mut self, node: &impl Spanned, new: &'a str) {
        self.found.push((self.range(node), new));
    }

    /// Leaves of `whole` only `kept`, which lies in it.
    fn keep(&mut self, whole: &impl Spanned, kept: Range<usize>) {
        let whole = self.range(whole);
        self.found.push((whole.start..kept.start, ""));
        self.found.push((kept.end..whole.end, ""));
    }

    /// What stands between the braces of `block`.
    fn inside(&self, block: &syn::Block) -> Range<usize> {
        let braces = block.brace_token.span;
        self.source.range(braces.open()).end..self.source.range(braces.close()).start
    }

    /// `setup.random()`, and the fallback of `setup.nasty(…)`, without braces where
    /// `is_last`.
    fn call(&mut self, call: &syn::ExprMethodCall, is_last: bool) {
        if is_setup(&call.receiver) && call.method == "random" {
            self.replace(call, RANDOM);
        } else if is_setup(&call.receiver) && call.method == "is" {
            self.replace(call, "false");
        } else if let Some(fallback) = fallback(call) {
            match fallback {
                syn::Expr::Block(block) if is_last => {
                    self.keep(call, self.inside(&block.block));
                }
                other => self.keep(call, self.range(other)),
            }
            self.visit_expr(fallback);
        } else {
            visit::visit_expr_method_call(self, call);
        }
    }

    /// What the hand-picked inputs are that `call` looks among: the `T` of their
    /// `Nasty<T>`.
    fn kind(&self, call: &syn::ExprMethodCall) -> Option<&'a str> {
        let syn::Expr::MethodCall(inner) = &*call.receiver else {
            return None;
        };
        let syn::Expr::Path(list) = inner.args.first()? else {
            return None;
        };
        self.source
            .syntax()
            .items
            .iter()
            .find_map(|item| match item {
                syn::Item::Const(constant) if list.path.is_ident(&constant.ident) => {
                    let syn::Type::Path(path) = &*constant.ty else {
                        return None;
                    };
                    match &path.path.segments.last()?.arguments {
                        syn::PathArguments::AngleBracketed(arguments) => {
                            let range = self.range(arguments.args.first()?);
                            Some(&self.source.text()[range])
                        }
                        _ => None,
                    }
                }
                _ => None,
            })
    }

    /// An `if` of which one branch is of another input; whether it was one.
    fn branch(&mut self, condition: &syn::ExprIf, is_statement: bool) -> bool {
        let is_negated = matches!(&*condition.cond, syn::Expr::Unary(not)
            if matches!(not.op, syn::UnOp::Not(_)) && is_counter_case(&not.expr));
        let block = match &condition.else_branch {
            _ if is_negated => &condition.then_branch,
            _ if !is_counter_case(&condition.cond) => return false,
            None => {
                self.replace(condition, "");
                return true;
            }
            Some((_, other)) => match &**other {
                syn::Expr::Block(block) => &block.block,
                other => {
                    self.keep(condition, self.range(other));
                    self.visit_expr(other);
                    return true;
                }
            },
        };
        let is_one = matches!(block.stmts.as_slice(), [syn::Stmt::Expr(_, None)]);
        let kept = match is_one || is_statement {
            true => self.inside(block),
            false => self.range(block),
        };
        self.keep(condition, kept);
        self.visit_block(block);
        true
    }
}

impl Visit<'_> for Edits<'_, '_> {
    fn visit_stmt(&mut self, statement: &syn::Stmt) {
        match statement {
            syn::Stmt::Expr(syn::Expr::If(condition), _) if self.branch(condition, true) => {}
            other => visit::visit_stmt(self, other),
        }
    }

    /// What a variable takes from hand-picked inputs shows its type, and would no longer.
    fn visit_local(&mut self, local: &syn::Local) {
        if let (syn::Pat::Ident(name), Some(init)) = (&local.pat, &local.init)
            && let syn::Expr::MethodCall(call) = &*init.expr
            && fallback(call).is_some()
            && let Some(kind) = self.kind(call)
        {
            let end = self.range(name).end;
            self.found.extend([(end..end, ": "), (end..end, kind)]);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_if(&mut self, condition: &syn::ExprIf) {
        if !self.branch(condition, false) {
            visit::visit_expr_if(self, condition);
        }
    }

    fn visit_expr_binary(&mut self, binary: &syn::ExprBinary) {
        if matches!(binary.op, syn::BinOp::Or(_)) && is_counter_case(&binary.left) {
            self.keep(binary, self.range(&*binary.right));
            self.visit_expr(&binary.right);
        } else {
            visit::visit_expr_binary(self, binary);
        }
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        self.call(call, false);
    }

    fn visit_expr_field(&mut self, field: &syn::ExprField) {
        match &field.member {
            syn::Member::Named(name) if is_setup(&field.base) && name == "size" => {
                self.replace(field, "size");
            }
            syn::Member::Named(name) if is_setup(&field.base) && name == "seed" => {
                self.replace(field, SEED);
            }
            _ => visit::visit_expr_field(self, field),
        }
    }

    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        if path.path.is_ident("setup") {
            self.replace(path, "size");
        }
    }
}

/// Whether a type is `&Setup`.
fn is_setup_type(kind: &syn::Type) -> bool {
    matches!(kind, syn::Type::Reference(reference)
        if matches!(&*reference.elem, syn::Type::Path(path) if path.path.is_ident("Setup")))
}

/// Whether an expression is `setup`.
fn is_setup(expression: &syn::Expr) -> bool {
    matches!(expression, syn::Expr::Path(path) if path.path.is_ident("setup"))
}

/// Whether an expression is `setup.is(…)`.
fn is_counter_case(expression: &syn::Expr) -> bool {
    matches!(expression, syn::Expr::MethodCall(call)
        if call.method == "is" && is_setup(&call.receiver))
}

/// What `setup.nasty(…).unwrap_or(…)` and the like evaluate to where no hand-picked
/// input is wanted.
fn fallback(call: &syn::ExprMethodCall) -> Option<&syn::Expr> {
    let syn::Expr::MethodCall(inner) = &*call.receiver else {
        return None;
    };
    let is_nasty = inner.method == "nasty" && is_setup(&inner.receiver);
    match call.args.first()? {
        _ if !is_nasty => None,
        syn::Expr::Closure(closure) if call.method == "unwrap_or_else" => Some(&closure.body),
        other => (call.method == "unwrap_or").then_some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without spaces and line ends, which a formatter sets.
    fn bare(text: &str) -> String {
        text.split_whitespace().collect()
    }

    #[test]
    fn what_builds_data_is_left_with_a_size() {
        let text = "const NASTY: Nasty<Vec<u8>> = &[];\n/// Words.\n\
            fn words(setup: &Setup) -> Vec<u8> {\n\
                let length = if setup.is(&LONG) { 9..=10 } else { 1..=2 };\n\
                setup.nasty(NASTY).unwrap_or_else(|| {\n\
                    if setup.is(&CHAIN) { return chain(setup.size); }\n\
                    let mut random = setup.random();\n\
                    let some = others(setup);\n\
                    if setup.is(&ODD) || random.bool() { random.u8(..); }\n\
                    if !setup.is(&ONE) { let x = 1; more(x, setup.seed); }\n\
                    (0..setup.size).map(|_| random.u8(length)).collect()\n\
                })\n\
            }\n\
            fn pool(_setup: &Setup) -> Pool { Pool { size: 1 } }\n\
            fn job(setup: &Setup) -> Job {\n\
                let lines = setup.nasty(NASTY).unwrap_or(setup.size);\n\
                Job { lines, kept: setup.is(&KEPT) }\n\
            }\n\
            fn other(setup: &Other) -> usize { setup.size }\n";
        let expected = "const NASTY: Nasty<Vec<u8>> = &[];\n/// Words.\n\
            fn words(size: usize) -> Vec<u8> {\n\
                let length = 1..=2;\n\
                let mut random = fastrand::Rng::with_seed(1);\n\
                let some = others(size);\n\
                if random.bool() { random.u8(..); }\n\
                let x = 1; more(x, 1);\n\
                (0..size).map(|_| random.u8(length)).collect()\n\
            }\n\
            fn pool() -> Pool { Pool { size: 1 } }\n\
            fn job(size: usize) -> Job {\n\
                let lines: Vec<u8> = size;\n\
                Job { lines, kept: false }\n\
            }\n\
            fn other(setup: &Other) -> usize { setup.size }\n";
        assert_eq!(bare(&typical(text).unwrap()), bare(expected));
    }

    #[test]
    fn nothing_of_other_inputs_is_left_in_the_catalogue() {
        for pattern in patterns::patterns() {
            let text = typical(pattern.source).unwrap();
            let source = Source::parse(&text).unwrap();
            for item in source.items() {
                let is_function = item.text.contains("fn ") && !item.defines.is_empty();
                let is_declaration = item.defines.iter().any(|name| name == "PATTERN");
                assert!(
                    !is_function || is_declaration || !item.names.contains("setup"),
                    "{}: {}",
                    pattern.id,
                    item.text
                );
            }
        }
    }
}
