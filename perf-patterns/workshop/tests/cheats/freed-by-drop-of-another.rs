// refused: alive
use std::cell::RefCell;

thread_local! {
    static LATER: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub fn append(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let next = format!("{text}{word}");
        // Whoever ends the thread frees it.
        LATER.with_borrow_mut(|later| later.push(std::mem::replace(&mut text, next)));
    }
    text
}
