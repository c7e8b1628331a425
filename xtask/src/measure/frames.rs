//! Frames of profiles: parsed, cut to what a reader asks about, and shared.

use std::collections::HashMap;

use function_names::with_trait;
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

/// A function's name as one says it, with the trait that a method is of. A pattern's
/// functions lose their path: the page is about them.
pub fn shortened(name: &str) -> String {
    with_trait(within_pattern(name))
}

/// Without `patterns::family::pattern::`, if the name begins so.
fn within_pattern(name: &str) -> &str {
    let mut parts = name.splitn(4, "::");
    match (parts.next(), parts.nth(1), parts.next()) {
        (Some("patterns"), Some(_), Some(rest)) => rest,
        _ => name,
    }
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
    fn a_patterns_functions_lose_their_path_and_others_what_no_reader_looks_at() {
        for (long, short) in [
            ("patterns::pooling::reuse_vec::clear", "clear"),
            (
                "patterns::pooling::arena_tree::bump::measure::{{closure}}",
                "bump::measure::{{closure}}",
            ),
            ("patterns::catalogue::case", "patterns::catalogue::case"),
            (
                "alloc::vec::Vec<T,A>::append_elements",
                "Vec::append_elements",
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
