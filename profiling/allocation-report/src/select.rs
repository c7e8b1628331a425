//! The functions and files that a person means: paths and globs, part by part.

use crate::report::Origin;

/// A choice of functions, or of files.
///
/// With a `/`, or ending in `.rs`, it names files: the last parts of a path, or a glob
/// over all of it. Otherwise it is a path of functions: `hot::step` matches wherever
/// these whole parts follow each other; with a `*`, or starting with `crate::` (any
/// crate of the user's own), it is matched against the whole path. `*` stands for any
/// characters of one part, `**` for any number of parts.
/// characters of one part, `**` for any number of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
    parts: Vec<String>,
    is_file: bool,
    is_glob: bool,
}

impl Filter {
    /// Parses a person's text.
    ///
    /// # Errors
    /// If it names nothing.
    pub fn parse(text: &str) -> Result<Filter, EmptyFilter> {
        let is_file = text.contains('/') || text.ends_with(".rs");
        let separator = if is_file { "/" } else { "::" };
        let parts: Vec<String> = text
            .split(separator)
            .filter(|part| !part.is_empty() && *part != ".")
            .map(str::to_owned)
            .collect();
        if parts.is_empty() {
            return Err(EmptyFilter(text.to_owned()));
        }
        Ok(Filter {
            text: text.to_owned(),
            is_glob: text.contains('*'),
            parts,
            is_file,
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether names without their path can hide something from it.
    pub fn needs_paths(&self) -> bool {
        !self.is_file && (self.is_glob || self.parts.len() > 1)
    }

    /// Whether it is the whole path of a function with that name.
    pub fn is_path_of(&self, name: &str) -> bool {
        !self.is_file && !self.is_glob && function_names::path(name) == self.parts
    }

    /// Whether it matches a function with that name, defined in that file.
    pub fn selects(&self, name: &str, file: Option<&str>) -> bool {
        if self.is_file {
            return file.is_some_and(|file| self.selects_file(file));
        }
        let path = function_names::path(name);
        let own = || file.is_some_and(|file| Origin::of(file) == Origin::Own);
        if self.parts[0] == "crate" {
            let wanted = &self.parts[1..];
            let rest = path.get(1..).unwrap_or_default();
            return own()
                && if self.is_glob {
                    glob(wanted, rest)
                } else {
                    begins(rest, wanted)
                };
        }
        if self.is_glob {
            glob(&self.parts, &path)
        } else {
            (0..path.len()).any(|start| begins(&path[start..], &self.parts))
        }
    }

    /// Whether it matches a file.
    pub fn selects_file(&self, file: &str) -> bool {
        if !self.is_file {
            return false;
        }
        let path: Vec<&str> = file.split('/').filter(|part| !part.is_empty()).collect();
        (0..path.len()).any(|start| {
            let rest = &path[start..];
            if self.is_glob {
                glob(&self.parts, rest)
            } else {
                begins(rest, &self.parts)
            }
        })
    }
}

/// A filter that names nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` names no function and no file")]
pub struct EmptyFilter(String);

fn begins(path: &[&str], parts: &[String]) -> bool {
    path.len() >= parts.len() && path.iter().zip(parts).all(|(part, wanted)| part == wanted)
}

fn glob(wanted: &[String], path: &[&str]) -> bool {
    match wanted.split_first() {
        None => path.is_empty(),
        Some((first, rest)) if first == "**" => {
            (0..=path.len()).any(|skip| glob(rest, &path[skip..]))
        }
        Some((first, rest)) => path.split_first().is_some_and(|(part, below)| {
            matches(first.as_bytes(), part.as_bytes()) && glob(rest, below)
        }),
    }
}

/// Whether a part matches; `*` is any characters.
fn matches(wanted: &[u8], part: &[u8]) -> bool {
    match wanted.split_first() {
        None => part.is_empty(),
        Some((b'*', rest)) => (0..=part.len()).any(|skip| matches(rest, &part[skip..])),
        Some((first, rest)) => part
            .split_first()
            .is_some_and(|(character, below)| first == character && matches(rest, below)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selects(filter: &str, name: &str) -> bool {
        Filter::parse(filter)
            .expect("names something")
            .selects(name, Some("/work/src/hot.rs"))
    }

    #[test]
    fn parts_of_a_path_are_whole() {
        assert!(selects("hot::step", "app::hot::step"));
        assert!(selects("hot", "app::hot::step"));
        assert!(selects("hot", "<app::hot::Step as core::fmt::Debug>::fmt"));
        assert!(!selects("al::", "core::fmt::Formatter::pad_integral::<u8>"));
        assert!(!selects("ot", "app::hot::step"));
        assert!(Filter::parse("::").is_err());
    }

    #[test]
    fn globs_are_held_against_the_whole_path() {
        assert!(selects("crate::hot::**", "app::hot::step"));
        assert!(selects("crate::hot::**", "app::hot::step::{closure#0}"));
        assert!(!selects("crate::hot::**", "app::cold::hot::step"));
        assert!(selects("app::**::st*p", "app::hot::step"));
        assert!(!selects("app::*", "app::hot::step"));
        assert!(selects("crate::hot", "app::hot::step"));
        let of_others = Filter::parse("crate::hot::**").expect("names something");
        let file = Some("/home/a/.cargo/registry/src/x/hot-1.0.0/src/lib.rs");
        assert!(!of_others.selects("app::hot::step", file));
    }

    #[test]
    fn files_are_chosen_by_their_last_parts() {
        assert!(selects("src/hot.rs", "app::x"));
        assert!(selects("hot.rs", "app::x"));
        assert!(selects("src/*.rs", "app::x"));
        assert!(!selects("ot.rs", "app::x"));
        assert!(!selects("src/cold.rs", "app::src::cold"));
    }
}
