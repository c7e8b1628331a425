//! Where the value of a call goes: read, handed on, returned, compared by a sort.

use quote::ToTokens;
use syn::visit::Visit;
use syn::{Expr, Stmt};

use super::super::types;
use super::super::uses::{self, Use};
use super::super::{Around, Call, called};
use super::methods::READING;
use super::recursion::NUMBERS;

/// Methods that compare by a key which their closure makes.
const BY_KEY: [&str; 12] = [
    "sort_by_key",
    "sort_unstable_by_key",
    "sort_by",
    "sort_unstable_by",
    "min_by_key",
    "max_by_key",
    "min_by",
    "max_by",
    "binary_search_by",
    "binary_search_by_key",
    "partition_point",
    "dedup_by_key",
];

/// Methods that compare their receiver with their argument, or search by it.
const COMPARING: [&str; 7] = [
    "eq",
    "ne",
    "cmp",
    "partial_cmp",
    "contains",
    "starts_with",
    "ends_with",
];

/// Whether a use of a binding only reads it.
pub(super) fn only_reads(found: &Use, file: &syn::File) -> bool {
    match found {
        Use::Receiver(name) => READING.contains(&name.as_str()) || lends(name, file),
        Use::Borrowed | Use::Walked | Use::Indexed | Use::Matched | Use::Compared => true,
        // A number is copied out of its struct.
        Use::Field(name) => {
            let types = types::of_field(name, file);
            !types.is_empty()
                && types
                    .iter()
                    .all(|ty| NUMBERS.contains(&types::text(ty).as_str()))
        }
        Use::Assigned | Use::Moved => false,
    }
}

/// Whether every method of this name in the file takes `&self`, and there is one.
fn lends(name: &str, file: &syn::File) -> bool {
    let methods = functions(name, file);
    !methods.is_empty()
        && methods.iter().all(|(signature, _)| {
            signature.receiver().is_some_and(|receiver| {
                receiver.reference.is_some() && receiver.mutability.is_none()
            })
        })
}

/// Every function and method of a name.
fn functions<'a>(name: &str, file: &'a syn::File) -> Vec<(&'a syn::Signature, &'a syn::Block)> {
    struct Functions<'n, 'a> {
        name: &'n str,
        found: Vec<(&'a syn::Signature, &'a syn::Block)>,
    }
    impl<'a> Visit<'a> for Functions<'_, 'a> {
        fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
            if item.sig.ident == self.name {
                self.found.push((&item.sig, &item.block));
            }
            syn::visit::visit_item_fn(self, item);
        }
        fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
            if item.sig.ident == self.name {
                self.found.push((&item.sig, &item.block));
            }
            syn::visit::visit_impl_item_fn(self, item);
        }
    }
    let mut functions = Functions {
        name,
        found: Vec::new(),
    };
    functions.visit_file(file);
    functions.found
}

impl<'a> Call<'a> {
    /// Without a name of its own, and only looked at: compared, lent, printed, searched.
    pub(super) fn is_passing(&self) -> bool {
        let (value, parent) = self.value();
        let lent = matches!(value, Expr::Reference(inner) if inner.mutability.is_none());
        match parent {
            Some(Expr::Binary(binary)) => matches!(
                binary.op,
                syn::BinOp::Eq(_)
                    | syn::BinOp::Ne(_)
                    | syn::BinOp::Lt(_)
                    | syn::BinOp::Gt(_)
                    | syn::BinOp::Le(_)
                    | syn::BinOp::Ge(_)
            ),
            Some(Expr::MethodCall(call)) if std::ptr::eq(&*call.receiver, value) => {
                // Walked by an adapter, the items may be what is kept.
                READING.iter().any(|name| call.method == name)
                    && !["iter", "get", "first", "last", "split", "lines"]
                        .iter()
                        .any(|name| call.method == name)
            }
            Some(Expr::MethodCall(_)) => lent,
            Some(parent @ Expr::Call(_)) => {
                let name = called(parent).map(ToString::to_string).unwrap_or_default();
                lent && name != "Some" || uses::READING_MACROS.contains(&name.as_str())
            }
            Some(Expr::Match(matched)) => std::ptr::eq(&*matched.expr, value),
            Some(Expr::ForLoop(walk)) => std::ptr::eq(&*walk.expr, value) && lent,
            _ => false,
        }
    }

