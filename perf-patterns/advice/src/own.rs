//! The program's own lines, and what was measured in the calls that they make.
//!
//! The first own frame from the leaf is the line that pays. Frames between it and
//! the leaf say by which way: a dependency's frame there makes the call into the
//! dependency what the line did.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use function_names::base_name;
use patterns::catalogue::Metric;
use profiles::{Format, Profile};

use crate::compiled::Compiled;

/// A source line that pays.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// As in the debug information.
    pub file: String,
    /// From one.
    pub line: u32,
    /// Of the innermost own frame.
    pub function: String,
    /// Each way from the line to a leaf.
    pub ways: Vec<Way>,
}

/// One stack below an own line.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// Base names of the frames below the line, by their place in [`Program::names`],
    /// sorted, each once.
    pub names: Vec<u32>,
    /// The dependency that was called, if one was.
    pub dependency: Option<String>,
    /// Own lines that led to this one, innermost first, without those of its own function.
    pub callers: Vec<Caller>,
    /// Whether the line's function called itself on the way.
    pub recurses: bool,
    /// What was measured.
    pub figures: Figures,
}

/// An own line that called an own function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller {
    /// As in the debug information.
    pub file: String,
    /// From one.
    pub line: u32,
    /// The function that the line is in.
    pub function: String,
    /// Base name of the own function that it called.
    pub callee: String,
}

/// So many callers of a line are told apart: a helper of a helper is still one.
const CALLERS: usize = 3;

/// Sums over stacks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Bytes allocated.
    pub allocated_bytes: u64,
    /// Allocations.
    pub allocations: u64,
    /// Bytes at the program's peak.
    pub peak_bytes: u64,
    /// Most blocks alive at once, of each stack; known of DHAT's only.
    pub most_blocks: Option<u64>,
    /// The largest of these: all of them are alive at once at the most, this many for sure.
    pub most_blocks_of_one: u64,
    /// Most bytes alive at once.
    pub most_bytes: u64,
    /// Bytes read, where accesses were seen.
    pub read_bytes: Option<u64>,
    /// Bytes written, where accesses were seen.
    pub written_bytes: Option<u64>,
    /// Instructions.
    pub instructions: u64,
    /// CPU samples, or their weight.
    pub samples: u64,
    /// Calls that enter the kernel to read or write.
    pub system_calls: u64,
}

impl Figures {
    /// Adds another stack.
    pub fn add(&mut self, other: &Figures) {
        let both = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(0) + b.unwrap_or(0)),
        };
        self.allocated_bytes += other.allocated_bytes;
        self.allocations += other.allocations;
        self.peak_bytes += other.peak_bytes;
        self.most_blocks = both(self.most_blocks, other.most_blocks);
        self.most_blocks_of_one = self.most_blocks_of_one.max(other.most_blocks_of_one);
        self.most_bytes += other.most_bytes;
        self.read_bytes = both(self.read_bytes, other.read_bytes);
        self.written_bytes = both(self.written_bytes, other.written_bytes);
        self.instructions += other.instructions;
        self.samples += other.samples;
        self.system_calls += other.system_calls;
    }

    /// The figure of a metric, and the metric's name where a sampled one stands in.
    #[must_use]
    pub fn of(&self, metric: Metric, total: &Figures) -> Option<(&'static str, f64)> {
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        let (name, share) = match metric {
            Metric::Allocations => ("allocations", share(self.allocations, total.allocations)?),
            Metric::AllocatedBytes => (
                "allocated_bytes",
                share(self.allocated_bytes, total.allocated_bytes)?,
            ),
            Metric::PeakBytes => ("peak_bytes", share(self.peak_bytes, total.peak_bytes)?),
            Metric::SystemCalls => (
                "system_calls",
                share(self.system_calls, total.system_calls)?,
            ),
            Metric::Instructions if total.instructions > 0 => (
                "instructions",
                share(self.instructions, total.instructions)?,
            ),
            Metric::Instructions | Metric::TimeNs => {
                ("samples", share(self.samples, total.samples)?)
            }
            _ => return None,
        };
        Some((name, share))
    }
}

