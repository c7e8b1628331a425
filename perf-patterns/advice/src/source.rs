//! What a parsed source file shows around a line.

mod aliases;
mod facts;
mod types;
mod uses;

use syn::visit::Visit;
use syn::visit_mut::VisitMut;

/// A source file, parsed. Macros whose arguments are expressions are read as calls of
/// the macro's name, so that what stands in `format!(…)` is seen.
pub struct Source {
    file: syn::File,
}

impl Source {
    /// Parses a file; `None` where it is not Rust as this parser knows it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut file = syn::parse_file(text).ok()?;
        MacrosAsCalls.visit_file_mut(&mut file);
        aliases::resolve(&mut file);
        Some(Source { file })
    }

    /// The calls of one of `names` (without names, of the function around them) on `line`; where there is none, those in the same
    /// short statement. Each with what stands around it.
    #[must_use]
    pub fn calls(&self, names: &[&str], line: u32) -> Vec<Call<'_>> {
        let finder = self.find(names, line, line);
        if finder.exact.is_empty() {
            finder.near
        } else {
            finder.exact
        }
    }

    /// The calls of one of `names` anywhere in a function.
    #[must_use]
    pub fn calls_within(&self, names: &[&str], function: &Span) -> Vec<Call<'_>> {
        self.find(names, function.first, function.last).exact
    }

    fn find<'a, 'n>(&'a self, names: &'n [&'n str], first: u32, last: u32) -> Finder<'a, 'n> {
        let mut finder = Finder {
            names,
            lines: first as usize..=last as usize,
            file: &self.file,
            around: Vec::new(),
            exact: Vec::new(),
            near: Vec::new(),
        };
        finder.visit_file(&self.file);
        finder
    }

    /// Every function and method with a body, outer before inner.
    #[must_use]
    pub fn functions(&self) -> Vec<Span> {
        let mut functions = Functions(Vec::new());
        functions.visit_file(&self.file);
        functions.0
    }

    /// Every definition of a type, with its attributes: what `#[derive]` makes of one is code
    /// that nobody wrote there.
    #[must_use]
    pub fn definitions(&self) -> Vec<Span> {
        struct Definitions(Functions);
        impl<'a> Visit<'a> for Definitions {
            fn visit_item_struct(&mut self, item: &'a syn::ItemStruct) {
                self.0.push(item);
            }
            fn visit_item_enum(&mut self, item: &'a syn::ItemEnum) {
                self.0.push(item);
            }
        }
        let mut definitions = Definitions(Functions(Vec::new()));
        definitions.visit_file(&self.file);
        definitions.0.0
    }

    /// Lines of a function that write a text of their own: `out.push_str("&amp;")`.
    #[must_use]
    pub fn literal_writes(&self, function: &Span) -> Vec<u32> {
        let writing = [
            "push",
            "push_str",
            "extend",
            "extend_from_slice",
            "write_str",
        ];
        self.calls_within(&writing, function)
            .iter()
            .filter(|call| match call.expression {
                syn::Expr::MethodCall(call) => call.args.iter().any(is_literal),
                _ => false,
            })
            .map(Call::line)
            .collect()
    }
}

/// The lines of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From one.
    pub first: u32,
    /// Included.
    pub last: u32,
}

struct Functions(Vec<Span>);

impl Functions {
    fn push(&mut self, function: &impl syn::spanned::Spanned) {
        let span = function.span();
        if let (Ok(first), Ok(last)) = (
            u32::try_from(span.start().line),
            u32::try_from(span.end().line),
        ) {
            self.0.push(Span { first, last });
        }
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.push(item);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.push(item);
        syn::visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'a syn::TraitItemFn) {
        self.push(item);
        syn::visit::visit_trait_item_fn(self, item);
    }
}

fn is_literal(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Lit(_) => true,
        syn::Expr::Reference(inner) => is_literal(&inner.expr),
        syn::Expr::Unary(inner) => is_literal(&inner.expr),
        _ => false,
    }
}

/// What stands around a place, outermost first.
#[derive(Clone, Copy)]
pub enum Around<'a> {
    /// A function's signature and body.
    Function(&'a syn::Signature, &'a syn::Block),
    /// A block.
    Block(&'a syn::Block),
    /// A statement.
    Statement(&'a syn::Stmt),
    /// An expression.
    Expression(&'a syn::Expr),
    /// A `static` or `const`.
    Static,
}

/// A call (or a function named as a value) and what stands around it.
#[derive(Clone)]
pub struct Call<'a> {
    /// The call itself.
    pub expression: &'a syn::Expr,
    /// Outermost first, without the call.
    pub around: Vec<Around<'a>>,
    /// All of its file.
    pub file: &'a syn::File,
}

impl Call<'_> {
    /// The line of its name.
    #[must_use]
    pub fn line(&self) -> u32 {
        called(self.expression).map_or(0, |name| {
            u32::try_from(name.span().start().line).unwrap_or(u32::MAX)
        })
    }
}

