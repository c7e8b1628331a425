//! What is known of the data that a call works on: lengths, types, sizes.

use syn::Expr;

use super::super::{Call, types, uses};

/// A buffer of so many bytes gains nothing from another one around it.
const LARGE_BUFFER: u64 = 4_096;

/// So few elements are searched faster than hashed.
const FEW: u64 = 16;

impl<'a> Call<'a> {
    /// The buffer among the arguments has [`LARGE_BUFFER`] bytes, by how it was made.
    pub(super) fn has_large_buffer(&self) -> bool {
        self.buffer_lengths().any(|length| length >= LARGE_BUFFER)
    }

    /// It has less, or there is none: `bytes()`.
    pub(super) fn has_small_buffer(&self) -> bool {
        self.arguments().is_empty() || self.buffer_lengths().any(|length| length < LARGE_BUFFER)
    }

    fn buffer_lengths(&self) -> impl Iterator<Item = u64> {
        self.arguments().into_iter().filter_map(|argument| {
            let mut place = argument;
            loop {
                place = match place {
                    Expr::Reference(inner) => &inner.expr,
                    Expr::Index(inner) => &inner.expr,
                    Expr::Paren(inner) => &inner.expr,
                    Expr::MethodCall(inner) if inner.args.is_empty() => &inner.receiver,
                    _ => break,
                };
            }
            if let Some(length) = self.made_length(place) {
                return Some(length);
            }
            let name = super::last_name(place)?;
            let made = self
                .start_of(&name)
                .and_then(|start| self.made_length(start));
            let typed = types::of_field(&name, self.file)
                .into_iter()
                .find_map(|ty| types::array_length(ty, self.file));
            // Where nothing else is known of a field: what struct literals give it.
            let given = || {
                types::given_to_field(&name, self.file)
                    .into_iter()
                    .find_map(|value| self.made_length(value))
            };
            made.or(typed).or_else(given)
        })
    }

    /// `[0; N]`, `vec![0; N]`, `Vec::with_capacity(N)`.
    fn made_length(&self, start: &Expr) -> Option<u64> {
        match start {
            Expr::Call(call) => {
                let name = super::super::called(start)?;
                let length = if name == "vec" {
                    call.args.iter().nth(1)?
                } else if name == "with_capacity" {
                    call.args.first()?
                } else if name == "new" {
                    // Of a box.
                    return self.made_length(call.args.first()?);
                } else {
                    return None;
                };
                types::number(length, self.file)
            }
            Expr::MethodCall(call) => self.made_length(&call.receiver),
            other => types::written_length(other, self.file),
        }
    }

    /// What is searched has [`FEW`] elements at most, as far as the source says, or elements
    /// of a byte, which `memchr` finds.
    pub(super) fn has_few_elements(&self) -> bool {
        let Expr::MethodCall(call) = self.expression else {
            return false;
        };
        let mut receiver = &*call.receiver;
        // `list.iter().any(…)`.
        while let Expr::MethodCall(inner) = receiver {
            receiver = &inner.receiver;
        }
        if matches!(strip(receiver), Expr::Range(_)) {
            return true;
        }
        let element = self.type_of(receiver).and_then(types::element);
        if element.is_some_and(|ty| matches!(types::text(ty).as_str(), "u8" | "i8" | "bool")) {
            return true;
        }
        self.known_length(receiver)
            .is_some_and(|length| length <= FEW)
    }

    fn known_length(&self, place: &Expr) -> Option<u64> {
        let place = strip(place);
        if let Some(length) = types::written_length(place, self.file) {
            return Some(length);
        }
        if let Expr::Path(path) = place
            && let Some(name) = path.path.get_ident()
            && let Some(start) = self.start_of(&name.to_string())
            && let Some(length) = types::written_length(start, self.file)
            // It may have grown since.
            && !self.grows(&name.to_string())
        {
            return Some(length);
        }
        types::array_length(self.type_of(place)?, self.file)
    }

    /// Whether something is added to a binding anywhere in the function.
    fn grows(&self, name: &str) -> bool {
        let Some((_, block)) = self.function() else {
            return false;
        };
        uses::of(name, &block.stmts).iter().any(|found| {
            matches!(found, uses::Use::Receiver(method)
                if ["push", "insert", "extend", "append", "extend_from_slice"]
                    .contains(&method.as_str()))
                || matches!(found, uses::Use::Assigned)
        })
    }

