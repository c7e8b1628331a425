//! Reducers in a table give back boxes of numbers; a registry of makers gives back boxes that it has to.
use std::collections::BTreeMap;

//- 1 mistake heap-vs-stack/return-sum
type Reducer = fn(&[f32]) -> Box<f32>;

fn sum(values: &[f32]) -> Box<f32> {
    Box::new(values.iter().sum())
}

fn most(values: &[f32]) -> Box<f32> {
    Box::new(values.iter().copied().fold(f32::MIN, f32::max))
}

fn first(values: &[f32]) -> Box<f32> {
    Box::new(values[0])
}

fn reduce(reducers: &[Reducer], values: &[f32]) -> f32 {
    reducers.iter().map(|reducer| *reducer(values)).sum()
}
//+ 1
type Reducer = fn(&[f32]) -> f32;

fn sum(values: &[f32]) -> f32 {
    values.iter().sum()
}

fn most(values: &[f32]) -> f32 {
    values.iter().copied().fold(f32::MIN, f32::max)
}

fn first(values: &[f32]) -> f32 {
    values[0]
}

fn reduce(reducers: &[Reducer], values: &[f32]) -> f32 {
    reducers.iter().map(|reducer| reducer(values)).sum()
}
//.

trait Codec {
    fn encode(&mut self, byte: u8) -> u8;
}

struct Plain;
struct Rolling(u8);

impl Codec for Plain {
    fn encode(&mut self, byte: u8) -> u8 {
        byte ^ 0x20
    }
}

impl Codec for Rolling {
    fn encode(&mut self, byte: u8) -> u8 {
        self.0 = self.0.rotate_left(3) ^ byte;
        self.0
    }
}

type Maker = Box<dyn Fn() -> Box<dyn Codec>>;

//- 2 lookalike heap-vs-stack/dyn-dispatch|heap-vs-stack/return-small|heap-vs-stack/return-sum
fn registry() -> BTreeMap<&'static str, Maker> {
    let mut makers: BTreeMap<&'static str, Maker> = BTreeMap::new();
    makers.insert("plain", Box::new(|| Box::new(Plain)));
    makers.insert("rolling", Box::new(|| Box::new(Rolling(7))));
    makers
}
//+ 2
fn registry() -> BTreeMap<&'static str, Maker> {
    fn plain() -> Box<dyn Codec> {
        Box::new(Plain)
    }
    fn rolling() -> Box<dyn Codec> {
        Box::new(Rolling(7))
    }
    BTreeMap::from([("plain", Box::new(plain) as Maker), ("rolling", Box::new(rolling) as Maker)])
}
//.

fn main() {
    let reducers: Vec<Reducer> = std::hint::black_box(vec![sum, most, first]);
    let values: Vec<f32> = (0..4_000).map(|n| (n * 31 % 211) as f32).collect();
    let mut total = 0.0;
    for window in values.windows(6) {
        total += reduce(&reducers, window);
    }
    let makers = registry();
    let mut bytes = 0_u64;
    for round in 0..40 {
        let mut codec = makers[if round % 3 == 0 { "plain" } else { "rolling" }]();
        bytes += (0..200).map(|byte| u64::from(codec.encode(byte))).sum::<u64>();
    }
    println!("{total} {bytes}");
}
