//! What a file says of types, lengths and numbers, as far as it can be read off.

use quote::ToTokens;
use syn::visit::Visit;

/// The number that an expression is, by literals and the file's constants.
pub(super) fn number(expression: &syn::Expr, file: &syn::File) -> Option<u64> {
    match expression {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        syn::Expr::Paren(inner) => number(&inner.expr, file),
        syn::Expr::Group(inner) => number(&inner.expr, file),
        syn::Expr::Cast(cast) => number(&cast.expr, file),
        syn::Expr::Binary(binary) => {
            let left = number(&binary.left, file)?;
            let right = number(&binary.right, file)?;
            match binary.op {
                syn::BinOp::Add(_) => left.checked_add(right),
                syn::BinOp::Sub(_) => left.checked_sub(right),
                syn::BinOp::Mul(_) => left.checked_mul(right),
                syn::BinOp::Div(_) => left.checked_div(right),
                syn::BinOp::Shl(_) => left.checked_shl(u32::try_from(right).ok()?),
                _ => None,
            }
        }
        syn::Expr::Path(path) => number(constant(path.path.segments.last()?, file)?, file),
        _ => None,
    }
}

/// What a `const` or `static` of the file, or of one of its blocks, is defined as.
fn constant<'a>(name: &syn::PathSegment, file: &'a syn::File) -> Option<&'a syn::Expr> {
    struct Constants<'n, 'a> {
        name: &'n syn::Ident,
        found: Option<&'a syn::Expr>,
    }
    impl<'a> Visit<'a> for Constants<'_, 'a> {
        fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
            if item.ident == *self.name {
                self.found = Some(&item.expr);
            }
        }
        fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
            if item.ident == *self.name {
                self.found = Some(&item.expr);
            }
        }
        fn visit_impl_item_const(&mut self, item: &'a syn::ImplItemConst) {
            if item.ident == *self.name {
                self.found = Some(&item.expr);
            }
        }
    }
    // Names of constants are written large; what is not is a variable.
    let is_large = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if !name.ident.to_string().chars().all(is_large) {
        return None;
    }
    let mut constants = Constants {
        name: &name.ident,
        found: None,
    };
    constants.visit_file(file);
    constants.found
}

/// How many elements a value has that is written down: an array, a list for `vec!`, a
/// text, a constant of these.
pub(super) fn written_length(expression: &syn::Expr, file: &syn::File) -> Option<u64> {
    match expression {
        syn::Expr::Reference(inner) => written_length(&inner.expr, file),
        syn::Expr::Paren(inner) => written_length(&inner.expr, file),
        syn::Expr::Array(array) => Some(array.elems.len() as u64),
        syn::Expr::Repeat(repeat) => number(&repeat.len, file),
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::ByteStr(bytes) => Some(bytes.value().len() as u64),
            syn::Lit::Str(text) => Some(text.value().len() as u64),
            _ => None,
        },
        syn::Expr::Call(call) if super::called(expression).is_some_and(|name| name == "vec") => {
            Some(call.args.len() as u64)
        }
        syn::Expr::Path(path) => written_length(constant(path.path.segments.last()?, file)?, file),
        _ => None,
    }
}

/// Every type that a field of this name has in the file's structs.
pub(super) fn of_field<'a>(name: &str, file: &'a syn::File) -> Vec<&'a syn::Type> {
    struct Fields<'n, 'a> {
        name: &'n str,
        found: Vec<&'a syn::Type>,
    }
    impl<'a> Visit<'a> for Fields<'_, 'a> {
        fn visit_field(&mut self, field: &'a syn::Field) {
            if field.ident.as_ref().is_some_and(|ident| ident == self.name) {
                self.found.push(&field.ty);
            }
        }
    }
    let mut fields = Fields {
        name,
        found: Vec::new(),
    };
    fields.visit_file(file);
    fields.found
}

/// The element type of what is indexed or walked: of an array, a slice, a vector.
pub(super) fn element(ty: &syn::Type) -> Option<&syn::Type> {
    match ty {
        syn::Type::Reference(inner) => element(&inner.elem),
        syn::Type::Array(array) => Some(&array.elem),
        syn::Type::Slice(slice) => Some(&slice.elem),
        syn::Type::Path(path) => argument(path, &["Vec", "VecDeque", "Box", "Rc", "Arc"]),
        _ => None,
    }
}

