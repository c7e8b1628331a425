//! A queue of events with one rare large kind; another queue where all are of one size.
use std::hint::black_box;

//- 1 mistake heap-vs-stack/large-enum
enum Event {
    Key(u8),
    Click(u16, u16),
    Paste([u8; 480]),
}

fn paste(n: u32) -> Event {
    Event::Paste([n as u8; 480])
}
//+ 1
enum Event {
    Key(u8),
    Click(u16, u16),
    Paste(Box<[u8; 480]>),
}

fn paste(n: u32) -> Event {
    Event::Paste(Box::new([n as u8; 480]))
}
//.

//- 1
fn events(n: u32) -> Vec<Event> {
    let mut events = Vec::with_capacity(n as usize);
    for at in 0..n {
        events.push(match at % 200 {
            0 => paste(at),
            k if k % 2 == 0 => Event::Key(k as u8),
            k => Event::Click(k as u16, at as u16),
        });
    }
    events
}
//+ 1
fn events(n: u32) -> Vec<Event> {
    let mut events = Vec::with_capacity(n as usize);
    for at in 0..n {
        events.push(match at % 200 {
            0 => paste(at),
            k if k % 2 == 0 => Event::Key(k as u8),
            k => Event::Click(k as u16, at as u16),
        });
    }
    events
}
//.

//- 2 lookalike heap-vs-stack/large-enum
enum Block {
    Data([u8; 256]),
    Hole(u32),
}

fn blocks(n: u32) -> Vec<Block> {
    (0..n).map(|at| if at % 50 == 0 { Block::Hole(at) } else { Block::Data([at as u8; 256]) }).collect()
}
//+ 2
enum Block {
    Data(Box<[u8; 256]>),
    Hole(u32),
}

fn blocks(n: u32) -> Vec<Block> {
    (0..n).map(|at| if at % 50 == 0 { Block::Hole(at) } else { Block::Data(Box::new([at as u8; 256])) }).collect()
}
//.

fn main() {
    let mut sum = 0u64;
    for event in &events(black_box(6_000)) {
        sum += match event {
            Event::Key(key) => u64::from(*key),
            Event::Click(x, y) => u64::from(*x) * u64::from(*y),
            Event::Paste(text) => text.iter().map(|byte| u64::from(*byte)).sum(),
        };
    }
    for block in &blocks(black_box(800)) {
        sum += match block {
            Block::Data(data) => u64::from(data[7]),
            Block::Hole(at) => u64::from(*at),
        };
    }
    println!("{sum}");
}
