//! The score of a stage, as a table: marked programs by half, and the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use command_line::{print, table};
use patterns::catalogue::{CaseId, Pattern};

use crate::case::Guess;
use crate::half::{Half, SETS};
use crate::store::{Advice, Judgement, Measured};
use crate::{count, embedded, score, store};

fn is_about_memory(pattern: &str) -> bool {
    patterns::find(pattern).is_some_and(Pattern::saves_bytes)
}

/// A ratio for a table of many columns.
fn short(ratio: score::Ratio) -> String {
    match ratio.of {
        0 => "–".to_owned(),
        of => {
            let share = f64::from(ratio.so_many) / f64::from(of);
            format!("{share:.2} {}/{of}", ratio.so_many)
        }
    }
}

/// Prints the score of every half that was advised on at a stage, and of the catalogue.
/// With a half, every finding there as well.
///
/// # Errors
/// If a record is missing or cannot be read.
pub fn scores(folder: &Path, stage: &str, shown: Option<Half>) -> anyhow::Result<()> {
    let judgements: Vec<Judgement> = store::read(&folder.join("judgements.json"))?;
    let mut rows = Vec::new();
    let halves: BTreeSet<Half> = store::halves(folder)?.into_values().collect();
    for half in halves {
        let measured: BTreeMap<String, Measured> =
            store::read(&store::measured_file(folder, Some(half)))?;
        let all: BTreeMap<String, Vec<Advice>> =
            store::read(&store::advice_file(folder, &half.to_string(), stage))?;
        if all.is_empty() {
            continue;
        }
        for set in SETS.into_iter().chain([""]) {
            let mut sum = score::Score::default();
            for (name, advice) in all.iter().filter(|(name, _)| name.starts_with(set)) {
                let counts = measured
                    .get(name)
                    .with_context(|| format!("{name} was not measured"))?;
                let case = store::read_case(folder, name)?;
                let (score, findings) =
                    score::marked(name, &case, counts, advice, &judgements, &is_about_memory);
                sum.join(score);
                if Some(half) == shown && !set.is_empty() {
                    for finding in findings {
                        let mark = if finding.is_wrong { "✗" } else { "·" };
                        print::data(format!("{mark} {name}: {}", finding.text));
                    }
                }
            }
            let set = if set.is_empty() { "both" } else { set };
            rows.push(vec![
                format!("{half} {set}"),
                short(sum.confirmed_right),
                short(sum.look_right),
                short(sum.recall_confirmed),
                short(sum.recall),
                short(sum.silent_confirmed),
                short(sum.silent),
            ]);
        }
    }
    print::data(table::render(
        &[
            "set",
            "confirmed",
            "look",
            "found conf.",
            "found",
            "not conf.",
            "silent",
        ],
        rows,
        1,
    ));
    score_catalogue(folder, stage)
}

fn score_catalogue(folder: &Path, stage: &str) -> anyhow::Result<()> {
    let measured: BTreeMap<String, count::Counts> =
        store::read(&folder.join("results/catalogue-measured.json"))?;
    let all: BTreeMap<String, Vec<Advice>> =
        store::read(&store::advice_file(folder, "catalogue", stage))?;
    if all.is_empty() {
        return Ok(());
    }
    let cases = embedded::cases();
    let mut confirmed = score::Ratio::default();
    let mut looks = score::Ratio::default();
    let mut typical = [score::Ratio::default(), score::Ratio::default()];
    let mut every = [score::Ratio::default(), score::Ratio::default()];
    let mut silent = [score::Ratio::default(), score::Ratio::default()];
    let mut counter = [score::Ratio::default(), score::Ratio::default()];
    let (mut others, mut others_confirmed) = (0, 0);
    for (id, advice) in &all {
        let (Some(case), Some(before)) = (cases.get(id), measured.get(id)) else {
            continue;
        };
        let siblings = siblings(&cases, &measured, id, case);
        let memory = case.pattern.saves_bytes();
        let found = score::embedded(case.pattern.id, before, &siblings, advice, memory);
        others += found.others;
        others_confirmed += found.others_confirmed;
        let is_confirmed = found.advised.as_deref() == Some("confirmed");
        match &found.advised {
            Some(grade) if grade == "confirmed" => confirmed.add(found.worth),
            Some(_) => looks.add(found.worth),
            None => {}
        }
        if found.worth {
            every[0].add(is_confirmed);
            every[1].add(found.advised.is_some());
            if case.variant.role == patterns::catalogue::Role::Slow
                && case.scenario.name == patterns::catalogue::Scenario::TYPICAL.name
            {
                typical[0].add(is_confirmed);
                typical[1].add(found.advised.is_some());
                if found.advised.is_none() {
                    print::data(format!("✗ {id}: not advised"));
                }
            }
        } else {
            silent[0].add(!is_confirmed);
            silent[1].add(found.advised.is_none());
            if case.scenario.counter_case {
                counter[0].add(!is_confirmed);
                counter[1].add(found.advised.is_none());
            }
            if is_confirmed {
                print::data(format!("✗ {id}: confirmed, and nothing is saved"));
            }
        }
    }
    print::data(table::render(
        &["catalogue", "confirmed", "either grade"],
        vec![
            vec!["right".to_owned(), confirmed.to_string(), looks.to_string()],
            vec![
                "recall of typical slow variants".to_owned(),
                typical[0].to_string(),
                typical[1].to_string(),
            ],
            vec![
                "recall of all that is worth advice".to_owned(),
                every[0].to_string(),
                every[1].to_string(),
            ],
            vec![
                "silent where nothing is saved".to_owned(),
                silent[0].to_string(),
                silent[1].to_string(),
            ],
            vec![
                "of these, in counter-cases".to_owned(),
                counter[0].to_string(),
                counter[1].to_string(),
            ],
            vec![
                "advice of other patterns, not judged".to_owned(),
                others_confirmed.to_string(),
                others.to_string(),
            ],
        ],
        1,
    ));
    Ok(())
}

