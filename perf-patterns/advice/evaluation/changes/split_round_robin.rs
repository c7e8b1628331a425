//! After uutils/coreutils#14790 and #10695: the buffer of a line, or of a chunk, outlives its turn of the loop.
use std::io::{self, BufRead, Read};

struct Sinks {
    bytes: [u64; 4],
    check: [u32; 4],
}

impl Sinks {
    fn put(&mut self, at: usize, piece: &[u8]) {
        self.bytes[at] += piece.len() as u64;
        if let (Some(first), Some(last)) = (piece.first(), piece.last()) {
            self.check[at] = self.check[at].rotate_left(3) ^ u32::from(*first) ^ u32::from(*last) << 8;
        }
    }
}

//- 1 mistake pooling/read-lines|pooling/reuse-vec|pooling/request-buffer
fn round_robin(mut from: impl BufRead, sinks: &mut Sinks) -> io::Result<()> {
    for turn in 0.. {
        let mut line = Vec::new();
        if from.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        sinks.put(turn % 4, &line);
    }
    Ok(())
}
//+ 1
fn round_robin(mut from: impl BufRead, sinks: &mut Sinks) -> io::Result<()> {
    let mut line = Vec::new();
    for turn in 0.. {
        line.clear();
        if from.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        sinks.put(turn % 4, &line);
    }
    Ok(())
}
//.

//- 2 mistake pooling/reuse-vec|pooling/request-buffer|pooling/big-buffer
fn chunks(mut from: impl Read, size: u64, sinks: &mut Sinks) -> io::Result<()> {
    for turn in 0.. {
        let mut chunk = Vec::new();
        if from.by_ref().take(size).read_to_end(&mut chunk)? == 0 {
            break;
        }
        sinks.put(turn % 4, &chunk);
    }
    Ok(())
}
//+ 2
fn chunks(mut from: impl Read, size: u64, sinks: &mut Sinks) -> io::Result<()> {
    let mut chunk = Vec::new();
    for turn in 0.. {
        chunk.clear();
        if from.by_ref().take(size).read_to_end(&mut chunk)? == 0 {
            break;
        }
        sinks.put(turn % 4, &chunk);
    }
    Ok(())
}
//.

fn main() -> io::Result<()> {
    let mut text = Vec::new();
    for n in 0..6_000_usize {
        text.extend_from_slice(&b"the quick brown fox jumps over the lazy dog"[..n % 43]);
        text.push(b'\n');
    }
    let mut sinks = Sinks { bytes: [0; 4], check: [0; 4] };
    round_robin(&text[..], &mut sinks)?;
    for size in [100, 250] {
        chunks(&text[..], size, &mut sinks)?;
    }
    println!("{:?} {:?}", sinks.bytes, sinks.check);
    Ok(())
}
