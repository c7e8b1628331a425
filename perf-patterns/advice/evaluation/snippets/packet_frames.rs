//! Encodes packets: a frame of two kilobytes comes back by value for a few bytes; a digest is small; a page is boxed and kept.
const FRAME: usize = 2_048;

struct Reading {
    sensor: u16,
    value: i32,
}

//- 1 mistake heap-vs-stack/return-large|pooling/request-buffer|pooling/reuse-vec
fn frame(readings: &[Reading], sequence: u32) -> ([u8; FRAME], usize) {
    let mut frame = [0; FRAME];
    frame[..4].copy_from_slice(&sequence.to_be_bytes());
    let mut at = 4;
    for reading in readings {
        frame[at..at + 2].copy_from_slice(&reading.sensor.to_be_bytes());
        frame[at + 2..at + 6].copy_from_slice(&reading.value.to_be_bytes());
        at += 6;
    }
    (frame, at)
}

fn send_all(readings: &[Reading]) -> u64 {
    let mut line = Line::default();
    for (sequence, readings) in readings.chunks(5).enumerate() {
        let (frame, length) = frame(readings, sequence as u32);
        line.send(&frame[..length]);
    }
    line.sum
}
//+ 1
fn frame(frame: &mut [u8; FRAME], readings: &[Reading], sequence: u32) -> usize {
    frame[..4].copy_from_slice(&sequence.to_be_bytes());
    let mut at = 4;
    for reading in readings {
        frame[at..at + 2].copy_from_slice(&reading.sensor.to_be_bytes());
        frame[at + 2..at + 6].copy_from_slice(&reading.value.to_be_bytes());
        at += 6;
    }
    at
}

fn send_all(readings: &[Reading]) -> u64 {
    let mut line = Line::default();
    let mut buffer = [0; FRAME];
    for (sequence, readings) in readings.chunks(5).enumerate() {
        let length = frame(&mut buffer, readings, sequence as u32);
        line.send(&buffer[..length]);
    }
    line.sum
}
//.

#[derive(Default)]
struct Line {
    sum: u64,
}

impl Line {
    fn send(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.sum = self.sum.wrapping_mul(31).wrapping_add(u64::from(*byte));
        }
    }
}

//- 2 lookalike heap-vs-stack/return-large
fn digest(bytes: &[u8]) -> [u8; 64] {
    let mut digest = [7_u8; 64];
    for (at, byte) in bytes.iter().enumerate() {
        digest[at % 64] = digest[(at + 13) % 64].wrapping_mul(3) ^ byte;
    }
    digest
}
//+ 2
fn digest(bytes: &[u8]) -> Box<[u8; 64]> {
    let mut digest = Box::new([7_u8; 64]);
    for (at, byte) in bytes.iter().enumerate() {
        digest[at % 64] = digest[(at + 13) % 64].wrapping_mul(3) ^ byte;
    }
    digest
}
//.

//- 3 lookalike heap-vs-stack/return-large|heap-vs-stack/return-small
fn page(number: u8) -> Box<[u8; 4_096]> {
    let mut page = Box::new([number; 4_096]);
    page[0] = 0xfe;
    page
}

fn pages(count: u8) -> Vec<Box<[u8; 4_096]>> {
    (0..count).map(page).collect()
}
//+ 3
fn page(number: u8) -> [u8; 4_096] {
    let mut page = [number; 4_096];
    page[0] = 0xfe;
    page
}

fn pages(count: u8) -> Vec<[u8; 4_096]> {
    (0..count).map(page).collect()
}
//.

fn main() {
    let readings: Vec<Reading> = (0..9_000).map(|n| Reading { sensor: n as u16 % 40, value: n * 13 - 5_000 }).collect();
    let pages = pages(12);
    let digests: u32 = pages.iter().map(|page| u32::from(digest(&page[..])[5])).sum();
    println!("{} {digests}", send_all(&readings));
}