/// What the other variants of a case cost on the same input.
fn siblings(
    cases: &BTreeMap<String, CaseId>,
    measured: &BTreeMap<String, count::Counts>,
    id: &str,
    case: &CaseId,
) -> Vec<count::Counts> {
    cases
        .iter()
        .filter(|(other, sibling)| {
            *other != id
                && sibling.pattern.id == case.pattern.id
                && sibling.scenario.name == case.scenario.name
        })
        .filter_map(|(other, _)| measured.get(other).copied())
        .collect()
}

/// How many of the catalogue's variants are worth advice and how many are not, in the
/// typical scenario or in counter-cases.
fn truth_of_catalogue(folder: &Path, counter_case: bool) -> anyhow::Result<[u32; 2]> {
    let measured: BTreeMap<String, count::Counts> =
        store::read(&folder.join("results/catalogue-measured.json"))?;
    let cases = embedded::cases();
    let mut worth = [0, 0];
    for (id, before) in &measured {
        let Some(case) = cases.get(id) else { continue };
        if case.scenario.counter_case != counter_case {
            continue;
        }
        let memory = case.pattern.saves_bytes();
        let saves = siblings(&cases, &measured, id, case)
            .iter()
            .any(|after| count::is_worth(before, after, memory));
        worth[usize::from(!saves)] += 1;
    }
    Ok(worth)
}

/// Prints how many sites are worth advice, by half, as counted; with `shown`, what each
/// site of a half saves as well.
///
/// # Errors
/// If a record is missing or cannot be read.
pub fn truth(folder: &Path, shown: Option<Half>) -> anyhow::Result<()> {
    let halves: BTreeSet<Half> = store::halves(folder)?.into_values().collect();
    let mut rows = Vec::new();
    for half in halves.into_iter().map(Some).chain([None]) {
        let measured: BTreeMap<String, Measured> =
            store::read(&store::measured_file(folder, half))?;
        let mut patterns_of_mistakes = BTreeSet::new();
        let (mut worth, mut not_worth, mut otherwise) = (0, 0, 0);
        for (name, counts) in &measured {
            let case = store::read_case(folder, name)?;
            let truth = score::worth(&case, counts, &is_about_memory);
            for site in &case.sites {
                let is_worth = truth.get(&site.number) == Some(&true);
                let is_guessed = (site.guess == Guess::Mistake) == is_worth;
                otherwise += u32::from(!is_guessed);
                if is_worth {
                    worth += 1;
                    patterns_of_mistakes.extend(site.patterns.first().cloned());
                } else {
                    not_worth += 1;
                }
                if half == shown {
                    print::data(format!(
                        "{} {name} {}: {} saves {}{}",
                        if is_worth { "+" } else { "-" },
                        site.number,
                        site.patterns.join("|"),
                        score::best(counts, site, &is_about_memory),
                        if is_guessed {
                            ""
                        } else {
                            " (taken for the other)"
                        },
                    ));
                }
            }
        }
        if !measured.is_empty() {
            rows.push(vec![
                half.map_or("undrawn".to_owned(), |half| half.to_string()),
                measured.len().to_string(),
                worth.to_string(),
                not_worth.to_string(),
                otherwise.to_string(),
                patterns_of_mistakes.len().to_string(),
            ]);
        }
    }
    for (set, counter_case) in [
        ("catalogue, typical", false),
        ("catalogue, counter-cases", true),
    ] {
        let [worth, not_worth] = truth_of_catalogue(folder, counter_case)?;
        rows.push(vec![
            set.to_owned(),
            (worth + not_worth).to_string(),
            worth.to_string(),
            not_worth.to_string(),
            "–".to_owned(),
            "–".to_owned(),
        ]);
    }
    print::data(table::render(
        &[
            "half",
            "programs",
            "worth advice",
            "not worth it",
            "misjudged",
            "patterns",
        ],
        rows,
        1,
    ));
    Ok(())
}
