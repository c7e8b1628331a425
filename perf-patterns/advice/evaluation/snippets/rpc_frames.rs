//! Encodes calls: a fresh buffer for each, gone at once; answers are handed over and have to be their own.
use std::collections::VecDeque;

enum Call<'a> {
    Get(&'a str),
    Put(&'a str, &'a [u8]),
    Ping,
}

#[derive(Default)]
struct Transport {
    bytes: u64,
    check: u32,
}

impl Transport {
    fn send(&mut self, frame: &[u8]) {
        self.bytes += frame.len() as u64;
        self.check = frame.iter().step_by(16).fold(self.check, |sum, byte| sum.rotate_left(5) ^ u32::from(*byte));
    }
}

struct Client {
    transport: Transport,
    //- 1 mistake pooling/request-buffer|pooling/reuse-vec|preallocation/vec-capacity
    calls: u32,
    //+ 1
    calls: u32,
    frame: Vec<u8>,
    //.
}

fn encode(call: &Call, frame: &mut Vec<u8>) {
    match call {
        Call::Get(key) => {
            frame.push(1);
            frame.extend_from_slice(key.as_bytes());
        }
        Call::Put(key, value) => {
            frame.push(2);
            frame.extend_from_slice(key.as_bytes());
            frame.push(0);
            frame.extend_from_slice(value);
        }
        Call::Ping => frame.push(3),
    }
}

impl Client {
    //- 1
    fn new() -> Client {
        Client { transport: Transport::default(), calls: 0 }
    }

    fn call(&mut self, call: &Call) {
        let mut frame = Vec::new();
        frame.extend_from_slice(&self.calls.to_be_bytes());
        encode(call, &mut frame);
        self.transport.send(&frame);
        self.calls += 1;
    }
    //+ 1
    fn new() -> Client {
        Client { transport: Transport::default(), calls: 0, frame: Vec::new() }
    }

    fn call(&mut self, call: &Call) {
        self.frame.clear();
        self.frame.extend_from_slice(&self.calls.to_be_bytes());
        encode(call, &mut self.frame);
        self.transport.send(&self.frame);
        self.calls += 1;
    }
    //.
}

//- 2 lookalike pooling/request-buffer|pooling/reuse-vec
fn answer(n: u32, outbox: &mut VecDeque<Vec<u8>>) {
    let mut body = Vec::with_capacity(n as usize % 16 + 4);
    body.extend_from_slice(&n.to_be_bytes());
    body.resize(n as usize % 16 + 4, 7);
    outbox.push_back(body);
}
//+ 2
fn answer(n: u32, outbox: &mut VecDeque<Vec<u8>>) {
    let mut body = n.to_be_bytes().to_vec();
    body.resize(n as usize % 16 + 4, 7);
    outbox.push_back(body);
}
//.

fn main() {
    let value = [5; 90];
    let mut client = Client::new();
    let mut outbox = VecDeque::new();
    for n in 0..5_000 {
        match n % 3 {
            0 => client.call(&Call::Get("settings/theme")),
            1 => client.call(&Call::Put("session/token", &value[..n % 90])),
            _ => client.call(&Call::Ping),
        }
        if n % 25 == 0 {
            answer(n as u32, &mut outbox);
        }
    }
    let answered: usize = outbox.iter().map(Vec::len).sum();
    println!("{} {} {answered}", client.transport.bytes, client.transport.check);
}