    /// The type of a place, where a parameter, a field or a binding says it.
    pub(super) fn type_of(&self, place: &Expr) -> Option<&'a syn::Type> {
        match strip(place) {
            Expr::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                self.type_of_local(&name)
            }
            Expr::Field(field) => match &field.member {
                syn::Member::Named(name) => types::of_field(&name.to_string(), self.file)
                    .into_iter()
                    .next(),
                syn::Member::Unnamed(_) => None,
            },
            Expr::Index(index) => types::element(self.type_of(&index.expr)?),
            _ => None,
        }
    }

    /// Of a parameter, or of a `let` with its type.
    fn type_of_local(&self, name: &str) -> Option<&'a syn::Type> {
        struct Lets<'n, 'a> {
            name: &'n str,
            found: Option<&'a syn::Type>,
        }
        impl<'a> syn::visit::Visit<'a> for Lets<'_, 'a> {
            fn visit_local(&mut self, local: &'a syn::Local) {
                if let syn::Pat::Type(typed) = &local.pat
                    && matches!(&*typed.pat, syn::Pat::Ident(ident) if ident.ident == self.name)
                {
                    self.found = Some(&typed.ty);
                }
                syn::visit::visit_local(self, local);
            }
        }
        let (signature, block) = self.function()?;
        let mut lets = Lets { name, found: None };
        syn::visit::Visit::visit_block(&mut lets, block);
        lets.found.or_else(|| {
            signature.inputs.iter().find_map(|input| match input {
                syn::FnArg::Typed(typed) => match &*typed.pat {
                    syn::Pat::Ident(ident) if ident.ident == name => Some(&*typed.ty),
                    _ => None,
                },
                syn::FnArg::Receiver(_) => None,
            })
        })
    }

    /// Its function returns an array of a kilobyte or more, by itself or in a struct.
    pub(super) fn returns_large(&self) -> bool {
        self.function().is_some_and(|(signature, _)| {
            matches!(&signature.output, syn::ReturnType::Type(_, output)
                if types::size(output, self.file, 0).is_some_and(|size| size >= 1_024))
        })
    }

    /// Its function names a type that holds several boxes of itself.
    pub(super) fn names_tree(&self) -> bool {
        let trees = types::trees(self.file);
        !trees.is_empty()
            && self.function().is_some_and(|(signature, block)| {
                trees
                    .iter()
                    .any(|name| uses::mentions(signature, name) || uses::mentions(block, name))
            })
    }

    /// A method of one of the file's traits, called in a loop by a function that takes, or
    /// has in a field, something of `dyn`.
    pub(super) fn calls_dyn(&self) -> bool {
        let Expr::MethodCall(call) = self.expression else {
            return false;
        };
        let is_item = matches!(strip(&call.receiver), Expr::Path(path)
            if path.path.get_ident().is_some_and(|name| name != "self"));
        is_item
            && types::of_traits(self.file).any(|method| call.method == *method)
            && self.is_in_loop(self.around.len())
            && self.function().is_some_and(|(signature, block)| {
                uses::mentions(signature, "dyn") || types::has_dyn_field(block, self.file)
            })
    }

    /// Its function names an enum of which one variant is much larger than another.
    pub(super) fn names_lopsided_enum(&self) -> bool {
        let enums = types::lopsided_enums(self.file);
        !enums.is_empty()
            && self.function().is_some_and(|(signature, block)| {
                enums.iter().any(|name| {
                    uses::mentions(signature, name)
                        || uses::mentions(block, name)
                        // A method of the enum itself.
                        || uses::mentions(block, "Self")
                            && uses::mentions(&signature.output, "Self")
                })
            })
    }
}

/// Behind `&`, `*` and `(…)`.
fn strip(expression: &Expr) -> &Expr {
    match expression {
        Expr::Reference(inner) => strip(&inner.expr),
        Expr::Paren(inner) => strip(&inner.expr),
        Expr::Unary(inner) => strip(&inner.expr),
        other => other,
    }
}
