//! `cargo xtask list`

use patterns::catalogue::{Claim, Metric, Pattern, Seen, Variant};
use serde::Serialize;

use super::Format;
use crate::table;
use crate::{Outcome, measure::plan, print};

#[derive(clap::Args)]
pub struct Args {
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    #[arg(long, default_value = "table")]
    format: Format,
}

/// A pattern as `--format json` tells it; other tools rely on this.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    family: &'static str,
    title: &'static str,
    size_unit: &'static str,
    sizes: &'static [usize],
    variants: Vec<ListedVariant>,
    scenarios: Vec<&'static str>,
    nondeterministic: Vec<&'static str>,
    claims: Vec<ListedClaim>,
    myth: bool,
    seen: Vec<ListedSeen>,
}

#[derive(Serialize)]
struct ListedSeen {
    repo: &'static str,
    number: &'static str,
    metric: &'static str,
    direction: &'static str,
}

#[derive(Serialize)]
struct ListedVariant {
    name: &'static str,
    role: &'static str,
    summary: &'static str,
    dependencies: &'static [&'static str],
}

#[derive(Serialize)]
struct ListedClaim {
    metric: &'static str,
    slow: &'static str,
    other: &'static str,
    scenario: &'static str,
    size: usize,
    expect: &'static str,
    factor: Option<f64>,
    source: &'static str,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Outcome> {
        let patterns = selected(self.only.as_deref())?;
        match self.format {
            Format::Json => {
                let listed: Vec<Listed> = patterns.into_iter().map(listed).collect();
                print::data(serde_json::to_string_pretty(&listed)?);
            }
            Format::Table => {
                let rows = patterns
                    .into_iter()
                    .map(|pattern| {
                        vec![
                            pattern.id.to_owned(),
                            pattern.title.to_owned(),
                            pattern.variants.len().to_string(),
                        ]
                    })
                    .collect();
                print::data(table::render(&["pattern", "title", "variants"], rows, 2));
            }
        }
        Ok(Outcome::Done)
    }
}

fn selected(only: Option<&str>) -> anyhow::Result<Vec<&'static Pattern>> {
    let cases = plan::select(only)?;
    let wanted = |pattern: &&Pattern| cases.iter().any(|case| case.pattern.id == pattern.id);
    Ok(patterns::patterns().filter(wanted).collect())
}

fn listed(pattern: &'static Pattern) -> Listed {
    Listed {
        id: pattern.id,
        family: pattern.family(),
        title: pattern.title,
        size_unit: pattern.size_unit,
        sizes: pattern.sizes,
        variants: pattern.variants.iter().map(listed_variant).collect(),
        scenarios: pattern
            .scenarios
            .iter()
            .map(|scenario| scenario.name)
            .collect(),
        nondeterministic: pattern
            .nondeterministic
            .iter()
            .map(|entry| entry.metric.name())
            .collect(),
        claims: pattern
            .claims
            .iter()
            .map(|claim| listed_claim(pattern, claim))
            .collect(),
        myth: pattern.is_myth(),
        seen: pattern.seen.iter().map(listed_seen).collect(),
    }
}

fn listed_seen(seen: &'static Seen) -> ListedSeen {
    ListedSeen {
        repo: seen.repo,
        number: seen.number,
        metric: seen.metric,
        direction: seen.direction.name(),
    }
}

fn listed_variant(variant: &'static Variant) -> ListedVariant {
    ListedVariant {
        name: variant.name,
        role: variant.role.name(),
        summary: variant.summary,
        dependencies: variant.dependencies,
    }
}

fn listed_claim(pattern: &'static Pattern, claim: &'static Claim) -> ListedClaim {
    let metric: Metric = claim.metric;
    ListedClaim {
        metric: metric.name(),
        slow: pattern.slow().name,
        other: claim.variant,
        scenario: claim.scenario,
        size: pattern.claimed_size(claim),
        expect: claim.expect.name(),
        factor: claim.expect.factor(),
        source: claim.source,
    }
}
