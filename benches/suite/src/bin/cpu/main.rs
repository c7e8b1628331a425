//! `cpu CASE --seconds S --out DIR`: a CPU profile of one case, as a line of
//! JSON, with the profile itself and a flame graph in the folder.
//!
//! Apart from the library, which would bring the counting allocator: its lock would
//! be in the picture.

mod sampler;
mod sampling;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use patterns::catalogue::CaseId;

#[derive(Parser)]
struct Args {
    /// `<family>/<pattern>/<variant>/<scenario>/<size>`
    case: String,
    /// CPU time to spend.
    #[arg(long)]
    seconds: f64,
    /// An existing folder.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let case =
        CaseId::find(&args.case).with_context(|| format!("no case is called {}", args.case))?;
    let samples = sampling::sample(&case, Duration::from_secs_f64(args.seconds), &args.out)?;
    println!("{}", serde_json::to_string(&samples)?);
    Ok(())
}
