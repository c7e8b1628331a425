//! Where a function's calls go: constants are followed through registers and spill
//! slots, so that hoisted function pointers and known tables of functions are
//! resolved.
//!
//! A forward data-flow analysis over the blocks (Kildall, "A unified approach to
//! global program optimization", 1973) with the lattice of constant propagation, of
//! height two.

use iced_x86::{FlowControl, Instruction, Mnemonic, OpKind, Register};

use crate::code::{Block, Call, Decoded, Exit, Indirect, Target, branch};
use crate::image::{Image, Pointer, Symbol};
use crate::step::{Machine, number};
use crate::unwind::Region;
use crate::values::{ARGUMENTS, CLOBBERED, RBP, RSP, State, Value};

/// How far before a jump through a table to look for the comparison of its index.
const LOOK_BACK: usize = 24;

/// The blocks of a function, with the targets of its calls. `returns` says whether a
/// target returns.
pub fn blocks(
    image: &Image,
    symbol: &Symbol,
    regions: &[Region],
    returns: &dyn Fn(Target) -> bool,
) -> Vec<Block> {
    let mut extra: Vec<u64> = regions.iter().map(|region| region.pad).collect();
    loop {
        let decoded = Decoded::new(image, symbol, &extra);
        // First without spill slots: only afterwards is it known whether anything else
        // can write to them. The size of an object on the stack is not visible, so a
        // single escaped address rules them out.
        let mut walk = Walk::new(image, symbol, regions, returns, &decoded, false);
        walk.run();
        if walk.unresolved && walk.machine.spilled && !walk.machine.taken {
            let found = std::mem::take(&mut walk.new_leaders);
            walk = Walk::new(image, symbol, regions, returns, &decoded, true);
            walk.new_leaders = found;
            walk.run();
        }
        if walk.new_leaders.is_empty() {
            return walk.blocks;
        }
        // A jump table leads into the middle of a block.
        extra.append(&mut walk.new_leaders);
    }
}

struct Walk<'a> {
    image: &'a Image<'a>,
    symbol: &'a Symbol,
    regions: &'a [Region],
    returns: &'a dyn Fn(Target) -> bool,
    decoded: &'a Decoded,
    machine: Machine<'a>,
    blocks: Vec<Block>,
    entry: Vec<Option<State>>,
    work: Vec<usize>,
    unresolved: bool,
    /// An indirect jump that could lead anywhere in the function.
    lost: bool,
    /// Landing pads that are not in the function.
    outside: Vec<u64>,
    new_leaders: Vec<u64>,
}

impl<'a> Walk<'a> {
    fn new(
        image: &'a Image<'a>,
        symbol: &'a Symbol,
        regions: &'a [Region],
        returns: &'a dyn Fn(Target) -> bool,
        decoded: &'a Decoded,
        follow_slots: bool,
    ) -> Self {
        let count = decoded.leaders.len();
        let blocks = decoded
            .leaders
            .iter()
            .map(|&leader| Block {
                start: decoded
                    .instructions
                    .get(leader)
                    .map_or(symbol.start, Instruction::ip),
                successors: Vec::new(),
                exit: Exit::Stays,
                call: None,
                caught: None,
                normal: false,
            })
            .collect();
        Walk {
            image,
            symbol,
            regions,
            returns,
            decoded,
            machine: Machine::new(image, follow_slots),
            blocks,
            entry: vec![None; count],
            work: Vec::new(),
            unresolved: false,
            lost: false,
            outside: Vec::new(),
            new_leaders: Vec::new(),
        }
    }