/// The own lines of several profiles of one program, and the program's totals.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// By file and line.
    pub lines: Vec<Line>,
    /// Base names of functions that ways pass through.
    pub names: Vec<String>,
    /// Of all stacks, own or not.
    pub total: Figures,
    /// Instructions of the run, as callgrind or DHAT counted them.
    pub instructions: Option<u64>,
    /// Instructions within the allocator, where they were counted.
    pub allocator_instructions: u64,
    /// What the built program's machine code says of own lines, where it was read.
    pub compiled: Option<Compiled>,
}

/// Functions of libc by which Rust's standard library reads and writes.
const KERNEL: [&str; 8] = [
    "write",
    "read",
    "writev",
    "readv",
    "pwrite64",
    "pread64",
    "__GI___libc_write",
    "__GI___libc_read",
];

/// Functions of libc's allocator.
const ALLOCATOR: [&str; 8] = [
    "malloc",
    "calloc",
    "realloc",
    "free",
    "cfree",
    "posix_memalign",
    "memalign",
    "aligned_alloc",
];

/// Adds up profiles; `is_own` says of a file and a line whether the program's author wrote
/// it: code that an attribute makes (`#[derive(Clone)]`) is a callee of the line that uses it.
#[must_use]
pub fn lines(profiles: &[Profile], is_own: impl Fn(&str, u32) -> bool) -> Program {
    let mut program = Program::default();
    let mut found: BTreeMap<(String, u32), Line> = BTreeMap::new();
    let mut ids: HashMap<String, u32> = HashMap::new();
    for profile in profiles {
        let own: Vec<bool> = profile
            .frames
            .iter()
            .map(|frame| frame.line > 0 && is_own(&frame.file, frame.line))
            .collect();
        let is_allocator: Vec<bool> = profile
            .frames
            .iter()
            .map(|frame| ALLOCATOR.contains(&frame.function.as_str()))
            .collect();
        let bases: Vec<&str> = profile
            .frames
            .iter()
            .map(|frame| base_name(&frame.function))
            .collect();
        let names: Vec<u32> = profile
            .frames
            .iter()
            .zip(&bases)
            .map(|(frame, base)| {
                let name = if is_number_as_text(&frame.function) {
                    "to_string of a number"
                } else {
                    of_any_processor(base)
                };
                let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
                *ids.entry(name.to_owned()).or_insert(next)
            })
            .collect();
        // An own function by itself, not one of its closures.
        let is_whole: Vec<bool> = profile
            .frames
            .iter()
            .zip(&own)
            .map(|(frame, own)| *own && !frame.function.contains("{closure"))
            .collect();
        // Stacks that differ in nothing that is asked for become one way.
        let mut known: HashMap<Alike, usize> = HashMap::new();
        if let Some(count) = profile.instructions {
            // callgrind's count is the program's alone; DHAT's is near it.
            let better = profile.format == Format::Callgrind || program.instructions.is_none();
            if better {
                program.instructions = Some(count);
            }
        }
        for sample in &profile.samples {
            let figures = figures(profile, sample);
            program.total.add(&figures);
            let mut near = sample.stack.iter().take(4);
            if near.any(|&at| is_allocator[at as usize]) {
                program.allocator_instructions += figures.instructions;
            }
            let Some(depth) = sample.stack.iter().position(|&at| own[at as usize]) else {
                continue;
            };
            let frame = &profile.frames[sample.stack[depth] as usize];
            let line = found
                .entry((frame.file.clone(), frame.line))
                .or_insert_with(|| Line {
                    file: frame.file.clone(),
                    line: frame.line,
                    function: frame.function.clone(),
                    ways: Vec::new(),
                });
            let mut passed: Vec<u32> = sample.stack[..depth]
                .iter()
                .map(|&at| names[at as usize])
                .collect();
            passed.sort_unstable();
            passed.dedup();
            let dependency = sample.stack[..depth]
                .iter()
                .rev()
                .find_map(|&at| dependency(&profile.frames[at as usize].file));
            let callers = callers(&sample.stack[depth..], &own, &bases);
            let recurses = recurses(&sample.stack[depth..], &bases, &is_whole);
            let place = (frame.file.clone(), frame.line);
            let alike = (place, passed, dependency, callers, recurses);
            if let Some(&at) = known.get(&alike) {
                line.ways[at].figures.add(&figures);
                continue;
            }
            known.insert(alike.clone(), line.ways.len());
            let (_, names, dependency, callers, recurses) = alike;
            line.ways.push(Way {
                names,
                dependency,
                callers: callers
                    .iter()
                    .map(|&(at, callee)| {
                        let frame = &profile.frames[at as usize];
                        Caller {
                            file: frame.file.clone(),
                            line: frame.line,
                            function: frame.function.clone(),
                            callee: bases[callee as usize].to_owned(),
                        }
                    })
                    .collect(),
                recurses,
                figures,
            });
        }
    }
    let mut named: Vec<(u32, String)> = ids.into_iter().map(|(name, id)| (id, name)).collect();
    named.sort_unstable();
    program.names = named.into_iter().map(|(_, name)| name).collect();
    program.lines = found.into_values().collect();
    program
}

