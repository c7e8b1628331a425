//! Results with room for the worst case, and one buffer whose room is used.
use std::hint::black_box;

struct Measurement {
    channel: u8,
    level: u32,
}

fn measure(n: u32) -> Vec<Measurement> {
    (0..n).map(|at| Measurement { channel: (at % 32) as u8, level: at.wrapping_mul(2_654_435_761) >> 18 }).collect()
}

//- 1 mistake preallocation/overshoot
fn alarms(all: &[Measurement], limit: u32) -> Vec<(u8, u32)> {
    let mut alarms = Vec::with_capacity(all.len());
    alarms.extend(all.iter().filter(|one| one.level > limit).map(|one| (one.channel, one.level)));
    alarms
}
//+ 1
fn alarms(all: &[Measurement], limit: u32) -> Vec<(u8, u32)> {
    let mut alarms = Vec::new();
    alarms.extend(all.iter().filter(|one| one.level > limit).map(|one| (one.channel, one.level)));
    alarms
}
//.

//- 2 lookalike preallocation/overshoot
fn scaled(all: &[Measurement]) -> Vec<u64> {
    let mut scaled = Vec::with_capacity(all.len());
    for one in all {
        if one.channel < 31 {
            scaled.push(u64::from(one.level) * 3 / 2);
        }
    }
    scaled
}
//+ 2
fn scaled(all: &[Measurement]) -> Vec<u64> {
    let mut scaled = Vec::new();
    for one in all {
        if one.channel < 31 {
            scaled.push(u64::from(one.level) * 3 / 2);
        }
    }
    scaled
}
//.

fn main() {
    let all = measure(20_000);
    let lists: Vec<_> = (0..12).map(|n| alarms(&all, black_box(16_300 + n))).collect();
    let scaled = scaled(&all);
    let count: usize = lists.iter().map(Vec::len).sum();
    println!("{count} {}", scaled.iter().sum::<u64>());
}
