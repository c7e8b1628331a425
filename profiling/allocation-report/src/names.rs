//! Names of functions, as one says them.

/// Demangled, without the hash.
pub fn demangled(raw: &str) -> String {
    // Compilers put suffixes behind a split-off or cloned part.
    format!("{:#}", rustc_demangle::demangle(raw))
}

/// What follows the last `::` that is not within brackets.
pub fn last_segment(name: &str) -> String {
    segments(name).pop().unwrap_or_default()
}

/// The parts of a path between `::`, brackets left whole.
fn segments(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    let mut characters = name.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        match character {
            '<' | '(' | '[' => depth += 1,
            // Not that of an arrow.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            ')' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && characters.peek() == Some(&':') => {
                characters.next();
                parts.push(String::new());
                before = ':';
                continue;
            }
            _ => {}
        }
        before = character;
        if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A name as one says it: `Vec::push`, `String::clone`, without the path and what
/// stands in angle brackets.
pub fn short(name: &str) -> String {
    let mut parts = segments(name);
    while parts.len() > 1
        && parts
            .last()
            .is_some_and(|part| part.starts_with('<') && part.ends_with('>'))
    {
        // The turbofish of the current mangling.
        parts.pop();
    }
    let Some(last) = parts.pop() else {
        return name.to_owned();
    };
    let last = without_brackets(&last);
    let Some(owner) = parts.pop() else {
        return last;
    };
    let owner = if let Some(inner) = owner.strip_prefix('<') {
        // `<alloc::string::String as core::clone::Clone>`
        let inner = inner.strip_suffix('>').unwrap_or(inner);
        let own_type = inner.split(" as ").next().unwrap_or(inner);
        let own_type = own_type
            .trim_start_matches("impl ")
            .trim_start_matches(['&', '*'])
            .trim_start_matches("mut ");
        if own_type.starts_with('[') {
            "slice".to_owned()
        } else {
            without_brackets(
                &segments(own_type)
                    .pop()
                    .unwrap_or_else(|| own_type.to_owned()),
            )
        }
    } else {
        without_brackets(&owner)
    };
    if owner.is_empty() {
        last
    } else {
        format!("{owner}::{last}")
    }
}

/// The parts of a function's path, each without what stands in angle brackets:
/// `<a::B as c::D<E>>::f::<G>` is `a`, `B`, `f`, since one looks for a method at its
/// type.
pub fn path(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for part in segments(name) {
        let Some(inner) = part.strip_prefix('<') else {
            parts.push(without_brackets(&part));
            continue;
        };
        let inner = inner.strip_suffix('>').unwrap_or(inner);
        let own_type = match inner.strip_prefix("impl ") {
            Some(block) => block.rsplit(" for ").next().unwrap_or(block),
            // Behind the name stand only its own arguments.
            None if !parts.is_empty() => continue,
            None => inner.split(" as ").next().unwrap_or(inner),
        };
        let own_type = own_type
            .trim_start_matches(['&', '*'])
            .trim_start_matches("mut ")
            .trim_start_matches("dyn ");
        parts = path(own_type);
    }
    parts
}

fn without_brackets(name: &str) -> String {
    match name.find('<') {
        Some(0) | None => name.to_owned(),
        Some(open) => name[..open].to_owned(),
    }
}

/// What a call into the standard library is for a reader: `Vec growth (Vec::push)`.
///
/// `calls` are the library's functions on the way, the one that the reader called
/// first.
pub fn through(calls: &[String]) -> Option<String> {
    // A closure's call is no call that anybody wrote.
    let calls: Vec<&String> = calls
        .iter()
        .filter(|call| !call.contains("::function::call"))
        .collect();
    let first = short(calls.first()?);
    let last = first.rsplit("::").next().unwrap_or(&first).to_owned();
    let grows = calls.iter().any(|call| {
        let name = last_segment(call);
        name.starts_with("grow_")
            || name.starts_with("do_reserve")
            || name == "finish_grow"
            || name == "reserve_rehash"
    });
    let text = calls
        .iter()
        .any(|call| call.contains("alloc::string::String") || call.contains("::String::"));
    let label = match last.as_str() {
        "format" | "format_inner" => "format!".to_owned(),
        "exchange_malloc" | "box_new" | "box_new_uninit" => "Box::new".to_owned(),
        "drop_in_place" => "drop".to_owned(),
        "from_elem" => "vec!".to_owned(),
        "clone" | "clone_one" => format!("clone ({first})"),
        _ if grows && text => format!("String growth ({first})"),
        _ if grows
            && calls
                .iter()
                .any(|call| call.contains("hashbrown") || call.contains("HashMap")) =>
        {
            format!("map growth ({first})")
        }
        _ if grows => format!("Vec growth ({first})"),
        _ => first,
    };
    Some(label)
}

