//! `copy`: a variant as a module of somebody's crate.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use patterns::catalogue::{Pattern, Variant};

use crate::change::{self, Change};
use crate::extract::{self, RUST_VERSION, With};
use crate::ledger::{self, Entry};
use crate::manifest::{self, Additions};
use crate::target::Target;
use command_line::{print, process};
use patterns::suggest;

use crate::find_variant;

/// Copies a variant into a crate
#[derive(clap::Args)]
pub struct Args {
    /// A pattern's id
    pattern: String,
    /// The crate, or a folder in it
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    /// Another variant than the fast one
    #[arg(long)]
    variant: Option<String>,
    /// Where in the crate, instead of `src/<pattern>.rs`
    #[arg(long = "as", value_name = "FILE")]
    path: Option<PathBuf>,
    /// Bring the test against the slow variant, the bench, or both
    #[arg(long, value_delimiter = ',')]
    with: Vec<Part>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Show what would change as a diff, and change nothing
    #[arg(long)]
    diff: bool,
    /// Overwrite a file that differs
    #[arg(long)]
    force: bool,
}

/// What can come along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The equivalence test
    Test,
    /// A criterion bench
    Bench,
}

impl Args {
    /// Copies, or shows what would be copied.
    ///
    /// # Errors
    /// If the pattern does not exist, does not fit the crate, or would overwrite
    /// something; the crate is as it was then.
    pub fn run(self) -> anyhow::Result<()> {
        let pattern = suggest::pattern(&self.pattern)?;
        let variant = match &self.variant {
            Some(name) => find_variant(pattern, name)?,
            None => pattern.fast(),
        };
        let target = Target::find(&self.into)?;
        let with = With {
            test: self.with.contains(&Part::Test),
            bench: self.with.contains(&Part::Bench),
        };
        let text = formatted(&extract::module(pattern, variant, with)?, target.edition)?;
        fits(&target, pattern, &text)?;
        let name = extract::module_name(pattern);
        let relative = self
            .path
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("src/{name}.rs")));
        anyhow::ensure!(
            relative
                .extension()
                .is_some_and(|extension| extension == "rs"),
            "--as {} does not name a Rust file\nhint: for example --as src/{name}.rs",
            relative.display()
        );
        let place = target.place(&relative)?;
        let module = Change::new(place, text.clone())?;
        self.may_overwrite(&module, &target.root)?;

        let mut changes = vec![module];
        let (declared, hint) = declare(&target, &relative)?;
        changes.extend(declared);
        let mut additions = Additions {
            dependencies: variant.dependencies.to_vec(),
            ..Additions::default()
        };
        if with.test || with.bench {
            additions.dev_dependencies.push("fastrand");
            additions
                .dev_dependencies
                .extend(pattern.slow().dependencies);
        }
        if with.bench {
            additions.dev_dependencies.push("criterion");
            additions.bench = Some(name.clone());
            let path = format!("../{}", relative.display());
            let bench = formatted(&extract::bench(pattern, variant, &path)?, target.edition)?;
            let bench = Change::new(
                target.place(Path::new(&format!("benches/{name}.rs")))?,
                bench,
            )?;
            self.may_overwrite(&bench, &target.root)?;
            changes.push(bench);
        }
        let (edited, lines) = manifest::with(&target.manifest, &additions)?;
        changes.push(Change::new(target.root.join("Cargo.toml"), edited)?);
        let entry = Entry {
            id: pattern.id.to_owned(),
            variant: variant.name.to_owned(),
            version: extract::VERSION.to_owned(),
            hash: ledger::hash(&text),
            path: relative,
            test: with.test,
        };
        changes.extend(entry.changes(&target.root, &text)?);
        changes.retain(Change::is_needed);

        if self.diff {
            for change in &changes {
                print::data(change.diff(&target.root));
            }
            return Ok(());
        }
        if !self.dry_run {
            change::apply(&changes)?;
        }
        report(&changes, &lines, &target, self.dry_run);
        if let Some(hint) = hint {
            print::note(format!("hint: {hint}"));
        }
        Ok(())
    }

    /// Refuses to lose what somebody wrote.
    fn may_overwrite(&self, change: &Change, root: &Path) -> anyhow::Result<()> {
        if change.old.is_none() || !change.is_needed() || self.force {
            return Ok(());
        }
        bail!(
            "{} is there already and differs: nothing was changed\n\
             hint: --diff shows the difference, --as FILE takes another place, --force overwrites",
            change
                .path
                .strip_prefix(root)
                .unwrap_or(&change.path)
                .display()
        )
    }
}

fn report(changes: &[Change], lines: &[String], target: &Target, dry_run: bool) {
    let would = if dry_run { "would " } else { "" };
    for change in changes {
        let verb = match (&change.old, dry_run) {
            (None, true) => "write",
            (None, false) => "wrote",
            (Some(_), true) => "edit",
            (Some(_), false) => "edited",
        };
        let path = change
            .path
            .strip_prefix(&target.root)
            .unwrap_or(&change.path);
        print::data(format!("{would}{verb} {}", path.display()));
    }
    for line in lines {
        print::data(format!("  {line}"));
    }
    if changes.is_empty() {
        print::note("nothing to do: it is all there");
    }
}

