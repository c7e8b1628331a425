//! A function's machine code, cut into blocks.

use iced_x86::{Code, Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic};

use crate::effects::Effects;
use crate::image::{Image, Symbol};

/// The target of a call, or of a jump out of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A function of the program.
    Function(usize),
    /// A function of another library.
    Import(usize),
    /// An allocator's entrance, inlined at this place.
    Inlined(Effects),
    /// Unknown.
    Indirect(Indirect),
}

/// Why a target is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indirect {
    /// Loaded from this offset: a method of a trait object, or a field.
    Field(i64),
    /// A function pointer from some other source.
    Pointer,
    /// Into code without a symbol, or bytes that are no instruction.
    Nowhere,
    /// Not a call: the function has no line tables, which would show an inlined
    /// allocator.
    NoLines,
}

/// How a block leaves the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It does not: the block has successors, or its call does not return.
    Stays,
    /// To the caller.
    Returns,
    /// By trapping.
    Traps,
    /// Into another function, which returns to the caller.
    Jumps,
}

/// A call, or a jump out of the function.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Address of the instruction.
    pub address: u64,
    /// The target.
    pub target: Target,
    /// The first four arguments, where they are constants.
    pub arguments: [Option<u64>; 4],
}

/// A sequence of instructions that always run together.
#[derive(Clone, Debug)]
pub struct Block {
    /// Address of its first instruction.
    pub start: u64,
    /// Blocks that can follow in the same function.
    pub successors: Vec<usize>,
    /// How it ends, if not in a successor.
    pub exit: Exit,
    /// Its last instruction, if that is a call or a jump out of the function.
    pub call: Option<Call>,
    /// Where the function continues if its call unwinds, and unwinding ends there.
    pub caught: Option<usize>,
    /// Whether it is reached without a panic in progress.
    pub normal: bool,
}

/// The instructions of a function.
pub struct Decoded {
    /// Ordered by address.
    pub instructions: Vec<Instruction>,
    /// The starts of blocks: indices into `instructions`, ascending.
    pub leaders: Vec<usize>,
}

impl Decoded {
    /// Decodes a function; `extra` are further addresses at which blocks begin.
    pub fn new(image: &Image, symbol: &Symbol, extra: &[u64]) -> Self {
        let code = image.code(symbol);
        let mut decoder = Decoder::with_ip(64, code, symbol.start, DecoderOptions::NONE);
        let mut instructions = Vec::with_capacity(code.len() / 4);
        while decoder.can_decode() {
            instructions.push(decoder.decode());
        }
        let mut decoded = Decoded {
            instructions,
            leaders: vec![0],
        };
        let mut leaders = vec![0];
        for (index, instruction) in decoded.instructions.iter().enumerate() {
            if ends_block(instruction) {
                leaders.push(index + 1);
            }
            if let Some(target) = branch(instruction)
                && (symbol.start..symbol.end).contains(&target)
                && let Some(index) = decoded.index_at(target)
            {
                leaders.push(index);
            }
        }
        leaders.extend(
            extra
                .iter()
                .filter_map(|&address| decoded.index_at(address)),
        );
        leaders.retain(|&leader| leader < decoded.instructions.len());
        leaders.sort_unstable();
        leaders.dedup();
        decoded.leaders = leaders;
        decoded
    }

    /// The instruction that begins at `address`.
    pub fn index_at(&self, address: u64) -> Option<usize> {
        self.instructions
            .binary_search_by_key(&address, Instruction::ip)
            .ok()
    }

    /// The block that begins at `address`.
    pub fn block_at(&self, address: u64) -> Option<usize> {
        self.leaders.binary_search(&self.index_at(address)?).ok()
    }

    /// The instructions of a block.
    pub fn block(&self, block: usize) -> &[Instruction] {
        let end = self
            .leaders
            .get(block + 1)
            .copied()
            .unwrap_or(self.instructions.len());
        &self.instructions[self.leaders[block]..end]
    }

    /// Whether a block is only padding.
    pub fn is_padding(&self, block: usize) -> bool {
        self.block(block).iter().all(|instruction| {
            matches!(
                instruction.mnemonic(),
                Mnemonic::Nop | Mnemonic::Int3 | Mnemonic::Ud2 | Mnemonic::Fnop
            ) || is_zero_filler(instruction)
        })
    }
}

/// Two zero bytes, with which some assemblers pad.
fn is_zero_filler(instruction: &Instruction) -> bool {
    instruction.code() == Code::Add_rm8_r8
        && instruction.len() == 2
        && instruction.memory_base() == iced_x86::Register::RAX
}

/// The target of a direct jump.
pub fn branch(instruction: &Instruction) -> Option<u64> {
    matches!(
        instruction.flow_control(),
        FlowControl::ConditionalBranch
            | FlowControl::UnconditionalBranch
            | FlowControl::XbeginXabortXend
    )
    .then(|| instruction.near_branch_target())
}

fn ends_block(instruction: &Instruction) -> bool {
    instruction.is_invalid()
        || instruction.flow_control() != FlowControl::Next
            && instruction.mnemonic() != Mnemonic::Syscall
}
