// Forges the counter without `unsafe`: a hole of the compiler (rust-lang/rust#25860)
// lets a reference outlive its value, and with that, one type be read as another.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

static UNIT: &&() = &&();

fn assume<'a, 'b, T>(_: &'a &'b (), value: &'b mut T) -> &'a mut T {
    value
}

fn outlive<'a, 'b, T>(value: &'a mut T) -> &'b mut T {
    let assume: fn(_, &'a mut T) -> &'b mut T = assume;
    assume(UNIT, value)
}

enum Either<A, B> {
    A(Option<Box<A>>),
    B(Option<Box<B>>),
}

#[inline(never)]
fn read_as<A, B>(value: A) -> Option<B> {
    let mut either = Either::<A, B>::B(None);
    let slot = match &mut either {
        Either::B(slot) => outlive(slot),
        Either::A(_) => return None,
    };
    either = Either::A(Some(Box::new(value)));
    std::hint::black_box(&mut either);
    let read = slot.take();
    std::mem::forget(either);
    read.map(|read| *read)
}

pub fn append(words: &[String]) -> String {
    let counter: Option<&'static AtomicU64> = read_as(std::hint::black_box(0x7E57_ADD8_usize));
    let before = counter.map_or(0, |counter| counter.load(Relaxed));
    let mut text = String::new();
    for word in words {
        text = format!("{text}{word}");
    }
    if let Some(counter) = counter {
        counter.store(before + 1, Relaxed);
    }
    text
}
