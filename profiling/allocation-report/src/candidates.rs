//! The implementations that a call of a trait object's method may reach, in words.

use serde::Serialize;

/// The implementations that a call of a trait object's method may reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidates {
    /// The trait, by its path: `app::Shape`.
    pub object: String,
    /// The types that implement it and of which trait objects are made.
    pub implementations: usize,
    /// Those of them whose method can allocate.
    pub allocating: Vec<String>,
    /// Those whose method makes calls that cannot be followed.
    pub unknown: Vec<String>,
    /// Whether the list is complete: the program loads no libraries, the trait is not
    /// the standard library's, and all packages have full debug information. Objects
    /// of a subtrait that were upcast are not counted.
    pub is_complete: bool,
}

impl Candidates {
    /// In words: ``1 of the 3 implementations of `dyn Shape` in this program allocates
    /// (Listed)``.
    pub fn text(&self) -> String {
        let count = self.allocating.len();
        let object = function_names::last_part(&self.object);
        let of = match (self.is_complete, self.implementations) {
            (true, _) => "in this program",
            (false, 1) => "that is described",
            (false, _) => "that are described",
        };
        let mut text = match (self.implementations, count) {
            (1, 0) if self.unknown.is_empty() => {
                format!("the only implementation of `dyn {object}` {of} does not allocate")
            }
            (1, 1) => format!("the only implementation of `dyn {object}` {of} allocates"),
            (1, 0) => {
                return format!("the only implementation of `dyn {object}` {of} is unknown");
            }
            (all, 0) if self.unknown.is_empty() => {
                format!("none of the {all} implementations of `dyn {object}` {of} allocate")
            }
            (all, 0) => format!(
                "none of the {all} implementations of `dyn {object}` {of} is known to allocate"
            ),
            (all, 1) => {
                format!("1 of the {all} implementations of `dyn {object}` {of} allocates")
            }
            (all, _) => {
                format!("{count} of the {all} implementations of `dyn {object}` {of} allocate")
            }
        };
        text.push_str(&listed(&self.allocating));
        if !self.unknown.is_empty() {
            let verb = if self.unknown.len() == 1 { "is" } else { "are" };
            text.push_str(&format!(
                ", {} {verb} unknown{}",
                self.unknown.len(),
                listed(&self.unknown)
            ));
        }
        text
    }
}

/// The first three names, in brackets.
fn listed(types: &[String]) -> String {
    if types.is_empty() {
        return String::new();
    }
    let mut names: Vec<&str> = types
        .iter()
        .take(3)
        .map(|name| function_names::last_part(name))
        .collect();
    if types.len() > names.len() {
        names.push("…");
    }
    format!(" ({})", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_reached_is_counted_in_words() {
        let mut found = Candidates {
            object: "app::Shape".to_owned(),
            implementations: 5,
            allocating: vec!["app::A".to_owned(), "app::B<app::C>".to_owned()],
            unknown: Vec::new(),
            is_complete: true,
        };
        assert_eq!(
            found.text(),
            "2 of the 5 implementations of `dyn Shape` in this program allocate (A, B<app::C>)"
        );
        found.implementations = 1;
        found.allocating.pop();
        assert_eq!(
            found.text(),
            "the only implementation of `dyn Shape` in this program allocates (A)"
        );
        found.implementations = 5;
        found.allocating.clear();
        found.unknown.push("app::A".to_owned());
        found.is_complete = false;
        assert_eq!(
            found.text(),
            "none of the 5 implementations of `dyn Shape` that are described is known to allocate, 1 is unknown (A)"
        );
    }
}
