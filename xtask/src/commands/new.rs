//! `cargo xtask new FAMILY/PATTERN`

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use patterns::suggest;

use crate::{Outcome, print, store};

#[derive(clap::Args)]
pub struct Args {
    /// Family and name of the new pattern, in kebab-case
    #[arg(value_name = "FAMILY/PATTERN")]
    id: String,
    /// Also start the family, which must not exist
    #[arg(long)]
    new_family: bool,
}

/// A file to write, and what it held before.
struct Edit {
    path: PathBuf,
    old: Option<String>,
    new: String,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let Some((family, name)) = self.id.split_once('/') else {
            bail!(
                "`{}` is not of the form FAMILY/PATTERN\nhint: for example string-building/trim",
                self.id
            );
        };
        check_name(name, &format!("{family}/{name}-text"))?;
        let exists = patterns::FAMILIES.iter().any(|known| known.id == family);
        if self.new_family {
            check_name(family, &format!("{family}-text/{name}"))?;
            ensure!(
                !exists,
                "the family {family} exists already\nhint: leave out `--new-family`"
            );
        } else if !exists {
            let unknown = suggest::unknown("family", family);
            return Err(anyhow!("{unknown} (`--new-family` starts one)"));
        }
        let edits = self.edits(family, name)?;
        write(&edits)?;
        report(&edits);
        Ok(Outcome::Done)
    }

    /// Everything that is to be written, formatted, before any of it is.
    fn edits(&self, family: &str, name: &str) -> anyhow::Result<Vec<Edit>> {
        let (family, module) = (family.replace('-', "_"), name.replace('-', "_"));
        let folder = store::root().join("patterns").join("src");
        let family_file = folder.join(format!("{family}.rs"));
        let pattern = include_str!("new_pattern.rs.txt").replace("MODULE", &module);
        let mut edits = vec![created(
            folder.join(&family).join(format!("{module}.rs")),
            &pattern,
        )?];
        let entry = format!("&{module}::PATTERN");
        if self.new_family {
            let empty = include_str!("new_family.rs.txt").replace("MODULE", &family);
            let text = register(&empty, &module, ".patterns(&[", &entry)?;
            edits.push(created(family_file, &text)?);
            let list = "FAMILIES: &[Family] = &[";
            let entry = format!("{family}::FAMILY");
            edits.push(registered(folder.join("lib.rs"), &family, list, &entry)?);
        } else {
            edits.push(registered(family_file, &module, ".patterns(&[", &entry)?);
        }
        Ok(edits)
    }
}

/// Whether `name` can be the name of a module. `instead` is one that can.
fn check_name(name: &str, instead: &str) -> anyhow::Result<()> {
    ensure!(
        is_kebab_case(name),
        "`{name}` is not in kebab-case\nhint: a lower-case letter first, then letters and \
         digits, with single hyphens between"
    );
    ensure!(
        !KEYWORDS.contains(&name),
        "`{name}` is a Rust keyword\nhint: add a word, for example {instead}"
    );
    Ok(())
}

/// The lower-case keywords, reserved ones included, of every edition.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

fn is_kebab_case(name: &str) -> bool {
    !name.is_empty()
        && name.split('-').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
        && name.starts_with(|c: char| c.is_ascii_lowercase())
}

fn created(path: PathBuf, text: &str) -> anyhow::Result<Edit> {
    ensure!(
        !path.exists(),
        "{} exists already\nhint: choose another name, or edit that file",
        path.display()
    );
    Ok(Edit {
        path,
        old: None,
        new: perf_patterns::copy::formatted(text, 2024)?,
    })
}

fn registered(path: PathBuf, module: &str, list: &str, entry: &str) -> anyhow::Result<Edit> {
    let old = fs_err::read_to_string(&path)?;
    let new = register(&old, module, list, entry)
        .with_context(|| format!("cannot register {module} in {}", path.display()))?;
    Ok(Edit {
        path,
        new: perf_patterns::copy::formatted(&new, 2024)?,
        old: Some(old),
    })
}

/// `text` with `module` declared behind the other modules, and with `entry` at the
/// end of the list that starts with `list`.
fn register(text: &str, module: &str, list: &str, entry: &str) -> anyhow::Result<String> {
    let start = text
        .find(list)
        .with_context(|| format!("it has no `{list}`"))?
        + list.len();
    let end = start + text[start..].find(']').context("its list has no end")?;
    let items = text[start..end].trim_end();
    let comma = if items.is_empty() || items.ends_with(',') {
        ""
    } else {
        ","
    };
    // Behind the last module, or else where the prose ends.
    let (at, gap) = match (text.rfind("pub mod "), text.rfind("//!")) {
        (Some(module), _) => (module, ""),
        (None, Some(prose)) => (prose, "\n"),
        (None, None) => bail!("it declares no module"),
    };
    let declared = at + text[at..].find('\n').context("it has no list of modules")? + 1;
    let before = &text[..declared];
    let between = &text[declared..start];
    let after = &text[end..];
    Ok(format!(
        "{before}{gap}pub mod {module};\n{between}{items}{comma} {entry}{after}"
    ))
}

/// Writes everything or nothing: half a pattern would not compile.
fn write(edits: &[Edit]) -> anyhow::Result<()> {
    for (index, edit) in edits.iter().enumerate() {
        if let Err(error) = store::write(&edit.path, edit.new.as_bytes()) {
            for edit in &edits[..index] {
                undo(&edit.path, edit.old.as_deref())?;
            }
            return Err(error);
        }
    }
    Ok(())
}

fn undo(path: &Path, old: Option<&str>) -> anyhow::Result<()> {
    match old {
        Some(text) => store::write(path, text.as_bytes()),
        None => Ok(fs_err::remove_file(path)?),
    }
}

fn report(edits: &[Edit]) {
    for edit in edits {
        print::data(format!("{}", edit.path.display()));
    }
    print::note("it compiles, and `cargo test -p patterns` fails until it is filled in");
    print::hint("CONTRIBUTING.md explains the file from top to bottom");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_pattern_is_declared_and_listed_once() {
        let family = "pub mod append;\n\nF.patterns(&[\n    &append::PATTERN,\n]);";
        let text = register(family, "trim_end", ".patterns(&[", "&trim_end::PATTERN").unwrap();
        assert_eq!(
            text,
            "pub mod append;\npub mod trim_end;\n\nF.patterns(&[\n    &append::PATTERN, \
             &trim_end::PATTERN]);"
        );
    }

    #[test]
    fn a_file_without_a_list_is_refused() {
        let error = register("pub mod a;\n", "b", ".patterns(&[", "&b::PATTERN").unwrap_err();
        assert_eq!(error.to_string(), "it has no `.patterns(&[`");
    }

    #[test]
    fn names_that_are_no_module_are_refused() {
        for name in [
            "", "Append", "a--b", "-a", "a_b", "1a", "a/b", "é", "match", "self", "gen",
        ] {
            assert!(check_name(name, "").is_err(), "{name}");
        }
        for name in ["reserve-exact-2", "match-text"] {
            assert!(check_name(name, "").is_ok(), "{name}");
        }
    }
}
