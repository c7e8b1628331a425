//! uses smallvec
//! − After rust-lang/rust#110524: lists of blocks as small vectors, with no gain that was seen;
//! − after mozilla/neqo#2781: small vectors in a structure, which they make large.
struct Block {
    successors: [Option<usize>; 2],
    statements: u32,
}

//- 1 lookalike heap-vs-stack/inline-vec|pooling/reuse-vec
fn collapse(blocks: &mut [Block]) -> u32 {
    let mut merged = 0;
    let mut predecessors = vec![0_u32; blocks.len()];
    for block in blocks.iter() {
        for successor in block.successors.iter().flatten() {
            predecessors[*successor] += 1;
        }
    }
    let mut terminated: Vec<usize> = Vec::new();
    for at in 0..blocks.len() {
        let mut next = blocks[at].successors;
        while let [Some(only), None] = next {
            if predecessors[only] != 1 || only <= at {
                break;
            }
            let statements = std::mem::take(&mut blocks[only].statements);
            blocks[at].statements += statements;
            terminated.push(only);
            next = blocks[only].successors;
            merged += 1;
        }
        blocks[at].successors = next;
    }
    merged + terminated.iter().filter(|at| blocks[**at].statements == 0).count() as u32
}
//+ 1
fn collapse(blocks: &mut [Block]) -> u32 {
    let mut merged = 0;
    let mut predecessors = vec![0_u32; blocks.len()];
    for block in blocks.iter() {
        for successor in block.successors.iter().flatten() {
            predecessors[*successor] += 1;
        }
    }
    let mut terminated: smallvec::SmallVec<[usize; 8]> = smallvec::SmallVec::new();
    for at in 0..blocks.len() {
        let mut next = blocks[at].successors;
        while let [Some(only), None] = next {
            if predecessors[only] != 1 || only <= at {
                break;
            }
            let statements = std::mem::take(&mut blocks[only].statements);
            blocks[at].statements += statements;
            terminated.push(only);
            next = blocks[only].successors;
            merged += 1;
        }
        blocks[at].successors = next;
    }
    merged + terminated.iter().filter(|at| blocks[**at].statements == 0).count() as u32
}
//.

//- 2 lookalike heap-vs-stack/inline-vec|preallocation/vec-capacity
struct Connection {
    id: u32,
    streams: Vec<u64>,
    acks: Vec<(u64, u64)>,
    lost: Vec<u64>,
}

fn connection(id: u32) -> Connection {
    Connection { id, streams: vec![u64::from(id)], acks: Vec::new(), lost: Vec::new() }
}
//+ 2
struct Connection {
    id: u32,
    streams: smallvec::SmallVec<[u64; 8]>,
    acks: smallvec::SmallVec<[(u64, u64); 8]>,
    lost: smallvec::SmallVec<[u64; 8]>,
}

fn connection(id: u32) -> Connection {
    let streams = std::iter::once(u64::from(id)).collect();
    Connection { id, streams, acks: smallvec::SmallVec::new(), lost: smallvec::SmallVec::new() }
}
//.

fn receive(connections: &mut [Connection], packets: u64) -> u64 {
    let mut acked = 0;
    for packet in 0..packets {
        let count = connections.len() as u64;
        let connection = &mut connections[(packet % count) as usize];
        if packet % 5 == u64::from(connection.id % 5) {
            connection.lost.push(packet);
        } else {
            match connection.acks.last_mut() {
                Some((_, to)) if *to + count == packet => *to = packet,
                _ => connection.acks.push((packet, packet)),
            }
        }
        acked += connection.acks.len() as u64 + connection.streams[0] % 2;
    }
    acked
}

fn main() {
    let mut blocks: Vec<Block> = (0..3_000)
        .map(|at| Block {
            successors: [Some((at + 1) % 3_000), if at % 4 == 3 { Some(at * 7 % 3_000) } else { None }],
            statements: at as u32 % 9 + 1,
        })
        .collect();
    let merged = collapse(&mut blocks);
    let longest = blocks.iter().map(|block| block.statements).max();
    let mut connections: Vec<Connection> = (0..30).map(connection).collect();
    let acked = receive(&mut connections, 6_000);
    println!("{merged} {longest:?} {acked} {:?}", connections.iter().map(|connection| connection.lost.len()).max());
}
