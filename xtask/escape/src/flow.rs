//! Where a function's calls go: constants followed through registers and spill
//! slots, so that a hoisted function pointer or a known table of functions is no
//! riddle.
//!
//! A forward data-flow analysis over the blocks (Kildall, "A unified approach to
//! global program optimization", 1973) with constant propagation's lattice of
//! height two.

use iced_x86::{
    FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess, OpKind, Register,
};

use crate::code::{Block, Call, Decoded, Exit, Indirect, Target, branch};
use crate::image::{Image, Pointer, Symbol};
use crate::unwind::Region;

/// What is known of a register or a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Unknown,
    /// A number or an address of the program.
    Constant(u64),
    /// The address of an import.
    Import(usize),
    /// The stack pointer at entry, plus this.
    Stack(i64),
    /// Eight bytes at this offset from an address that is not known.
    Field(i64),
    /// An entry of the jump table at this address.
    Entry(u64),
    /// The same, made into an address.
    Target(u64),
}

/// What is known before an instruction.
#[derive(Clone, Debug, PartialEq)]
struct State {
    registers: [Value; 16],
    /// By offset from the stack pointer at entry.
    slots: Vec<(i64, Value)>,
}

const RSP: usize = 4;
/// Registers that a call may change (System V ABI, AMD64, 3.2.1).
const CLOBBERED: [usize; 9] = [0, 1, 2, 6, 7, 8, 9, 10, 11];
/// rdi, rsi, rdx, rcx.
const ARGUMENTS: [usize; 4] = [7, 6, 2, 1];
const TABLE_LIMIT: u64 = 4096;

impl State {
    fn entry() -> Self {
        let mut registers = [Value::Unknown; 16];
        registers[RSP] = Value::Stack(0);
        State {
            registers,
            slots: Vec::new(),
        }
    }

    fn nothing() -> Self {
        State {
            registers: [Value::Unknown; 16],
            slots: Vec::new(),
        }
    }

