//! Cases as `record.json` has them: hundreds stand in a record, so that figures of
//! one tool share a list, and what most have in common is absent.

use std::collections::BTreeMap;

use patterns::catalogue::Role;
use serde::{Deserialize, Deserializer, Serialize};
use statistics::verdict::Verdict;

use super::{Case, Figure, Speedup, Time, certain, is_certain};
use crate::named;

/// One variant in one scenario at one size. Where it stands is said by what it is
/// nested in.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Case"))]
pub struct CaseInFile {
    /// Kebab-case.
    variant: String,
    /// Wall time of one call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_ns: Option<Time>,
    /// What valgrind simulated of one call: `[instructions, l1_hits, ll_hits,
    /// ram_hits]`, where the hits are accesses that the first-level cache, the
    /// last-level cache, and memory served. `null` for what was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    simulated: Option<[Option<u64>; 4]>,
    /// What dhat counted in one call: `[allocations, allocated_bytes, peak_bytes]`. A
    /// reallocation is an allocation, of its full new size; the peak is what was alive
    /// beyond the bytes from before the call. `null` for what was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    heap: Option<[Option<u64>; 3]>,
    /// Calls into the kernel in one call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    system_calls: Option<u64>,
    /// The same by kind, as the kernel names them; empty where there was none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    system_calls_by_kind: BTreeMap<String, u64>,
    /// The slow variant's time ÷ this one's, both timed alternately; absent from
    /// the slow variant itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "speedup_of_any_form")]
    speedup: Option<SpeedupInFile>,
    /// What the speed-up comes to once it is corrected for the number of pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(with = "named::option")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "named::schema::<Verdict>"))]
    verdict: Option<Verdict>,
    /// Why a figure is absent that could be expected.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    not_measured: BTreeMap<Figure, String>,
    /// In a merged record, who measured it: one of [`crate::Record::machines`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    machine: Option<String>,
    /// The counts as records named them before the lists; only read.
    #[serde(flatten, skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    named: NamedCounts,
}

/// What stands in `simulated` and `heap` now.
#[derive(Default, Deserialize)]
struct NamedCounts {
    instructions: Option<u64>,
    l1_hits: Option<u64>,
    ll_hits: Option<u64>,
    ram_hits: Option<u64>,
    allocations: Option<u64>,
    allocated_bytes: Option<u64>,
    peak_bytes: Option<u64>,
}

impl From<Case> for CaseInFile {
    fn from(case: Case) -> Self {
        CaseInFile {
            variant: case.variant,
            time_ns: case.time_ns,
            simulated: list([case.instructions, case.l1_hits, case.ll_hits, case.ram_hits]),
            heap: list([case.allocations, case.allocated_bytes, case.peak_bytes]),
            system_calls: case.system_calls,
            system_calls_by_kind: case.system_calls_by_kind,
            speedup: case.speedup.map(SpeedupInFile::from),
            verdict: case.verdict,
            not_measured: case.not_measured,
            machine: case.machine,
            named: NamedCounts::default(),
        }
    }
}

/// Nothing where nothing was measured.
fn list<const N: usize>(counts: [Option<u64>; N]) -> Option<[Option<u64>; N]> {
    counts.iter().any(Option::is_some).then_some(counts)
}

impl From<CaseInFile> for Case {
    fn from(file: CaseInFile) -> Self {
        let named = file.named;
        let [instructions, l1_hits, ll_hits, ram_hits] = file.simulated.unwrap_or([
            named.instructions,
            named.l1_hits,
            named.ll_hits,
            named.ram_hits,
        ]);
        let [allocations, allocated_bytes, peak_bytes] =
            file.heap
                .unwrap_or([named.allocations, named.allocated_bytes, named.peak_bytes]);
        Case {
            // The rest of its place is filled in as soon as the whole file is read.
            variant: file.variant,
            id: String::new(),
            family: String::new(),
            pattern: String::new(),
            role: Role::Slow,
            scenario: String::new(),
            size: 0,
            is_middle: false,
            time_ns: file.time_ns,
            instructions,
            l1_hits,
            ll_hits,
            ram_hits,
            allocations,
            allocated_bytes,
            peak_bytes,
            system_calls: file.system_calls,
            system_calls_by_kind: file.system_calls_by_kind,
            speedup: file.speedup.map(Speedup::from),
            verdict: file.verdict,
            not_measured: file.not_measured,
            machine: file.machine,
        }
    }
}