    fn run(&mut self) {
        if self.blocks.is_empty() || self.decoded.instructions.is_empty() {
            return;
        }
        self.reach(0, &State::entry(), true);
        self.drain();
        // Blocks that nothing leads to, behind an indirect jump that was not
        // understood.
        while let Some(block) = (0..self.blocks.len())
            .find(|&block| self.entry[block].is_none() && !self.decoded.is_padding(block))
        {
            // Addresses of the stack are not recognised there.
            self.machine.taken = true;
            self.reach(block, &State::nothing(), true);
            self.drain();
        }
        if self.lost {
            for block in &mut self.blocks {
                block.normal = true;
            }
        }
        self.outside.sort_unstable();
        self.outside.dedup();
        for pad in std::mem::take(&mut self.outside) {
            let call = Call {
                address: self.symbol.start,
                target: self.at(pad),
                arguments: [None; 4],
            };
            self.blocks.push(Block {
                start: self.symbol.start,
                successors: Vec::new(),
                exit: Exit::Jumps,
                call: Some(call),
                caught: None,
                normal: true,
            });
        }
    }

    fn drain(&mut self) {
        while let Some(block) = self.work.pop() {
            self.visit(block);
        }
    }

    fn reach(&mut self, block: usize, state: &State, normal: bool) {
        let mut changed = match &mut self.entry[block] {
            Some(known) => {
                let frame = |state: &State| [state.registers[RSP], state.registers[RBP]];
                let before = frame(known);
                let changed = known.meet(state);
                let lost = |(before, after): (&Value, &Value)| {
                    matches!(before, Value::Stack(_)) && before != after
                };
                // From here on addresses of the stack are not recognised.
                self.machine.taken |= before.iter().zip(&frame(known)).any(lost);
                changed
            }
            nothing => {
                *nothing = Some(state.clone());
                true
            }
        };
        if normal && !self.blocks[block].normal {
            self.blocks[block].normal = true;
            changed = true;
        }
        if changed && !self.work.contains(&block) {
            self.work.push(block);
        }
    }

    fn visit(&mut self, index: usize) {
        let Some(mut state) = self.entry[index].clone() else {
            return;
        };
        let normal = self.blocks[index].normal;
        let decoded = self.decoded;
        let instructions = decoded.block(index);
        let Some((last, before)) = instructions.split_last() else {
            return;
        };
        for instruction in before {
            self.machine.step(&mut state, instruction);
        }
        let next = (index + 1 < self.blocks.len()).then_some(index + 1);
        let block = &mut self.blocks[index];
        block.successors.clear();
        block.call = None;
        block.caught = None;
        block.exit = Exit::Stays;
        if last.is_invalid() {
            self.leave(index, last, &state, Target::Indirect(Indirect::Nowhere));
            return;
        }
        match last.flow_control() {
            FlowControl::Return => self.blocks[index].exit = Exit::Returns,
            FlowControl::Exception => self.blocks[index].exit = Exit::Traps,
            FlowControl::Interrupt if last.mnemonic() == Mnemonic::Int3 => {
                self.blocks[index].exit = Exit::Traps;
            }
            FlowControl::UnconditionalBranch => {
                self.go(index, last, &state, last.near_branch_target(), normal);
            }
            FlowControl::ConditionalBranch | FlowControl::XbeginXabortXend => {
                if let Some(target) = branch(last) {
                    self.go(index, last, &state, target, normal);
                }
                self.fall(index, last, next, &state, normal);
            }
            FlowControl::IndirectBranch => self.indirect_jump(index, last, &state, normal),
            FlowControl::Call | FlowControl::IndirectCall
                if last.mnemonic() != Mnemonic::Syscall =>
            {
                let target = match last.flow_control() {
                    FlowControl::Call => self.at(last.near_branch_target()),
                    _ => self.indirect(last, &state),
                };
                self.note(index, last, &state, target);
                for register in CLOBBERED {
                    state.registers[register] = Value::Unknown;
                }
                if let Some(region) = self
                    .regions
                    .iter()
                    .find(|region| (region.start..region.end).contains(&last.ip()))
                {
                    match decoded.block_at(region.pad) {
                        Some(pad) => {
                            self.reach(pad, &state, normal && region.catches);
                            self.blocks[index].caught = region.catches.then_some(pad);
                        }
                        None => self.outside.push(region.pad),
                    }
                }
                if (self.returns)(target) {
                    // Nothing follows a last call that does not return.
                    if let Some(next) = next {
                        self.link(index, next, &state, normal);
                    }
                }
            }
            _ => {
                self.machine.step(&mut state, last);
                self.fall(index, last, next, &state, normal);
            }
        }
    }

