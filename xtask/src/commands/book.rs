//! `cargo xtask book`

use std::path::{Path, PathBuf};
use std::process::Command;

use record::Record;

use crate::analysis::noise;
use crate::{Outcome, book, print, process, store};

#[derive(clap::Args)]
pub struct Args {
    /// Record: `latest`, `reference`, a run id or a file
    ///
    /// By default the latest run, or the reference where nothing was measured yet.
    #[arg(long, value_name = "RECORD")]
    from: Option<String>,
    /// Folder to write to [default: target/book]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Open the book in a browser
    #[arg(long)]
    open: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let name = match self.from {
            Some(name) => name,
            None if store::latest()?.is_some() => "latest".to_owned(),
            None => store::REFERENCE.to_owned(),
        };
        let record = store::find(&name)?;
        let is_reference = record.run_id == store::REFERENCE || name == store::REFERENCE;
        if is_reference {
            print::warning(
                "these are the reference numbers, measured on another machine; \
                 `cargo xtask bench-all` measures yours",
            );
        }
        let out = self.out.unwrap_or_else(folder);
        render(&record, is_reference, &out)?;
        if self.open {
            open(&out)?;
        }
        Ok(Outcome::Done)
    }
}

/// Where the book goes by default: `target/book`, or beside
/// the records where `WORKSHOP_RESULTS` has moved those.
pub fn folder() -> PathBuf {
    match std::env::var_os("WORKSHOP_RESULTS") {
        Some(results) => PathBuf::from(results).join("book"),
        None => store::target().join("book"),
    }
}

/// Builds what renders, silently and beside another build, so that nobody waits for it
/// after measuring.
///
/// # Errors
/// If it does not compile, or the user interrupts.
pub fn prepare_beside() -> anyhow::Result<()> {
    book::prepare_beside()
}

/// How many runs are looked at for a good one.
const RUNS: usize = 30;

/// Where the book of `record` goes: where books stand, or beside that if the run was
/// too noisy and the book that stands there is of a good one.
///
/// # Errors
/// If the records cannot be listed.
pub fn place(record: &Record) -> anyhow::Result<PathBuf> {
    let folder = folder();
    if noise::too_noisy(record).is_none() {
        return Ok(folder);
    }
    let Ok(page) = fs_err::read_to_string(folder.join("index.html")) else {
        return Ok(folder);
    };
    let earlier = store::runs()?
        .into_iter()
        .rev()
        .take(RUNS)
        .filter_map(|file| store::read_figures(&file).ok());
    Ok(match good_run(&page, earlier) {
        Some(run_id) => {
            print::note(format!(
                "this run was too noisy: the book of run {run_id} stays, this one goes beside it"
            ));
            folder.with_file_name("book-noisy")
        }
        None => folder,
    })
}

/// Which of `runs` the front page `page` is of, if that run resolved its pairs.
fn good_run(page: &str, runs: impl Iterator<Item = Record>) -> Option<String> {
    let mut runs = runs.filter(|run| page.contains(&format!("<code>{}</code>", run.run_id)));
    let shown = runs.next()?;
    let is_good =
        shown.pairs().any(|pair| pair.verdict().is_some()) && noise::too_noisy(&shown).is_none();
    is_good.then_some(shown.run_id)
}

/// Renders `record` and says where the book is.
///
/// # Errors
/// If a page cannot be rendered, or a link in it leads nowhere.
pub fn render(record: &Record, is_reference: bool, out: &Path) -> anyhow::Result<()> {
    book::build(record, is_reference, out)?;
    print::note(format!("book: {}", out.join("index.html").display()));
    Ok(())
}

/// Opens the book with whatever this system opens pages with.
///
/// # Errors
/// If nothing here does.
pub fn open(out: &Path) -> anyhow::Result<()> {
    let program = ["xdg-open", "open"]
        .into_iter()
        .find(|program| process::is_installed(program));
    let Some(program) = program else {
        anyhow::bail!(
            "nothing here opens a page (looked for xdg-open and open)\nhint: open {} yourself",
            out.join("index.html").display()
        );
    };
    process::start(Command::new(program).arg(out.join("index.html")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role, Verdict};

    #[test]
    fn only_the_book_of_a_good_run_is_kept() {
        let run = |id: &str, verdict| {
            let mut record = Record {
                run_id: id.into(),
                ..Record::default()
            };
            record.insert(Case::new("f/p", "slow", Role::Slow, "typical", 1));
            record.insert(Case {
                verdict,
                ..Case::new("f/p", "fast", Role::Fast, "typical", 1)
            });
            record
        };
        let runs = || {
            [
                run("noisy", Some(Verdict::NotResolved)),
                run("good", Some(Verdict::Faster)),
                run("counted", None),
            ]
            .into_iter()
        };
        assert_eq!(
            good_run("record <code>good</code>", runs()).as_deref(),
            Some("good")
        );
        assert_eq!(good_run("record <code>noisy</code>", runs()), None);
        assert_eq!(good_run("record <code>counted</code>", runs()), None);
        assert_eq!(good_run("record <code>reference</code>", runs()), None);
    }
}
