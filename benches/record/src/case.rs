//! One variant on one input, and what was measured of it.

mod in_file;

use std::collections::BTreeMap;

use patterns::catalogue::{Metric, Role, Scenario};
use serde::{Deserialize, Serialize};
use statistics::verdict::Verdict;

use crate::named;
use in_file::CaseInFile;

/// One variant in one scenario at one size.
///
/// Where it stands (pattern, role, scenario, size) is said in a file by what it is
/// nested in, and filled in when it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "CaseInFile", into = "CaseInFile")]
pub struct Case {
    /// `<family>/<pattern>/<variant>/<scenario>/<size>`.
    pub id: String,
    /// Kebab-case.
    pub family: String,
    /// Kebab-case, without the family.
    pub pattern: String,
    /// Kebab-case.
    pub variant: String,
    /// The variant's part in the comparison.
    pub role: Role,
    /// Kebab-case.
    pub scenario: String,
    /// In the pattern's unit.
    pub size: usize,
    /// Whether that is the middle one of its scenario's sizes.
    pub is_middle: bool,
    /// Wall time of one call.
    pub time_ns: Option<Time>,
    /// Instructions of one call.
    pub instructions: Option<u64>,
    /// Accesses that the simulated first-level cache served.
    pub l1_hits: Option<u64>,
    /// Accesses that the simulated last-level cache served.
    pub ll_hits: Option<u64>,
    /// Accesses that went to memory.
    pub ram_hits: Option<u64>,
    /// Allocations in one call; a reallocation counts as one.
    pub allocations: Option<u64>,
    /// Bytes allocated in one call; a reallocation counts its full new size.
    pub allocated_bytes: Option<u64>,
    /// The most bytes alive at once, beyond those alive before the call.
    pub peak_bytes: Option<u64>,
    /// Calls into the kernel in one call.
    pub system_calls: Option<u64>,
    /// The same by kind, as the kernel names them; empty where there was none.
    pub system_calls_by_kind: BTreeMap<String, u64>,
    /// The slow variant's time ÷ this one's, both timed alternately; absent from
    /// the slow variant itself.
    pub speedup: Option<Speedup>,
    /// What the speed-up comes to once it is corrected for the number of pairs.
    pub verdict: Option<Verdict>,
    /// Why a figure is absent that could be expected.
    pub not_measured: BTreeMap<Figure, String>,
    /// In a merged record, who measured it: one of [`crate::Record::machines`].
    pub machine: Option<String>,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Case {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        CaseInFile::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        CaseInFile::json_schema(generator)
    }
}

impl Case {
    /// The case of `variant` of `pattern` (`<family>/<pattern>`), nothing measured, at a
    /// size that is not known to be the middle one.
    pub fn new(pattern: &str, variant: &str, role: Role, scenario: &str, size: usize) -> Self {
        let mut case = Case {
            id: String::new(),
            family: String::new(),
            pattern: String::new(),
            variant: variant.to_owned(),
            role,
            scenario: String::new(),
            size,
            is_middle: false,
            time_ns: None,
            instructions: None,
            l1_hits: None,
            ll_hits: None,
            ram_hits: None,
            allocations: None,
            allocated_bytes: None,
            peak_bytes: None,
            system_calls: None,
            system_calls_by_kind: BTreeMap::new(),
            speedup: None,
            verdict: None,
            not_measured: BTreeMap::new(),
            machine: None,
        };
        case.place(pattern, role, scenario, size);
        case
    }

    pub(crate) fn place(&mut self, pattern: &str, role: Role, scenario: &str, size: usize) {
        let (family, name) = pattern.split_once('/').unwrap_or((pattern, ""));
        self.id = format!("{pattern}/{}/{scenario}/{size}", self.variant);
        family.clone_into(&mut self.family);
        name.clone_into(&mut self.pattern);
        scenario.clone_into(&mut self.scenario);
        self.role = role;
        self.size = size;
    }

    /// The same at the middle size of its scenario.
    #[must_use]
    pub fn at_middle(self) -> Self {
        Case {
            is_middle: true,
            ..self
        }
    }

    /// Whether it stands for its variant in profiles and on pages: the typical input at
    /// the middle size.
    pub fn is_representative(&self) -> bool {
        self.is_middle && self.scenario == Scenario::TYPICAL.name
    }

    /// `<family>/<pattern>`.
    pub fn pattern_id(&self) -> &str {
        let length = self.family.len() + 1 + self.pattern.len();
        self.id.get(..length).unwrap_or(&self.id)
    }

    /// What it counted of `metric`; `None` for its time.
    pub fn count(&self, metric: Metric) -> Option<u64> {
        match metric {
            Metric::TimeNs => None,
            Metric::Instructions => self.instructions,
            Metric::L1Hits => self.l1_hits,
            Metric::LlHits => self.ll_hits,
            Metric::RamHits => self.ram_hits,
            Metric::EstimatedCycles => self.estimated_cycles(),
            Metric::Allocations => self.allocations,
            Metric::AllocatedBytes => self.allocated_bytes,
            Metric::PeakBytes => self.peak_bytes,
            Metric::SystemCalls => self.system_calls,
        }
    }

