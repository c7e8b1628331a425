//! The model: stacks, leaf first, and what was measured there.

use std::collections::HashMap;

/// Which tool's file it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Heap, by valgrind or the dhat crate.
    Dhat,
    /// Instructions, by valgrind.
    Callgrind,
    /// Google's pprof: Go, jemalloc, mimalloc, `profiling`.
    Pprof,
    /// A stack and a number a line.
    Folded,
    /// What `perf script` prints.
    PerfScript,
    /// Firefox profiler and samply.
    Firefox,
}

impl Format {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::Dhat => "dhat",
            Format::Callgrind => "callgrind",
            Format::Pprof => "pprof",
            Format::Folded => "folded stacks",
            Format::PerfScript => "perf script",
            Format::Firefox => "Firefox profiler",
        }
    }
}

/// What a column of values counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Such as `allocated_bytes`, `instructions`, `samples`.
    pub name: String,
    /// `bytes`, `nanoseconds`, or `count`.
    pub unit: String,
}

impl Metric {
    /// A metric by its name and unit.
    #[must_use]
    pub fn new(name: &str, unit: &str) -> Self {
        Metric {
            name: name.to_owned(),
            unit: unit.to_owned(),
        }
    }
}

/// A place in code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Frame {
    /// Demangled, without a hash; empty where it is not known.
    pub function: String,
    /// Source file, or empty.
    pub file: String,
    /// From one; 0 where it is not known.
    pub line: u32,
    /// As in the profile; 0 where there is none.
    pub address: u64,
    /// The program or library of the address; empty where the profile names none.
    pub module: String,
    /// Inlined into the frame that follows it.
    pub inlined: bool,
}

/// What a heap profile knows of one stack beside its totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Bytes at its own fullest.
    pub most_bytes: u64,
    /// Blocks at its own fullest.
    pub most_blocks: u64,
    /// Bytes when the whole program was at its fullest.
    pub peak_bytes: u64,
    /// Bytes read, where the tool saw accesses.
    pub read_bytes: Option<u64>,
    /// Bytes written, where the tool saw accesses.
    pub written_bytes: Option<u64>,
}

/// A stack and its values, one for each metric.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Indices into [`Profile::frames`], leaf first.
    pub stack: Vec<u32>,
    /// As many as there are metrics.
    pub values: Vec<u64>,
    /// Of heap profiles that know lifetimes.
    pub blocks: Option<Blocks>,
}

/// A whole profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Where it came from.
    pub format: Format,
    /// What the values are.
    pub metrics: Vec<Metric>,
    /// Every place, once.
    pub frames: Vec<Frame>,
    /// Every stack, once.
    pub samples: Vec<Sample>,
    /// What was run, where the file says so.
    pub command: String,
    /// Instructions of the whole run, where the file says so.
    pub instructions: Option<u64>,
}

impl Profile {
    /// The column of the metric with this name.
    #[must_use]
    pub fn column(&self, metric: &str) -> Option<usize> {
        self.metrics.iter().position(|known| known.name == metric)
    }

    /// The sum of a column.
    #[must_use]
    pub fn total(&self, column: usize) -> u64 {
        self.samples
            .iter()
            .map(|sample| sample.values[column])
            .fold(0, u64::saturating_add)
    }

    /// The frames of a sample, leaf first.
    pub fn stack<'a>(&'a self, sample: &'a Sample) -> impl DoubleEndedIterator<Item = &'a Frame> {
        sample.stack.iter().map(|&at| &self.frames[at as usize])
    }
}

/// Adds up samples as they are read: equal stacks are one.
pub struct Builder {
    profile: Profile,
    frames: HashMap<Frame, u32>,
    stacks: HashMap<Vec<u32>, usize>,
}

impl Builder {
    /// An empty profile.
    #[must_use]
    pub fn new(format: Format, metrics: Vec<Metric>) -> Self {
        Builder {
            profile: Profile {
                format,
                metrics,
                frames: Vec::new(),
                samples: Vec::new(),
                command: String::new(),
                instructions: None,
            },
            frames: HashMap::new(),
            stacks: HashMap::new(),
        }
    }

    /// The index of a frame.
    pub fn frame(&mut self, frame: Frame) -> u32 {
        if let Some(&at) = self.frames.get(&frame) {
            return at;
        }
        // A profile of four billion places does not fit into memory.
        let at = u32::try_from(self.profile.frames.len()).unwrap_or(u32::MAX);
        self.profile.frames.push(frame.clone());
        self.frames.insert(frame, at);
        at
    }

    /// Whether a frame stands for the bottom of every stack, and for no code.
    pub(crate) fn is_root(&self, at: u32) -> bool {
        self.profile.frames[at as usize].function == "[root]"
    }

    /// Adds values to a stack.
    pub fn add(&mut self, stack: &[u32], values: &[u64]) {
        if let Some(&at) = self.stacks.get(stack) {
            let sample = &mut self.profile.samples[at];
            for (sum, value) in sample.values.iter_mut().zip(values) {
                *sum = sum.saturating_add(*value);
            }
            return;
        }
        self.stacks
            .insert(stack.to_vec(), self.profile.samples.len());
        self.push(stack.to_vec(), values.to_vec(), None);
    }

    /// Adds a stack that is known to be new.
    pub fn push(&mut self, stack: Vec<u32>, values: Vec<u64>, blocks: Option<Blocks>) {
        self.profile.samples.push(Sample {
            stack,
            values,
            blocks,
        });
    }

    /// What was run, and its instructions.
    pub fn run(&mut self, command: String, instructions: Option<u64>) {
        self.profile.command = command;
        self.profile.instructions = instructions;
    }

    /// The profile.
    #[must_use]
    pub fn finish(self) -> Profile {
        self.profile
    }
}