/// The first generic argument, if the type is called one of `names`.
fn argument<'a>(path: &'a syn::TypePath, names: &[&str]) -> Option<&'a syn::Type> {
    let last = path.path.segments.last()?;
    if !names.iter().any(|name| last.ident == name) {
        return None;
    }
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The length of an array type, behind references.
pub(super) fn array_length(ty: &syn::Type, file: &syn::File) -> Option<u64> {
    match ty {
        syn::Type::Reference(inner) => array_length(&inner.elem, file),
        syn::Type::Array(array) => number(&array.len, file),
        _ => None,
    }
}

/// Bytes of a type, by its parts, without padding; pointers have 8. `None` where a part
/// is not known here.
pub(super) fn size(ty: &syn::Type, file: &syn::File, depth: u32) -> Option<u64> {
    if depth > 6 {
        return None;
    }
    match ty {
        syn::Type::Array(array) => {
            Some(number(&array.len, file)? * size(&array.elem, file, depth + 1)?)
        }
        syn::Type::Tuple(tuple) => tuple
            .elems
            .iter()
            .map(|part| size(part, file, depth + 1))
            .sum(),
        syn::Type::Paren(inner) => size(&inner.elem, file, depth),
        syn::Type::Reference(inner) => Some(match &*inner.elem {
            syn::Type::Slice(_) | syn::Type::TraitObject(_) => 16,
            syn::Type::Path(path) if path.path.is_ident("str") => 16,
            _ => 8,
        }),
        syn::Type::Path(path) => size_of_path(path, file, depth),
        _ => None,
    }
}

fn size_of_path(path: &syn::TypePath, file: &syn::File, depth: u32) -> Option<u64> {
    let last = path.path.segments.last()?;
    let known = match last.ident.to_string().as_str() {
        "bool" | "u8" | "i8" => 1,
        "u16" | "i16" => 2,
        "u32" | "i32" | "f32" | "char" => 4,
        "u64" | "i64" | "f64" | "usize" | "isize" => 8,
        "u128" | "i128" => 16,
        "Box" | "Rc" | "Arc" => 8,
        "String" | "Vec" | "PathBuf" | "BTreeMap" | "BTreeSet" => 24,
        "VecDeque" => 32,
        "HashMap" | "HashSet" => 48,
        "Option" => return size(argument(path, &["Option"])?, file, depth + 1),
        name => {
            return file.items.iter().find_map(|item| match item {
                syn::Item::Struct(item) if item.ident == name => item
                    .fields
                    .iter()
                    .map(|field| size(&field.ty, file, depth + 1))
                    .sum(),
                syn::Item::Enum(item) if item.ident == name => {
                    variants(item, file, depth).into_iter().max()
                }
                syn::Item::Type(item) if item.ident == name => size(&item.ty, file, depth + 1),
                _ => None,
            });
        }
    };
    Some(known)
}

/// Bytes of each variant, as far as known.
fn variants(item: &syn::ItemEnum, file: &syn::File, depth: u32) -> Vec<u64> {
    item.variants
        .iter()
        .filter_map(|variant| {
            variant
                .fields
                .iter()
                .map(|field| size(&field.ty, file, depth + 1))
                .sum()
        })
        .collect()
}

/// Names of the file's enums of which one variant is much larger than another: 48 bytes
/// and four times as many as the smallest.
pub(super) fn lopsided_enums(file: &syn::File) -> Vec<String> {
    struct Enums<'a>(Vec<&'a syn::ItemEnum>);
    impl<'a> Visit<'a> for Enums<'a> {
        fn visit_item_enum(&mut self, item: &'a syn::ItemEnum) {
            self.0.push(item);
        }
    }
    let mut enums = Enums(Vec::new());
    enums.visit_file(file);
    enums
        .0
        .into_iter()
        .filter(|item| {
            let sizes = variants(item, file, 0);
            let (least, most) = (sizes.iter().min(), sizes.iter().max());
            matches!((least, most), (Some(&least), Some(&most))
                if sizes.len() > 1 && most >= 48 && most >= 4 * least)
        })
        .map(|item| item.ident.to_string())
        .collect()
}

