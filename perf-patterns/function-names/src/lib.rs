//! The one parser of demangled function names: a path's parts, and the names that
//! people know functions by.
//!
//! Compilers spell one function in several ways: symbols of the older mangling have
//! no generic arguments, those of the newer have them behind `::`, and debug
//! information has them behind the name. All three are read here.

mod scan;

pub use scan::split;

/// What stands between two `::` of a function's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    /// `push`, `push<u8>`, `{closure#0}`: its name, without generic arguments.
    Named(&'a str),
    /// `<a::B>`, `<a::B as c::D>`, or `<impl c::D for a::B>` within a path: the type,
    /// and the trait if there is one.
    Type {
        own: &'a str,
        implemented: Option<&'a str>,
        /// Whether it stands behind modules, in which the block was written.
        is_block: bool,
    },
    /// `<u8>` behind a name: the generic arguments of the newer mangling.
    Arguments,
}

/// The function's name of a symbol: demangled, without the hash and without the
/// number that LLVM puts behind a function that it makes visible. A name that is
/// demangled already loses the hash that another tool left; others stay as they are.
#[must_use]
pub fn demangled(symbol: &str) -> String {
    let mut name = format!("{:#}", rustc_demangle::demangle(symbol));
    if let Some((path, hash)) = name.rsplit_once("::h")
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        name.truncate(path.len());
    }
    name
}

/// What follows the last `::` that is not within brackets, as it is written.
#[must_use]
pub fn last_part(name: &str) -> &str {
    scan::parts(name).pop().unwrap_or_default()
}

/// The last name of a path, without generic arguments, and for a closure that of the
/// function that it stands in: `push` of `alloc::vec::Vec<T,A>::push`, `main` of
/// `app::main::{closure#0}`.
#[must_use]
pub fn base_name(name: &str) -> &str {
    let named = names(name);
    let last = named.iter().rev().find(|part| !is_closure(part));
    last.or(named.last()).copied().unwrap_or(name)
}

/// The function without its modules and its type; a closure with the function that
/// it stands in: `main::{closure#0}`.
#[must_use]
pub fn without_path(name: &str) -> &str {
    let parts = scan::parts(name);
    let last = parts
        .iter()
        .rposition(|part| !part.starts_with(['{', '<']))
        .unwrap_or(0);
    let kept: usize = parts[..last]
        .iter()
        .map(|part| part.len() + "::".len())
        .sum();
    &name[kept.min(name.len())..]
}

/// A function as one says it, a method by its type, without a path and without
/// generic arguments: `Vec::push`, and `String::clone` for
/// `<alloc::string::String as core::clone::Clone>::clone`.
#[must_use]
pub fn short(name: &str) -> String {
    let mut parts = parsed(name);
    parts.retain(|part| *part != Part::Arguments);
    let Some(Part::Named(last)) = parts.pop() else {
        return name.to_owned();
    };
    let owner = match parts.pop() {
        Some(Part::Named(owner)) => owner.to_owned(),
        Some(Part::Type { own, .. }) => called(own),
        Some(Part::Arguments) | None => return last.to_owned(),
    };
    format!("{owner}::{last}")
}

/// As [`short`], with the trait that a method is of, and a free function with its
/// modules: `Vec::push`, `<String as Write>::write_str`, `core::fmt::write`.
#[must_use]
pub fn with_trait(name: &str) -> String {
    let parts = parsed(name);
    // A type begins what is said; its modules say nothing more.
    let is_type = |part: &Part| match part {
        Part::Named(name) => name.starts_with(|first: char| first.is_uppercase()),
        Part::Type {
            implemented,
            is_block,
            ..
        } => implemented.is_some() || !is_block,
        Part::Arguments => false,
    };
    let start = parts.iter().position(is_type).unwrap_or(0);
    let said: Vec<String> = parts[start..]
        .iter()
        .filter_map(|part| match *part {
            Part::Named(name) => Some(name.to_owned()),
            Part::Type {
                own,
                implemented: Some(implemented),
                ..
            } => Some(format!(
                "<{} as {}>",
                scan::short_type(own),
                scan::short_type(implemented)
            )),
            // `alloc::slice::<impl [T]>::concat`: the module says which type.
            Part::Type { is_block: true, .. } | Part::Arguments => None,
            Part::Type { own, .. } => {
                let own = scan::short_type(own);
                Some(if own.contains(' ') {
                    format!("<{own}>")
                } else {
                    own
                })
            }
        })
        .collect();
    said.join("::")
}

/// The names in a function's path, generic arguments and traits aside:
/// `<a::B as c::D<E>>::f::<G>` is `a`, `B`, `f`, since one looks for a method at its
/// type.
#[must_use]
pub fn path(name: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in parsed(name) {
        match part {
            Part::Named(name) => names.push(name),
            Part::Type { own, .. } => {
                let own = scan::without_reference(own);
                names = path(own.strip_prefix("dyn ").unwrap_or(own));
            }
            Part::Arguments => {}
        }
    }
    names
}

/// The named parts.
fn names(name: &str) -> Vec<&str> {
    let named = parsed(name).into_iter().filter_map(|part| match part {
        Part::Named(name) => Some(name),
        Part::Type { .. } | Part::Arguments => None,
    });
    named.collect()
}

/// The parts of a path, each told apart.
fn parsed(name: &str) -> Vec<Part<'_>> {
    let mut found: Vec<Part> = Vec::new();
    for text in scan::parts(scan::without_suffix(name)) {
        let Some(inner) = text.strip_prefix('<') else {
            found.push(Part::Named(scan::without_arguments(text)));
            continue;
        };
        let inner = inner.strip_suffix('>').unwrap_or(inner);
        let is_block = !found.is_empty();
        found.push(match inner.strip_prefix("impl ") {
            Some(block) => match scan::split(block, " for ")[..] {
                [implemented, own] => Part::Type {
                    own,
                    implemented: Some(implemented),
                    is_block,
                },
                _ => Part::Type {
                    own: block,
                    implemented: None,
                    is_block,
                },
            },
            None if is_block => Part::Arguments,
            None => {
                let mut sides = scan::split(inner, " as ").into_iter();
                Part::Type {
                    own: sides.next().unwrap_or(inner),
                    implemented: sides.next(),
                    is_block,
                }
            }
        });
    }
    found
}

/// What a type is called in front of a method: `Vec`, and `slice` for `[u8]`, which
/// has no name of its own.
fn called(own: &str) -> String {
    let own = scan::without_reference(own);
    match own.strip_prefix('[') {
        Some(inner) if scan::split(inner, "; ").len() > 1 => "array".to_owned(),
        Some(_) => "slice".to_owned(),
        None => scan::short_type(own),
    }
}

/// `{closure#0}` or `{{closure}}`; not `{vtable}`, `{impl#1}` or `{shim:vtable#0}`.
fn is_closure(part: &str) -> bool {
    part.starts_with("{closure") || part.starts_with("{{closure")
}

#[cfg(test)]
mod tests;
