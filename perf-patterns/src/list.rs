//! `list`: the patterns, for people and for programs.

use command_line::format::Format;
use command_line::{print, schema, table};
use patterns::catalogue::{Claim, Metric, Pattern, Seen, Variant};
use patterns::suggest;
use schemars::JsonSchema;
use serde::Serialize;

/// Lists the patterns
#[derive(clap::Args)]
pub struct Args {
    /// A family, a pattern, or part of an id
    #[arg(long, value_name = "FILTER")]
    only: Option<String>,
    /// Output format
    #[arg(long, default_value = "table")]
    format: Format,
    /// Print the JSON Schema of `--format json` and do nothing else
    #[arg(long)]
    schema: bool,
}

/// A pattern as `--format json` prints it; other tools rely on this.
#[derive(Serialize, JsonSchema)]
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

#[derive(Serialize, JsonSchema)]
struct ListedSeen {
    repo: &'static str,
    number: &'static str,
    metric: &'static str,
    direction: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct ListedVariant {
    name: &'static str,
    role: &'static str,
    summary: &'static str,
    dependencies: &'static [&'static str],
}

#[derive(Serialize, JsonSchema)]
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

/// The JSON Schema of `list --format json`, as it is published in `list.schema.json`.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn schema() -> serde_json::Result<String> {
    schema::published::<Vec<Listed>>("list", 1)
}

impl Args {
    /// Prints the patterns.
    ///
    /// # Errors
    /// If `--only` leaves none: with the nearest names.
    pub fn run(self) -> anyhow::Result<()> {
        if self.schema {
            print::data(schema()?.trim_end());
            return Ok(());
        }
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
        Ok(())
    }
}

fn selected(only: Option<&str>) -> anyhow::Result<Vec<&'static Pattern>> {
    let Some(only) = only else {
        return Ok(patterns::patterns().collect());
    };
    let by = |keep: &dyn Fn(&'static Pattern) -> bool| -> Vec<&'static Pattern> {
        patterns::patterns()
            .filter(|pattern| keep(pattern))
            .collect()
    };
    let attempts = [
        by(&|pattern| pattern.family() == only),
        by(&|pattern| pattern.id == only || pattern.name() == only),
        by(&|pattern| pattern.cases().any(|case| case.to_string().contains(only))),
    ];
    attempts
        .into_iter()
        .find(|patterns| !patterns.is_empty())
        .ok_or_else(|| suggest::unknown("family, pattern or case", only).into())
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
