//! Renders a run record as an mdBook: hand-written chapters, and a page for each
//! family and pattern, all from the record and the catalogue.

mod all_pairs;
mod aside;
mod bars;
mod chapter;
mod check;
mod cited;
mod code;
mod control;
mod costs;
mod curves;
mod escape;
mod evidence;
mod exercises;
mod figures;
mod flame;
mod generate;
mod glossary;
mod history;
mod lean;
mod overview;
mod page;
mod path;
mod prose;
mod provenance;
mod renderer;
mod search;
#[cfg(test)]
mod sixty_four;
mod svg;
mod symptoms;
mod templates;
mod trend;
mod words;

use std::path::Path;

use anyhow::{Context, bail};
use command_line::files;
use patterns::catalogue::Family;
use record::Record;

use self::aside::Aside;
use self::generate::generate;
pub use renderer::prepare_beside;

use crate::store;

/// Renders `record` to the folder `out`, whose old content is replaced when the
/// new book is whole.
///
/// # Errors
/// If an anchor, a section or a template is missing, mdBook warns of anything, or
/// a link leads nowhere: with the place.
pub fn build(record: &Record, is_reference: bool, out: &Path) -> anyhow::Result<()> {
    build_of(patterns::FAMILIES, record, is_reference, out)
}

/// The same for a catalogue of other families.
fn build_of(
    families: &'static [Family],
    record: &Record,
    is_reference: bool,
    out: &Path,
) -> anyhow::Result<()> {
    let scratch = tempfile::Builder::new()
        .prefix("book-")
        .tempdir_in(store::target())
        .context("cannot make a temporary folder in target")?;
    let root = scratch.path();
    let source = store::root().join("book");
    files::copy(&source.join("src"), &root.join("src"))?;
    files::copy(&source.join("theme"), &root.join("theme"))?;
    // The guide includes its example programs.
    files::copy(&source.join("examples"), &root.join("examples"))?;
    fs_err::copy(source.join("book.toml"), root.join("book.toml"))?;
    let aside = Aside::default();
    generate(
        families,
        record,
        is_reference,
        &source,
        &root.join("src"),
        &aside,
    )?;

    let mut problems = renderer::render(root)?;
    let terms = fs_err::read_to_string(source.join("src/guide/glossary.md"))?;
    glossary::link_pages(&root.join("html"), &glossary::terms(&terms))?;
    aside.put_back(&root.join("html"))?;
    lean::make(&root.join("html"))?;
    problems.extend(check::problems(&root.join("html"))?);
    problems.extend(missing_pages(families, &root.join("html")));
    if !problems.is_empty() {
        bail!(
            "the book has {} problems:\n  {}",
            problems.len(),
            problems.join("\n  ")
        );
    }
    replace(&root.join("html"), out)
}

/// Patterns that have no page.
fn missing_pages(families: &[Family], html: &Path) -> Vec<String> {
    families
        .iter()
        .flat_map(|family| family.patterns)
        .filter(|pattern| !html.join(format!("{}.html", pattern.id)).is_file())
        .map(|pattern| format!("{} has no page", pattern.id))
        .collect()
}

/// Puts a finished book where readers look for it; the old one goes last.
fn replace(new: &Path, out: &Path) -> anyhow::Result<()> {
    let parent = out
        .parent()
        .context("the book needs a folder to stand in")?;
    fs_err::create_dir_all(parent)?;
    let old = tempfile::Builder::new()
        .prefix("old-book-")
        .tempdir_in(parent)?;
    if out.exists() {
        anyhow::ensure!(
            out.join("index.html").is_file() || fs_err::read_dir(out)?.next().is_none(),
            "{} is not a book and not empty: nothing there was touched\nhint: give --out another folder",
            out.display()
        );
        fs_err::rename(out, old.path().join("book"))?;
    }
    if fs_err::rename(new, out).is_err() {
        // On another file system there is no renaming.
        files::copy(new, out)?;
    }
    Ok(())
}
