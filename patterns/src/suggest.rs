//! The nearest names to one that does not exist.

use std::fmt;

use crate::catalogue::Pattern;

/// A name that the catalogue does not have, with what it may have meant.
#[derive(Debug)]
pub struct Unknown {
    kind: &'static str,
    name: String,
    hint: String,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unknown { kind, name, hint } = self;
        write!(f, "no {kind} is called `{name}`\nhint: {hint}")
    }
}

impl std::error::Error for Unknown {}

/// An error about `name`, with up to three near names of families and patterns.
pub fn unknown(kind: &'static str, name: &str) -> Unknown {
    let families = crate::FAMILIES.iter().map(|family| family.id);
    let ids = crate::patterns().map(|pattern| pattern.id);
    let near = nearest(name, families.chain(ids));
    let hint = if near.is_empty() {
        "`list` shows all".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Unknown {
        kind,
        name: name.to_owned(),
        hint,
    }
}

/// The pattern that `name` means: its id, or its second half where only one
/// pattern has it.
///
/// # Errors
/// If there is none: with the nearest names.
pub fn pattern(name: &str) -> Result<&'static Pattern, Unknown> {
    crate::find(name)
        .or_else(|| crate::patterns().find(|pattern| pattern.name() == name))
        .ok_or_else(|| unknown("pattern", name))
}

/// Up to three of `names`, nearest first, by Jaro-Winkler similarity to the whole
/// or to the part behind the slash.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let likeness = |other: &str| {
        let part = other.rsplit('/').next().unwrap_or(other);
        strsim::jaro_winkler(name, other).max(strsim::jaro_winkler(name, part))
    };
    let mut near: Vec<(f64, &str)> = names
        .map(|other| (likeness(other), other))
        .filter(|(likeness, _)| *likeness > 0.75)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_pattern() {
        let names = ["string-building/append", "recursion/fibonacci"];
        assert_eq!(
            nearest("apend", names.into_iter()),
            ["string-building/append"]
        );
        assert!(nearest("zzz", names.into_iter()).is_empty());
    }
}