    fn link(&mut self, from: usize, to: usize, state: &State, normal: bool) {
        if !self.blocks[from].successors.contains(&to) {
            self.blocks[from].successors.push(to);
        }
        self.reach(to, state, normal);
    }

    fn fall(
        &mut self,
        index: usize,
        last: &Instruction,
        next: Option<usize>,
        state: &State,
        normal: bool,
    ) {
        match next {
            Some(next) => self.link(index, next, state, normal),
            // Continues into the next function.
            None if self.blocks[index].call.is_none() => {
                let target = self.at(last.next_ip());
                self.leave(index, last, state, target);
            }
            None => {}
        }
    }

    fn go(&mut self, index: usize, last: &Instruction, state: &State, address: u64, normal: bool) {
        if (self.symbol.start..self.symbol.end).contains(&address) {
            match self.decoded.block_at(address) {
                Some(block) => self.link(index, block, state, normal),
                None => self.leave(index, last, state, Target::Indirect(Indirect::Nowhere)),
            }
        } else {
            let target = self.at(address);
            self.leave(index, last, state, target);
        }
    }

    fn note(&mut self, index: usize, last: &Instruction, state: &State, target: Target) {
        self.unresolved |= matches!(target, Target::Indirect(_));
        self.blocks[index].call = Some(Call {
            address: last.ip(),
            target,
            arguments: ARGUMENTS.map(|register| match state.registers[register] {
                Value::Constant(value) => Some(value),
                _ => None,
            }),
        });
    }

    fn leave(&mut self, index: usize, last: &Instruction, state: &State, target: Target) {
        self.note(index, last, state, target);
        self.blocks[index].exit = Exit::Jumps;
    }

    /// The function at an address, or the import to which a stub there jumps.
    fn at(&self, address: u64) -> Target {
        if self.image.is_linkage(address) {
            return stub(self.image, address);
        }
        self.image
            .function_at(address)
            .map_or(Target::Indirect(Indirect::Nowhere), Target::Function)
    }

    fn target_of(&self, value: Value) -> Option<Target> {
        match value {
            Value::Constant(address) => Some(self.at(address)),
            Value::Import(import) => Some(Target::Import(import)),
            _ => None,
        }
    }

    fn indirect(&mut self, instruction: &Instruction, state: &State) -> Target {
        let value = self.machine.operand(instruction, 0, state);
        let unknown = match value {
            Value::Field(offset) => Indirect::Field(offset),
            _ => Indirect::Pointer,
        };
        self.target_of(value).unwrap_or(Target::Indirect(unknown))
    }

    fn indirect_jump(&mut self, index: usize, last: &Instruction, state: &State, normal: bool) {
        if let Some(targets) = self.jump_table(last, state) {
            for address in targets {
                match self.decoded.block_at(address) {
                    Some(block) => self.link(index, block, state, normal),
                    None => self.new_leaders.push(address),
                }
            }
            return;
        }
        match self.machine.operand(last, 0, state) {
            Value::Constant(address) => self.go(index, last, state, address, normal),
            Value::Import(import) => self.leave(index, last, state, Target::Import(import)),
            _ => {
                self.lost |=
                    last.op0_kind() != OpKind::Memory || last.memory_index() != Register::None;
                let target = self.indirect(last, state);
                self.leave(index, last, state, target);
            }
        }
    }

