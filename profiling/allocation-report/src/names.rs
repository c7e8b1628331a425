//! Functions of the standard library by name: whether one is, and what a call of it
//! means to a reader.

use function_names::{last_part, short};

/// What a call into the standard library means to a reader: `Vec growth (Vec::push)`.
///
/// `calls` are the library's functions on the way, the one that the reader called
/// first.
pub fn through(calls: &[String]) -> Option<String> {
    // Nobody wrote the call of a closure.
    let calls: Vec<&String> = calls
        .iter()
        .filter(|call| !call.contains("::function::call"))
        .collect();
    let first = short(calls.first()?);
    let last = first.rsplit("::").next().unwrap_or(&first).to_owned();
    let grows = calls.iter().any(|call| {
        let name = last_part(call);
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

/// Whether a function belongs to the standard library, by its name.
pub fn is_standard(name: &str) -> bool {
    let name = name.trim_start_matches(['<', '&']);
    ["core::", "alloc::", "std::", "hashbrown::", "__rustc::"]
        .iter()
        .any(|root| name.starts_with(root))
}

/// A name with its owner, which line tables omit: derived from the file.
pub fn qualified(name: &str, file: &str) -> String {
    if function_names::split(name, "::").len() > 1 {
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
