//! `cargo xtask schema`

use std::path::PathBuf;

use record::{Profiles, Record};

use crate::{Outcome, print, store};

#[derive(clap::Args)]
pub struct Args {
    /// Fail if a committed schema is stale, and write nothing
    #[arg(long)]
    check: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::Done;
        for (file, schema) in schemas()? {
            if !self.check {
                store::write(&file, schema.as_bytes())?;
            } else if fs_err::read_to_string(&file)? != schema {
                print::note(format!("{} is stale", file.display()));
                outcome = Outcome::CheckFailed;
            }
        }
        if outcome == Outcome::CheckFailed {
            print::hint("`cargo xtask schema` writes it anew");
        }
        Ok(outcome)
    }
}

/// The schemas of what a run leaves, and where they are published.
fn schemas() -> anyhow::Result<[(PathBuf, String); 2]> {
    let folder = store::root().join("benches").join("record");
    let text = |schema| anyhow::Ok(serde_json::to_string_pretty(&schema)? + "\n");
    Ok([
        (
            folder.join("record.schema.json"),
            text(schemars::schema_for!(Record))?,
        ),
        (
            folder.join("profiles.schema.json"),
            text(schemars::schema_for!(Profiles))?,
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schemas_are_what_the_types_say() {
        for (file, schema) in schemas().unwrap() {
            assert!(
                fs_err::read_to_string(&file).unwrap() == schema,
                "{} is stale: run `cargo xtask schema`",
                file.display()
            );
        }
    }
}
