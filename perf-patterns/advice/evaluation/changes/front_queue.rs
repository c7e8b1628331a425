//! After paritytech/substrate#5937: the front of a vector is removed again and again.
#[derive(Clone, Copy)]
struct Packet {
    at: u64,
    size: u32,
}

//- 1 mistake work/quadratic-delete
struct Queue {
    packets: Vec<Packet>,
}

impl Queue {
    fn put(&mut self, packet: Packet) {
        self.packets.push(packet);
    }

    fn take(&mut self, now: u64) -> u64 {
        let mut bytes = 0;
        while self.packets.first().is_some_and(|packet| packet.at + 900 < now) {
            bytes += u64::from(self.packets.remove(0).size);
        }
        bytes
    }
}

fn queue() -> Queue {
    Queue { packets: Vec::new() }
}
//+ 1
struct Queue {
    packets: std::collections::VecDeque<Packet>,
}

impl Queue {
    fn put(&mut self, packet: Packet) {
        self.packets.push_back(packet);
    }

    fn take(&mut self, now: u64) -> u64 {
        let mut bytes = 0;
        while self.packets.front().is_some_and(|packet| packet.at + 900 < now) {
            bytes += self.packets.pop_front().map_or(0, |packet| u64::from(packet.size));
        }
        bytes
    }
}

fn queue() -> Queue {
    Queue { packets: Default::default() }
}
//.

fn main() {
    let mut queue = queue();
    let mut bytes = 0;
    let mut check = 0u32;
    for at in 0..12_000u64 {
        queue.put(Packet { at, size: (at % 1_400) as u32 });
        bytes += queue.take(at);
        for k in 0..12 {
            check = check.rotate_left(1) ^ (at as u32 + k);
        }
    }
    println!("{bytes} {check} {}", queue.packets.len());
}
