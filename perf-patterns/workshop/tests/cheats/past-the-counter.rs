// refused: unsafe
use std::alloc::{GlobalAlloc, Layout, System};

pub fn append(words: &[String]) -> String {
    let block = unsafe { System.alloc(Layout::new::<[u64; 8]>()) };
    std::hint::black_box(block);
    words.concat()
}