    /// Cycles by the simulator's rule of thumb: L1 + 5 LL + 35 RAM.
    pub fn estimated_cycles(&self) -> Option<u64> {
        let ll = self.ll_hits?.saturating_mul(5);
        let ram = self.ram_hits?.saturating_mul(35);
        Some(self.l1_hits?.saturating_add(ll).saturating_add(ram))
    }

    /// Says why `metric` is absent; what is estimated from others says nothing.
    pub fn skip(&mut self, metric: Metric, reason: &str) {
        if metric != Metric::EstimatedCycles {
            self.not_measured
                .insert(Figure::Metric(metric), reason.to_owned());
        }
    }
}

/// What a case can lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// A field of the case.
    Metric(Metric),
    /// Its speed-up.
    Speedup,
    /// Its CPU profile.
    CpuProfile,
}

impl Figure {
    /// As in records.
    pub fn name(self) -> &'static str {
        match self {
            Figure::Metric(metric) => metric.name(),
            Figure::Speedup => "speedup",
            Figure::CpuProfile => "cpu_profile",
        }
    }

    /// The figure with this name.
    pub fn from_name(name: &str) -> Option<Figure> {
        [Figure::Speedup, Figure::CpuProfile]
            .into_iter()
            .find(|figure| figure.name() == name)
            .or_else(|| named::find(name).map(Figure::Metric))
    }
}

impl Serialize for Figure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Figure::from_name(&name)
            .ok_or_else(|| serde::de::Error::custom(format!("no figure is called `{name}`")))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Figure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Figure".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut names: Vec<&str> = Metric::ALL.iter().map(|metric| metric.name()).collect();
        names.extend([Figure::Speedup.name(), Figure::CpuProfile.name()]);
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

/// Wall time of one call in nanoseconds: the median of the samples with its
/// 95 % interval; in a file `[median, low, high]`. How many samples there were
/// follows from the run's effort, and they lie beside the record.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "TimeForm", into = "[f64; 3]")]
#[cfg_attr(feature = "schema", schemars(with = "[f64; 3]"))]
pub struct Time {
    /// Nanoseconds.
    pub median: f64,
    /// Nanoseconds; lower end of the interval.
    pub low: f64,
    /// Nanoseconds; upper end of the interval.
    pub high: f64,
}

impl From<Time> for [f64; 3] {
    fn from(time: Time) -> Self {
        [time.median, time.low, time.high]
    }
}

/// A time as files have it: version 1 named its parts.
#[derive(Deserialize)]
#[serde(untagged)]
enum TimeForm {
    List([f64; 3]),
    Named { median: f64, low: f64, high: f64 },
}

impl From<TimeForm> for Time {
    fn from(form: TimeForm) -> Self {
        let (TimeForm::List([median, low, high]) | TimeForm::Named { median, low, high }) = form;
        Time { median, low, high }
    }
}

/// How much less time a variant takes than the slow one: slow ÷ other, from rounds
/// in which both sides are timed one after the other, in several processes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speedup {
    /// The trimmed mean, over processes, of each process's median ratio.
    pub median: f64,
    /// Lower end of the 99 % interval, not corrected for the number of pairs.
    pub low: f64,
    /// Upper end of the 99 % interval, not corrected for the number of pairs.
    pub high: f64,
    /// Rounds over all processes.
    pub rounds: usize,
    /// Fresh processes.
    pub processes: usize,
    /// How many layouts of the program's code the processes are spread over.
    #[serde(default = "one")]
    pub layouts: usize,
    /// The smallest true difference that would be seen in four of five runs, as
    /// a share: 0.02 is 2 %.
    pub resolvable_effect: f64,
    /// Ratios within 1 ± this count as equal; fixed before measuring.
    pub margin: f64,
    /// The chance of a ratio this far from 1 if there were no difference; the
    /// verdict corrects it over all pairs of the record, by Holm's method.
    pub p_different: f64,
    /// The chance of a ratio this near to 1 if the difference were the margin;
    /// corrected likewise. 1 where it is absent.
    #[serde(default = "certain", skip_serializing_if = "is_certain")]
    pub p_equivalent: f64,
}

fn one() -> usize {
    1
}

impl Default for Speedup {
    fn default() -> Self {
        Speedup {
            median: 0.0,
            low: 0.0,
            high: 0.0,
            rounds: 0,
            processes: 0,
            layouts: 1,
            resolvable_effect: 0.0,
            margin: 0.0,
            p_different: 0.0,
            p_equivalent: 0.0,
        }
    }
}

fn certain() -> f64 {
    1.0
}

fn is_certain(chance: &f64) -> bool {
    *chance == certain()
}