    /// Handed by value to a function of this file that only reads it.
    pub(super) fn is_read_by_callee(&self) -> bool {
        let (value, parent) = self.value();
        match parent {
            Some(parent) => self.reads_argument(parent, value),
            None => false,
        }
    }

    fn reads_argument(&self, parent: &Expr, value: &Expr) -> bool {
        let arguments = match parent {
            Expr::Call(call) => &call.args,
            Expr::MethodCall(call) => &call.args,
            _ => return false,
        };
        let Some(at) = arguments.iter().position(|arg| std::ptr::eq(arg, value)) else {
            return false;
        };
        let Some(name) = called(parent) else {
            return false;
        };
        let known = functions(&name.to_string(), self.file);
        !known.is_empty()
            && known.iter().all(|(signature, block)| {
                let parameter = signature
                    .inputs
                    .iter()
                    .filter_map(|input| match input {
                        syn::FnArg::Typed(typed) => Some(typed),
                        syn::FnArg::Receiver(_) => None,
                    })
                    .nth(at);
                let Some(parameter) = parameter else {
                    return false;
                };
                if matches!(&*parameter.ty, syn::Type::Reference(_)) {
                    return false;
                }
                let syn::Pat::Ident(ident) = &*parameter.pat else {
                    return false;
                };
                let found = uses::of(&ident.ident.to_string(), &block.stmts);
                found.iter().all(|found| only_reads(found, self.file))
            })
    }

    /// Where the function's value is made: its end, a `return`, an arm of these; behind
    /// `Some` and `Ok`.
    pub(super) fn is_result(&self) -> bool {
        let mut inside: *const Expr = self.expression;
        let mut statement: Option<&Stmt> = None;
        for around in self.around.iter().rev() {
            match around {
                Around::Expression(parent) => {
                    let passes = match parent {
                        Expr::Return(_) => return true,
                        Expr::Paren(_)
                        | Expr::Try(_)
                        | Expr::Block(_)
                        | Expr::Unsafe(_)
                        | Expr::Match(_) => true,
                        Expr::If(found) => !std::ptr::eq(&*found.cond, inside),
                        Expr::Call(_) => {
                            called(parent).is_some_and(|name| name == "Some" || name == "Ok")
                        }
                        Expr::MethodCall(call) => {
                            std::ptr::eq(&*call.receiver, inside)
                                && ["unwrap", "expect", "ok", "into", "unwrap_or_default"]
                                    .iter()
                                    .any(|known| call.method == known)
                        }
                        _ => false,
                    };
                    if !passes {
                        return false;
                    }
                    inside = *parent;
                    statement = None;
                }
                Around::Statement(found) => {
                    if !matches!(found, Stmt::Expr(_, None)) {
                        return false;
                    }
                    statement = Some(found);
                }
                Around::Block(block) => {
                    let last = block.stmts.last();
                    let ends = matches!((last, statement), (Some(last), Some(found)) if std::ptr::eq(last, found));
                    if !ends {
                        return false;
                    }
                }
                Around::Function(..) => return true,
                Around::Static => return false,
            }
        }
        false
    }

    /// Its function takes something borrowed, and what the call made is what it returns.
    pub(super) fn is_owned_result(&self) -> bool {
        let Some((signature, _)) = self.function() else {
            return false;
        };
        let borrows = signature.inputs.iter().any(|input| match input {
            syn::FnArg::Receiver(receiver) => receiver.reference.is_some(),
            syn::FnArg::Typed(typed) => matches!(&*typed.ty, syn::Type::Reference(inner)
                if inner.mutability.is_none()),
        });
        let output = signature.output.to_token_stream().to_string();
        borrows && !output.contains('&') && self.is_result()
    }

    /// What the closure of a sort or a search by key gives back, or compares.
    pub(super) fn is_sort_key(&self) -> bool {
        for (at, around) in self.around.iter().enumerate().rev() {
            match around {
                Around::Expression(Expr::Closure(_)) => {
                    return matches!(self.around.get(at.wrapping_sub(1)),
                        Some(Around::Expression(Expr::MethodCall(call)))
                            if BY_KEY.iter().any(|name| call.method == name));
                }
                Around::Function(..) | Around::Static => return false,
                _ => {}
            }
        }
        false
    }

