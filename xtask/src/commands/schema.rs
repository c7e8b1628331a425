//! `cargo xtask schema`

use std::path::PathBuf;

use benches::record::Record;

use crate::{Outcome, print, store};

#[derive(clap::Args)]
pub struct Args {
    /// Fail if the committed file is stale, instead of writing it
    #[arg(long)]
    check: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let (file, schema) = (file(), schema()?);
        if !self.check {
            store::write(&file, schema.as_bytes())?;
            return Ok(Outcome::Done);
        }
        if fs_err::read_to_string(&file)? == schema {
            return Ok(Outcome::Done);
        }
        print::note(format!("{} is stale", file.display()));
        print::hint("`cargo xtask schema` writes it anew");
        Ok(Outcome::CheckFailed)
    }
}

fn file() -> PathBuf {
    store::root().join("benches").join("record.schema.json")
}

fn schema() -> anyhow::Result<String> {
    let schema = schemars::schema_for!(Record);
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_what_the_types_say() {
        let committed = fs_err::read_to_string(file()).unwrap();
        assert!(
            committed == schema().unwrap(),
            "benches/record.schema.json is stale: run `cargo xtask schema`"
        );
    }
}
