//! `man [COMMAND]`: the manual page, as troff.

use anyhow::Context;
use clap::CommandFactory;
use command_line::print;

/// Prints the manual page
#[derive(clap::Args)]
pub struct Args {
    /// Command to describe [default: the program]
    command: Option<String>,
}

impl Args {
    /// Prints it.
    ///
    /// # Errors
    /// If there is no such command.
    pub fn run(self) -> anyhow::Result<bool> {
        print::data(page(self.command.as_deref())?);
        Ok(true)
    }
}

fn page(command: Option<&str>) -> anyhow::Result<String> {
    let mut program = crate::Args::command();
    // Options of the program stand in the pages of its commands too.
    program.build();
    let page = match command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .with_context(|| {
                format!("there is no command `{name}`\nhint: `perf-patterns --help` lists them")
            })?
            .clone(),
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    Ok(String::from_utf8(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_and_each_command_have_a_page() {
        let program = page(None).unwrap();
        assert!(program.contains(".TH perf-patterns 1"), "{program}");
        for command in crate::Args::command().get_subcommands() {
            let name = command.get_name();
            assert!(program.contains(&name.replace('-', "\\-")), "{name}");
            let page = page(Some(name)).unwrap();
            assert!(
                page.contains(".SH SYNOPSIS") && page.contains("color"),
                "{page}"
            );
        }
        let error = page(Some("nothing")).unwrap_err().to_string();
        assert!(error.contains("hint: "), "{error}");
    }
}