    /// An operand of a comparison by a method, or the binding is only compared.
    pub(super) fn is_compared_otherwise(&self) -> bool {
        let (value, parent) = self.value();
        match parent {
            Some(Expr::MethodCall(call)) => {
                COMPARING.iter().any(|name| call.method == name)
                    && (std::ptr::eq(&*call.receiver, value)
                        || call.args.iter().any(|arg| std::ptr::eq(arg, value)))
            }
            Some(Expr::Match(matched)) => std::ptr::eq(&*matched.expr, value),
            Some(parent @ Expr::Call(_)) => called(parent).is_some_and(|name| name == "matches"),
            Some(_) => false,
            None => self.uses_only(|found| match found {
                Use::Compared | Use::Matched => true,
                Use::Receiver(name) => COMPARING.contains(&name.as_str()),
                _ => false,
            }),
        }
    }

    /// An operand of `+` whose sum is assigned to a place that the sum also reads.
    pub(super) fn adds_to_target(&self) -> bool {
        let mut added = false;
        for parent in self.parents() {
            match parent {
                Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Add(_)) => added = true,
                Expr::Reference(_)
                | Expr::Paren(_)
                | Expr::MethodCall(_)
                | Expr::Call(_)
                | Expr::Array(_)
                | Expr::Index(_) => {}
                Expr::Assign(assign) => {
                    let joins = called(self.expression)
                        .is_some_and(|name| name == "concat" || name == "join" || name == "format");
                    return (added || joins)
                        && super::last_name(&assign.left)
                            .is_some_and(|name| uses::mentions(&assign.right, &name));
                }
                _ => return false,
            }
        }
        false
    }

    /// What a closure of `map` makes, of an iterator that is collected into a `String`.
    pub(super) fn is_collected_to_text(&self) -> bool {
        let is_text = |ty: &syn::Type| types::text(ty) == "String";
        let mut inside: *const Expr = self.expression;
        let mut mapped = false;
        for around in self.around.iter().rev() {
            match around {
                Around::Expression(parent @ Expr::MethodCall(call)) => {
                    let is_receiver = std::ptr::eq(&*call.receiver, inside);
                    mapped |= !is_receiver && (call.method == "map" || call.method == "flat_map");
                    if is_receiver && mapped && call.method == "collect" {
                        let named = call.turbofish.as_ref().is_some_and(|named| {
                            named.args.iter().any(|argument| {
                                matches!(argument, syn::GenericArgument::Type(ty) if is_text(ty))
                            })
                        });
                        return named || self.is_bound_as(parent, is_text);
                    }
                    if !mapped {
                        return false;
                    }
                    inside = *parent;
                }
                // The closure's body, with statements before its end.
                Around::Expression(parent @ (Expr::Closure(_) | Expr::Block(_))) => {
                    inside = *parent;
                }
                Around::Block(_) | Around::Statement(Stmt::Expr(_, None)) if !mapped => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether an expression around the call is what a `let` of such a type begins with, or
    /// what a function of such a type returns.
    fn is_bound_as(&self, value: &Expr, is_it: impl Fn(&syn::Type) -> bool) -> bool {
        self.around.iter().rev().any(|around| match around {
            Around::Statement(Stmt::Local(local)) => {
                let begins = local
                    .init
                    .as_ref()
                    .is_some_and(|init| std::ptr::eq(&*init.expr, value));
                begins && matches!(&local.pat, syn::Pat::Type(typed) if is_it(&typed.ty))
            }
            Around::Function(signature, block) => {
                let ends = matches!(block.stmts.last(),
                    Some(Stmt::Expr(last, None)) if std::ptr::eq(last, value));
                ends && matches!(&signature.output, syn::ReturnType::Type(_, ty) if is_it(ty))
            }
            _ => false,
        })
    }

    /// A condition stands between the call and its loop.
    pub(super) fn is_in_branch(&self) -> bool {
        let mut inside: *const Expr = self.expression;
        let mut filtered = false;
        for around in self.around.iter().rev() {
            match around {
                Around::Expression(Expr::ForLoop(walk)) => {
                    return filtered
                        || uses::mentions(&walk.body, "continue")
                        || uses::mentions(&walk.body, "break");
                }
                Around::Expression(Expr::While(_) | Expr::Loop(_)) => return filtered,
                Around::Expression(expression) => {
                    if let Expr::If(found) = expression {
                        filtered |= !std::ptr::eq(&*found.cond, inside);
                    }
                    filtered |= matches!(expression, Expr::Match(_) | Expr::Closure(_));
                    inside = *expression;
                }
                Around::Function(..) | Around::Static => return false,
                _ => {}
            }
        }
        false
    }
}
