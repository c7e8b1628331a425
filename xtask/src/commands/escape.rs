//! `cargo xtask escape`

use std::collections::BTreeSet;

use anyhow::bail;
use patterns::catalogue::CaseId;
use patterns::source;
use perf_patterns::escape::{Args as Program, Format};
use serde::Serialize;

use crate::escapes::Escape;
use crate::measure::{Stage, build, heap, plan};
use crate::{Outcome, measure, print};

// Its parts have a group of this name.
#[derive(clap::Args)]
#[group(skip)]
pub struct Args {
    #[command(flatten)]
    program: Program,
}

/// A variant as `--format json` prints it.
#[derive(Serialize)]
struct Variant {
    #[serde(flatten)]
    escape: Escape,
    /// What was counted at the smaller sizes.
    counted: Vec<Counted>,
    /// The two together.
    conclusion: String,
}

#[derive(Serialize)]
struct Counted {
    scenario: &'static str,
    size: usize,
    allocations: u64,
}

/// A line of output; ordered by place.
type Message = (String, u32, u32, String);

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        if self.program.names_program() {
            return self.program.run().map(super::well);
        }
        if self.program.is_about_a_program() {
            bail!(
                "on the catalogue only `--format json` works; the other options need a \
                 program\nhint: name one with --bin, --example, --test, --package or --path"
            );
        }
        self.catalogue()
    }

    fn catalogue(&self) -> anyhow::Result<Outcome> {
        let cases = plan::select(self.program.filter.as_deref())?;
        build::programs(&[Stage::Heap])?;
        let mut wrong = Vec::new();
        let mut variants = Vec::new();
        for found in measure::escape::variants(&cases)? {
            let counted = counted(&cases, &found.id)?;
            let conclusion = conclusion(&found, &counted);
            let taken = counted.iter().any(|count| count.allocations > 0);
            if taken && !found.allocates && !found.unknown {
                wrong.push(found.id.clone());
            }
            variants.push(Variant {
                escape: found,
                counted,
                conclusion,
            });
        }
        match self.program.format {
            Format::Json => print::data(serde_json::to_string_pretty(&variants)?),
            _ => {
                let mut messages: Vec<Message> =
                    variants.iter().flat_map(variant_messages).collect();
                messages.sort();
                messages.dedup();
                let text: String = messages
                    .into_iter()
                    .map(|(file, line, column, text)| {
                        format!("{file}:{line}:{}: {text}\n", column.max(1))
                    })
                    .collect();
                print::data(text);
            }
        }
        for id in &wrong {
            print::warning(&format!("{id} allocated, against the prediction"));
        }
        Ok(if wrong.is_empty() {
            Outcome::Done
        } else {
            Outcome::CheckFailed
        })
    }
}

fn counted(cases: &[CaseId], variant: &str) -> anyhow::Result<Vec<Counted>> {
    let mut counted = Vec::new();
    for case in cases {
        let pattern = case.pattern;
        // The largest inputs add nothing, and take longest.
        let small = case.size <= pattern.middle_size_in(case.scenario.name);
        if format!("{}/{}", pattern.id, case.variant.name) == variant && small {
            counted.push(Counted {
                scenario: case.scenario.name,
                size: case.size,
                allocations: heap::count(case, None)?.allocations,
            });
        }
    }
    Ok(counted)
}

fn conclusion(found: &Escape, counted: &[Counted]) -> String {
    let without: BTreeSet<&str> = counted
        .iter()
        .filter(|count| count.allocations == 0)
        .map(|count| count.scenario)
        .collect();
    let took = counted.iter().any(|count| count.allocations > 0);
    match (found.allocates || found.unknown, took) {
        (true, false) if found.allocates => "can allocate, did not here".to_owned(),
        (true, false) => "unknown, did not allocate here".to_owned(),
        (true, true) if !without.is_empty() => {
            let scenarios: Vec<&str> = without.into_iter().collect();
            format!(
                "{}; not in every case of: {}",
                found.verdict,
                scenarios.join(", ")
            )
        }
        _ => found.verdict.clone(),
    }
}

fn variant_messages(variant: &Variant) -> Vec<Message> {
    let id = &variant.escape.id;
    let case = plan::select(Some(id))
        .ok()
        .and_then(|cases| cases.first().copied());
    let Some(case) = case else { return Vec::new() };
    let file = format!("patterns/src/{}.rs", case.pattern.id.replace('-', "_"));
    let line = source::anchor(case.pattern.source, case.variant.name).map_or(1, |(_, line)| line);
    let mut messages = vec![(
        file,
        line as u32,
        1,
        format!("{id}: {}", variant.conclusion),
    )];
    messages.extend(variant.escape.sites.iter().map(|site| {
        (
            site.file.clone(),
            site.line,
            site.column,
            format!("{id}: {}", site.message),
        )
    }));
    messages
}
