//! Puts packets together: room is reserved to the byte for each piece; or once, for all of them.
#[derive(Default)]
struct Stream {
    bytes: Vec<u8>,
    pieces: u32,
}

impl Stream {
    //- 1 mistake preallocation/reserve-exact-trap
    fn piece(&mut self, piece: &[u8]) {
        self.bytes.reserve_exact(piece.len());
        self.bytes.extend_from_slice(piece);
        self.pieces += 1;
    }
    //+ 1
    fn piece(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
        self.pieces += 1;
    }
    //.
}

//- 2 lookalike preallocation/reserve-exact-trap|preallocation/vec-capacity
fn framed(pieces: &[&[u8]]) -> Vec<u8> {
    let mut frame = Vec::new();
    frame.reserve_exact(2 + pieces.iter().map(|piece| piece.len()).sum::<usize>());
    frame.extend_from_slice(&(pieces.len() as u16).to_be_bytes());
    for piece in pieces {
        frame.extend_from_slice(piece);
    }
    frame
}
//+ 2
fn framed(pieces: &[&[u8]]) -> Vec<u8> {
    let mut frame = Vec::new();
    frame.reserve(2 + pieces.iter().map(|piece| piece.len()).sum::<usize>());
    frame.extend_from_slice(&(pieces.len() as u16).to_be_bytes());
    for piece in pieces {
        frame.extend_from_slice(piece);
    }
    frame
}
//.

fn main() {
    let noise: Vec<u8> = (0..4_000_u32).map(|n| (n * n >> 3) as u8).collect();
    let mut stream = Stream::default();
    for at in 0..3_000 {
        stream.piece(&noise[at..at + at % 9]);
    }
    let mut frames = Vec::new();
    for chunk in noise.chunks(40) {
        let pieces: Vec<&[u8]> = chunk.chunks(8).collect();
        frames.push(framed(&pieces));
    }
    let sum: u64 = stream.bytes.iter().chain(frames.iter().flatten()).map(|byte| u64::from(*byte)).sum();
    println!("{sum} {} {}", stream.pieces, frames.len());
}