/// `to_string<u64>`: what it makes is no copy of a text.
fn is_number_as_text(function: &str) -> bool {
    function
        .rsplit_once("to_string<")
        .and_then(|(_, of)| of.strip_suffix('>'))
        .is_some_and(|of| {
            matches!(of, "f32" | "f64" | "usize" | "isize" | "char" | "bool")
                || of
                    .strip_prefix(['u', 'i'])
                    .is_some_and(|bits| bits.parse::<u32>().is_ok())
        })
}

/// `memmove` of `__memmove_avx_unaligned_erms`: libc has a copy for each kind of processor,
/// and one for both ways of copying.
fn of_any_processor(name: &str) -> &str {
    if name.starts_with("__memmove") || name.starts_with("__memcpy") || name == "memcpy" {
        "memmove"
    } else if name.starts_with("__memset") {
        "memset"
    } else {
        name
    }
}

/// What distinguishes ways of one profile: the own line, names, dependency, callers, and
/// recursion.
type Alike = (
    (String, u32),
    Vec<u32>,
    Option<String>,
    Vec<(u32, u32)>,
    bool,
);

/// Whether the function of the first frame stands in the stack twice, its closures left out.
fn recurses(stack: &[u32], bases: &[&str], is_whole: &[bool]) -> bool {
    let Some(&first) = stack.first() else {
        return false;
    };
    let name = bases[first as usize];
    let same = |at: &&u32| is_whole[**at as usize] && bases[**at as usize] == name;
    stack.iter().filter(same).nth(1).is_some()
}

/// Own frames of a stack that called another own function, with the frame of what they
/// called; from the first own frame on. A function's own closures and recursion are none.
fn callers(stack: &[u32], own: &[bool], bases: &[&str]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let Some((&first, outer)) = stack.split_first() else {
        return found;
    };
    let mut callee = first;
    for &at in outer.iter().filter(|&&at| own[at as usize]) {
        if bases[at as usize] != bases[callee as usize] {
            found.push((at, callee));
            callee = at;
            if found.len() == CALLERS {
                break;
            }
        }
    }
    found
}

/// The crate of a file in a registry's or git's folder.
fn dependency(file: &str) -> Option<String> {
    let (_, rest) = file
        .split_once("/registry/src/")
        .or_else(|| file.split_once("/git/checkouts/"))?;
    let folder = rest.split('/').nth(1)?;
    let name = folder
        .rsplit_once('-')
        .filter(|(_, version)| version.starts_with(|first: char| first.is_ascii_digit()))
        .map_or(folder, |(name, _)| name);
    Some(name.to_owned())
}

