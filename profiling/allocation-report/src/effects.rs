//! What code can do to the heap.

use std::ops::{BitOr, BitOrAssign};

use serde::{Serialize, Serializer};

/// What running some code can do to the heap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Effects(u8);

impl Effects {
    /// Nothing.
    pub const NONE: Effects = Effects(0);
    /// Allocates a new block.
    pub const ALLOCATES: Effects = Effects(1);
    /// Reallocates a block.
    pub const REALLOCATES: Effects = Effects(2);
    /// Frees a block.
    pub const FREES: Effects = Effects(4);
    /// Makes a call that cannot be followed.
    pub const UNKNOWN: Effects = Effects(8);
    /// Everything that a reader asks about, which excludes freeing.
    pub const TOLD: Effects = Effects(1 | 2 | 8);
    /// Each effect by itself.
    pub const EACH: [Effects; 4] = [
        Effects::ALLOCATES,
        Effects::REALLOCATES,
        Effects::FREES,
        Effects::UNKNOWN,
    ];

    /// Whether all of `other` are among these.
    pub const fn has(self, other: Effects) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is among these.
    pub const fn any(self, other: Effects) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Allocates or reallocates: what a heap profiler counts.
    pub const fn takes_memory(self) -> bool {
        self.any(Effects(Effects::ALLOCATES.0 | Effects::REALLOCATES.0))
    }

    /// The effects that are also in `other`.
    pub const fn only(self, other: Effects) -> Effects {
        Effects(self.0 & other.0)
    }

    /// The answer in words: `does not allocate`, `allocates`, `unknown` …
    pub fn verdict(self) -> &'static str {
        let freed = self.has(Effects::FREES);
        match (self.has(Effects::ALLOCATES), self.has(Effects::REALLOCATES)) {
            (true, true) => "allocates, reallocates",
            (true, false) => "allocates",
            (false, true) => "reallocates",
            (false, false) if self.has(Effects::UNKNOWN) => "unknown",
            (false, false) if freed => "does not allocate, frees",
            (false, false) => "does not allocate",
        }
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        ["allocates", "reallocates", "frees", "unknown"]
            .into_iter()
            .zip(Effects::EACH)
            .filter(move |(_, effect)| self.has(*effect))
            .map(|(name, _)| name)
    }
}

impl BitOr for Effects {
    type Output = Effects;

    fn bitor(self, other: Effects) -> Effects {
        Effects(self.0 | other.0)
    }
}

impl BitOrAssign for Effects {
    fn bitor_assign(&mut self, other: Effects) {
        self.0 |= other.0;
    }
}

impl Serialize for Effects {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}
