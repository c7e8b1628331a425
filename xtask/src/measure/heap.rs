//! Allocations, allocated bytes and peak bytes with dhat: one process a case.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use patterns::catalogue::CaseId;
use record::{HeapProfile, HeapSite, Record};
use serde::Deserialize;

use super::frames::{Frames, is_adapter, is_allocator, is_harness};
use super::plan::is_profiled;
use super::{Plan, build, entry, keep, step};
use crate::print::{self, Progress};
use crate::process;

/// How many sites of a profile a record keeps.
const SITES: usize = 10;

/// What `suite`'s `heap` prints.
#[derive(Clone, Copy, Deserialize)]
pub struct HeapUse {
    /// Allocated blocks.
    pub allocations: u64,
    /// Allocated bytes.
    pub allocated_bytes: u64,
    /// The most bytes alive at once.
    pub peak_bytes: u64,
}

/// Runs the stage; returns how many cases it measured, and in what time.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn run(plan: &Plan, record: &mut Record, scratch: &Path) -> anyhow::Result<(usize, Duration)> {
    let mut progress = Progress::new("heap", plan.cases.len());
    let mut frames = Frames::of(record);
    for case in &plan.cases {
        let id = case.to_string();
        let file = is_profiled(case).then(|| scratch.join("dhat-heap.json"));
        let heap_use = count(case, file.as_deref())?;
        let measured = entry(record, &id)?;
        measured.allocations = Some(heap_use.allocations);
        measured.allocated_bytes = Some(heap_use.allocated_bytes);
        measured.peak_bytes = Some(heap_use.peak_bytes);
        if let Some(file) = file {
            let profile = read_profile(&id, &file, SITES, &mut frames)?;
            keep(record, &id, &file, "dhat-heap.json")?;
            record.profiles.heap.push(profile);
        }
        step(&mut progress, &id);
    }
    record.profiles.frames = frames.into_list();
    let elapsed = progress.finish();
    match super::escape::keep(record, &plan.cases) {
        Ok(()) => {}
        // Counts do not need it; pages say that it was not read.
        Err(error) if error.is::<process::Interrupted>() => return Err(error),
        Err(error) => print::warning(&format!("where code allocates was not read: {error:#}")),
    }
    Ok((plan.cases.len(), elapsed))
}

/// Counts one call of `case`, and leaves dhat's file at `profile`.
///
/// # Errors
/// If the program fails, its output cannot be read, or the user interrupts.
pub fn count(case: &CaseId, profile: Option<&Path>) -> anyhow::Result<HeapUse> {
    let mut command = build::suite("heap")?;
    command.arg(case.to_string());
    if let Some(file) = profile {
        command.arg("--profile").arg(file);
    }
    let line = super::output(&mut command)?;
    serde_json::from_str(&line)
        .with_context(|| format!("cannot read what {} said", process::shown(&command)))
}

/// Parts of dhat's file format, version 2.
#[derive(Deserialize)]
struct DhatFile {
    #[serde(rename = "dhatFileVersion")]
    version: u32,
    pps: Vec<DhatSite>,
    ftbl: Vec<String>,
}

#[derive(Deserialize)]
struct DhatSite {
    /// Total bytes.
    tb: u64,
    /// Total blocks.
    tbk: u64,
    /// Bytes at the global peak.
    #[serde(default)]
    gb: u64,
    /// Frames, leaf first.
    fs: Vec<usize>,
}

/// Reads the sites of a `dhat-heap.json`, at most `limit` of them, the most bytes
/// first.
///
/// # Errors
/// If it is not one, or of another version than 2.
pub fn read_profile(
    id: &str,
    file: &Path,
    limit: usize,
    frames: &mut Frames,
) -> anyhow::Result<HeapProfile> {
    let text = fs_err::read_to_string(file)?;
    let dhat: DhatFile = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a heap profile of dhat", file.display()))?;
    anyhow::ensure!(
        dhat.version == 2,
        "{} is of dhat's file version {}; this build reads version 2",
        file.display(),
        dhat.version
    );
    let mut sites: Vec<(&DhatSite, Vec<&str>)> = dhat
        .pps
        .iter()
        .map(|site| (site, interesting(site, &dhat.ftbl)))
        .collect();
    // The stack as well: sites of one size come in one order in every run.
    sites.sort_by(|(a, a_stack), (b, b_stack)| (b.tb, b.tbk, a_stack).cmp(&(a.tb, a.tbk, b_stack)));
    let more_sites = sites.len().saturating_sub(limit);
    sites.truncate(limit);
    let sites = sites
        .into_iter()
        .map(|(site, stack)| HeapSite {
            stack: stack
                .into_iter()
                .map(|frame| frames.with_line(frame))
                .collect(),
            allocations: site.tbk,
            allocated_bytes: site.tb,
            peak_bytes: site.gb,
        })
        .collect();
    Ok(HeapProfile {
        id: id.to_owned(),
        sites,
        more_sites,
    })
}

/// A site's frames, leaf first, from the first that is not the allocator's to
/// the variant's.
fn interesting<'a>(site: &DhatSite, table: &'a [String]) -> Vec<&'a str> {
    let mut frames: Vec<&str> = site
        .fs
        .iter()
        .filter_map(|&index| table.get(index))
        .map(String::as_str)
        .filter(|frame| *frame != "[root]")
        .skip_while(|frame| is_allocator(frame))
        .collect();
    if let Some(harness) = frames.iter().position(|frame| is_harness(frame)) {
        // The closure by which the declaration calls the variant may stand in the
        // pattern's file, or in that of the macro that wrote it: then it is the first
        // of the harness itself. It stays where it is all there is.
        let before = harness.checked_sub(1).and_then(|before| frames.get(before));
        let end = match before {
            Some(frame) if is_adapter(frame) => harness - 1,
            _ => harness,
        };
        frames.truncate(end.max(1));
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(frames: &[&str]) -> Vec<String> {
        let site = DhatSite {
            tb: 1,
            tbk: 1,
            gb: 1,
            fs: (0..frames.len()).collect(),
        };
        let table: Vec<String> = frames.iter().map(|frame| (*frame).to_owned()).collect();
        let kept = interesting(&site, &table);
        kept.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_stack_ends_with_the_variant_wherever_the_adapter_was_written() {
        let own = "0x1: patterns::a::b::push_str (src/a/b.rs:66:14)";
        let adapter = "0x1: patterns::a::b::PATTERN::{{closure}}::{{closure}}";
        let run =
            "0x1: <patterns::catalogue::case::Erased as Case>::run (src/catalogue/case.rs:99:9)";
        let allocator = "0x1: <Global as Allocator>::allocate (alloc/src/alloc.rs:429:14)";
        for place in ["(src/catalogue/case.rs:144:38)", "(src/a/b.rs:195:40)"] {
            let adapter = format!("{adapter} {place}");
            assert_eq!(kept(&[allocator, own, &adapter, run]), [own], "{place}");
            // A closure that allocates by itself is all there is.
            assert_eq!(kept(&[allocator, &adapter, run]), [adapter.as_str()]);
        }
    }
}
