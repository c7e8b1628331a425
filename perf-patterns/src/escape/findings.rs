//! The answer as findings, for annotations and code scanning.

use allocation_report::{Breach, Change, Effects, Place};
use command_line::findings::{Finding, Level, Location, Rule, Step};

use super::{View, shown};

/// What is looked for.
pub fn rules() -> Vec<Rule> {
    [
        ("allocates", "code that can allocate"),
        ("frees", "code that can give memory back"),
        (
            "unknown",
            "code that makes a call which cannot be followed, so that it may allocate",
        ),
    ]
    .into_iter()
    .map(|(id, summary)| Rule {
        id: id.to_owned(),
        summary: summary.to_owned(),
        help_uri: None,
    })
    .collect()
}

fn rule(effects: Effects) -> String {
    let id = if effects.takes_memory() {
        "allocates"
    } else if effects.has(Effects::UNKNOWN) {
        "unknown"
    } else {
        "frees"
    };
    id.to_owned()
}

fn location(view: &View, place: &Place) -> Location {
    Location {
        file: shown(&place.file, view.root),
        line: place.line,
        column: place.column,
    }
}

/// The places that the table shows.
pub fn of_sites(view: &View) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for function in &view.report.functions {
        let file = function.place.as_ref().map(|place| place.file.as_str());
        let selected = view.selects(&function.name, file);
        for site in &function.sites {
            let Some(place) = &site.place else { continue };
            let asked = selected || view.selects_file(&place.file);
            if !asked || !view.wants(site.effects) || !view.shows(&place.file) {
                continue;
            }
            let finding = Finding {
                rule: rule(site.effects),
                level: Level::Note,
                message: site.message(),
                location: Some(location(view, place)),
                steps: Vec::new(),
            };
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
    }
    found
}

/// What is denied and done: errors, with the calls on the way.
pub fn of_breaches(view: &View, breaches: &[Breach]) -> Vec<Finding> {
    breaches
        .iter()
        .map(|breach| Finding {
            rule: match breach.deed {
                "reallocates" => "allocates".to_owned(),
                deed => deed.to_owned(),
            },
            level: Level::Error,
            message: format!("{}: {}", breach.function, breach.deed),
            location: breach.place.as_ref().map(|place| location(view, place)),
            steps: breach
                .chain
                .iter()
                .filter_map(|link| {
                    Some(Step {
                        location: location(view, link.place.as_ref()?),
                        message: format!("{}: {}", link.function, link.call),
                    })
                })
                .collect(),
        })
        .collect()
}

/// What an earlier build did not do: warnings.
pub fn of_changes(view: &View, changes: &[Change]) -> Vec<Finding> {
    changes
        .iter()
        .map(|change| {
            let place = view.report.functions[change.index].place.as_ref();
            Finding {
                rule: rule(change.after),
                level: Level::Warning,
                message: format!(
                    "{}: {} since the earlier build",
                    change.function,
                    change.after.verdict()
                ),
                location: place.map(|place| location(view, place)),
                steps: Vec::new(),
            }
        })
        .collect()
}
