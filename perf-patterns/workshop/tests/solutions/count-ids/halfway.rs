use std::collections::HashMap;

use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a: a byte at a time, where one multiplication would do.
pub struct Bytes(u64);

impl Default for Bytes {
    fn default() -> Self {
        Bytes(0xCBF2_9CE4_8422_2325)
    }
}

impl Hasher for Bytes {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
}

pub fn count_ids(ids: &[u64]) -> HashMap<u64, u32, BuildHasherDefault<Bytes>> {
    let mut counts = HashMap::default();
    for id in ids {
        *counts.entry(*id).or_insert(0) += 1;
    }
    counts
}
