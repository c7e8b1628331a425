//! `depth CASE --size N --stack-bytes B`: runs the case once at another size, on a
//! stack of B bytes. Succeeds if it comes to its end; an overflow ends the process
//! by a signal, as it does in production.
//!
//! Apart from the library, whose counting allocator has frames of its own.

use anyhow::Context;
use clap::Parser;
use patterns::catalogue::CaseId;

#[derive(Parser)]
struct Args {
    /// `<family>/<pattern>/<variant>/<scenario>/<size>`
    case: String,
    /// The size to take instead of the case's.
    #[arg(long)]
    size: usize,
    /// How much stack there is.
    #[arg(long)]
    stack_bytes: usize,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let case = CaseId {
        size: args.size,
        ..CaseId::find(&args.case).with_context(|| format!("no case is called {}", args.case))?
    };
    let thread = std::thread::Builder::new()
        .stack_size(args.stack_bytes)
        .spawn(move || case.prepare().run())
        .context("cannot start a thread with such a stack")?;
    thread
        .join()
        .map_err(|_| anyhow::anyhow!("the variant panicked"))
}
