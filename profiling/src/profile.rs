//! A profile before it is written: stacks as addresses within modules, and the values measured there.
//!
//! Addresses are kept relative to their file, so that profiles of several runs of one
//! program can be added although each run was loaded at another address; nothing is
//! symbolised until somebody asks for names.

use std::collections::HashMap;

use crate::error::{Error, Result};

/// The meaning of a value and its unit, such as `cpu` in `nanoseconds`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// What is counted.
    pub kind: String,
    /// The unit, by pprof's names (`count`, `bytes`, `nanoseconds`).
    pub unit: String,
}

impl ValueType {
    /// `kind`, counted in `unit`.
    #[must_use]
    pub fn new(kind: &str, unit: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            unit: unit.to_owned(),
        }
    }
}

/// A file with code that was loaded into the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The file, or a name in brackets such as `[vdso]`.
    pub path: String,
    /// The GNU build id in hexadecimal; empty where the file has none.
    pub build_id: String,
    /// Start address of its image in memory.
    pub start: u64,
    /// One past the last byte of the image.
    pub end: u64,
}

/// One place in code, counted from the start of its file's image.
///
/// For callers this is the address of the call (return address less one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Frame {
    /// Index into [`Profile::modules`], or [`Frame::NO_MODULE`].
    pub module: u32,
    /// Bytes from the image's start, or the address in memory where there is no
    /// module.
    pub address: u64,
}

impl Frame {
    /// The address belongs to no known file, such as generated code.
    pub const NO_MODULE: u32 = u32::MAX;
    /// Stands for missing frames: between the innermost and the outermost ones of a
    /// very deep stack, or as the outermost where the root was not reached.
    pub const CUT_OFF: Self = Self {
        module: u32::MAX - 1,
        address: 0,
    };
    /// The name of [`Frame::CUT_OFF`].
    pub const CUT_OFF_NAME: &str = "[stack cut off]";
}

/// One distinct stack of one thread, with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Innermost frame first.
    pub stack: Vec<Frame>,
    /// One value for each of [`Profile::sample_types`].
    pub values: Vec<i64>,
    /// Labels as key and value, such as `thread` and its name.
    pub labels: Vec<(String, String)>,
}

/// Stacks and values over a span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The meaning of each value of a sample.
    pub sample_types: Vec<ValueType>,
    /// The value that tools show first; an index into `sample_types`.
    pub default_type: usize,
    /// The unit of sampling.
    pub period_type: Option<ValueType>,
    /// How much of `period_type` one sample stands for.
    pub period: i64,
    /// Start, in nanoseconds since the Unix epoch.
    pub time_unix_ns: i64,
    /// Length of the span; zero for a snapshot.
    pub duration_ns: i64,
    /// The files that frames point into.
    pub modules: Vec<Module>,
    /// Distinct stacks.
    pub samples: Vec<Sample>,
    /// The profile's comments about itself: rates and losses.
    pub comments: Vec<String>,
    /// Whether the profiler's own frames are cut off at the inner end (heap and lock
    /// profiles).
    pub trims_own_frames: bool,
}

/// Samples with equal keys are one: stack and labels.
type Key = (Vec<Frame>, Vec<(String, String)>);

impl Profile {
    /// The sum of the values of type `index` over all samples.
    #[must_use]
    pub fn total(&self, index: usize) -> i64 {
        self.samples
            .iter()
            .filter_map(|sample| sample.values.get(index))
            .sum()
    }

    /// Adds another profile of the same sample types; the result spans both.
    ///
    /// # Errors
    /// When the sample types differ.
    pub fn merge(&mut self, other: &Profile) -> Result<()> {
        self.combine(other, 1)?;
        let end =
            (self.time_unix_ns + self.duration_ns).max(other.time_unix_ns + other.duration_ns);
        let start = self.time_unix_ns.min(other.time_unix_ns);
        self.time_unix_ns = start;
        self.duration_ns = end - start;
        for comment in &other.comments {
            if !self.comments.contains(comment) {
                self.comments.push(comment.clone());
            }
        }
        Ok(())
    }

    /// The increase since `base`; values may be negative.
    ///
    /// # Errors
    /// When the sample types differ.
    pub fn diff(mut self, base: &Profile) -> Result<Profile> {
        self.combine(base, -1)?;
        self.samples
            .retain(|sample| sample.values.iter().any(|value| *value != 0));
        Ok(self)
    }

