//! From the names in debug information to those by which people know functions.
//!
//! Old-style symbols omit generic arguments, and line tables omit the path; what each
//! of them lacks is in the other, or in the arguments of the caller.

/// The name of a function with the symbol `linkage` and the declaration `entry`.
pub(super) fn name(linkage: Option<&str>, entry: Option<&str>) -> String {
    let Some(linkage) = linkage else {
        return entry.map(demangled).unwrap_or_default();
    };
    let path = demangled(linkage);
    let Some(entry) = entry else { return path };
    // The newer symbols contain the arguments; names that are not Rust's stay as they
    // are.
    let is_rust = rustc_demangle::try_demangle(linkage).is_ok();
    if !is_rust || linkage.starts_with("_R") || path.ends_with('>') {
        return path;
    }
    let (base, arguments) = split_arguments(entry);
    match path.strip_suffix("{{closure}}") {
        Some(outer) if base.starts_with('{') => format!("{outer}{entry}"),
        _ => path + arguments,
    }
}

/// The name without its hash.
pub(super) fn demangled(name: &str) -> String {
    // The alternate form omits it.
    format!("{:#}", rustc_demangle::demangle(name))
}

/// Whether a name has a path, ignoring its generic arguments.
pub(super) fn has_path(name: &str) -> bool {
    name.starts_with('<') || split_arguments(name).0.contains("::")
}

/// A name and its generic arguments, with their brackets.
fn split_arguments(name: &str) -> (&str, &str) {
    let at = if name.ends_with('>') && !name.starts_with('<') {
        name.find('<').unwrap_or(name.len())
    } else {
        name.len()
    };
    name.split_at(at)
}

/// Gives each closure (or `async` block) in `names`, functions inlined into one
/// another, innermost first, the path of the function in which it is written.
/// `same_file` says whether the two at these positions are in one file.
pub(super) fn place_closures(names: &mut [String], same_file: impl Fn(usize, usize) -> bool) {
    // Outermost first: outer closures may enclose the inner ones.
    for at in (0..names.len().saturating_sub(1)).rev() {
        let (inner, outer) = names.split_at_mut(at + 1);
        let (name, caller) = (&mut inner[at], &outer[0]);
        if !name.starts_with('{') {
            continue;
        }
        let path = match written_in(name, caller) {
            Some(path) => path.to_owned(),
            // The caller of a closure has it among its arguments, or contains its
            // source.
            None if same_file(at, at + 1) && !caller.contains("_env#") && !is_closure(caller) => {
                split_arguments(caller).0.to_owned()
            }
            None => continue,
        };
        *name = format!("{path}::{name}");
    }
}

/// Whether the last part of a name is that of a closure.
fn is_closure(name: &str) -> bool {
    let base = split_arguments(name).0;
    base.rsplit("::")
        .next()
        .is_some_and(|last| last.starts_with('{'))
}

/// The path of the function in which the closure `name` is written, if the generic
/// arguments of `caller` contain it; `None` where they contain several.
fn written_in<'a>(name: &str, caller: &'a str) -> Option<&'a str> {
    let (base, arguments) = split_arguments(name);
    // `{closure#0}` is called with an environment of type `path::{closure_env#0}`.
    let environment = format!("::{}", base.replacen('#', "_env#", 1));
    let mut found: Option<&str> = None;
    for (at, _) in caller.match_indices(&environment) {
        if first_arguments(&caller[at + environment.len()..]) != arguments {
            continue;
        }
        let is_part = |letter: char| letter.is_alphanumeric() || "_:{}#".contains(letter);
        let start = caller[..at]
            .char_indices()
            .rev()
            .take_while(|(_, letter)| is_part(*letter))
            .last()
            .map_or(at, |(start, _)| start);
        let path = &caller[start..at];
        if path.is_empty() || found.is_some_and(|found| found != path) {
            return None;
        }
        found = Some(path);
    }
    found
}

/// The generic arguments at the start of `text`, with their brackets.
fn first_arguments(text: &str) -> &str {
    if !text.starts_with('<') {
        return "";
    }
    let mut depth = 0;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        match letter {
            '<' => depth += 1,
            // The arrow of a function type is no closing bracket.
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..=at];
        }
        before = letter;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_symbols_get_their_arguments_back() {
        let push = "_ZN5alloc3vec16Vec$LT$T$C$A$GT$4push17h0123456789abcdefE";
        let named = |linkage, entry| name(Some(linkage), entry);
        assert_eq!(named(push, None), "alloc::vec::Vec<T,A>::push");
        assert_eq!(
            named(push, Some("push<u64, alloc::alloc::Global>")),
            "alloc::vec::Vec<T,A>::push<u64, alloc::alloc::Global>"
        );
        let closure = "_ZN1a5my_fn28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE";
        assert_eq!(
            named(closure, Some("{closure#0}<u8>")),
            "a::my_fn::{closure#0}<u8>"
        );
        assert_eq!(named("memcpy", Some("memcpy")), "memcpy");
        assert_eq!(name(None, Some("push<u64>")), "push<u64>");
    }

    fn placed(names: &[&str], same_file: bool) -> Vec<String> {
        let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        place_closures(&mut names, |_, _| same_file);
        names
    }

    #[test]
    fn a_closure_is_named_by_the_argument_of_its_caller() {
        let names = placed(
            &[
                "{closure#0}",
                "{closure#0}<&u64, a::{impl#1}::my_fn::{closure_env#0}>",
                "fold<Iter<u64>, core::map_fold::{closure_env#0}<&u64, a::{impl#1}::my_fn::{closure_env#0}>>",
                "a::my_fn",
            ],
            false,
        );
        assert_eq!(names[0], "a::{impl#1}::my_fn::{closure#0}");
        assert_eq!(
            names[1],
            "core::map_fold::{closure#0}<&u64, a::{impl#1}::my_fn::{closure_env#0}>"
        );
    }

    #[test]
    fn a_closure_that_is_called_where_it_is_written_has_that_functions_path() {
        assert_eq!(
            placed(&["{closure#2}", "a::my_fn<u8>"], true)[0],
            "a::my_fn::{closure#2}"
        );
        // In another file, it cannot be told.
        assert_eq!(
            placed(&["{closure#2}", "a::my_fn"], false)[0],
            "{closure#2}"
        );
        // Ambiguous: one or the other.
        let two = "call<a::f::{closure_env#0}, b::g::{closure_env#0}>";
        assert_eq!(placed(&["{closure#0}", two], true)[0], "{closure#0}");
        // From another instance.
        let other = "call<a::f::{closure_env#0}<u8>>";
        assert_eq!(
            placed(&["{closure#0}<u16>", other], true)[0],
            "{closure#0}<u16>"
        );
    }

    #[test]
    fn arguments_end_where_their_bracket_closes() {
        assert_eq!(
            first_arguments("<fn(A<u8>) -> B<u8>>, C>"),
            "<fn(A<u8>) -> B<u8>>"
        );
        assert_eq!(first_arguments(", C>"), "");
        assert!(has_path("a::b<c>") && has_path("<a as b>::c"));
        assert!(!has_path("push<a::b>"));
    }
}
