//! Frames of profiles: parsed, cut to what a reader asks about, and shared.

use std::collections::HashMap;

use record::{Frame, Record};

/// The frames of a record while it is being filled.
#[derive(Default)]
pub struct Frames {
    list: Vec<Frame>,
    index: HashMap<Frame, u32>,
}

impl Frames {
    /// Those that `record` has already.
    pub fn of(record: &Record) -> Self {
        let list = record.profiles.frames.clone();
        let index = list
            .iter()
            .enumerate()
            .map(|(index, frame)| (frame.clone(), index as u32))
            .collect();
        Frames { list, index }
    }

    /// The list to put into the record.
    pub fn into_list(self) -> Vec<Frame> {
        self.list
    }

    /// The index of a frame of dhat's: `0x1234: function (file:line:column)`.
    pub fn with_line(&mut self, text: &str) -> u32 {
        self.intern(parse_dhat(text))
    }

    /// The index of a function, without a line: calls are shown by function.
    pub fn function(&mut self, name: &str) -> u32 {
        self.intern(Frame {
            function: name.to_owned(),
            file: String::new(),
            line: 0,
        })
    }

    fn intern(&mut self, frame: Frame) -> u32 {
        if let Some(&index) = self.index.get(&frame) {
            return index;
        }
        let index = self.list.len() as u32;
        self.index.insert(frame.clone(), index);
        self.list.push(frame);
        index
    }
}

/// Reads `0x1234: function (file:line:column)`; a part that is not there is
/// empty or 0.
fn parse_dhat(text: &str) -> Frame {
    let text = match text.split_once(": ") {
        Some((address, rest)) if address.starts_with("0x") => rest,
        _ => text,
    };
    let nowhere = |function: &str| Frame {
        function: shortened(function),
        file: String::new(),
        line: 0,
    };
    let Some((function, place)) = text.rsplit_once(" (") else {
        return nowhere(text);
    };
    let mut parts = place.trim_end_matches(')').rsplitn(3, ':');
    let (_column, line, file) = (parts.next(), parts.next(), parts.next());
    match (file, line.and_then(|line| line.parse().ok())) {
        (Some(file), Some(line)) => Frame {
            function: shortened(function),
            file: file.to_owned(),
            line,
        },
        _ => nowhere(function),
    }
}

/// Whether a frame belongs to the allocator, so that the one who called it is
/// what a reader asks about.
pub fn is_allocator(frame: &str) -> bool {
    const ALLOCATOR: [&str; 4] = ["(dhat-", "(alloc/src/alloc.rs:", "dhat::", "__rust_"];
    ALLOCATOR.iter().any(|part| frame.contains(part))
}

/// Whether a frame is the measuring program's own: the variant ends there.
pub fn is_harness(frame: &str) -> bool {
    const HARNESS: [&str; 4] = [
        "src/catalogue/case.rs:",
        "suite/src/",
        "patterns::catalogue::case::",
        "::sampling::sample",
    ];
    HARNESS.iter().any(|part| frame.contains(part))
}

/// Whether a frame is the closure by which a pattern's declaration calls a variant.
pub fn is_adapter(frame: &str) -> bool {
    frame.contains("::PATTERN::{{closure}}") || frame.contains("::PATTERN::{closure#")
}

/// A function's name as one says it: a method by its type and without modules or
/// generic arguments, `Vec::push` and `<String as Write>::write_str`, however the
/// compiler spells it; a free function with its modules. A pattern's functions lose
/// their path: the page is about them.
pub fn shortened(name: &str) -> String {
    let name = without_arguments(within_pattern(name));
    if let Some((own_type, method)) = name
        .strip_prefix('<')
        .and_then(|rest| rest.split_once(">::"))
        && !own_type.contains([' ', '<'])
    {
        return format!("{own_type}::{method}");
    }
    if name.starts_with('<') {
        return name;
    }
    let parts: Vec<&str> = name.split("::").collect();
    let own_type = parts
        .iter()
        .position(|part| part.starts_with(|first: char| first.is_uppercase()));
    parts[own_type.unwrap_or(0)..].join("::")
}