    /// Keeps what both know; whether that is less than before.
    fn meet(&mut self, other: &State) -> bool {
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

    fn slot(&self, offset: i64) -> Value {
        self.slots
            .iter()
            .find(|(at, _)| *at == offset)
            .map_or(Value::Unknown, |(_, value)| *value)
    }

    /// Eight bytes at `offset` were written, of which nothing is known unless
    /// `value` says so.
    fn store(&mut self, offset: i64, size: i64, value: Value) {
        self.slots
            .retain(|(at, _)| at + 8 <= offset || *at >= offset + size);
        if value != Value::Unknown {
            self.slots.push((offset, value));
            self.slots.sort_unstable_by_key(|(at, _)| *at);
        }
    }
}

/// The blocks of a function, with the targets of its calls. `returns` tells
/// whether a target comes back.
pub fn blocks(
    image: &Image,
    symbol: &Symbol,
    regions: &[Region],
    returns: &dyn Fn(Target) -> bool,
) -> Vec<Block> {
    let mut extra: Vec<u64> = regions.iter().map(|region| region.pad).collect();
    loop {
        let decoded = Decoded::new(image, symbol, &extra);
        // Without spill slots first: which of them nobody else can write to is
        // known only then.
        let mut walk = Walk::new(image, symbol, regions, returns, &decoded, i64::MIN);
        walk.run();
        if walk.unresolved && walk.spilled {
            let taken = walk.taken;
            let found = std::mem::take(&mut walk.new_leaders);
            walk = Walk::new(image, symbol, regions, returns, &decoded, taken);
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
    factory: InstructionInfoFactory,
    blocks: Vec<Block>,
    entry: Vec<Option<State>>,
    work: Vec<usize>,
    /// Below this offset nobody else has the address of a slot.
    private_below: i64,
    /// The lowest offset whose address was seen to be taken.
    taken: i64,
    spilled: bool,
    unresolved: bool,
    /// An indirect jump that could lead anywhere in the function.
    lost: bool,
    new_leaders: Vec<u64>,
}

impl<'a> Walk<'a> {
    fn new(
        image: &'a Image<'a>,
        symbol: &'a Symbol,
        regions: &'a [Region],
        returns: &'a dyn Fn(Target) -> bool,
        decoded: &'a Decoded,
        private_below: i64,
    ) -> Self {
        let count = decoded.leaders.len();
        let empty = Block {
            successors: Vec::new(),
            exit: Exit::Stays,
            call: None,
            normal: false,
        };
        Walk {
            image,
            symbol,
            regions,
            returns,
            decoded,
            factory: InstructionInfoFactory::new(),
            blocks: vec![empty; count],
            entry: vec![None; count],
            work: Vec::new(),
            private_below,
            taken: i64::MAX,
            spilled: false,
            unresolved: false,
            lost: false,
            new_leaders: Vec::new(),
        }
    }

    fn run(&mut self) {
        if self.blocks.is_empty() || self.decoded.instructions.is_empty() {
            return;
        }
        self.reach(0, &State::entry(), true);
        self.drain();
        // What nothing leads to: behind an indirect jump that was not understood.
        while let Some(block) = (0..self.blocks.len())
            .find(|&block| self.entry[block].is_none() && !self.decoded.is_padding(block))
        {
            self.reach(block, &State::nothing(), true);
            self.drain();
        }
        if self.lost {
            for block in &mut self.blocks {
                block.normal = true;
            }
        }
    }

    fn drain(&mut self) {
        while let Some(block) = self.work.pop() {
            self.visit(block);
        }
    }

    fn reach(&mut self, block: usize, state: &State, normal: bool) {
        let mut changed = match &mut self.entry[block] {
            Some(known) => known.meet(state),
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
            self.step(&mut state, instruction);
        }
        let next = (index + 1 < self.blocks.len()).then_some(index + 1);
        let block = &mut self.blocks[index];
        block.successors.clear();
        block.call = None;
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
                    && let Some(pad) = decoded.block_at(region.pad)
                {
                    self.reach(pad, &state, false);
                }
                if (self.returns)(target) {
                    // Behind a last call lies nothing: it does not come back.
                    if let Some(next) = next {
                        self.link(index, next, &state, normal);
                    }
                }
            }
            _ => {
                self.step(&mut state, last);
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
            // On into the next function.
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

    /// The function at an address, or the import that a stub there jumps to.
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
        let value = self.operand(instruction, 0, state);
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
        match self.operand(last, 0, state) {
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

    /// The places that a jump through a table leads to. The table's length is not
    /// known: what follows it may be taken for more of it, which only makes more
    /// code count as reached.
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
            for entry in 0..TABLE_LIMIT {
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
            for entry in 0..TABLE_LIMIT {
                match self.image.pointer(table.wrapping_add(entry * 8)) {
                    Some(Pointer::Address(target)) if inside(target) => targets.push(target),
                    _ => break,
                }
            }
        }
        targets.sort_unstable();
        targets.dedup();
        (!targets.is_empty()).then_some(targets)
    }

    /// The address that a memory operand names.
    fn address(&self, instruction: &Instruction, state: &State) -> Value {
        if matches!(instruction.memory_segment(), Register::FS | Register::GS) {
            return Value::Unknown;
        }
        let displacement = instruction.memory_displacement64();
        if instruction.is_ip_rel_memory_operand() {
            return Value::Constant(displacement);
        }
        if instruction.memory_index() != Register::None {
            return Value::Unknown;
        }
        match instruction.memory_base() {
            Register::None => Value::Constant(displacement),
            register => match number(register).map(|number| state.registers[number]) {
                Some(Value::Constant(base)) => Value::Constant(base.wrapping_add(displacement)),
                Some(Value::Stack(base)) => {
                    Value::Stack(base.wrapping_add(displacement.cast_signed()))
                }
                _ => Value::Unknown,
            },
        }
    }

    fn load(&self, address: Value, state: &State) -> Value {
        match address {
            Value::Constant(address) => match self.image.pointer(address) {
                Some(Pointer::Address(value)) => Value::Constant(value),
                Some(Pointer::Import(import)) => Value::Import(import),
                None => Value::Unknown,
            },
            Value::Stack(offset) => state.slot(offset),
            _ => Value::Unknown,
        }
    }

    /// The value of an operand of eight bytes, or of a constant.
    fn operand(&self, instruction: &Instruction, operand: u32, state: &State) -> Value {
        match instruction.op_kind(operand) {
            OpKind::Register => {
                let register = instruction.op_register(operand);
                let value =
                    number(register).map_or(Value::Unknown, |number| state.registers[number]);
                match (register.size(), value) {
                    (8, value) => value,
                    (4, Value::Constant(value)) => Value::Constant(value & 0xffff_ffff),
                    _ => Value::Unknown,
                }
            }
            OpKind::Memory if instruction.memory_size().size() == 8 => {
                match self.address(instruction, state) {
                    Value::Unknown
                        if instruction.memory_index() == Register::None
                            && number(instruction.memory_base()).is_some() =>
                    {
                        Value::Field(instruction.memory_displacement64().cast_signed())
                    }
                    address => self.load(address, state),
                }
            }
            OpKind::Memory => Value::Unknown,
            _ if instruction.op0_register().size() == 4 => instruction
                .try_immediate(operand)
                .map_or(Value::Unknown, |value| Value::Constant(value & 0xffff_ffff)),
            _ => instruction
                .try_immediate(operand)
                .map_or(Value::Unknown, Value::Constant),
        }
    }

    /// What one instruction that stays in the block changes.
    fn step(&mut self, state: &mut State, instruction: &Instruction) {
        let result = self.result(state, instruction);
        match instruction.mnemonic() {
            Mnemonic::Push => {
                let value = self.operand(instruction, 0, state);
                if instruction.op0_register() == Register::RSP {
                    self.taken = i64::MIN;
                }
                if let Value::Stack(top) = state.registers[RSP] {
                    state.registers[RSP] = Value::Stack(top - 8);
                    self.save(state, Value::Stack(top - 8), 8, value);
                }
                return;
            }
            Mnemonic::Pop => {
                if let Value::Stack(top) = state.registers[RSP] {
                    let value = state.slot(top);
                    state.registers[RSP] = Value::Stack(top + 8);
                    if let Some(number) = number(instruction.op0_register()) {
                        state.registers[number] = value;
                    }
                    return;
                }
            }
            Mnemonic::Leave => {
                let frame = state.registers[5];
                state.registers[5] = self.load(frame, state);
                state.registers[RSP] = match frame {
                    Value::Stack(frame) => Value::Stack(frame + 8),
                    _ => Value::Unknown,
                };
                return;
            }
            Mnemonic::Nop | Mnemonic::Cmp | Mnemonic::Test => return,
            _ => {}
        }
        self.writes(state, instruction);
        let stores_stack = (1..instruction.op_count())
            .any(|operand| instruction.op_register(operand) == Register::RSP);
        if stores_stack && result.is_none() {
            // Its address goes where nobody follows it.
            self.taken = i64::MIN;
        }
        if let Some((register, value)) = result {
            state.registers[register] = value;
            if matches!(value, Value::Stack(_))
                && register != RSP
                && let Value::Stack(offset) = value
            {
                self.taken = self.taken.min(offset);
            }
        }
    }

    /// Memory and registers that an instruction writes are no longer known; a
    /// plain store is.
    fn writes(&mut self, state: &mut State, instruction: &Instruction) {
        if instruction.op0_kind() == OpKind::Memory && instruction.op_count() > 0 {
            let address = self.address(instruction, state);
            let size = i64::try_from(instruction.memory_size().size()).unwrap_or(i64::MAX / 2);
            let value = match instruction.mnemonic() {
                Mnemonic::Mov if size == 8 => self.operand(instruction, 1, state),
                _ => Value::Unknown,
            };
            if let Value::Stack(_) = address {
                self.save(state, address, size, value);
            } else if let Some(Value::Stack(base)) =
                number(instruction.memory_base()).map(|number| state.registers[number])
            {
                // An array on the stack: it begins here, or is counted from its end.
                let offset = base.wrapping_add(instruction.memory_displacement64().cast_signed());
                self.taken = self.taken.min(offset);
                state.slots.clear();
            }
        }
        for used in self.factory.info(instruction).used_registers() {
            let written = matches!(
                used.access(),
                OpAccess::Write
                    | OpAccess::ReadWrite
                    | OpAccess::CondWrite
                    | OpAccess::ReadCondWrite
            );
            if written && let Some(number) = number(used.register()) {
                state.registers[number] = Value::Unknown;
            }
        }
    }

    fn save(&mut self, state: &mut State, address: Value, size: i64, value: Value) {
        let Value::Stack(offset) = address else {
            return;
        };
        let pointer = matches!(
            value,
            Value::Constant(_) | Value::Import(_) | Value::Entry(_)
        );
        self.spilled |= pointer;
        let keep = offset + 8 <= self.private_below;
        state.store(
            offset,
            size.max(1),
            if keep && size == 8 {
                value
            } else {
                Value::Unknown
            },
        );
    }

    /// The register that gets a value which is known, and the value.
    fn result(&self, state: &State, instruction: &Instruction) -> Option<(usize, Value)> {
        if instruction.op_count() == 0 || instruction.op0_kind() != OpKind::Register {
            return None;
        }
        let destination = instruction.op0_register();
        let size = destination.size();
        let register = number(destination)?;
        if size < 4 {
            return None;
        }
        let own = state.registers[register];
        let value = match instruction.mnemonic() {
            Mnemonic::Mov => self.operand(instruction, 1, state),
            Mnemonic::Lea if size == 8 => self.address(instruction, state),
            Mnemonic::Xor | Mnemonic::Sub
                if instruction.op1_kind() == OpKind::Register
                    && instruction.op1_register() == destination =>
            {
                Value::Constant(0)
            }
            Mnemonic::Movsxd if instruction.op1_kind() == OpKind::Memory => {
                match number(instruction.memory_base()).map(|number| state.registers[number]) {
                    Some(Value::Constant(table))
                        if instruction.memory_index_scale() == 4
                            && instruction.memory_displacement64() == 0 =>
                    {
                        Value::Entry(table)
                    }
                    _ => Value::Unknown,
                }
            }
            Mnemonic::Add if size == 8 => match (own, self.operand(instruction, 1, state)) {
                (Value::Entry(table), Value::Constant(base))
                | (Value::Constant(base), Value::Entry(table))
                    if table == base =>
                {
                    Value::Target(table)
                }
                (Value::Stack(base), Value::Constant(by)) => {
                    Value::Stack(base.wrapping_add(by.cast_signed()))
                }
                (Value::Constant(base), Value::Constant(by)) => {
                    Value::Constant(base.wrapping_add(by))
                }
                _ => Value::Unknown,
            },
            Mnemonic::Sub if size == 8 => match (own, self.operand(instruction, 1, state)) {
                (Value::Stack(base), Value::Constant(by)) => {
                    Value::Stack(base.wrapping_sub(by.cast_signed()))
                }
                _ => Value::Unknown,
            },
            _ => return None,
        };
        Some((register, value))
    }
}

/// The number of a general register, whatever its width.
fn number(register: Register) -> Option<usize> {
    register.is_gpr().then(|| register.full_register().number())
}

/// The import that a stub of the linkage table jumps to.
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
