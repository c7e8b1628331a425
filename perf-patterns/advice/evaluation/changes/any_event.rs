//! After ruma/ruma#1408: variants that are seldom used and large are boxed.
use std::collections::VecDeque;

#[derive(Clone)]
struct Encrypted {
    ciphertext: [u64; 20],
    session: [u64; 4],
    device: [u64; 4],
}

//- 1 mistake heap-vs-stack/large-enum
#[derive(Clone)]
enum Event {
    Message(u32, u32),
    Reaction(u32),
    Encrypted(Encrypted),
}

fn encrypted(n: u64) -> Event {
    Event::Encrypted(Encrypted { ciphertext: [n; 20], session: [n * 3; 4], device: [n ^ 9; 4] })
}
//+ 1
#[derive(Clone)]
enum Event {
    Message(u32, u32),
    Reaction(u32),
    Encrypted(Box<Encrypted>),
}

fn encrypted(n: u64) -> Event {
    Event::Encrypted(Box::new(Encrypted { ciphertext: [n; 20], session: [n * 3; 4], device: [n ^ 9; 4] }))
}
//.

fn timeline(n: u64) -> VecDeque<Event> {
    let mut events = VecDeque::new();
    for at in 0..n {
        events.push_back(match at % 120 {
            0 => encrypted(at),
            1..=30 => Event::Reaction(at as u32),
            _ => Event::Message(at as u32, (at * 7) as u32),
        });
    }
    events
}

fn main() {
    let mut events = timeline(5_000);
    let mut sum = 0_u64;
    for _ in 0..3 {
        events.rotate_left(17);
        for event in &events {
            sum = sum.wrapping_add(match event {
                Event::Message(room, text) => u64::from(room ^ text),
                Event::Reaction(to) => u64::from(*to),
                Event::Encrypted(event) => event.ciphertext[3] + event.session[0] + event.device[1],
            });
        }
    }
    println!("{sum} {}", events.len());
}
