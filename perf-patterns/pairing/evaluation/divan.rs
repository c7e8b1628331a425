//! Searches in memory, for comparing memchr with itself under divan.

use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn text(length: usize) -> Vec<u8> {
    (0..length).map(|i| b'a' + (i * i % 23) as u8).collect()
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn one_byte(bencher: Bencher, length: usize) {
    let text = text(length);
    bencher.bench(|| memchr::memchr(b'z', black_box(&text)));
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn two_bytes_backwards(bencher: Bencher, length: usize) {
    let text = text(length);
    bencher.bench(|| memchr::memrchr2(b'y', b'z', black_box(&text)));
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn all_of_a_byte(bencher: Bencher, length: usize) {
    let text = text(length);
    bencher.bench(|| memchr::memchr_iter(b'b', black_box(&text)).count());
}

mod substring {
    use super::*;

    #[divan::bench(args = [1_000, 10_000])]
    fn absent(bencher: Bencher, length: usize) {
        let text = text(length);
        bencher.bench(|| memchr::memmem::find(black_box(&text), b"abcz"));
    }

    #[divan::bench]
    fn finder() -> usize {
        memchr::memmem::Finder::new(black_box("needle")).needle().len()
    }
}
