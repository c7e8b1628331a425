//! What stands on a pattern's page.

use patterns::catalogue::{Family, Pattern, Role, Scenario};
use patterns::source;
use record::{Figure, Pair, Record};
use serde::Serialize;

use super::code::{self, Code};
use super::figures::{self, Figures};
use super::{bars, curves, escape, evidence, exercises, flame, prose, trend, words};
use crate::analysis::{self, growth};
use crate::escapes::Escape;
use crate::units;

/// A pattern's page, for its template.
#[derive(Serialize)]
pub struct Page {
    id: &'static str,
    title: &'static str,
    family: &'static str,
    family_title: &'static str,
    /// Title and page of the patterns before it and behind it in its family.
    before: Option<(&'static str, String)>,
    after: Option<(&'static str, String)>,
    /// The variants that stand side by side, and the rest.
    slow: &'static str,
    fast: &'static str,
    others: Vec<&'static str>,
    strip: Option<Figures>,
    /// The pattern's file is not the one that was measured.
    changed: bool,
    /// In per cent, from the run's trials of variants against themselves.
    noise_floor: Option<String>,
    myth: bool,
    claims: evidence::Claims,
    answer: Option<String>,
    counter: Option<String>,
    wide: Vec<String>,
    choices: Vec<evidence::ChoiceLine>,
    seen: Vec<evidence::SeenLine>,
    codes: Vec<Code>,
    /// What their code shares, for whoever copies one.
    shared: Option<&'static str>,
    /// From the slow variant to the fast one, as a unified diff.
    edit: String,
    what_you_see: String,
    why: String,
    coming_from_go: Option<String>,
    disagreements: Vec<Figures>,
    time_and_instructions: Option<String>,
    when_not_to: String,
    see_also: String,
    bars: Option<String>,
    growth: Option<String>,
    growth_rows: Vec<GrowthRow>,
    growth_sizes: Vec<String>,
    depths: Vec<DepthRow>,
    size_unit: &'static str,
    trend: Option<String>,
    pairs: Vec<Figures>,
    escapes: Vec<escape::Answer>,
    allocations: Vec<evidence::Allocations>,
    flames: Vec<Flame>,
    counter_cases: Vec<CounterCase>,
    exercises: Vec<exercises::Row>,
    rust_version: &'static str,
}

#[derive(Serialize)]
struct GrowthRow {
    variant: &'static str,
    role: &'static str,
    cells: Vec<String>,
    slope: String,
}

#[derive(Serialize)]
struct DepthRow {
    variant: &'static str,
    role: &'static str,
    deepest: String,
    overflowed: String,
    stack: String,
}

#[derive(Serialize)]
struct Flame {
    variant: &'static str,
    role: &'static str,
    svg: Option<String>,
    /// Function, own share, share with what it calls.
    top: Vec<(String, String, String)>,
    samples: u64,
    /// Samples of the loop that measures, which the graph leaves out.
    outside: u64,
    reason: String,
}

#[derive(Serialize)]
struct CounterCase {
    name: &'static str,
    about: &'static str,
    expect: &'static str,
    strips: Vec<Figures>,
    absent: Vec<String>,
}

impl Page {
    /// The page of `pattern`, one of `family`, in `record`, with its line through `runs`.
    ///
    /// # Errors
    /// If an anchor or a section is missing, or a link leads nowhere.
    pub fn new(
        record: &Record,
        runs: &[Record],
        escapes: &[Escape],
        family: &'static Family,
        pattern: &'static Pattern,
    ) -> anyhow::Result<Page> {
        let text = source::prose(pattern.source);
        let section = |heading: &str| -> anyhow::Result<Option<String>> {
            prose::section(&text, heading)
                .map(|body| prose::with_links(body, "../", pattern.id))
                .transpose()
        };
        let required = |heading: &str| {
            section(heading)?.ok_or_else(|| {
                anyhow::anyhow!("{}: its prose has no section `{heading}`", pattern.id)
            })
        };
        let siblings = family.patterns;
        let place = siblings.iter().position(|other| other.id == pattern.id);
        let sibling = |step: isize| {
            let other = siblings.get(place?.checked_add_signed(step)?)?;
            Some((other.title, prose::page(other)))
        };
        let all = figures::pairs(record, pattern);
        let typical: Vec<Pair<'_>> = all
            .iter()
            .copied()
            .filter(|pair| pair.other.scenario == Scenario::TYPICAL.name)
            .collect();
        let at_middle: Vec<Pair<'_>> = typical
            .iter()
            .copied()
            .filter(|pair| pair.other.size == pattern.middle_size())
            .collect();
        let headline = at_middle
            .iter()
            .find(|pair| pair.other.variant == pattern.fast().name)
            .copied();
        let shown = |pair: &Pair<'_>| figures::of(*pair, pattern);
        let curves = growth::curves(record, pattern);
        let changed = record
            .pattern(pattern.id)
            .is_some_and(|measured| measured.source_hash != patterns_source::hash(pattern.source));
        Ok(Page {
            id: pattern.id,
            title: pattern.title,
            family: pattern.family(),
            family_title: family.title,
            before: sibling(-1),
            after: sibling(1),
            slow: pattern.slow().name,
            fast: pattern.fast().name,
            others: pattern
                .variants
                .iter()
                .map(|variant| variant.name)
                .filter(|name| ![pattern.slow().name, pattern.fast().name].contains(name))
                .collect(),
            strip: headline.as_ref().map(shown),
            changed,
            noise_floor: record
                .control
                .map(|control| format!("{:.1}", 100.0 * control.noise_floor_95)),
            myth: pattern.is_myth(),
            claims: evidence::claims(record, pattern),
            answer: headline.map(|pair| words::answer(pair, pattern)),
            counter: counter(pattern, &all),
            wide: headline.and_then(words::wide).into_iter().collect(),
            choices: evidence::choices(record, pattern),
            seen: evidence::seen(pattern),
            codes: code::of(record, pattern)?,
            shared: code::shared(pattern),
            edit: perf_patterns::edit::edit(pattern, pattern.fast())?,
            what_you_see: required("What you see")?,
            why: required("Why")?,
            coming_from_go: section("Coming from Go")?,
            disagreements: at_middle
                .iter()
                .map(shown)
                .filter(|figures| figures.disagree)
                .collect(),
            time_and_instructions: section("Time and instructions")?,
            when_not_to: required("When not to")?,
            see_also: required("See also")?,
            bars: bars::draw(&at_middle),
            growth: curves::draw(&curves, pattern.size_unit),
            growth_sizes: curves.first().map_or_else(Vec::new, |curve| {
                curve
                    .points
                    .iter()
                    .map(|(size, _)| units::count(*size as u64))
                    .collect()
            }),
            growth_rows: curves
                .iter()
                .map(|curve| GrowthRow {
                    variant: curve.variant,
                    role: curve.role,
                    cells: curve
                        .points
                        .iter()
                        .map(|(_, time)| {
                            format!(
                                "{} [{}, {}]",
                                units::time(time.median),
                                units::time(time.low),
                                units::time(time.high)
                            )
                        })
                        .collect(),
                    slope: curve
                        .slope()
                        .map_or_else(String::new, |slope| format!("{slope:.2}")),
                })
                .collect(),
            depths: depths(record, pattern),
            size_unit: pattern.size_unit,
            trend: trend::draw(&analysis::trend::points(runs, pattern), pattern.title),
            pairs: typical.iter().map(shown).collect(),
            escapes: escape::answers(record, escapes, pattern, changed),
            allocations: evidence::allocations(record, pattern, changed),
            flames: flames(record, pattern)?,
            counter_cases: counter_cases(pattern, &all),
            exercises: exercises::of(pattern),
            rust_version: env!("CARGO_PKG_RUST_VERSION"),
        })
    }
}

/// How deep each variant goes, where the pattern asks.
fn depths(record: &Record, pattern: &'static Pattern) -> Vec<DepthRow> {
    let Some(scenario) = pattern
        .deep_scenario
        .and_then(|name| pattern.scenario(name))
    else {
        return Vec::new();
    };
    pattern
        .variants
        .iter()
        .map(|variant| {
            let id = analysis::depth_id(pattern, variant, scenario);
            let found = record.depths.iter().find(|depth| depth.id == id);
            DepthRow {
                variant: variant.name,
                role: variant.role.name(),
                deepest: found.map_or_else(
                    || "not measured: left out of this run".to_owned(),
                    |depth| units::count(depth.deepest),
                ),
                overflowed: found.map_or_else(String::new, |depth| {
                    depth
                        .overflowed
                        .map_or_else(|| "none that was tried".to_owned(), units::count)
                }),
                stack: found.map_or_else(String::new, |depth| {
                    format!("{} MiB", depth.stack_bytes >> 20)
                }),
            }
        })
        .collect()
}

/// What is left of the answer in the first counter-case, in a sentence.
fn counter(pattern: &'static Pattern, pairs: &[Pair<'_>]) -> Option<String> {
    let scenario = pattern
        .scenarios
        .iter()
        .find(|scenario| scenario.counter_case)?;
    let pair = pairs.iter().find(|pair| {
        pair.other.scenario == scenario.name && pair.other.variant == pattern.fast().name
    })?;
    Some(words::counter(*pair, scenario.about))
}

/// Before and after: the slow variant, then the fast one, then the others.
fn flames(record: &Record, pattern: &'static Pattern) -> anyhow::Result<Vec<Flame>> {
    let own = patterns_source::defined(pattern)?;
    let mut variants: Vec<_> = pattern.variants.iter().collect();
    variants.sort_by_key(|variant| match variant.role {
        Role::Slow => 0,
        Role::Fast => 1,
        Role::Alternative => 2,
    });
    let flames = variants
        .into_iter()
        .map(|variant| {
            let id = figures::profiled(pattern, variant.name);
            let profile = record.profiles.cpu.iter().find(|profile| profile.id == id);
            let reason = record
                .case(&id)
                .and_then(|case| case.not_measured.get(&Figure::CpuProfile))
                .map_or("left out of this run", String::as_str);
            Flame {
                variant: variant.name,
                role: variant.role.name(),
                svg: profile
                    .and_then(|profile| flame::draw(profile, &record.profiles.frames, &own)),
                top: profile.map_or_else(Vec::new, |profile| {
                    flame::top(profile, &record.profiles.frames)
                }),
                samples: profile.map_or(0, |profile| profile.samples),
                outside: profile.map_or(0, |profile| {
                    flame::outside(profile, &record.profiles.frames)
                }),
                reason: crate::units::folded(reason),
            }
        })
        .collect();
    Ok(flames)
}

fn counter_cases(pattern: &'static Pattern, pairs: &[Pair<'_>]) -> Vec<CounterCase> {
    pattern
        .scenarios
        .iter()
        .filter(|scenario| scenario.counter_case)
        .map(|scenario| CounterCase {
            name: scenario.name,
            about: scenario.about,
            expect: scenario.expect,
            strips: pairs
                .iter()
                .filter(|pair| pair.other.scenario == scenario.name)
                .map(|pair| figures::of(*pair, pattern))
                .collect(),
            absent: pattern
                .variants
                .iter()
                .filter_map(|variant| {
                    Some(format!(
                        "{} is not here: {}",
                        variant.name,
                        variant.absence(scenario)?
                    ))
                })
                .collect(),
        })
        .collect()
}
