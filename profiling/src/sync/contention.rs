//! Where threads waited for locks, and where threads released locks that others waited
//! for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::capture::{self, Inside};
use crate::clock;
use crate::profile::{Frame, Profile, Sample, ValueType};
use crate::unwind::MAX_FRAMES;

/// Distinct stacks beyond this number are counted together.
const MAX_STACKS: usize = 4096;

/// Whose stack is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// That of the thread that waited.
    Block,
    /// That of the thread that released the lock.
    Mutex,
}

#[derive(Default)]
struct Waits {
    frames: Box<[Frame]>,
    count: i64,
    waited_ns: u64,
}

type Stacks = HashMap<Box<[u64]>, Waits>;

static BLOCK: Mutex<Option<Stacks>> = Mutex::new(None);
static MUTEX: Mutex<Option<Stacks>> = Mutex::new(None);

fn stacks(kind: Kind) -> &'static Mutex<Option<Stacks>> {
    match kind {
        Kind::Block => &BLOCK,
        Kind::Mutex => &MUTEX,
    }
}

/// Adds a wait with the current thread's stack.
pub(super) fn record(kind: Kind, waited_ns: u64) {
    let Some(inside) = Inside::enter() else {
        return;
    };
    let mut addresses = [0; MAX_FRAMES];
    let count = capture::addresses(&inside, &mut addresses);
    let mut stacks = stacks(kind).lock().unwrap_or_else(PoisonError::into_inner);
    let stacks = stacks.get_or_insert_with(HashMap::new);
    let mut key = &addresses[..count];
    if stacks.len() >= MAX_STACKS && !stacks.contains_key(key) {
        key = &[];
    }
    if !stacks.contains_key(key) {
        let waits = Waits {
            frames: capture::frames(&inside, key),
            ..Waits::default()
        };
        stacks.insert(key.into(), waits);
    }
    if let Some(waits) = stacks.get_mut(key) {
        waits.count += 1;
        waits.waited_ns += waited_ns;
    }
}

/// Everything recorded since the start; empty where no lock is instrumented.
pub(crate) fn profile(kind: Kind) -> Profile {
    let inside = Inside::enter();
    let stacks = stacks(kind).lock().unwrap_or_else(PoisonError::into_inner);
    let samples = stacks
        .iter()
        .flat_map(HashMap::values)
        .map(|waits| Sample {
            stack: waits.frames.to_vec(),
            values: vec![waits.count, waits.waited_ns.cast_signed()],
            labels: Vec::new(),
        })
        .collect();
    Profile {
        sample_types: vec![
            ValueType::new("contentions", "count"),
            ValueType::new("delay", "nanoseconds"),
        ],
        default_type: 1,
        period_type: Some(ValueType::new("contentions", "count")),
        period: 1,
        time_unix_ns: clock::unix_ns(),
        modules: inside.as_ref().map(capture::modules).unwrap_or_default(),
        samples,
        comments: vec!["only locks of profiling::sync are watched".to_owned()],
        trims_own_frames: true,
        ..Profile::default()
    }
}
