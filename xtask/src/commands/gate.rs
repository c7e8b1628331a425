//! `cargo xtask gate`: may this change be merged? And `cargo xtask bless`, which accepts
//! the current counts as its baseline.

use std::path::PathBuf;

use patterns::catalogue::{Pattern, Setup};
use record::{Environment, Record, Settings};

use super::{Format, bench_all};
use crate::compare::baseline::Baseline;
use crate::compare::{conditions, gate};
use crate::measure::{Effort, Plan, build, equivalence, fresh};
use crate::table;
use crate::{Outcome, environment, print, store};
use comparison::Difference;

#[derive(clap::Args)]
pub struct Args {
    /// Baseline: a folder of counts or a record [default: results/counts]
    ///
    /// A record is `latest`, `reference`, a run id, a folder or a file.
    #[arg(
        long,
        value_name = "BASELINE",
        default_value_os_t = blessed(),
        hide_default_value = true
    )]
    against: PathBuf,
    /// Use the counts of this record instead of counting anew
    #[arg(long, value_name = "RECORD", alias = "record", conflicts_with = "keep")]
    from: Option<String>,
    /// Also save the counts, as a record in this folder
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(clap::Args)]
pub struct BlessArgs {
    /// Use the counts of this record, which has every case, instead of counting anew
    #[arg(long, value_name = "RECORD")]
    from: Option<String>,
}

/// The committed baseline of counts.
fn blessed() -> PathBuf {
    store::committed().join("counts")
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let old = if Baseline::is_in(&self.against) {
            Baseline::read(&self.against)?
        } else {
            Baseline::of(&store::find(&self.against.to_string_lossy())?)
        };
        let comparable = |environment: &Environment| {
            let new = conditions::of_counts(environment);
            comparable(&conditions::differences(&old.conditions, &new))
        };
        let new = match &self.from {
            Some(name) => {
                let new = store::find(name)?;
                comparable(&new.environment)?;
                new
            }
            None if self.keep.is_some() => {
                let new = counts()?;
                if let Some(folder) = &self.keep {
                    record::save(&new, folder)?;
                }
                // Counted first: others read it, whatever it is compared with.
                comparable(&new.environment)?;
                new
            }
            None => {
                comparable(&environment::observe())?;
                counts()?
            }
        };
        let compared = gate::compared(&old, &new);
        anyhow::ensure!(
            compared > 0,
            "{} has no count in common with this catalogue\nhint: `cargo xtask bless` writes a \
             new baseline",
            self.against.display()
        );
        let mut findings = unequal(&new)?;
        findings.extend(gate::judge(&old, &new));
        match self.format {
            Format::Json => print::data(serde_json::to_string_pretty(&findings)?),
            Format::Table if findings.is_empty() => {}
            Format::Table => {
                print::data(table(&findings));
                for hint in hints(&findings) {
                    print::hint(&hint);
                }
            }
        }
        let added = gate::added(&old, &new);
        if added > 0 {
            print::warning(&format!(
                "{added} cases have no baseline in {} yet",
                self.against.display()
            ));
            print::hint("`cargo xtask bless` adds them");
        }
        print::note(format!(
            "{compared} counts compared, {} findings",
            findings.len()
        ));
        if findings.is_empty() {
            return Ok(Outcome::Done);
        }
        print::hint(
            "after an intended change, `cargo xtask bless` accepts the counts as the baseline",
        );
        Ok(Outcome::CheckFailed)
    }
}

/// What was found, a row each.
fn table(findings: &[gate::Finding]) -> String {
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
    table::render(&["what", "where", "found"], rows, 3)
}

/// The commands that show what was found, each once.
fn hints(findings: &[gate::Finding]) -> Vec<String> {
    let mut commands: Vec<&str> = findings
        .iter()
        .map(|finding| finding.shown_by.as_str())
        .collect();
    commands.dedup();
    commands
        .into_iter()
        .map(|command| format!("`{command}` shows it"))
        .collect()
}

impl BlessArgs {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let record = match &self.from {
            Some(name) => store::find(name)?,
            None => counts()?,
        };
        let baseline = Baseline::of(&record);
        anyhow::ensure!(
            record.environment.valgrind.is_some(),
            "a baseline needs instruction counts\nhint: {}",
            crate::tools::valgrind_missing()
        );
        anyhow::ensure!(
            unequal(&record)?.is_empty() && gate::judge(&baseline, &record).is_empty(),
            "a claim does not hold, or variants disagree: these counts are no baseline\n\
             hint: `cargo xtask verify` shows where"
        );
        // A baseline without a case would hold nothing for it.
        let missing = patterns::patterns()
            .flat_map(Pattern::cases)
            .find(|case| !baseline.cases.contains_key(&case.to_string()));
        if let Some(case) = missing {
            anyhow::bail!(
                "{} has no counts of {case}\nhint: without `--from` every case is counted",
                record.run_id
            );
        }
        let folder = blessed();
        let files = baseline.files();
        if folder.is_dir() {
            for entry in fs_err::read_dir(&folder)? {
                let entry = entry?;
                // A family that is gone leaves no file.
                if !files.contains_key(entry.file_name().to_string_lossy().as_ref()) {
                    fs_err::remove_file(entry.path())?;
                }
            }
        }
        for (name, text) in &files {
            store::write(&folder.join(name), text.as_bytes())?;
        }
        print::note(format!(
            "{} cases written to {}",
            baseline.cases.len(),
            folder.display()
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
         hint: measure where the baseline was measured, or write a new one with `cargo xtask bless`",
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

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect_file;

    /// Counts that moved both ways, one that is gone, and a claim that no longer holds.
    #[test]
    fn findings_are_as_reviewed() {
        let mut record = store::find(store::REFERENCE).unwrap();
        let old = Baseline::of(&record);
        for (index, case) in record.cases_mut().take(4).enumerate() {
            match index {
                0 => case.instructions = case.instructions.map(|count| count + 1),
                1 => case.allocations = case.allocations.map(|count| count * 10),
                2 => case.allocated_bytes = case.allocated_bytes.map(|bytes| bytes - 1),
                _ => case.peak_bytes = None,
            }
        }
        record.patterns.pop();
        let findings = gate::judge(&old, &record);
        let text = format!("{}\n{}\n", table(&findings), hints(&findings).join("\n"));
        expect_file!["../../tests/texts/gate.txt"].assert_eq(&text);
    }
}