    fn combine(&mut self, other: &Profile, sign: i64) -> Result<()> {
        if self.sample_types != other.sample_types {
            return Err(Error::Mismatch(
                describe(&self.sample_types),
                describe(&other.sample_types),
            ));
        }
        let modules = self.adopt_modules(&other.modules);
        let mut index: HashMap<Key, usize> = self
            .samples
            .iter()
            .enumerate()
            .map(|(at, sample)| ((sample.stack.clone(), sample.labels.clone()), at))
            .collect();
        for sample in &other.samples {
            let stack: Vec<Frame> = sample
                .stack
                .iter()
                .map(|frame| match modules.get(frame.module as usize) {
                    Some(module) => Frame {
                        module: *module,
                        ..*frame
                    },
                    // An address without a module, or the mark for missing frames.
                    None => *frame,
                })
                .collect();
            let key = (stack, sample.labels.clone());
            let signed = sample.values.iter().map(|value| value * sign);
            if let Some(at) = index.get(&key) {
                for (value, added) in self.samples[*at].values.iter_mut().zip(signed) {
                    *value += added;
                }
            } else {
                let (stack, labels) = key.clone();
                self.samples.push(Sample {
                    stack,
                    values: signed.collect(),
                    labels,
                });
                index.insert(key, self.samples.len() - 1);
            }
        }
        Ok(())
    }

    /// Finds each of `others` among this profile's modules, or adds it; the result
    /// maps the others' indices to this profile's.
    fn adopt_modules(&mut self, others: &[Module]) -> Vec<u32> {
        others
            .iter()
            .map(|other| {
                let known = self.modules.iter().position(|module| {
                    module.path == other.path && module.build_id == other.build_id
                });
                let at = known.unwrap_or_else(|| {
                    self.modules.push(other.clone());
                    self.modules.len() - 1
                });
                u32::try_from(at).unwrap_or(Frame::NO_MODULE)
            })
            .collect()
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn describe(types: &[ValueType]) -> String {
    let names: Vec<String> = types
        .iter()
        .map(|of| format!("{}/{}", of.kind, of.unit))
        .collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str) -> Module {
        Module {
            path: path.to_owned(),
            build_id: format!("id of {path}"),
            start: 0x1000,
            end: 0x2000,
        }
    }

    fn profile(modules: &[&str], stacks: &[(&[(u32, u64)], i64)]) -> Profile {
        Profile {
            sample_types: vec![ValueType::new("samples", "count")],
            modules: modules.iter().map(|path| module(path)).collect(),
            samples: stacks
                .iter()
                .map(|(stack, value)| Sample {
                    stack: stack
                        .iter()
                        .map(|(module, address)| Frame {
                            module: *module,
                            address: *address,
                        })
                        .collect(),
                    values: vec![*value],
                    labels: Vec::new(),
                })
                .collect(),
            ..Profile::default()
        }
    }

    #[test]
    fn merged_runs_loaded_in_another_order_still_meet_in_one_stack() {
        let mut first = profile(&["a", "b"], &[(&[(0, 1), (1, 2)], 5)]);
        let second = profile(&["b", "a"], &[(&[(1, 1), (0, 2)], 7), (&[(0, 9)], 1)]);
        first.merge(&second).unwrap();
        assert_eq!(first.modules.len(), 2);
        assert_eq!(first.samples.len(), 2);
        assert_eq!(first.samples[0].values, [12]);
        assert_eq!(
            first.samples[1].stack,
            [Frame {
                module: 1,
                address: 9
            }]
        );
    }

    #[test]
    fn what_did_not_change_vanishes_from_a_difference() {
        let base = profile(&["a"], &[(&[(0, 1)], 5), (&[(0, 2)], 3)]);
        let later = profile(&["a"], &[(&[(0, 1)], 5), (&[(0, 3)], 4)]);
        let diff = later.diff(&base).unwrap();
        let values: Vec<i64> = diff.samples.iter().map(|sample| sample.values[0]).collect();
        assert_eq!(values, [4, -3]);
    }

    #[test]
    fn profiles_of_other_types_are_not_added() {
        let mut cpu = profile(&["a"], &[]);
        let mut heap = profile(&["a"], &[]);
        heap.sample_types = vec![ValueType::new("space", "bytes")];
        assert!(matches!(cpu.merge(&heap), Err(Error::Mismatch(..))));
    }
}
