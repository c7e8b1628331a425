//! A variant's code as a page shows it: the lines that differ from the slow
//! variant and the lines that allocate are marked in the margin.

use std::collections::{BTreeMap, HashSet};

use patterns::catalogue::{Pattern, Role, Variant};
use patterns::source;
use record::Record;
use serde::Serialize;

use crate::units;

/// One variant, ready for the page.
#[derive(Serialize)]
pub struct Code {
    /// The variant.
    pub name: &'static str,
    /// Its role.
    pub role: &'static str,
    /// Half a line.
    pub summary: &'static str,
    /// The code between the anchors, without the anchors.
    pub text: String,
    /// One margin entry for each line of `text`: its mark, and what it means.
    pub margin: Vec<Mark>,
    /// Crates that it needs.
    pub dependencies: &'static [&'static str],
}

/// The margin of a line.
#[derive(Clone, Default, Serialize)]
pub struct Mark {
    /// `●` where it allocates, `−` or `+` where it differs, else empty.
    pub sign: &'static str,
    /// What that means.
    pub meaning: String,
}

/// The code of every variant.
///
/// # Errors
/// If an anchor is missing.
pub fn of(record: &Record, pattern: &'static Pattern) -> anyhow::Result<Vec<Code>> {
    let slow = anchor(pattern, pattern.slow().name)?.0;
    let slow_lines: HashSet<&str> = slow.lines().map(str::trim).collect();
    let fast = anchor(pattern, pattern.fast().name)?.0;
    let fast_lines: HashSet<&str> = fast.lines().map(str::trim).collect();
    pattern
        .variants
        .iter()
        .map(|variant| {
            let (text, first_line) = anchor(pattern, variant.name)?;
            let allocating = allocating_lines(record, pattern, variant);
            let margin = text
                .lines()
                .enumerate()
                .map(|(index, line)| {
                    let line = line.trim();
                    let against = match variant.role {
                        Role::Slow => &fast_lines,
                        _ => &slow_lines,
                    };
                    let differs =
                        !line.is_empty() && !line.starts_with("///") && !against.contains(line);
                    let allocates = allocating.get(&((first_line + index) as u32));
                    mark(allocates, differs, variant.role)
                })
                .collect();
            Ok(Code {
                name: variant.name,
                role: variant.role.name(),
                summary: variant.summary,
                text: text.to_owned(),
                margin,
                dependencies: variant.dependencies,
            })
        })
        .collect()
}

/// What variants share, where they do: with it, each compiles by itself.
pub fn shared(pattern: &Pattern) -> Option<&'static str> {
    source::anchor(pattern.source, "shared").map(|(text, _)| text)
}

fn anchor(pattern: &'static Pattern, name: &str) -> anyhow::Result<(&'static str, usize)> {
    source::anchor(pattern.source, name).ok_or_else(|| {
        anyhow::anyhow!(
            "patterns/src/{}.rs has no anchor `{name}`\nhint: put the variant between \
             `// ANCHOR: {name}` and `// ANCHOR_END: {name}`",
            pattern.id.replace('-', "_")
        )
    })
}

fn mark(allocates: Option<&(u64, u64)>, differs: bool, role: Role) -> Mark {
    match (allocates, differs) {
        (Some((allocations, bytes)), _) => Mark {
            sign: "●",
            meaning: format!(
                "allocates {} times, {}",
                units::count(*allocations),
                units::bytes(*bytes)
            ),
        },
        (None, true) if role == Role::Slow => Mark {
            sign: "−",
            meaning: "differs from the fast variant".to_owned(),
        },
        (None, true) => Mark {
            sign: "+",
            meaning: "differs from the slow variant".to_owned(),
        },
        _ => Mark::default(),
    }
}

/// Lines of the pattern's file on which the variant's profile has an allocation:
/// blocks and bytes. A site belongs to its first frame in that file.
fn allocating_lines(
    record: &Record,
    pattern: &Pattern,
    variant: &Variant,
) -> BTreeMap<u32, (u64, u64)> {
    let id = format!(
        "{}/{}/typical/{}",
        pattern.id,
        variant.name,
        pattern.middle_size()
    );
    // The heap profile names a file by its last parts.
    let file = format!("{}.rs", pattern.id.replace('-', "_"));
    let mut lines: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for profile in record
        .profiles
        .heap
        .iter()
        .filter(|profile| profile.id == id)
    {
        for site in &profile.sites {
            let own = site
                .stack
                .iter()
                .filter_map(|&index| record.profiles.frames.get(index as usize))
                .find(|frame| frame.file.ends_with(&file));
            if let Some(frame) = own {
                let entry = lines.entry(frame.line).or_default();
                entry.0 += site.allocations;
                entry.1 += site.allocated_bytes;
            }
        }
    }
    lines
}
