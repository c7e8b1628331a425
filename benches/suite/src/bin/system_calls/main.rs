//! `system_calls CASE`: the calls into the kernel that one call of the case makes,
//! by kind, as a line of JSON; or why they cannot be counted.
//!
//! Apart from the library, whose counting allocator would ask the kernel for other
//! memory than the allocator of production does.

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
#[path = "traced.rs"]
mod tracer;
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
#[path = "elsewhere.rs"]
mod tracer;

use std::collections::BTreeMap;

use anyhow::Context;
use clap::Parser;
use patterns::catalogue::CaseId;
use serde::Serialize;

#[derive(Parser)]
struct Args {
    /// `<family>/<pattern>/<variant>/<scenario>/<size>`
    case: String,
    /// Run the case below a process that traces this one, which then counts.
    #[arg(long, hide = true)]
    traced: bool,
}

/// What is printed.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Found {
    /// How many of each kind.
    Calls(BTreeMap<String, u64>),
    /// Why they are not known.
    NotMeasured(String),
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let case =
        CaseId::find(&args.case).with_context(|| format!("no case is called {}", args.case))?;
    if args.traced {
        return tracer::run_traced(&case);
    }
    let found = tracer::count(&args.case)?;
    println!("{}", serde_json::to_string(&found)?);
    Ok(())
}
