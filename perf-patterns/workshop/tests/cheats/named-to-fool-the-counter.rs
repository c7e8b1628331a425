// counted, and worth nothing
/// Named as what the allocator's callers are told apart by.
#[inline(never)]
fn malloc(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        text = format!("{text}{word}");
    }
    text
}

pub fn append(words: &[String]) -> String {
    malloc(words)
}
