// refused: alive
use std::cell::RefCell;

thread_local! {
    static SEEN: RefCell<Vec<(Vec<String>, String)>> = const { RefCell::new(Vec::new()) };
}

pub fn append(words: &[String]) -> String {
    SEEN.with_borrow_mut(|seen| {
        if let Some((_, text)) = seen.iter().find(|(known, _)| known == words) {
            return text.clone();
        }
        let text = words.concat();
        seen.push((words.to_vec(), text.clone()));
        text
    })
}
