//! After dottxt-ai/outlines-core#115: a map of states by number gets a faster hasher.
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

#[derive(Default)]
struct Fold(u64);

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }
    fn write_u32(&mut self, n: u32) {
        self.0 = (self.0 ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

type Faster = BuildHasherDefault<Fold>;

//- 1 mistake lookups/hasher
type States = HashMap<u32, HashMap<u32, u32>>;
//+ 1
type States = HashMap<u32, HashMap<u32, u32, Faster>, Faster>;
//.

//- 1
fn compile(states: u32, tokens: u32) -> States {
    let mut all = States::default();
    for state in 0..states {
        let moves = all.entry(state).or_default();
        for token in 0..tokens {
            if (state ^ token) % 3 != 0 {
                moves.insert(token, state.wrapping_mul(31).wrapping_add(token) % states);
            }
        }
    }
    all
}

fn walk(states: &States, steps: u32) -> u32 {
    let mut state = 0;
    let mut sum = 0u32;
    for step in 0..steps {
        match states.get(&state).and_then(|moves| moves.get(&(step % 40))) {
            Some(next) => state = *next,
            None => state = 0,
        }
        sum = sum.wrapping_add(state);
    }
    sum
}
//+ 1
fn compile(states: u32, tokens: u32) -> States {
    let mut all = States::default();
    for state in 0..states {
        let moves = all.entry(state).or_default();
        for token in 0..tokens {
            if (state ^ token) % 3 != 0 {
                moves.insert(token, state.wrapping_mul(31).wrapping_add(token) % states);
            }
        }
    }
    all
}

fn walk(states: &States, steps: u32) -> u32 {
    let mut state = 0;
    let mut sum = 0u32;
    for step in 0..steps {
        match states.get(&state).and_then(|moves| moves.get(&(step % 40))) {
            Some(next) => state = *next,
            None => state = 0,
        }
        sum = sum.wrapping_add(state);
    }
    sum
}
//.

fn main() {
    let states = compile(300, 40);
    println!("{} {}", states.len(), walk(&states, 30_000));
}
