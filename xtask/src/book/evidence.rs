//! What a pattern's page proves and advises with: claims with what was measured,
//! variants to choose from, public changes, and where it allocates.

use std::collections::BTreeMap;

use patterns::catalogue::{Claim, Direction, Pattern, Role};
use record::{Metric, Pair, Record};
use serde::Serialize;

use super::figures;
use crate::analysis::claims;
use crate::units;

/// A claim with its verdict.
#[derive(Serialize)]
pub struct ClaimLine {
    verdict: &'static str,
    text: String,
    measured: String,
    source: &'static str,
}

/// `8 of 8 claims confirmed`, and each of them.
#[derive(Serialize)]
pub struct Claims {
    confirmed: usize,
    /// Those that were contradicted stand open on the page.
    contradicted: usize,
    /// Every other verdict with how many claims have it, where any has.
    others: Vec<(&'static str, usize)>,
    lines: Vec<ClaimLine>,
}

/// The claims of `pattern`, by `record`.
pub fn claims(record: &Record, pattern: &'static Pattern) -> Claims {
    let lines: Vec<ClaimLine> = pattern
        .claims
        .iter()
        .map(|claim| ClaimLine {
            verdict: claims::name(claims::verdict(record, pattern, claim)),
            text: pattern.sentence(claim),
            measured: measured(record, pattern, claim),
            source: claim.source,
        })
        .collect();
    let count = |verdict| lines.iter().filter(|line| line.verdict == verdict).count();
    Claims {
        confirmed: count("confirmed"),
        contradicted: count("contradicted"),
        others: ["contradicted", "not resolved", "not measured"]
            .map(|verdict| (verdict, count(verdict)))
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect(),
        lines,
    }
}

/// What the verdict rests on: both counts and their ratio, or the interval.
fn measured(record: &Record, pattern: &'static Pattern, claim: &Claim) -> String {
    let Some(pair) = claims::pair(record, pattern, claim) else {
        return "not measured in this run".to_owned();
    };
    if claim.metric == Metric::TimeNs {
        return pair.speedup().map_or_else(
            || "not measured in this run".to_owned(),
            |speedup| {
                format!(
                    "{} [{}, {}]",
                    units::factor(speedup.median),
                    units::significant(speedup.low),
                    units::significant(speedup.high)
                )
            },
        );
    }
    let Some((slow, other)) = pair.counts(claim.metric) else {
        return "not measured in this run".to_owned();
    };
    let shown = |count| match claim.metric {
        Metric::AllocatedBytes | Metric::PeakBytes => units::bytes(count),
        _ => units::count(count),
    };
    let both = format!("{} → {}", shown(slow), shown(other));
    match pair.ratio(claim.metric) {
        Some(ratio) if slow != other && ratio > 0.0 => {
            format!("{both}, {}", units::factor(ratio))
        }
        _ => both,
    }
}

/// A variant to choose, with its figures.
#[derive(Serialize)]
pub struct ChoiceLine {
    variant: &'static str,
    role: &'static str,
    when: &'static str,
    needs: &'static [&'static str],
    time: String,
    allocations: String,
}

/// What to take, in the order declared; where nothing is declared, every variant
/// but the slow one with what it does.
pub fn choices(record: &Record, pattern: &'static Pattern) -> Vec<ChoiceLine> {
    let pairs: Vec<Pair<'_>> = figures::pairs(record, pattern);
    let line = |name: &'static str, when: &'static str| {
        let variant = pattern.variant(name)?;
        let pair = pairs
            .iter()
            .find(|pair| pair.other.variant == name && pair.other.is_representative());
        let missing = || "not measured".to_owned();
        Some(ChoiceLine {
            variant: variant.name,
            role: variant.role.name(),
            when,
            needs: variant.dependencies,
            time: pair
                .and_then(|pair| pair.ratio(Metric::TimeNs))
                .map_or_else(
                    || match variant.role {
                        Role::Slow => "1".to_owned(),
                        _ => missing(),
                    },
                    units::factor,
                ),
            allocations: figures::profiled(record, pattern, variant.name)
                .and_then(|case| case.allocations)
                .map_or_else(missing, units::count),
        })
    };
    if pattern.choices.is_empty() {
        return pattern
            .variants
            .iter()
            .filter(|variant| variant.role != Role::Slow)
            .filter_map(|variant| line(variant.name, variant.summary))
            .collect();
    }
    pattern
        .choices
        .iter()
        .filter_map(|choice| line(choice.variant, choice.when))
        .collect()
}

/// A public change.
#[derive(Serialize)]
pub struct SeenLine {
    direction: &'static str,
    word: &'static str,
    about: &'static str,
    figures: String,
    name: String,
    url: String,
}

/// What others saw, those for the advice first.
pub fn seen(pattern: &'static Pattern) -> Vec<SeenLine> {
    let mut lines: Vec<SeenLine> = pattern
        .seen
        .iter()
        .map(|seen| SeenLine {
            direction: seen.direction.name(),
            word: match seen.direction {
                Direction::For => "for",
                Direction::Against => "against",
                Direction::None => "no difference",
            },
            about: seen.about,
            figures: match seen.before {
                "" => format!("{}: {}", seen.metric, seen.after),
                before => format!("{}: {before} → {}", seen.metric, seen.after),
            },
            name: format!("{}#{}", seen.repo, seen.number),
            url: seen.url(),
        })
        .collect();
    lines.sort_by_key(|line| line.word != "for");
    lines
}

