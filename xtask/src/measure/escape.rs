//! What the machine code of each variant can do to the heap, read from the program
//! that counts it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use allocation_report::{Effects, Report};
use anyhow::Context;
use patterns::catalogue::CaseId;
use record::Record;
use serde::Deserialize;

use super::build;
use crate::escapes::{self, Escape, EscapeSite};
use crate::{process, store};

/// How many places of a variant are kept.
const SITES: usize = 4;

/// What `suite`'s `heap --code` prints.
#[derive(Deserialize)]
struct Code {
    main: u64,
    variants: BTreeMap<String, u64>,
}

/// The answers for the variants of `cases`, in the order of the catalogue. The
/// suite's programs must have been built.
///
/// # Errors
/// If the program cannot be run or read: on another system than x86-64 Linux,
/// with what is supported.
pub fn variants(cases: &[CaseId]) -> anyhow::Result<Vec<Escape>> {
    let mut command = build::suite("heap")?;
    let program = Path::new(command.get_program()).to_path_buf();
    let bytes = fs_err::read(&program)?;
    let report = allocation_report::analyse(&bytes)
        .with_context(|| format!("cannot read {}", program.display()))?;
    let printed = process::run(command.arg("--code"))?;
    let code: Code = serde_json::from_str(&printed)
        .with_context(|| format!("cannot read what {} said", process::shown(&command)))?;
    let main = report
        .functions
        .iter()
        .find(|function| function.name == "heap::main")
        .context("the suite's heap program has no symbol for its main function")?;
    // Programs are loaded at an address of the system's choice.
    let moved = main.address.wrapping_sub(code.main);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for case in cases {
        let id = format!("{}/{}", case.pattern.id, case.variant.name);
        if !seen.insert(id.clone()) {
            continue;
        }
        let address = code.variants.get(&id).map(|at| at.wrapping_add(moved));
        let function = address
            .and_then(|address| report.function_at(address))
            .with_context(|| format!("the code of {id} is not in {}", program.display()))?;
        found.push(of(&report, id, function));
    }
    Ok(found)
}

fn of(report: &Report, id: String, function: usize) -> Escape {
    let effects = report.functions[function].effects;
    let mut sites: Vec<EscapeSite> = report
        .reached_sites(function)
        .into_iter()
        .filter_map(|site| {
            let place = site.own_place.as_ref()?;
            Some(EscapeSite {
                file: shown(&place.file),
                line: place.line,
                column: place.column,
                message: site.message(),
                through: site.through.clone(),
            })
        })
        .collect();
    sites.sort();
    sites.dedup_by(|later, first| {
        (&later.file, later.line, &later.through) == (&first.file, first.line, &first.through)
    });
    sites.truncate(SITES);
    Escape {
        id,
        verdict: effects.verdict().to_owned(),
        allocates: effects.takes_memory(),
        unknown: effects.has(Effects::UNKNOWN),
        sites,
    }
}

/// Writes the answers for the variants of `cases` beside the record.
///
/// # Errors
/// As [`variants`], or if the folder cannot be written.
pub fn keep(record: &Record, cases: &[CaseId]) -> anyhow::Result<()> {
    let found = variants(cases)?;
    let file = escapes::file(&store::folder(record));
    store::write(&file, serde_json::to_string_pretty(&found)?.as_bytes())
}

/// A file from where the reader stands, or from the repository's root.
pub fn shown(file: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = Path::new(file);
    path.strip_prefix(store::root())
        .or_else(|_| path.strip_prefix(&here))
        .unwrap_or(path)
        .display()
        .to_string()
}
