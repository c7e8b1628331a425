//! After LaurenzV/hayro#862 and mmtk/mmtk-core#737: a table of zeros is asked for as zeros;
//! − after dndx/phantun#69: a small buffer that is resized to zeros, once.
#[derive(Clone, Copy, Default)]
struct Descriptor(usize);

//- 1 mistake preallocation/zeroed
fn table(chunks: usize) -> Vec<Descriptor> {
    vec![Descriptor::default(); chunks]
}

fn is_empty(descriptor: Descriptor) -> bool {
    descriptor.0 == 0
}
//+ 1
fn table(chunks: usize) -> Vec<usize> {
    vec![0; chunks]
}

fn is_empty(descriptor: usize) -> bool {
    descriptor == 0
}
//.

//- 2 lookalike preallocation/zeroed|preallocation/vec-capacity
fn receive(length: usize) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(length);
    buffer.resize(length, 0);
    buffer
}
//+ 2
fn receive(length: usize) -> Vec<u8> {
    vec![0; length]
}
//.

fn main() {
    let mut empty = 0;
    for round in 0..30 {
        let table = table(20_000 + round);
        empty += table.iter().step_by(400).filter(|descriptor| is_empty(**descriptor)).count();
    }
    let mut buffer = receive(1_500);
    let mut sum = 0_u64;
    for n in 0..200_usize {
        buffer[n * 7 % 1_500] = n as u8;
        sum += buffer.iter().step_by(9).map(|byte| u64::from(*byte)).sum::<u64>();
    }
    println!("{empty} {sum}");
}
