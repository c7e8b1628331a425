//! `heap CASE [--profile FILE]`: the heap use of one case, as a line of JSON.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use patterns::catalogue::CaseId;

#[derive(Parser)]
struct Args {
    /// `<family>/<pattern>/<variant>/<scenario>/<size>`
    case: String,
    /// Also write dhat's file of sites.
    #[arg(long)]
    profile: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let case =
        CaseId::find(&args.case).with_context(|| format!("no case is called {}", args.case))?;
    let heap_use = suite::heap_use(&case, args.profile.as_deref());
    println!("{}", serde_json::to_string(&heap_use)?);
    Ok(())
}
