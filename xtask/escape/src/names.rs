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
            .trim_start_matches(['&', '*'])
            .trim_start_matches("mut ");
        without_brackets(
            &segments(own_type)
                .pop()
                .unwrap_or_else(|| own_type.to_owned()),
        )
    } else {
        without_brackets(&owner)
    };
    if owner.is_empty() {
        last
    } else {
        format!("{owner}::{last}")
    }
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