/// Refuses a crate that cannot build the module.
fn fits(target: &Target, pattern: &Pattern, text: &str) -> anyhow::Result<()> {
    let nothing = "nothing was changed";
    if target.edition < 2018 {
        bail!(
            "{} has edition {}; the patterns need 2018 or later: {nothing}",
            target.root.display(),
            target.edition
        );
    }
    if let Some((major, minor)) = target.rust_version
        && (major, minor) < RUST_VERSION
    {
        bail!(
            "{} promises to build with Rust {major}.{minor}; {} needs {}.{}: {nothing}",
            target.root.display(),
            pattern.id,
            RUST_VERSION.0,
            RUST_VERSION.1
        );
    }
    const STD: [&str; 8] = [
        "String", "Vec", "Box", "vec!", "format!", "std::", "HashMap", "_vec::",
    ];
    let module = text.split("#[cfg(test)]").next().unwrap_or(text);
    if target.no_std && STD.iter().any(|word| module.contains(word)) {
        bail!(
            "{} is `no_std`, and {} uses the standard library: {nothing}",
            target.root.display(),
            pattern.id
        );
    }
    Ok(())
}

/// The `mod` line: as a change where its place is plain, else as a hint.
fn declare(target: &Target, relative: &Path) -> anyhow::Result<(Option<Change>, Option<String>)> {
    let name = relative
        .file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let by_hand = |file: String| Ok((None, Some(format!("add `mod {name};` to {file}"))));
    let Some(root_file) = &target.root_file else {
        return by_hand("the crate's root".into());
    };
    let beside = root_file.parent() == target.root.join(relative).parent();
    if !beside {
        let parent = relative.parent().unwrap_or(Path::new("src"));
        return by_hand(format!("{}.rs or {0}/mod.rs", parent.display()));
    }
    let source = fs_err::read_to_string(root_file)?;
    let shown = root_file
        .strip_prefix(&target.root)
        .unwrap_or(root_file)
        .display()
        .to_string();
    if source.lines().any(|line| {
        line.split("//")
            .next()
            .unwrap_or("")
            .contains(&format!("mod {name};"))
    }) {
        return Ok((None, None));
    }
    let is_library = root_file.file_name().is_some_and(|file| file != "main.rs");
    let line = if is_library {
        format!("pub mod {name};\n")
    } else {
        // A binary does not export it; whoever copied it uses it next.
        format!("#[allow(dead_code)]\nmod {name};\n")
    };
    match place_of_mod(&source) {
        Some(at) => {
            let mut text = source.clone();
            let next = source[at..].lines().next().unwrap_or("");
            let apart = if next.is_empty() || next.contains("mod ") {
                ""
            } else {
                "\n"
            };
            text.insert_str(at, &format!("{line}{apart}"));
            Ok((Some(Change::new(root_file.clone(), text)?), None))
        }
        None => by_hand(shown),
    }
}

/// Where a `mod` line goes: behind the last one at the top level, or before the
/// first item. `None` where that is not plain.
fn place_of_mod(source: &str) -> Option<usize> {
    let mut offset = 0;
    let mut last = None;
    let mut first_item = None;
    let mut attribute = false;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end();
        let is_mod = text.ends_with(';') && {
            let text = text.strip_prefix("pub ").unwrap_or(text);
            text.starts_with("mod ")
        };
        let is_inner = attribute || text.starts_with("#![");
        attribute = is_inner && !text.ends_with(']');
        if is_inner && first_item.is_some() {
            return None;
        }
        let is_comment = text.starts_with("//");
        if text.starts_with("/*") || text.starts_with("macro_rules!") {
            return None;
        }
        offset += line.len();
        if is_mod {
            last = Some(offset);
        }
        // A doc comment or attribute belongs to the item behind it.
        let is_item = !text.is_empty()
            && !is_inner
            && (!is_comment || text.starts_with("///") && !text.starts_with("////"));
        if is_item && first_item.is_none() {
            first_item = Some(offset - line.len());
        }
    }
    last.or(first_item).or(Some(source.len()))
}

/// The code as rustfmt writes it in that edition.
///
/// # Errors
/// If rustfmt is missing or does not understand the code.
pub fn formatted(code: &str, edition: u32) -> anyhow::Result<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt
        .args(["--edition", &edition.max(2018).to_string()])
        .args(["--emit", "stdout"])
        // Not the settings of whatever folder this runs in.
        .args(["--config", "newline_style=Unix"]);
    let finished = process::run_on(&mut rustfmt, code)
        .context("cannot format the code\nhint: `rustup component add rustfmt`")?;
    finished
        .success(&rustfmt)
        .context("rustfmt does not understand the code")?;
    Ok(finished.stdout)
}

/// The code of a variant, formatted, with what variants share.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn standalone(pattern: &Pattern, variant: &Variant) -> anyhow::Result<String> {
    formatted(&extract::module(pattern, variant, With::default())?, 2024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mod_line_goes_behind_the_others_or_before_the_first_item() {
        let at = |source: &str| place_of_mod(source).map(|at| source[..at].to_owned());
        assert_eq!(
            at("//! Doc.\n#![a(\n  b\n)]\n\nmod x;\nuse y;\n").as_deref(),
            Some("//! Doc.\n#![a(\n  b\n)]\n\nmod x;\n")
        );
        assert_eq!(
            at("//! Doc.\n\n/// F.\nfn f() {}\n").as_deref(),
            Some("//! Doc.\n\n")
        );
        assert_eq!(at("").as_deref(), Some(""));
        assert_eq!(at("/* block */\nfn f() {}\n"), None);
    }
}
