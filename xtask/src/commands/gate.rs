//! `cargo xtask gate --against RECORD`: may this change be merged? And
//! `cargo xtask bless`, which writes the record that it is held against.

use std::path::PathBuf;

use patterns::catalogue::Setup;
use record::{Record, Settings};

use super::{Format, bench_all};
use crate::measure::{Effort, Plan, build, equivalence, fresh};
use crate::table;
use crate::{Outcome, environment, gate, print, store};
use comparison::Difference;

#[derive(clap::Args)]
pub struct Args {
    /// What to hold the counts against: a record, by any of its names
    #[arg(long, value_name = "RECORD", default_value_os_t = blessed())]
    against: PathBuf,
    /// Take the counts of this record instead of counting anew
    #[arg(long, value_name = "RECORD")]
    record: Option<String>,
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(clap::Args)]
pub struct BlessArgs {}

/// The committed record of counts.
fn blessed() -> PathBuf {
    store::results().join("counts.json")
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let old = store::find(&self.against.to_string_lossy())?;
        let new = match &self.record {
            Some(name) => {
                let new = store::find(name)?;
                comparable(&gate::differences(&old.environment, &new.environment))?;
                new
            }
            None => {
                let here = environment::observe();
                comparable(&gate::differences(&old.environment, &here))?;
                counts()?
            }
        };
        let compared = gate::compared(&old, &new);
        anyhow::ensure!(
            compared > 0,
            "{} has no count in common with this catalogue\nhint: `cargo xtask bless` writes one \
             that has",
            self.against.display()
        );
        let mut findings = unequal(&new)?;
        findings.extend(gate::judge(&old, &new));
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&findings)?),
            Format::Table => self.report(&findings),
        }
        let added = new
            .cases()
            .filter(|case| old.case(&case.id).is_none())
            .count();
        if added > 0 {
            print::warning(&format!(
                "{added} cases are not in {}: nothing holds them yet",
                self.against.display()
            ));
            print::hint("`cargo xtask bless` takes them in");
        }
        print::note(format!(
            "{compared} counts compared, {} findings",
            findings.len()
        ));
        if findings.is_empty() {
            return Ok(Outcome::Done);
        }
        print::hint("where a change is meant, `cargo xtask bless` makes it the new standard");
        Ok(Outcome::CheckFailed)
    }

    fn report(&self, findings: &[gate::Finding]) {
        if findings.is_empty() {
            return;
        }
        let rows = findings
            .iter()
            .map(|finding| {
                vec![
                    finding.kind.to_owned(),
                    finding.id.clone(),
                    finding.problem.clone(),
                ]
            })
            .collect();
        print::data(table::render(&["what", "where", "found"], rows, 3));
        let mut commands: Vec<&str> = findings
            .iter()
            .map(|finding| finding.shown_by.as_str())
            .collect();
        commands.dedup();
        for command in commands {
            print::hint(&format!("`{command}` shows it"));
        }
    }
}

impl BlessArgs {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let record = counts()?;
        anyhow::ensure!(
            record.environment.valgrind.is_some(),
            "valgrind is missing, and a record without instructions would hold half of what it \
             should\nhint: {}",
            crate::tools::valgrind_missing()
        );
        anyhow::ensure!(
            unequal(&record)?.is_empty() && gate::judge(&record, &record).is_empty(),
            "a claim does not hold, or variants differ, and that is not to be blessed\n\
             hint: `cargo xtask verify` shows where"
        );
        let file = blessed();
        // A line for each case: a change can be reviewed.
        let text = serde_json::to_string(&record)?.replace("{\"id\":", "\n{\"id\":") + "\n";
        store::write(&file, text.as_bytes())?;
        print::note(format!(
            "{} cases written to {}",
            record.cases().count(),
            file.display()
        ));
        Ok(Outcome::Done)
    }
}

/// Counts everything, here and now.
fn counts() -> anyhow::Result<Record> {
    let plan = Plan::new(Effort::Default, None, None)?;
    let settings = Settings {
        effort: plan.effort,
        seed: Setup::SEED,
        command: bench_all::command_line(),
        ..Settings::default()
    };
    fresh::counts(&plan, settings)
}

fn comparable(differences: &[Difference]) -> anyhow::Result<()> {
    let named: Vec<String> = differences
        .iter()
        .map(|difference| {
            format!(
                "{} ({} → {})",
                difference.what, difference.old, difference.new
            )
        })
        .collect();
    anyhow::ensure!(
        differences.is_empty(),
        "counts of different environments are not compared; these differ: {}\n\
         hint: measure where the record was measured, or write a new one with `cargo xtask bless`",
        named.join(", ")
    );
    Ok(())
}

/// Patterns whose variants do not answer alike.
fn unequal(record: &Record) -> anyhow::Result<Vec<gate::Finding>> {
    build::programs(&[])?;
    let mut findings = Vec::new();
    for pattern in patterns::patterns() {
        let is_measured = record.pattern(pattern.id).is_some();
        if !is_measured {
            continue;
        }
        if let Some(problem) = equivalence::problem(pattern)? {
            findings.push(gate::Finding {
                kind: "unequal",
                id: pattern.id.to_owned(),
                problem,
                shown_by: format!("cargo xtask verify --only {}", pattern.id),
            });
        }
    }
    Ok(findings)
}
