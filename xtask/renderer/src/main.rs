//! `book-renderer FOLDER`: renders the book in `FOLDER` to `FOLDER/html`, and prints
//! what mdBook warned of as a JSON array. `cargo xtask book` starts it.

mod warnings;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use command_line::print;
use mdbook_driver::MDBook;

fn main() -> ExitCode {
    let rendered = std::env::args_os()
        .nth(1)
        .context("no folder was named\nhint: `cargo xtask book` starts this program")
        .and_then(|root| render(&PathBuf::from(root)))
        .and_then(|()| print::check_written());
    match rendered {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::error(&error);
            ExitCode::from(2)
        }
    }
}

fn render(root: &Path) -> anyhow::Result<()> {
    let (result, warnings) = warnings::during(|| {
        MDBook::load(root).and_then(|mut book| {
            book.config.build.build_dir = root.join("html");
            book.build()
        })
    });
    result.context("mdBook cannot render the book")?;
    print::data(serde_json::to_string(&warnings)?);
    Ok(())
}