/// Whether a type of the file holds itself, so that it needs its boxes.
pub(super) fn holds_itself(path: &syn::TypePath, file: &syn::File) -> bool {
    path.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        definitions(file).any(|(ident, fields)| *ident == name && fields.contains(&name))
    })
}

/// Names of the file's types that hold several boxes of themselves.
pub(super) fn trees(file: &syn::File) -> Vec<String> {
    definitions(file)
        .filter(|(name, fields)| {
            let boxed = format!("Box<{name}");
            let of_many = ["Vec<", "[", "[Option<", "Map<"]
                .iter()
                .any(|many| fields.contains(&format!("{many}{boxed}")));
            of_many || fields.matches(&boxed).count() > 1
        })
        .map(|(name, _)| name.to_string())
        .collect()
}

/// The structs and enums of a file, each with its fields as text.
fn definitions(file: &syn::File) -> impl Iterator<Item = (&syn::Ident, String)> {
    file.items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some((&item.ident, text(&item.fields))),
        syn::Item::Enum(item) => Some((&item.ident, text(&item.variants))),
        _ => None,
    })
}

/// Whether a block names a field whose type names `dyn`.
pub(super) fn has_dyn_field(block: &syn::Block, file: &syn::File) -> bool {
    struct Fields<'a> {
        file: &'a syn::File,
        found: bool,
    }
    impl<'b> Visit<'b> for Fields<'_> {
        fn visit_expr_field(&mut self, field: &'b syn::ExprField) {
            if let syn::Member::Named(name) = &field.member {
                self.found |= of_field(&name.to_string(), self.file)
                    .into_iter()
                    .any(|ty| super::uses::mentions(ty, "dyn"));
            }
            syn::visit::visit_expr_field(self, field);
        }
    }
    let mut fields = Fields { file, found: false };
    fields.visit_block(block);
    fields.found
}

/// Methods that the file's traits declare.
pub(super) fn of_traits(file: &syn::File) -> impl Iterator<Item = &syn::Ident> {
    file.items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Trait(item) => Some(&item.items),
            _ => None,
        })
        .flatten()
        .filter_map(|item| match item {
            syn::TraitItem::Fn(item) => Some(&item.sig.ident),
            _ => None,
        })
}

/// The values that struct literals of the file give a field of this name.
pub(super) fn given_to_field<'a>(name: &str, file: &'a syn::File) -> Vec<&'a syn::Expr> {
    struct Given<'n, 'a> {
        name: &'n str,
        found: Vec<&'a syn::Expr>,
    }
    impl<'a> Visit<'a> for Given<'_, 'a> {
        fn visit_field_value(&mut self, field: &'a syn::FieldValue) {
            if matches!(&field.member, syn::Member::Named(name) if name == self.name) {
                self.found.push(&field.expr);
            }
            syn::visit::visit_field_value(self, field);
        }
    }
    let mut given = Given {
        name,
        found: Vec::new(),
    };
    given.visit_file(file);
    given.found
}

/// A type as text, without spaces.
pub(super) fn text(ty: &impl ToTokens) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_through_constants_and_arithmetic() {
        let file: syn::File =
            syn::parse_str("const K: usize = 1 << 3; const N: usize = K * 1_024;").unwrap();
        let of = |code| number(&syn::parse_str(code).unwrap(), &file);
        assert_eq!(of("N"), Some(8_192));
        assert_eq!(of("(N + 1) as usize"), Some(8_193));
        assert_eq!(of("n"), None);
    }

    #[test]
    fn an_enum_is_lopsided_by_its_variants_not_by_its_name() {
        let file: syn::File = syn::parse_str(
            "struct Row { a: [u64; 8], b: String }
             enum Large { No, Small(u32), Big(Row) }
             enum Even { A(String), B(Vec<u8>) }
             enum Boxed { A(u8), B(Box<Row>) }",
        )
        .unwrap();
        assert_eq!(lopsided_enums(&file), ["Large"]);
    }
}
