//! Unsupported systems.

use patterns::catalogue::CaseId;

use crate::Found;

pub fn count(_case: &str) -> anyhow::Result<Found> {
    Ok(Found::NotMeasured(
        "system calls are counted on Linux only, on x86-64 and aarch64".into(),
    ))
}

pub fn run_traced(_case: &CaseId) -> anyhow::Result<()> {
    anyhow::bail!("nothing can trace this process")
}
