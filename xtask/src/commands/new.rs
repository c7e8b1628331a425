//! `cargo xtask new FAMILY/PATTERN`

use std::path::PathBuf;

use anyhow::{Context, bail};
use patterns::suggest;

use crate::{Outcome, print, store};

#[derive(clap::Args)]
pub struct Args {
    /// An existing family and the new pattern's name, in kebab-case
    #[arg(value_name = "FAMILY/PATTERN")]
    id: String,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let Some((family, name)) = self.id.split_once('/') else {
            bail!(
                "`{}` is not of the form FAMILY/PATTERN\nhint: for example string-building/trim",
                self.id
            );
        };
        anyhow::ensure!(
            is_kebab_case(name),
            "`{name}` is not in kebab-case\nhint: lower-case letters and digits, with single hyphens between"
        );
        anyhow::ensure!(
            patterns::FAMILIES.iter().any(|known| known.id == family),
            suggest::unknown("family", family)
        );
        let module = name.replace('-', "_");
        let folder = store::root().join("patterns").join("src");
        let family_file = folder.join(format!("{}.rs", family.replace('-', "_")));
        let file = folder
            .join(family.replace('-', "_"))
            .join(format!("{module}.rs"));
        anyhow::ensure!(!file.exists(), "{} exists already", file.display());

        let registered = register(&fs_err::read_to_string(&family_file)?, &module)
            .with_context(|| format!("cannot register the pattern in {}", family_file.display()))?;
        store::write(&file, scaffold(family, name).as_bytes())?;
        if let Err(error) = store::write(&family_file, registered.as_bytes()) {
            // Half a pattern would not compile: take the other half back.
            fs_err::remove_file(&file)?;
            return Err(error);
        }
        report(&[file, family_file]);
        Ok(Outcome::Done)
    }
}

fn report(files: &[PathBuf]) {
    for file in files {
        print::data(format!("{}", file.display()));
    }
    print::note("it compiles, and `cargo test -p patterns` fails until it is filled in");
    print::hint("CONTRIBUTING.md goes through the file from top to bottom");
}

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

/// The family's file with the module declared and listed.
fn register(family: &str, module: &str) -> anyhow::Result<String> {
    let declared = family
        .rmatch_indices("pub mod ")
        .next()
        .and_then(|(start, _)| Some(start + family[start..].find('\n')? + 1))
        .context("it declares no module")?;
    let mut text = family.to_owned();
    text.insert_str(declared, &format!("pub mod {module};\n"));
    let list = text.find("patterns: &[").context("it lists no patterns")?;
    let end = list
        + text[list..]
            .find("],")
            .context("its list of patterns has no end")?;
    let separator = if text[..end].trim_end().ends_with(',') {
        ""
    } else {
        ", "
    };
    let at = text[..end].trim_end().len();
    text.insert_str(at, &format!("{separator}&{module}::PATTERN,"));
    Ok(text)
}

fn scaffold(family: &str, name: &str) -> String {
    include_str!("new_pattern.rs.txt")
        .replace("FAMILY", family)
        .replace("NAME", name)
        .replace("MODULE", &name.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_pattern_is_declared_and_listed_once() {
        let family = "pub mod append;\n\nFAMILY {\n    patterns: &[&append::PATTERN],\n}";
        let text = register(family, "trim_end").unwrap();
        assert!(text.contains("pub mod append;\npub mod trim_end;\n"));
        assert!(text.contains("&[&append::PATTERN, &trim_end::PATTERN,]"));
    }

    #[test]
    fn names_that_are_no_module_are_refused() {
        for name in ["", "Append", "a--b", "-a", "a_b", "1a", "a/b", "é"] {
            assert!(!is_kebab_case(name), "{name}");
        }
        assert!(is_kebab_case("reserve-exact-2"));
    }
}