/// How much less time a variant takes than the slow one: slow ÷ other.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SpeedupInFile {
    /// The trimmed mean, over layouts, of the median ratio, and the ends of its 99 %
    /// interval, not corrected for the number of pairs: `[median, low, high]`.
    ratio: [f64; 3],
    /// Rounds over all processes; 128 where it is absent.
    #[serde(default = "usual_rounds", skip_serializing_if = "is_usual_rounds")]
    rounds: usize,
    /// Fresh processes; 8 where it is absent.
    #[serde(
        default = "usual_processes",
        skip_serializing_if = "is_usual_processes"
    )]
    processes: usize,
    /// How many layouts of the code they are spread over; as many as processes
    /// where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layouts: Option<usize>,
    /// The smallest true difference that would be seen in four of five runs, as a
    /// share: 0.02 is 2 %.
    resolvable: f64,
    /// Ratios within 1 ± this count as equal; 0.03 where it is absent.
    #[serde(default = "usual_margin", skip_serializing_if = "is_usual_margin")]
    margin: f64,
    /// The chance of a ratio this far from 1 if there were no difference.
    p_different: f64,
    /// The chance of a ratio this near to 1 if the difference were the margin; 1
    /// where it is absent.
    #[serde(default = "certain", skip_serializing_if = "is_certain")]
    p_equivalent: f64,
}

/// A speed-up as records have it, or as they had it before the short form.
#[derive(Deserialize)]
#[serde(untagged)]
enum SpeedupForm {
    Short(SpeedupInFile),
    Named(Speedup),
}

fn speedup_of_any_form<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SpeedupInFile>, D::Error> {
    let form = Option::<SpeedupForm>::deserialize(deserializer)?;
    Ok(form.map(|form| match form {
        SpeedupForm::Short(short) => short,
        SpeedupForm::Named(speedup) => speedup.into(),
    }))
}

impl From<Speedup> for SpeedupInFile {
    fn from(speedup: Speedup) -> Self {
        SpeedupInFile {
            ratio: [speedup.median, speedup.low, speedup.high],
            rounds: speedup.rounds,
            processes: speedup.processes,
            layouts: (speedup.layouts != speedup.processes).then_some(speedup.layouts),
            resolvable: speedup.resolvable_effect,
            margin: speedup.margin,
            p_different: speedup.p_different,
            p_equivalent: speedup.p_equivalent,
        }
    }
}

impl From<SpeedupInFile> for Speedup {
    fn from(short: SpeedupInFile) -> Self {
        let [median, low, high] = short.ratio;
        Speedup {
            median,
            low,
            high,
            rounds: short.rounds,
            processes: short.processes,
            layouts: short.layouts.unwrap_or(short.processes),
            resolvable_effect: short.resolvable,
            margin: short.margin,
            p_different: short.p_different,
            p_equivalent: short.p_equivalent,
        }
    }
}

fn usual_rounds() -> usize {
    128
}

fn is_usual_rounds(rounds: &usize) -> bool {
    *rounds == usual_rounds()
}

fn usual_processes() -> usize {
    8
}

fn is_usual_processes(processes: &usize) -> bool {
    *processes == usual_processes()
}

fn usual_margin() -> f64 {
    0.03
}

fn is_usual_margin(margin: &f64) -> bool {
    *margin == usual_margin()
}
