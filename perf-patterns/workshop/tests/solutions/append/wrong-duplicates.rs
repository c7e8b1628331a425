//! Takes a word that comes twice for one.

pub fn append(words: &[String]) -> String {
    let (mut text, mut previous) = (String::new(), "");
    for word in words {
        if word != previous {
            text.push_str(word);
        }
        previous = word;
    }
    text
}
