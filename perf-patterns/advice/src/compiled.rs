//! What the machine code of a built program says of its own lines.

use std::collections::BTreeMap;

use crate::source::Span;

/// What code does, as far as it could be followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Does {
    /// Allocates or reallocates, itself or by what it calls.
    pub allocates: bool,
    /// Makes a call that cannot be followed.
    pub calls_unknown: bool,
}

impl Does {
    fn join(&mut self, other: Does) {
        self.allocates |= other.allocates;
        self.calls_unknown |= other.calls_unknown;
    }
}

/// Own lines that have code, by file and line.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    lines: BTreeMap<String, BTreeMap<u32, Does>>,
}

impl Compiled {
    /// Adds what one copy of a line does; `file` as the profile names it.
    pub fn add(&mut self, file: &str, line: u32, does: Does) {
        let lines = self.lines.entry(file.to_owned()).or_default();
        lines.entry(line).or_default().join(does);
    }

    /// What the lines of a span do, all copies together; `None` where none has code.
    #[must_use]
    pub fn does(&self, file: &str, span: &Span) -> Option<Does> {
        self.lines
            .get(file)?
            .range(span.first..=span.last)
            .map(|(_, does)| *does)
            .reduce(|mut all, does| {
                all.join(does);
                all
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_does_what_any_of_its_lines_does() {
        let mut compiled = Compiled::default();
        let allocates = Does {
            allocates: true,
            ..Does::default()
        };
        compiled.add("a.rs", 3, Does::default());
        compiled.add("a.rs", 4, Does::default());
        compiled.add("a.rs", 4, allocates);
        let of = |first, last| compiled.does("a.rs", &Span { first, last });
        assert_eq!(of(3, 3), Some(Does::default()));
        assert_eq!(of(3, 4), Some(allocates));
        assert_eq!(of(5, 9), None);
        assert_eq!(compiled.does("b.rs", &Span { first: 3, last: 4 }), None);
    }
}