/// The name that an expression calls: of a method, a function, or a path as a value.
fn called(expression: &syn::Expr) -> Option<&syn::Ident> {
    match expression {
        syn::Expr::MethodCall(call) => Some(&call.method),
        syn::Expr::Call(call) => match &*call.func {
            syn::Expr::Path(path) => path.path.segments.last().map(|last| &last.ident),
            _ => None,
        },
        // `u64::to_string`, handed on as a function.
        syn::Expr::Path(path) if path.path.segments.len() > 1 => {
            path.path.segments.last().map(|last| &last.ident)
        }
        _ => None,
    }
}

/// Whether a call was a macro's before [`MacrosAsCalls`].
fn is_macro(call: &syn::ExprCall) -> bool {
    call.attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("was_a_macro"))
}

struct Finder<'a, 'n> {
    names: &'n [&'n str],
    lines: std::ops::RangeInclusive<usize>,
    file: &'a syn::File,
    around: Vec<Around<'a>>,
    exact: Vec<Call<'a>>,
    near: Vec<Call<'a>>,
}

impl<'a> Finder<'a, '_> {
    fn within(&mut self, around: Around<'a>, visit: impl FnOnce(&mut Self)) {
        self.around.push(around);
        visit(self);
        self.around.pop();
    }

    /// Without names, calls of the function that they stand in.
    fn is_wanted(&self, name: &syn::Ident) -> bool {
        if self.names == ["*"] {
            return true;
        }
        if !self.names.is_empty() {
            return self.names.iter().any(|known| name == known);
        }
        self.around.iter().rev().find_map(|around| match around {
            Around::Function(signature, _) => Some(signature.ident == *name),
            _ => None,
        }) == Some(true)
    }

    /// Whether the innermost statement is short and holds the line.
    fn is_near(&self) -> bool {
        let statement = self.around.iter().rev().find_map(|around| match around {
            Around::Statement(statement) => Some(*statement),
            _ => None,
        });
        let Some(statement) = statement else {
            return false;
        };
        let span = syn::spanned::Spanned::span(statement);
        let (first, last) = (span.start().line, span.end().line);
        (first..=last).contains(self.lines.start()) && last - first < 12
    }
}

impl<'a> Visit<'a> for Finder<'a, '_> {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.within(Around::Function(&item.sig, &item.block), |finder| {
            syn::visit::visit_item_fn(finder, item);
        });
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.within(Around::Function(&item.sig, &item.block), |finder| {
            syn::visit::visit_impl_item_fn(finder, item);
        });
    }

    fn visit_trait_item_fn(&mut self, item: &'a syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.within(Around::Function(&item.sig, block), |finder| {
                syn::visit::visit_trait_item_fn(finder, item);
            });
        }
    }

    fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
        self.within(Around::Static, |finder| {
            syn::visit::visit_item_static(finder, item)
        });
    }

    fn visit_block(&mut self, block: &'a syn::Block) {
        self.within(Around::Block(block), |finder| {
            syn::visit::visit_block(finder, block)
        });
    }

    fn visit_stmt(&mut self, statement: &'a syn::Stmt) {
        self.within(Around::Statement(statement), |finder| {
            syn::visit::visit_stmt(finder, statement);
        });
    }

    fn visit_expr(&mut self, expression: &'a syn::Expr) {
        if let Some(name) = called(expression)
            && self.is_wanted(name)
        {
            let call = Call {
                expression,
                around: self.around.clone(),
                file: self.file,
            };
            if self.lines.contains(&name.span().start().line) {
                self.exact.push(call);
            } else if self.is_near() {
                self.near.push(call);
            }
        }
        self.within(Around::Expression(expression), |finder| {
            syn::visit::visit_expr(finder, expression);
        });
    }
}

/// Turns macros with expressions for arguments into calls.
struct MacrosAsCalls;

impl MacrosAsCalls {
    fn call(mac: &syn::Macro) -> Option<syn::Expr> {
        type Arguments = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;
        let args = mac
            .parse_body_with(Arguments::parse_terminated)
            .ok()
            .or_else(|| {
                // `vec![0; n]`.
                mac.parse_body_with(|input: syn::parse::ParseStream<'_>| {
                    let mut both = Arguments::new();
                    both.push(input.parse()?);
                    input.parse::<syn::Token![;]>()?;
                    both.push(input.parse()?);
                    Ok(both)
                })
                .ok()
            })?;
        Some(syn::Expr::Call(syn::ExprCall {
            attrs: vec![syn::parse_quote!(#[was_a_macro])],
            func: Box::new(syn::Expr::Path(syn::ExprPath {
                attrs: Vec::new(),
                qself: None,
                path: mac.path.clone(),
            })),
            paren_token: syn::token::Paren::default(),
            args,
        }))
    }
}

impl VisitMut for MacrosAsCalls {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        if let syn::Expr::Macro(mac) = expression
            && let Some(call) = Self::call(&mac.mac)
        {
            *expression = call;
        }
        syn::visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_stmt_mut(&mut self, statement: &mut syn::Stmt) {
        if let syn::Stmt::Macro(mac) = statement
            && let Some(call) = Self::call(&mac.mac)
        {
            *statement = syn::Stmt::Expr(call, mac.semi_token.take());
        }
        syn::visit_mut::visit_stmt_mut(self, statement);
    }
}
