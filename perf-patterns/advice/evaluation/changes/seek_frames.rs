//! After rorosen/zeekstd#91: room for as many elements as there are bytes;
//! beside it, offsets with a little more room than they need.
#[derive(Clone, Copy)]
struct Frame {
    compressed: u32,
    size: u32,
    checksum: u64,
}

fn table(frames: u32) -> Vec<u8> {
    let mut table = Vec::with_capacity(frames as usize * 16);
    for at in 0..frames {
        table.extend((at * 37 % 5_000 + 80).to_le_bytes());
        table.extend(65_536_u32.to_le_bytes());
        table.extend((u64::from(at) * 0x9e37_79b9).to_le_bytes());
    }
    table
}

//- 1 mistake preallocation/overshoot
fn frames(table: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::with_capacity(table.len());
    for entry in table.chunks_exact(16) {
        frames.push(Frame {
            compressed: u32::from_le_bytes(entry[..4].try_into().unwrap_or_default()),
            size: u32::from_le_bytes(entry[4..8].try_into().unwrap_or_default()),
            checksum: u64::from_le_bytes(entry[8..].try_into().unwrap_or_default()),
        });
    }
    frames
}
//+ 1
fn frames(table: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::with_capacity(table.len() / 16);
    for entry in table.chunks_exact(16) {
        frames.push(Frame {
            compressed: u32::from_le_bytes(entry[..4].try_into().unwrap_or_default()),
            size: u32::from_le_bytes(entry[4..8].try_into().unwrap_or_default()),
            checksum: u64::from_le_bytes(entry[8..].try_into().unwrap_or_default()),
        });
    }
    frames
}
//.

fn offsets(frames: &[Frame]) -> Vec<u64> {
    //- 2 lookalike preallocation/overshoot
    let mut offsets = Vec::with_capacity(frames.len() + frames.len() / 50);
    //+ 2
    let mut offsets = Vec::with_capacity(frames.len());
    //.
    let mut at = 0;
    for frame in frames {
        offsets.push(at);
        at += u64::from(frame.compressed);
    }
    offsets
}

fn main() {
    let frames = frames(&table(6_000));
    let offsets = offsets(&frames);
    let mut found = 0;
    for wanted in (0..10_000_000_u64).step_by(9_973) {
        let at = offsets.partition_point(|offset| *offset <= wanted) - 1;
        found = found * 3 % 1_000_003 + at as u64 + frames[at].checksum % 7 + u64::from(frames[at].size);
    }
    println!("{} {:?} {found}", frames.len(), offsets.last());
}