fn figures(profile: &Profile, sample: &profiles::Sample) -> Figures {
    let mut figures = Figures::default();
    for (metric, &value) in profile.metrics.iter().zip(&sample.values) {
        match metric.name.as_str() {
            "allocated_bytes" => figures.allocated_bytes = value,
            "allocations" => figures.allocations = value,
            "peak_bytes" => figures.peak_bytes = value,
            "instructions" => figures.instructions = value,
            "calls" => {
                let leaf = sample.stack.first().map(|&at| &profile.frames[at as usize]);
                // `core::fmt::write` is another function of that name.
                if leaf.is_some_and(|frame| KERNEL.contains(&frame.function.as_str())) {
                    figures.system_calls = value;
                }
            }
            // Count and time of one sampler: one of the two is enough.
            "samples" | "cpu_ns" if figures.samples == 0 => figures.samples = value,
            _ => {}
        }
    }
    if let Some(blocks) = sample.blocks {
        // DHAT notes no maximum where it never looked: one was alive for sure, and those of
        // the program's fullest moment.
        let most_blocks = blocks.most_blocks.max(1);
        figures.most_blocks = Some(most_blocks);
        figures.most_blocks_of_one = most_blocks;
        figures.most_bytes = blocks.most_bytes;
        figures.read_bytes = blocks.read_bytes;
        figures.written_bytes = blocks.written_bytes;
    }
    figures
}

/// What instructions (or samples) go to, by the innermost frame that says it.
#[must_use]
pub fn spent(profiles: &[Profile]) -> Vec<(&'static str, f64)> {
    const KINDS: [(&str, &[&str]); 6] = [
        (
            "freeing",
            &[
                "free",
                "_int_free",
                "cfree",
                "drop_in_place",
                "__rust_dealloc",
                "dealloc",
            ],
        ),
        (
            "allocating",
            &[
                "malloc",
                "_int_malloc",
                "calloc",
                "realloc",
                "_int_realloc",
                "malloc_consolidate",
                "alloc",
            ],
        ),
        (
            "formatting",
            &["format_inner", "fmt", "pad", "pad_integral", "write_fmt"],
        ),
        ("hashing", &["hash_one", "hash", "make_hash"]),
        ("copying memory", &["memmove", "memset"]),
        ("the kernel", &KERNEL),
    ];
    let mut sums: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut total = 0_u64;
    for profile in profiles {
        let Some(column) = ["instructions", "samples", "cpu_ns"]
            .iter()
            .find_map(|name| profile.column(name))
        else {
            continue;
        };
        let kinds: Vec<Option<&'static str>> = profile
            .frames
            .iter()
            .map(|frame| {
                let base = of_any_processor(base_name(&frame.function));
                KINDS
                    .iter()
                    .find(|(_, names)| names.contains(&base))
                    .map(|(kind, _)| *kind)
            })
            .collect();
        for sample in &profile.samples {
            let value = sample.values[column];
            total += value;
            let kind = sample
                .stack
                .iter()
                .take(30)
                .find_map(|&at| kinds[at as usize]);
            *sums.entry(kind.unwrap_or("the work itself")).or_default() += value;
        }
        break;
    }
    let mut spent: Vec<(&'static str, f64)> = sums
        .into_iter()
        .map(|(kind, value)| (kind, value as f64 / total.max(1) as f64))
        .filter(|(_, share)| *share >= 0.01)
        .collect();
    spent.sort_by(|a, b| b.1.total_cmp(&a.1));
    spent
}

/// Every source file that a frame names.
#[must_use]
pub fn files(profiles: &[Profile]) -> BTreeSet<String> {
    profiles
        .iter()
        .flat_map(|profile| &profile.frames)
        .filter(|frame| frame.line > 0 && frame.file.ends_with(".rs"))
        .map(|frame| frame.file.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_path_names_its_crate() {
        let path = "/home/a/.cargo/registry/src/index-1949cf/serde_json-1.0.1/src/de.rs";
        assert_eq!(dependency(path).as_deref(), Some("serde_json"));
        assert_eq!(dependency("/home/a/src/main.rs"), None);
    }
}
