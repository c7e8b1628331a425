//! `copy`: a variant as a module of somebody's crate.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use patterns::catalogue::{Pattern, Variant};

use crate::bench;
use crate::change::{self, Change};
use crate::extract::{self, RUST_VERSION};
use crate::ledger::{self, Entry};
use crate::manifest::{self, Additions};
use crate::target::Target;
use command_line::{print, process};
use patterns::suggest;

use crate::{find_variant, modules};

/// Copies a variant into a crate
#[derive(clap::Args)]
pub struct Args {
    /// A pattern's id
    pattern: String,
    /// Crate, or folder in it for the module
    #[arg(
        long = "in",
        visible_alias = "into",
        value_name = "FOLDER",
        default_value = "."
    )]
    folder: PathBuf,
    /// Variant to copy [default: the fast one]
    #[arg(long)]
    variant: Option<String>,
    /// File for the module [default: src/PATTERN.rs]
    #[arg(long = "as", value_name = "FILE")]
    path: Option<PathBuf>,
    /// Also copy the equivalence test, the benchmark, or both: test,bench
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "PART",
        hide_possible_values = true
    )]
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

/// What can be copied along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The equivalence test
    Test,
    /// A criterion benchmark
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
        let target = Target::find(&self.folder)?;
        let with_test = self.with.contains(&Part::Test) && variant.name != pattern.slow().name;
        let with_bench = self.with.contains(&Part::Bench);
        let name = extract::module_name(pattern);
        let relative = match &self.path {
            Some(path) => path.clone(),
            None => modules::default_place(&target, &name)?,
        };
        anyhow::ensure!(
            relative
                .extension()
                .is_some_and(|extension| extension == "rs"),
            "--as {} is not a Rust file\nhint: for example --as src/{name}.rs",
            relative.display()
        );
        // `./src/x.rs` and `src/x.rs` are one file.
        let relative: PathBuf = relative
            .components()
            .filter(|part| *part != Component::CurDir)
            .collect();
        target.place(&relative)?;
        let text = module_text(pattern, variant, &relative, with_test, target.edition)?;
        fits(&target, pattern, &text)?;

        let known = ledger::entries(&target.root)?;
        let entry = |path: PathBuf, part, text: &str| Entry {
            id: pattern.id.to_owned(),
            variant: variant.name.to_owned(),
            version: extract::VERSION.to_owned(),
            hash: patterns_source::hash(text),
            test: with_test,
            part,
            stored: known
                .iter()
                .find(|known| known.path == path)
                .and_then(|known| known.stored.clone()),
            path,
        };
        let mut given = vec![(entry(relative.clone(), ledger::Part::Module, &text), text)];
        if with_test {
            let text = formatted(&extract::tests(pattern, variant)?, target.edition)?;
            let path = tests_path(&relative);
            given.push((entry(path, ledger::Part::Tests, &text), text));
        }
        let mut changes = Vec::new();
        for (entry, text) in &given {
            changes.push(Change::new(target.place(&entry.path)?, text.clone())?);
        }
        changes.extend(modules::declare(&target, &relative)?);
        let mut additions = Additions {
            dependencies: variant.dependencies.to_vec(),
            ..Additions::default()
        };
        if with_test || with_bench {
            additions.dev_dependencies.push("fastrand");
            additions
                .dev_dependencies
                .extend(pattern.slow().dependencies);
        }
        if with_bench {
            additions.dev_dependencies.push("criterion");
            additions.bench = Some(name.clone());
            let path = format!("../{}", relative.display());
            let bench = formatted(&bench::bench(pattern, variant, &path)?, target.edition)?;
            let place = target.place(Path::new(&format!("benches/{name}.rs")))?;
            changes.push(Change::new(place, bench)?);
        }
        // What stands in these files may be somebody's; the others are edited.
        let kept = self.kept(&changes, &target.root)?;
        changes.extend(kept);
        let (edited, lines) =
            manifest::with(&target.manifest, target.workspace.as_ref(), &additions)?;
        changes.push(Change::new(target.root.join("Cargo.toml"), edited)?);
        for (entry, text) in &given {
            changes.extend(entry.changes(&target.root, text)?);
        }
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
        report(&changes, &lines, &target, self.dry_run)
    }

    /// Refuses to lose what somebody wrote, or with `--force` keeps it beside what
    /// replaces it. `mod` lines do not count.
    fn kept(&self, changes: &[Change], root: &Path) -> anyhow::Result<Vec<Change>> {
        let mut kept = Vec::new();
        for change in changes {
            let Some(old) = &change.old else { continue };
            if !change.is_needed() || change.is_edit {
                continue;
            }
            if !self.force {
                bail!(
                    "{} exists already and differs: nothing was changed\n\
                     hint: --diff shows the difference, --as FILE names another file, \
                     --force overwrites and keeps the old text beside it",
                    change
                        .path
                        .strip_prefix(root)
                        .unwrap_or(&change.path)
                        .display()
                );
            }
            kept.push(Change::new(free_name(&change.path), old.clone())?);
        }
        Ok(kept)
    }
}

/// A name for the old text of `path`: `append.rs.old`, or with a number behind it.
fn free_name(path: &Path) -> PathBuf {
    let named = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    std::iter::once(named(".old"))
        .chain((2..).map(|number| named(&format!(".old{number}"))))
        .find(|path| !path.exists())
        .unwrap_or_else(|| named(".old"))
}

/// Where the tests of the module at `relative` stand: `src/append/tests.rs`.
pub fn tests_path(relative: &Path) -> PathBuf {
    relative.with_extension("").join("tests.rs")
}

/// The module's file: the variant, and the line that declares its tests.
///
/// # Errors
/// If the pattern file has lost its shape.
pub fn module_text(
    pattern: &Pattern,
    variant: &Variant,
    relative: &Path,
    with_test: bool,
    edition: u32,
) -> anyhow::Result<String> {
    let mut text = extract::module(pattern, variant)?;
    if with_test {
        let name = relative
            .file_stem()
            .and_then(|name| name.to_str())
            .context("the module's name is not UTF-8")?;
        text.push_str(&extract::tests_line(name));
    }
    formatted(&text, edition)
}

fn report(
    changes: &[Change],
    lines: &[String],
    target: &Target,
    dry_run: bool,
) -> anyhow::Result<()> {
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
        print::note("nothing to do: everything is there");
    }
    Ok(())
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
            "{} declares rust-version {major}.{minor}; {} needs {}.{}: {nothing}",
            target.root.display(),
            pattern.id,
            RUST_VERSION.0,
            RUST_VERSION.1
        );
    }
    const STD: [&str; 8] = [
        "String", "Vec", "Box", "vec!", "format!", "std::", "HashMap", "_vec::",
    ];
    if target.no_std && STD.iter().any(|word| text.contains(word)) {
        bail!(
            "{} is `no_std`, and {} uses the standard library: {nothing}",
            target.root.display(),
            pattern.id
        );
    }
    Ok(())
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
    formatted(&extract::module(pattern, variant)?, 2024)
}
