//! Whole stacks of a heap profile: every function on a stack that allocated must have
//! been predicted to allocate, or be unknown.
//!
//! A profile does not say where the program was loaded. It follows from the calls that
//! both know: the address of a frame minus that of a call on the same line is, for
//! most, the same multiple of a page.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::effects::Effects;
use crate::report::Report;

const PAGE: u64 = 4096;
/// A frame's address is the one after the call, or a byte less.
const LONGEST_CALL: u64 = 16;

/// A frame: its address, and its file and line if the profile has them.
pub type Frame<'a> = (u64, Option<(&'a str, u32)>);

/// The predictions for the functions on the stacks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stacks {
    /// Stacks with a function of the program.
    pub stacks: usize,
    /// Functions of the program on any of them.
    pub functions: usize,
    /// Those that are unknown.
    pub unknown: usize,
    /// Those that were predicted not to allocate, and how many blocks were allocated
    /// below them.
    pub silent: BTreeMap<String, u64>,
}

/// Compares a report with stacks, each with its number of blocks. `None` if it cannot
/// be determined where the program was loaded.
pub fn hold(report: &Report, stacks: &[(Vec<Frame>, u64)]) -> Option<Stacks> {
    let base = base(report, stacks)?;
    let mut found = Stacks::default();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for (frames, blocks) in stacks {
        let on_stack: BTreeSet<usize> = frames
            .iter()
            .filter_map(|(address, _)| {
                report.function_at(address.checked_sub(1)?.checked_sub(base)?)
            })
            .collect();
        found.stacks += usize::from(!on_stack.is_empty());
        for function in on_stack {
            seen.insert(function);
            let function = &report.functions[function];
            let effects = function.effects | function.only_when_panicking;
            if !effects.takes_memory() && !effects.has(Effects::UNKNOWN) {
                *found.silent.entry(function.name.clone()).or_default() += blocks;
            }
        }
    }
    found.functions = seen.len();
    found.unknown = seen
        .iter()
        .map(|function| report.functions[*function].effects)
        .filter(|effects| !effects.takes_memory() && effects.has(Effects::UNKNOWN))
        .count();
    Some(found)
}

/// Where the program was loaded: the value on which most frames agree.
fn base(report: &Report, stacks: &[(Vec<Frame>, u64)]) -> Option<u64> {
    let mut calls: BTreeMap<(&str, u32), Vec<u64>> = BTreeMap::new();
    for site in report.functions.iter().flat_map(|function| &function.sites) {
        for place in site.frames.iter().filter_map(|frame| frame.place.as_ref()) {
            let called = calls.entry((name(&place.file), place.line)).or_default();
            called.push(site.address);
        }
    }
    let mut votes: BTreeMap<u64, usize> = BTreeMap::new();
    for (address, place) in stacks.iter().flat_map(|(frames, _)| frames) {
        let Some((file, line)) = place else { continue };
        let bases: BTreeSet<u64> = calls
            .get(&(name(file), *line))
            .into_iter()
            .flatten()
            .filter_map(|call| address.checked_sub(*call))
            .filter(|base| base % PAGE < LONGEST_CALL)
            .map(|base| base - base % PAGE)
            .collect();
        for base in bases {
            *votes.entry(base).or_default() += 1;
        }
    }
    let (base, _) = votes.into_iter().max_by_key(|(_, votes)| *votes)?;
    Some(base)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
