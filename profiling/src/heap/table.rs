//! The samples: by stack, what was allocated; by pointer, what is still in use.
//!
//! Behind one lock, taken only for sampled pointers. Its own memory comes from the
//! same allocator, with the thread marked as inside so that it is not sampled.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::filter;
use crate::capture::{self, Inside};
use crate::profile::{Frame, Sample};
use crate::unwind::MAX_FRAMES;

/// Distinct stacks beyond this number are counted together.
const MAX_STACKS: usize = 8 * 1024;
/// Pointers beyond this number are not followed until they are freed.
const MAX_POINTERS: usize = 4 * 1024 * 1024;

static TABLE: Mutex<Option<Table>> = Mutex::new(None);

/// A sampled pointer: where it was allocated and what it stands for.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    stack: u32,
    bytes: usize,
    weight: f64,
}

/// One stack's totals, scaled.
#[derive(Default)]
struct Stack {
    frames: Box<[Frame]>,
    objects: f64,
    bytes: f64,
    objects_in_use: f64,
    bytes_in_use: f64,
    /// Bytes in use when the heap was largest, as of peak number `peak`.
    bytes_at_peak: f64,
    peak: u64,
}

#[derive(Default)]
struct Table {
    /// The first entry stands for all stacks beyond [`MAX_STACKS`].
    stacks: Vec<Stack>,
    index: HashMap<Box<[u64]>, u32>,
    pointers: HashMap<usize, Entry>,
    bytes_in_use: f64,
    peak_bytes: f64,
    /// How often a new peak was set.
    peak: u64,
    samples: u64,
    not_followed: u64,
}

/// Records a sampled allocation with its stack.
pub(super) fn allocated(inside: &Inside, pointer: *mut u8, bytes: usize, weight: f64) {
    let mut addresses = [0; MAX_FRAMES];
    let count = capture::addresses(inside, &mut addresses);
    let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    let table = table.get_or_insert_with(Table::new);
    let stack = table.stack(inside, &addresses[..count]);
    table.samples += 1;
    table.add(
        pointer,
        Entry {
            stack,
            bytes,
            weight,
        },
        true,
    );
}

/// Forgets a pointer if it was sampled, and returns what it stood for.
#[cold]
pub(super) fn freed(pointer: *mut u8) -> Option<Entry> {
    // While inside, the lock may be held, and nothing allocated there was sampled.
    let _inside = Inside::enter()?;
    let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    let table = table.as_mut()?;
    let entry = table.pointers.remove(&(pointer as usize))?;
    filter::remove(pointer);
    table.change(entry.stack, &entry, -1.0);
    Some(entry)
}

/// Undoes [`freed`] after a `realloc` failed.
pub(super) fn restore(pointer: *mut u8, entry: Entry) {
    if let Some(_inside) = Inside::enter()
        && let Some(table) = TABLE
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
    {
        table.add(pointer, entry, false);
    }
}

/// Every stack with its five values, and a comment on the samples.
pub(super) fn snapshot(_inside: &Inside) -> (Vec<Sample>, String) {
    let table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(table) = table.as_ref() else {
        return (Vec::new(), "no allocation was sampled yet".to_owned());
    };
    let samples = table
        .stacks
        .iter()
        .filter(|stack| stack.objects > 0.0)
        .map(|stack| Sample {
            stack: stack.frames.to_vec(),
            values: [
                stack.objects,
                stack.bytes,
                stack.objects_in_use,
                stack.bytes_in_use,
                stack.at_peak(table.peak),
            ]
            .map(|value| value.round() as i64)
            .into(),
            labels: Vec::new(),
        })
        .collect();
    let beyond = table.stacks.first().map_or(0.0, |stack| stack.bytes);
    let told = format!(
        "{} allocations sampled, {} of them in use; lost: {beyond:.0} bytes allocated on stacks beyond the first {MAX_STACKS}, {} pointers not followed",
        table.samples,
        table.pointers.len(),
        table.not_followed,
    );
    (samples, told)
}

impl Table {
    fn new() -> Self {
        Self {
            stacks: vec![Stack::default()],
            ..Self::default()
        }
    }

    fn stack(&mut self, inside: &Inside, addresses: &[u64]) -> u32 {
        if let Some(at) = self.index.get(addresses) {
            return *at;
        }
        if self.stacks.len() > MAX_STACKS {
            return 0;
        }
        let at = self.stacks.len() as u32;
        self.stacks.push(Stack {
            frames: capture::frames(inside, addresses),
            ..Stack::default()
        });
        self.index.insert(addresses.into(), at);
        at
    }

    fn add(&mut self, pointer: *mut u8, entry: Entry, is_new: bool) {
        if is_new {
            let stack = &mut self.stacks[entry.stack as usize];
            stack.objects += entry.weight;
            stack.bytes += entry.weight * entry.bytes as f64;
        }
        if self.pointers.len() >= MAX_POINTERS {
            self.not_followed += 1;
            return;
        }
        let old = self.pointers.insert(pointer as usize, entry);
        if let Some(old) = old {
            // Freed unseen, in the child of a fork or while inside.
            self.change(old.stack, &old, -1.0);
        } else {
            filter::add(pointer);
        }
        self.change(entry.stack, &entry, 1.0);
    }

    /// Adds to what is in use, or subtracts, and keeps the peak exact: a stack records
    /// its share of the last peak before it changes.
    fn change(&mut self, stack: u32, entry: &Entry, sign: f64) {
        let bytes = sign * entry.weight * entry.bytes as f64;
        let stack = &mut self.stacks[stack as usize];
        stack.bytes_at_peak = stack.at_peak(self.peak);
        stack.peak = self.peak;
        stack.objects_in_use += sign * entry.weight;
        stack.bytes_in_use += bytes;
        self.bytes_in_use += bytes;
        if self.bytes_in_use > self.peak_bytes {
            self.peak_bytes = self.bytes_in_use;
            self.peak += 1;
        }
    }
}

impl Stack {
    /// Unchanged since peak number `peak`: in use then is in use now.
    fn at_peak(&self, peak: u64) -> f64 {
        if self.peak == peak {
            self.bytes_at_peak
        } else {
            self.bytes_in_use
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(stack: u32, bytes: usize) -> Entry {
        Entry {
            stack,
            bytes,
            weight: 2.0,
        }
    }

    #[test]
    fn the_peak_is_the_moment_when_all_stacks_together_held_most() {
        let mut table = Table::new();
        table.stacks.push(Stack::default());
        table.stacks.push(Stack::default());
        let pointer = |at: usize| at as *mut u8;
        table.add(pointer(64), entry(1, 100), true);
        table.add(pointer(128), entry(2, 50), true);
        // 300 together now. The first goes, the second grows: less in all.
        let gone = table.pointers.remove(&64).unwrap();
        filter::remove(pointer(64));
        table.change(1, &gone, -1.0);
        table.add(pointer(192), entry(2, 60), true);
        let peaks: Vec<f64> = table
            .stacks
            .iter()
            .map(|stack| stack.at_peak(table.peak))
            .collect();
        assert_eq!(peaks, [0.0, 200.0, 100.0]);
        assert_eq!(table.stacks[2].bytes_in_use, 220.0);
        assert_eq!(table.stacks[1].bytes, 200.0, "what was allocated stays");
    }
}