/// A line that allocates, before and after.
#[derive(Serialize)]
pub struct AllocationRow {
    /// `function:line`, or where else.
    place: String,
    /// The line itself; empty where the file has changed, or it is not there.
    text: String,
    through: String,
    slow: String,
    other: String,
}

/// Where the slow variant and another allocate, side by side.
#[derive(Serialize)]
pub struct Allocations {
    other: &'static str,
    role: &'static str,
    rows: Vec<AllocationRow>,
    /// What all sites come to.
    slow: String,
    after: String,
    more: usize,
}

/// How many sites a table shows.
const MOST_SITES: usize = 8;

/// A table for each variant but the slow one; none where nothing was profiled.
/// `changed` says that the pattern's file is not the one that was measured.
pub fn allocations(record: &Record, pattern: &'static Pattern, changed: bool) -> Vec<Allocations> {
    let Some(slow) = sites(record, pattern, pattern.slow().name) else {
        return Vec::new();
    };
    pattern
        .variants
        .iter()
        .filter(|variant| variant.role != Role::Slow)
        .filter_map(|variant| {
            let other = sites(record, pattern, variant.name)?;
            let mut places: Vec<&Place> = slow.keys().chain(other.keys()).collect();
            places.sort_by_key(|place| {
                let bytes = |sites: &Sites| sites.get(*place).map_or(0, |site| site.1);
                (std::cmp::Reverse(bytes(&slow).max(bytes(&other))), *place)
            });
            places.dedup();
            let rows = places.iter().take(MOST_SITES).map(|place| AllocationRow {
                place: place.name.clone(),
                text: match changed {
                    true => String::new(),
                    false => place.text(pattern),
                },
                through: place.through.clone(),
                slow: cell(slow.get(*place)),
                other: cell(other.get(*place)),
            });
            Some(Allocations {
                other: variant.name,
                role: variant.role.name(),
                rows: rows.collect(),
                slow: cell(Some(&sum(&slow))),
                after: cell(Some(&sum(&other))),
                more: places.len().saturating_sub(MOST_SITES),
            })
        })
        .collect()
}

/// Where in the pattern's file something allocates, and by what.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    line: u32,
    name: String,
    through: String,
}

impl Place {
    fn text(&self, pattern: &Pattern) -> String {
        let index = (self.line as usize).checked_sub(1);
        let line = index.and_then(|index| pattern.source.lines().nth(index));
        line.unwrap_or_default().trim().to_owned()
    }
}

/// Allocations and bytes by place.
type Sites = BTreeMap<Place, (u64, u64)>;

fn sites(record: &Record, pattern: &Pattern, variant: &str) -> Option<Sites> {
    let id = &figures::profiled(record, pattern, variant)?.id;
    let profile = record
        .profiles
        .heap
        .iter()
        .find(|profile| profile.id == *id)?;
    let file = format!("{}.rs", pattern.id.replace('-', "_"));
    let mut sites = Sites::new();
    for site in &profile.sites {
        let frames: Vec<_> = site
            .stack
            .iter()
            .filter_map(|&index| record.profiles.frames.get(index as usize))
            .collect();
        let own = frames.iter().position(|frame| frame.file.ends_with(&file));
        let place = Place {
            line: own.map_or(0, |own| frames[own].line),
            name: own.map_or_else(
                || "outside the pattern".to_owned(),
                |own| format!("{}:{}", frames[own].function, frames[own].line),
            ),
            through: own
                .and_then(|own| frames[..own].last())
                .or(frames.first())
                .map_or_else(String::new, |frame| frame.function.clone()),
        };
        let entry = sites.entry(place).or_default();
        entry.0 += site.allocations;
        entry.1 += site.allocated_bytes;
    }
    Some(sites)
}

fn sum(sites: &Sites) -> (u64, u64) {
    sites.values().fold((0, 0), |sum, site| {
        (sum.0.saturating_add(site.0), sum.1.saturating_add(site.1))
    })
}

fn cell(site: Option<&(u64, u64)>) -> String {
    match site {
        None | Some((0, _)) => "none".to_owned(),
        Some((allocations, bytes)) => {
            format!("{}, {}", units::count(*allocations), units::bytes(*bytes))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Case;

    #[test]
    fn every_choice_has_the_allocations_of_the_typical_input_at_the_middle_size() {
        let pattern = patterns::find("lookups/hasher").unwrap();
        let mut record = Record::default();
        for size in pattern.sizes {
            for variant in pattern.variants {
                let role = record::Role::Slow;
                record.insert(Case {
                    allocations: Some(*size as u64),
                    is_middle: *size == pattern.middle_size(),
                    ..Case::new(pattern.id, variant.name, role, "typical", *size)
                });
            }
        }
        let choices = choices(&record, pattern);
        assert!(choices.iter().any(|choice| choice.role == "slow"));
        for choice in choices {
            let middle = units::count(pattern.middle_size() as u64);
            assert_eq!(choice.allocations, middle, "{}", choice.variant);
        }
    }
}