/// Without generic arguments, and with the paths of types between `<` and `>` cut to
/// their last part: `<alloc::vec::Vec<u8>>::push` becomes `<Vec>::push`.
fn without_arguments(name: &str) -> String {
    let mut short = String::new();
    // Inside `<Type as Trait>`, where paths are cut.
    let mut kept = 0_usize;
    let mut skipped = 0_usize;
    let mut before = ' ';
    for character in name.chars() {
        match character {
            '<' if skipped > 0 => skipped += 1,
            // Behind a name or `::` it opens generic arguments; elsewhere a type.
            '<' if before.is_alphanumeric() || matches!(before, '_' | ':' | '}') => {
                skipped = 1;
                let open = short.trim_end_matches(':').len();
                short.truncate(open);
            }
            // The arrow of a function type closes nothing.
            '>' if skipped > 0 && before != '-' => skipped -= 1,
            _ if skipped > 0 => {}
            '<' => {
                kept += 1;
                short.push('<');
            }
            '>' if kept > 0 && before != '-' => {
                kept -= 1;
                short.push('>');
            }
            ':' if kept > 0 => {
                short.truncate(last_type(&short));
            }
            other => short.push(other),
        }
        before = character;
    }
    short
}

/// Without `patterns::family::pattern::`, if the name begins so.
fn within_pattern(name: &str) -> &str {
    let mut parts = name.splitn(4, "::");
    match (parts.next(), parts.nth(1), parts.next()) {
        (Some("patterns"), Some(_), Some(rest)) => rest,
        _ => name,
    }
}

/// Where the type at the end of `text` begins: `<u8 as <[T]>` ends with `<[T]>`.
fn last_type(text: &str) -> usize {
    let mut closed = 0_usize;
    for (at, character) in text.char_indices().rev() {
        match character {
            '>' => closed += 1,
            '<' if closed > 0 => closed -= 1,
            '<' | ' ' | '&' | '(' | ',' if closed == 0 => return at + 1,
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_dhat_is_read_with_its_line() {
        let frame = parse_dhat("0x55ef: push_str<a, b> (alloc/src/string.rs:1102:18)");
        assert_eq!(frame.function, "push_str");
        assert_eq!(
            (frame.file.as_str(), frame.line),
            ("alloc/src/string.rs", 1102)
        );
    }

    #[test]
    fn names_lose_what_no_reader_looks_at() {
        for (long, short) in [
            ("<alloc::vec::Vec<u8>>::push", "Vec::push"),
            (
                "alloc::vec::Vec<T,A>::append_elements",
                "Vec::append_elements",
            ),
            ("<str>::to_lowercase", "str::to_lowercase"),
            ("patterns::pooling::reuse_vec::clear", "clear"),
            ("core::fmt::write", "core::fmt::write"),
            (
                "<alloc::string::String as core::fmt::Write>::write_str",
                "<String as Write>::write_str",
            ),
            (
                "map_or_else<&str, fn(&str) -> alloc::string::String>",
                "map_or_else",
            ),
            (
                "std::panicking::catch_unwind::<i32, &dyn Fn()>",
                "std::panicking::catch_unwind",
            ),
            (
                "alloc::fmt::format::format_inner",
                "alloc::fmt::format::format_inner",
            ),
            ("__memcpy_avx512", "__memcpy_avx512"),
            (
                "{closure#0}<char, (), fn(char) -> char, {closure_env#0}<char>>",
                "{closure#0}",
            ),
            (
                "<alloc::vec::Vec<u8> as Extend<&u8>>::spec::{closure#0}",
                "<Vec as Extend>::spec::{closure#0}",
            ),
            (
                "<u8 as <[u8]>::to_vec_in::ConvertVec>::to_vec",
                "<u8 as ConvertVec>::to_vec",
            ),
            (
                "patterns::pooling::arena_tree::bump::measure::{{closure}}",
                "bump::measure::{{closure}}",
            ),
            (
                "alloc::raw_vec::RawVecInner<A>::reserve::do_reserve_and_handle",
                "RawVecInner::reserve::do_reserve_and_handle",
            ),
        ] {
            assert_eq!(shortened(long), short);
        }
    }

    #[test]
    fn a_frame_without_a_place_keeps_its_name() {
        assert_eq!(parse_dhat("0x55ef: ???").function, "???");
        assert_eq!(parse_dhat("main").line, 0);
    }
}
