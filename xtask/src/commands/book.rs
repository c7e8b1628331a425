//! `cargo xtask book`

use std::path::{Path, PathBuf};
use std::process::Command;

use record::Record;

use crate::{Outcome, book, print, process, store};

#[derive(clap::Args)]
pub struct Args {
    /// `latest`, `reference`, a run id, or a file; by default the latest run,
    /// or the reference where nothing was measured yet
    #[arg(long, value_name = "RECORD")]
    from: Option<String>,
    /// Where to write it
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Open it in a browser
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

/// Where the book stands unless someone says otherwise: `target/book`, or beside
/// the records where `WORKSHOP_RESULTS` has moved those.
pub fn folder() -> PathBuf {
    match std::env::var_os("WORKSHOP_RESULTS") {
        Some(results) => PathBuf::from(results).join("book"),
        None => store::target().join("book"),
    }
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
