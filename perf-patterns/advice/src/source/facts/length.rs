//! Whether the length of what is walked is known before.

use syn::Expr;

use super::super::uses;
use super::super::{Around, Call, called};
use super::values::last_name;

/// Whether `next` adds to or takes from something by `+=` or `-=`: how often that can be
/// done can be computed. What is assigned anew (`n = if n % 2 == 0 { … }`) ends anywhere.
fn steps(item: &syn::ItemImpl) -> bool {
    struct Steps(bool);
    impl<'a> syn::visit::Visit<'a> for Steps {
        fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
            self.0 |= matches!(
                binary.op,
                syn::BinOp::AddAssign(_) | syn::BinOp::SubAssign(_)
            );
            syn::visit::visit_expr_binary(self, binary);
        }
    }
    let mut steps = Steps(false);
    syn::visit::Visit::visit_item_impl(&mut steps, item);
    steps.0
}

impl<'a> Call<'a> {
    /// Whether the chain begins with a value of a type for which this file has an
    /// `impl Iterator` without `size_hint`, and no adapter before it loses the length.
    pub(super) fn is_of_an_iterator_without_length(&self) -> bool {
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
                    iterator && of_it && !hinted && steps(item)
                })
        })
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
    pub(super) fn has_length(&self, expression: &Expr) -> bool {
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
}

/// A collection rather than an iterator, by the name of its type.
pub(super) fn is_collection(ty: &syn::Type) -> bool {
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
