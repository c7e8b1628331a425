//! How one instruction changes what is known.

use iced_x86::{Instruction, InstructionInfoFactory, Mnemonic, OpAccess, OpKind, Register};

use crate::image::{Image, Pointer};
use crate::values::{RBP, RSP, State, Value};

/// Runs instructions on what is known.
pub struct Machine<'a> {
    image: &'a Image<'a>,
    factory: InstructionInfoFactory,
    /// Whether stack slots are followed.
    follow_slots: bool,
    /// Whether the address of anything on the stack went where it is not followed:
    /// into a register other than the frame pointer, into memory, into arithmetic.
    pub taken: bool,
    /// Whether a value that can be called was stored on the stack.
    pub spilled: bool,
}

impl<'a> Machine<'a> {
    /// A machine that knows nothing yet.
    pub fn new(image: &'a Image<'a>, follow_slots: bool) -> Self {
        Machine {
            image,
            factory: InstructionInfoFactory::new(),
            follow_slots,
            taken: false,
            spilled: false,
        }
    }

    /// The address of a memory operand.
    pub fn address(&self, instruction: &Instruction, state: &State) -> Value {
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

    pub fn load(&self, address: Value, state: &State) -> Value {
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

    /// The value of an eight-byte operand, or of a constant.
    pub fn operand(&self, instruction: &Instruction, operand: u32, state: &State) -> Value {
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

    /// The effect of one instruction that stays in the block.
    pub fn step(&mut self, state: &mut State, instruction: &Instruction) {
        let result = self.result(state, instruction);
        self.taken |= takes_stack(state, instruction);
        match instruction.mnemonic() {
            Mnemonic::Push => {
                let value = self.operand(instruction, 0, state);
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
                let frame = state.registers[RBP];
                state.registers[RBP] = self.load(frame, state);
                state.registers[RSP] = match frame {
                    Value::Stack(frame) => Value::Stack(frame + 8),
                    _ => Value::Unknown,
                };
                return;
            }
            Mnemonic::Nop | Mnemonic::Cmp | Mnemonic::Test => return,
            _ => {}
        }
        let stack = state.registers[RSP];
        self.writes(state, instruction);
        if let Some((register, value)) = result {
            state.registers[register] = value;
            self.taken |= matches!(value, Value::Stack(_)) && register != RSP && register != RBP;
        }
        // Aligned, or moved by an unknown number: addresses of the stack are not
        // recognised any more.
        self.taken |=
            matches!(stack, Value::Stack(_)) && !matches!(state.registers[RSP], Value::Stack(_));
    }

    /// Memory and registers that an instruction writes become unknown, except for a
    /// plain store.
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
            } else if stack_base(state, instruction) {
                // Into an array on the stack, whose bounds are unknown.
                self.taken = true;
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
        state.store(
            offset,
            size.max(1),
            if self.follow_slots && size == 8 {
                value
            } else {
                Value::Unknown
            },
        );
    }

    /// The register that gets a known value, and the value.
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

/// Whether an instruction uses an address of the stack as a number: copies it, stores
/// it, or computes with it. Moving the stack pointer or setting the frame pointer is
/// no such use.
fn takes_stack(state: &State, instruction: &Instruction) -> bool {
    let is_stack = |register: Register| {
        number(register).is_some_and(|number| matches!(state.registers[number], Value::Stack(_)))
    };
    let frame = |register: Register| matches!(register, Register::RSP | Register::RBP);
    match instruction.mnemonic() {
        Mnemonic::Cmp | Mnemonic::Test | Mnemonic::Nop | Mnemonic::Pop | Mnemonic::Leave => false,
        Mnemonic::Lea => {
            let used = is_stack(instruction.memory_base()) || is_stack(instruction.memory_index());
            used && (!frame(instruction.op0_register())
                || instruction.memory_index() != Register::None)
        }
        Mnemonic::Add | Mnemonic::Sub
            if instruction.op0_register() == Register::RSP
                && instruction.op1_kind() != OpKind::Register =>
        {
            false
        }
        Mnemonic::Mov if frame(instruction.op0_register()) => {
            instruction.op1_kind() == OpKind::Register
                && is_stack(instruction.op1_register())
                && !frame(instruction.op1_register())
        }
        mnemonic => (0..instruction.op_count()).any(|operand| {
            let overwritten = operand == 0 && mnemonic == Mnemonic::Mov;
            instruction.op_kind(operand) == OpKind::Register
                && !overwritten
                && is_stack(instruction.op_register(operand))
        }),
    }
}

/// Whether a memory operand lies at an unknown distance from the stack pointer.
fn stack_base(state: &State, instruction: &Instruction) -> bool {
    [instruction.memory_base(), instruction.memory_index()]
        .into_iter()
        .filter_map(number)
        .any(|number| matches!(state.registers[number], Value::Stack(_)))
}

/// The number of a general register, of any width.
pub fn number(register: Register) -> Option<usize> {
    register.is_gpr().then(|| register.full_register().number())
}
