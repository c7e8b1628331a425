//! After brunodea/gebemula#7: the instruction that was executed comes back in a box.
struct Cpu {
    registers: [u8; 8],
    at: u16,
    memory: Vec<u8>,
    cycles: u64,
}

//- 1 mistake heap-vs-stack/return-small
struct Instruction {
    opcode: u8,
    operand: Option<u16>,
    cycles: u8,
    address: u16,
}

impl Cpu {
    fn step(&mut self) -> Box<Instruction> {
        let address = self.at;
        let opcode = self.fetch();
        let (register, kind) = (usize::from(opcode & 7), opcode >> 3 & 7);
        let mut operand = None;
        match kind {
            0 => self.registers[register] = self.registers[register].wrapping_add(1),
            1 => {
                let value = self.fetch();
                operand = Some(u16::from(value));
                self.registers[register] ^= value;
            }
            2 => self.registers[0] = self.registers[0].wrapping_add(self.registers[register]),
            3 => {
                let to = u16::from(self.fetch()) << 8 | u16::from(self.fetch());
                operand = Some(to);
                if self.registers[register] & 1 == 1 {
                    self.at = to % self.memory.len() as u16;
                }
            }
            _ => self.registers[register] = self.registers[register].rotate_left(1),
        }
        Box::new(Instruction { opcode, operand, cycles: 4 + kind % 3 * 4, address })
    }
}
//+ 1
struct Instruction {
    opcode: u8,
    operand: Option<u16>,
    cycles: u8,
    address: u16,
}

impl Cpu {
    fn step(&mut self) -> Instruction {
        let address = self.at;
        let opcode = self.fetch();
        let (register, kind) = (usize::from(opcode & 7), opcode >> 3 & 7);
        let mut operand = None;
        match kind {
            0 => self.registers[register] = self.registers[register].wrapping_add(1),
            1 => {
                let value = self.fetch();
                operand = Some(u16::from(value));
                self.registers[register] ^= value;
            }
            2 => self.registers[0] = self.registers[0].wrapping_add(self.registers[register]),
            3 => {
                let to = u16::from(self.fetch()) << 8 | u16::from(self.fetch());
                operand = Some(to);
                if self.registers[register] & 1 == 1 {
                    self.at = to % self.memory.len() as u16;
                }
            }
            _ => self.registers[register] = self.registers[register].rotate_left(1),
        }
        Instruction { opcode, operand, cycles: 4 + kind % 3 * 4, address }
    }
}
//.

impl Cpu {
    fn fetch(&mut self) -> u8 {
        let byte = self.memory[usize::from(self.at)];
        self.at = (self.at + 1) % self.memory.len() as u16;
        byte
    }
}

fn main() {
    let memory = (0..8_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mut cpu = Cpu { registers: [1; 8], at: 0, memory, cycles: 0 };
    let mut seen = [0_u32; 256];
    let mut furthest = (0, None);
    //- 2 lookalike pooling/clone-from|heap-vs-stack/return-small
    let mut breakpoints: Vec<Box<[u8; 8]>> = Vec::new();
    //+ 2
    let mut breakpoints: Vec<[u8; 8]> = Vec::new();
    //.
    for _ in 0..60_000 {
        let instruction = cpu.step();
        cpu.cycles += u64::from(instruction.cycles);
        seen[usize::from(instruction.opcode)] += 1;
        furthest = furthest.max((instruction.address, instruction.operand));
        if instruction.address == 512 && breakpoints.len() < 100 {
            //- 2
            breakpoints.push(Box::new(cpu.registers));
            //+ 2
            breakpoints.push(cpu.registers);
            //.
        }
    }
    println!("{} {} {furthest:?} {:?}", cpu.cycles, breakpoints.len(), seen.iter().max());
}