    /// The targets of a jump through a table. Where the table's length cannot be seen,
    /// what follows it may be taken for more entries, which only makes more code count
    /// as reached; where it can, and fewer entries lead into the function, the table
    /// is not understood.
    fn jump_table(&self, last: &Instruction, state: &State) -> Option<Vec<u64>> {
        let inside = |address: u64| {
            (self.symbol.start..self.symbol.end).contains(&address)
                && self.decoded.index_at(address).is_some()
        };
        let mut targets = Vec::new();
        if last.op0_kind() == OpKind::Register {
            let Value::Target(table) = state.registers[number(last.op0_register())?] else {
                return None;
            };
            for entry in 0.. {
                let Some(offset) = self.image.offset(table + entry * 4) else {
                    break;
                };
                let target = table.wrapping_add_signed(i64::from(offset));
                if !inside(target) {
                    break;
                }
                targets.push(target);
            }
        } else if last.memory_index() != Register::None && last.memory_index_scale() == 8 {
            let base = match last.memory_base() {
                Register::None => 0,
                register => match state.registers[number(register)?] {
                    Value::Constant(base) => base,
                    _ => return None,
                },
            };
            let table = base.wrapping_add(last.memory_displacement64());
            for entry in 0.. {
                match self.image.pointer(table.wrapping_add(entry * 8)) {
                    Some(Pointer::Address(target)) if inside(target) => targets.push(target),
                    _ => break,
                }
            }
        }
        if self
            .table_length(last)
            .is_some_and(|length| (targets.len() as u64) < length)
        {
            return None;
        }
        targets.sort_unstable();
        targets.dedup();
        (!targets.is_empty()).then_some(targets)
    }
}

impl Walk<'_> {
    /// The number of entries in a jump table, if its index is compared just before.
    fn table_length(&self, jump: &Instruction) -> Option<u64> {
        let end = self.decoded.index_at(jump.ip())?;
        let before = &self.decoded.instructions[end.saturating_sub(LOOK_BACK)..end];
        let mut index = jump.memory_index().full_register();
        let mut above = None;
        for instruction in before.iter().rev() {
            if index == Register::None {
                // The entry is loaded first.
                if instruction.mnemonic() == Mnemonic::Movsxd {
                    index = instruction.memory_index().full_register();
                }
                continue;
            }
            match instruction.mnemonic() {
                Mnemonic::Ja => above = Some(1),
                Mnemonic::Jae => above = Some(0),
                Mnemonic::Cmp if instruction.op0_register().full_register() == index => {
                    return instruction.try_immediate(1).ok()?.checked_add(above?);
                }
                Mnemonic::And if instruction.op0_register().full_register() == index => {
                    let length = instruction.try_immediate(1).ok()?.checked_add(1)?;
                    return length.is_power_of_two().then_some(length);
                }
                // `mov eax, eax`, and the table's address.
                Mnemonic::Mov | Mnemonic::Lea
                    if instruction.op0_register().full_register() != index
                        || instruction.op1_register().full_register() == index => {}
                _ => return None,
            }
        }
        None
    }
}

/// The import to which a stub of the linkage table jumps.
fn stub(image: &Image, address: u64) -> Target {
    use iced_x86::{Decoder, DecoderOptions};
    let bytes = (1..=16)
        .rev()
        .find_map(|length| image.bytes(address, length));
    let mut decoder =
        Decoder::with_ip(64, bytes.unwrap_or_default(), address, DecoderOptions::NONE);
    while decoder.can_decode() {
        let instruction = decoder.decode();
        if instruction.mnemonic() == Mnemonic::Jmp && instruction.is_ip_rel_memory_operand() {
            return match image.pointer(instruction.memory_displacement64()) {
                Some(Pointer::Import(import)) => Target::Import(import),
                Some(Pointer::Address(address)) => image
                    .function_at(address)
                    .map_or(Target::Indirect(Indirect::Nowhere), Target::Function),
                None => Target::Indirect(Indirect::Nowhere),
            };
        }
    }
    Target::Indirect(Indirect::Nowhere)
}