/// Whether a function is the standard library's, by its name.
pub fn is_standard(name: &str) -> bool {
    let name = name.trim_start_matches(['<', '&']);
    ["core::", "alloc::", "std::", "hashbrown::", "__rustc::"]
        .iter()
        .any(|root| name.starts_with(root))
}

/// A name with its owner, which line tables leave out: told by the file.
pub fn qualified(name: &str, file: &str) -> String {
    if segments(name).len() > 1 {
        return name.to_owned();
    }
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let stem = path.rsplit('/').next().unwrap_or(path);
    let owner = match stem {
        "boxed" => "Box",
        "vec"
        | "spec_from_iter"
        | "spec_from_iter_nested"
        | "spec_extend"
        | "in_place_collect"
        | "spec_from_elem" => "Vec",
        "raw_vec" => "RawVec",
        "string" => "String",
        "rc" => "Rc",
        "sync" => "Arc",
        "vec_deque" => "VecDeque",
        "binary_heap" => "BinaryHeap",
        "linked_list" => "LinkedList",
        "iterator" => "Iterator",
        "collect" => "FromIterator",
        "option" => "Option",
        "result" => "Result",
        "path" => "Path",
        "os_str" => "OsStr",
        "map" if path.contains("/hash/") => "HashMap",
        "set" if path.contains("/hash/") => "HashSet",
        "map" if path.contains("/btree/") => "BTreeMap",
        "set" if path.contains("/btree/") => "BTreeSet",
        "map" if path.contains("hashbrown") => "hashbrown",
        other => other,
    };
    let library = if path.contains("hashbrown") {
        "hashbrown"
    } else if path.contains("/alloc/") {
        "alloc"
    } else if path.contains("/core/") {
        "core"
    } else {
        "std"
    };
    format!("{library}::{owner}::{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_both_manglings_are_shortened() {
        for (name, expected) in [
            ("alloc::vec::Vec<T,A>::push", "Vec::push"),
            (
                "<alloc::raw_vec::RawVecInner>::finish_grow::<alloc::alloc::Global>",
                "RawVecInner::finish_grow",
            ),
            (
                "<alloc::string::String as core::clone::Clone>::clone",
                "String::clone",
            ),
            (
                "<&mut dyn Fn(u8) -> Vec<u8> as a::B>::call",
                "dyn Fn(u8) -> Vec::call",
            ),
            ("alloc::slice::<impl [T]>::concat", "slice::concat"),
            ("<[u8]>::to_vec", "slice::to_vec"),
            ("alloc::str::<impl str>::repeat", "str::repeat"),
            ("main", "main"),
        ] {
            assert_eq!(short(name), expected, "{name}");
        }
    }

    #[test]
    fn a_method_is_found_at_its_type() {
        for (name, expected) in [
            ("a::B<T>::f", "a B f"),
            ("<a::B as core::ops::drop::Drop>::drop", "a B drop"),
            ("a::<impl x::Y for b::C<D>>::f", "b C f"),
            ("<a::B<u8>>::f::<x::Y>", "a B f"),
            ("a::f::{closure#0}", "a f {closure#0}"),
            ("a::f::{{closure}}", "a f {{closure}}"),
            ("main", "main"),
        ] {
            assert_eq!(path(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn calls_of_the_library_are_called_as_one_writes_them() {
        let through = |calls: &[&str]| {
            let calls: Vec<String> = calls.iter().map(|call| (*call).to_owned()).collect();
            through(&calls).unwrap_or_default()
        };
        assert_eq!(
            through(&["alloc::Box::new<T>", "alloc::Box::box_new_uninit"]),
            "Box::new"
        );
        assert_eq!(
            through(&["alloc::fmt::format", "alloc::fmt::format::format_inner"]),
            "format!"
        );
        assert_eq!(
            through(&["alloc::Vec::push", "alloc::RawVec::grow_one"]),
            "Vec growth (Vec::push)"
        );
        assert_eq!(
            through(&[
                "alloc::String::push_str",
                "alloc::Vec::reserve",
                "alloc::RawVec::do_reserve_and_handle"
            ]),
            "String growth (String::push_str)"
        );
        assert_eq!(
            through(&["core::function::call_once", "alloc::String::clone"]),
            "clone (String::clone)"
        );
        assert_eq!(through(&["alloc::vec::from_elem<u8>"]), "vec!");
        assert_eq!(through(&[]), "");
    }

    #[test]
    fn line_tables_without_paths_get_an_owner_from_the_file() {
        let file = "/rustc/59807616/library/alloc/src/vec/mod.rs";
        assert_eq!(qualified("push<u8>", file), "alloc::Vec::push<u8>");
        assert_eq!(qualified("alloc::a::b", file), "alloc::a::b");
    }
}
