//! `heap CASE [--profile FILE]`: the heap use of one case, as a line of JSON.
//!
//! `heap --code`: where in this process the code of each variant lies, also as a
//! line of JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use patterns::catalogue::CaseId;
use serde::Serialize;

#[derive(Parser)]
struct Args {
    /// `<family>/<pattern>/<variant>/<scenario>/<size>`
    #[arg(required_unless_present = "code")]
    case: Option<String>,
    /// Print where the code of each variant lies, and run none.
    #[arg(long, conflicts_with = "case")]
    code: bool,
    /// Also write dhat's file of sites.
    #[arg(long)]
    profile: Option<PathBuf>,
}

/// Addresses in this process.
#[derive(Serialize)]
struct Code {
    /// Of `main`, to find the others in the file.
    main: usize,
    /// Of what a variant's case runs, by `<family>/<pattern>/<variant>`.
    variants: BTreeMap<String, usize>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if args.code {
        let main: fn() -> anyhow::Result<()> = main;
        let code = Code {
            main: main as usize,
            variants: variants(),
        };
        println!("{}", serde_json::to_string(&code)?);
        return Ok(());
    }
    let case = args.case.unwrap_or_default();
    let case = CaseId::find(&case).with_context(|| format!("no case is called {case}"))?;
    let heap_use = suite::heap_use(&case, args.profile.as_deref());
    println!("{}", serde_json::to_string(&heap_use)?);
    Ok(())
}

/// By the first case of each variant, which is its smallest.
fn variants() -> BTreeMap<String, usize> {
    let mut variants = BTreeMap::new();
    for case in patterns::patterns().flat_map(|pattern| pattern.cases()) {
        variants
            .entry(format!("{}/{}", case.pattern.id, case.variant.name))
            .or_insert_with(|| case.prepare().code_address());
    }
    variants
}
