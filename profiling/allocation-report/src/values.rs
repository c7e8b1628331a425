//! What is known of registers and of the stack: the lattice of the analysis.

/// What is known of a register or a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Anything.
    Unknown,
    /// A number or an address of the program.
    Constant(u64),
    /// The address of an import.
    Import(usize),
    /// The stack pointer at entry, plus this number.
    Stack(i64),
    /// Eight bytes at this offset from an unknown address.
    Field(i64),
    /// An entry of the jump table at this address.
    Entry(u64),
    /// The same, converted to an address.
    Target(u64),
}

/// What is known before an instruction.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// By number of the general register.
    pub registers: [Value; 16],
    /// By offset from the stack pointer at entry.
    pub slots: Vec<(i64, Value)>,
}

/// The stack pointer's number.
pub const RSP: usize = 4;
/// The frame pointer's number.
pub const RBP: usize = 5;
/// Registers that a call may change (System V ABI, AMD64, 3.2.1).
pub const CLOBBERED: [usize; 9] = [0, 1, 2, 6, 7, 8, 9, 10, 11];
/// rdi, rsi, rdx, rcx.
pub const ARGUMENTS: [usize; 4] = [7, 6, 2, 1];

impl State {
    /// At the start of a function.
    pub fn entry() -> Self {
        let mut registers = [Value::Unknown; 16];
        registers[RSP] = Value::Stack(0);
        State {
            registers,
            slots: Vec::new(),
        }
    }

    /// Nothing is known.
    pub fn nothing() -> Self {
        State {
            registers: [Value::Unknown; 16],
            slots: Vec::new(),
        }
    }

    /// Keeps what both know; returns whether that is less than before.
    pub fn meet(&mut self, other: &State) -> bool {
        let mut changed = false;
        for (mine, theirs) in self.registers.iter_mut().zip(&other.registers) {
            if *mine != *theirs && *mine != Value::Unknown {
                *mine = Value::Unknown;
                changed = true;
            }
        }
        let before = self.slots.len();
        self.slots.retain(|slot| other.slots.contains(slot));
        changed || self.slots.len() != before
    }

    /// The value at an offset.
    pub fn slot(&self, offset: i64) -> Value {
        self.slots
            .iter()
            .find(|(at, _)| *at == offset)
            .map_or(Value::Unknown, |(_, value)| *value)
    }

    /// Eight bytes at `offset` were written; unless `value` is given, they are
    /// unknown.
    pub fn store(&mut self, offset: i64, size: i64, value: Value) {
        self.slots
            .retain(|(at, _)| at + 8 <= offset || *at >= offset + size);
        if value != Value::Unknown {
            self.slots.push((offset, value));
            self.slots.sort_unstable_by_key(|(at, _)| *at);
        }
    }
}
