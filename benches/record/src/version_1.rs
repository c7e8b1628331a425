//! Records of version 1: flat lists of cases and pairs, names as text, profiles
//! inside. The header and what was said of each pattern are as they are now.

use serde::Deserialize;
use statistics::verdict::Verdict;

use crate::{Case, CpuProfile, Figure, Frame, HeapProfile, Profiles, Record, Role, Speedup, named};

/// What version 1 had in another place.
#[derive(Deserialize)]
struct Old {
    cases: Vec<OldCase>,
    pairs: Vec<OldPair>,
    skipped: Vec<OldSkipped>,
    frames: Vec<Frame>,
    heap_profiles: Vec<HeapProfile>,
    cpu_profiles: Vec<CpuProfile>,
}

#[derive(Deserialize)]
struct OldCase {
    family: String,
    pattern: String,
    #[serde(with = "named")]
    role: Role,
    scenario: String,
    size: usize,
    /// The variant and its figures, called as they are now.
    #[serde(flatten)]
    case: Case,
}

/// Of a pair, what its two cases did not say.
#[derive(Deserialize)]
struct OldPair {
    family: String,
    pattern: String,
    other: String,
    scenario: String,
    size: usize,
    #[serde(default)]
    speedup: Option<Speedup>,
    #[serde(default, with = "named::option")]
    verdict: Option<Verdict>,
}

#[derive(Deserialize)]
struct OldSkipped {
    /// A case, or a pair: `<family>/<pattern>/<slow>:<other>/<scenario>/<size>`.
    id: String,
    metric: String,
    reason: String,
}

/// Takes into `record`, which was read from the same text, what stood in another place.
///
/// # Errors
/// If it is not of version 1.
pub fn convert(record: &mut Record, text: &[u8]) -> serde_json::Result<()> {
    let old: Old = serde_json::from_slice(text)?;
    for OldCase {
        family,
        pattern,
        role,
        scenario,
        size,
        mut case,
    } in old.cases
    {
        case.place(&format!("{family}/{pattern}"), role, &scenario, size);
        record.insert(case);
    }
    for pair in old.pairs {
        let is_other = |case: &&mut Case| {
            (&case.family, &case.pattern, &case.variant)
                == (&pair.family, &pair.pattern, &pair.other)
                && (&case.scenario, case.size) == (&pair.scenario, pair.size)
        };
        if let Some(case) = record.cases_mut().find(is_other) {
            case.speedup = pair.speedup;
            case.verdict = pair.verdict;
        }
    }
    for skipped in old.skipped {
        // Ratios and verdicts follow from other figures, and cycles are estimated.
        let figure = Figure::from_name(&skipped.metric).filter(|figure| {
            *figure != Figure::Metric(patterns::catalogue::Metric::EstimatedCycles)
        });
        let (Some(figure), id) = (figure, of_other_side(&skipped.id)) else {
            continue;
        };
        if let Some(case) = record.cases_mut().find(|case| case.id == id) {
            case.not_measured.insert(figure, skipped.reason);
        }
    }
    // An unknown number was 0.
    let machines = record
        .machines
        .iter_mut()
        .map(|machine| &mut machine.environment);
    for environment in machines.chain([&mut record.environment]) {
        environment.cores = environment.cores.filter(|cores| *cores > 0);
        environment.memory_bytes = environment.memory_bytes.filter(|bytes| *bytes > 0);
    }
    record.profiles = Profiles {
        frames: old.frames,
        heap: old.heap_profiles,
        cpu: old.cpu_profiles,
    };
    record.schema_version = crate::SCHEMA_VERSION;
    Ok(())
}

/// The other side's case where `id` is that of a pair; else `id`.
fn of_other_side(id: &str) -> String {
    let mut parts: Vec<&str> = id.split('/').collect();
    for part in &mut parts {
        if let Some((_, other)) = part.split_once(':') {
            *part = other;
        }
    }
    parts.join("/")
}
