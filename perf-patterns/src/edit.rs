//! The edit of a pattern: from the slow variant to another, as one reads it in a
//! pull request. Pure functions over the pattern's file.

use anyhow::Context;
use patterns::catalogue::{Pattern, Variant};
use patterns::source;

/// More lines than a pattern file may have: the whole code is context.
const WHOLE: usize = 10_000;

/// A unified diff from the slow variant to `variant`. What variants share stands
/// around it, both functions are called as the pattern is, and doc comments are left
/// out. The same for every run.
///
/// # Errors
/// If `variant` is the slow one, or the file has lost its shape.
pub fn edit(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    let slow = pattern.slow();
    anyhow::ensure!(
        variant.name != slow.name,
        "{}: `{}` is what the edit starts from\nhint: name another variant",
        pattern.id,
        slow.name
    );
    let old = code(pattern, slow)?;
    let new = code(pattern, variant)?;
    let mut options = diffy::DiffOptions::new();
    options.set_context_len(WHOLE);
    let text = options.create_patch(&old, &new).to_string();
    let lines = text
        .split_once("\n+++ modified\n")
        .map_or(text.as_str(), |(_, lines)| lines);
    let module = pattern.name().replace('-', "_");
    Ok(format!(
        "--- a/{module}.rs\t{}\n+++ b/{module}.rs\t{}\n{lines}",
        slow.name, variant.name
    ))
}

/// What variants share, and the variant under the pattern's name, without docs.
fn code(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    let (text, _) = source::anchor(pattern.source, variant.name)
        .with_context(|| format!("{} has no anchor {}", pattern.id, variant.name))?;
    let function = function_name(text)
        .with_context(|| format!("{}: {} has no function", pattern.id, variant.name))?;
    let renamed = renamed(text, function, &pattern.name().replace('-', "_"));
    let mut code = String::new();
    if let Some((shared, _)) = source::anchor(pattern.source, "shared") {
        code.push_str(shared);
        code.push('\n');
    }
    code.push_str(&renamed);
    Ok(code
        .split_inclusive('\n')
        .filter(|line| !line.trim_start().starts_with("///"))
        .collect())
}

/// The function that an anchor is about: the last public one that is not inside
/// something else.
fn function_name(text: &str) -> Option<&str> {
    let line = text.lines().rfind(|line| line.starts_with("pub fn "))?;
    line["pub fn ".len()..].split(['(', '<']).next()
}

/// `text` with the function `old` called `new`, where it is defined, called or
/// handed on. Methods, macros and paths of that name are others.
fn renamed(text: &str, old: &str, new: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(old) {
        let (before, found) = rest.split_at(start);
        let after = &found[old.len()..];
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let is_defined = before.ends_with("fn ") && after.starts_with(['(', '<']);
        let starts = !before.ends_with(|c| is_name(c) || ".:\"`".contains(c));
        let is_called = starts && after.starts_with('(');
        let is_handed_on = before.ends_with('(') && after.starts_with(')');
        result.push_str(before);
        result.push_str(if is_defined || is_called || is_handed_on {
            new
        } else {
            old
        });
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(id: &str) -> String {
        let pattern = patterns::find(id).unwrap();
        edit(pattern, pattern.fast()).unwrap()
    }

    #[test]
    fn the_edit_of_append_is_the_line_that_changes() {
        let text = shown("string-building/append");
        let changed: Vec<&str> = text
            .lines()
            .skip(2)
            .filter(|line| line.starts_with(['-', '+']))
            .collect();
        assert_eq!(
            changed,
            [
                "-        text = format!(\"{text}{word}\");",
                "+        text.push_str(word);"
            ]
        );
        assert!(text.contains("\n pub fn append(words: &[String]) -> String {\n"));
    }

    #[test]
    fn methods_macros_and_paths_keep_their_name() {
        let text = "pub fn take(a: A) {\n    mem::take(a); a.take(); take!(a); retake(a); take(a); \
                    each(take)\n}\n";
        assert_eq!(
            renamed(text, "take", "new"),
            "pub fn new(a: A) {\n    mem::take(a); a.take(); take!(a); retake(a); new(a); \
             each(new)\n}\n"
        );
    }

    #[test]
    fn every_variant_has_an_edit_that_applies_to_the_slow_one() {
        for pattern in patterns::patterns() {
            for variant in pattern.variants {
                if variant.name == pattern.slow().name {
                    assert!(edit(pattern, variant).is_err());
                    continue;
                }
                let text = edit(pattern, variant).unwrap();
                let patch = diffy::Patch::from_str(&text).unwrap();
                let old = code(pattern, pattern.slow()).unwrap();
                let new = code(pattern, variant).unwrap();
                assert_eq!(diffy::apply(&old, &patch).unwrap(), new, "{}", pattern.id);
                assert!(!text.contains("///"), "{}", pattern.id);
            }
        }
    }
}
