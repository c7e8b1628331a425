//! Puts sentences together: one accumulator is rebuilt with each word, another is appended to.
struct Words {
    at: usize,
}

impl Iterator for Words {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        self.at += 1;
        Some(["the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog"][self.at * 5 % 9])
    }
}

//- 1 mistake string-building/append
fn chapter(words: usize) -> String {
    let mut text = String::new();
    for word in (Words { at: 0 }).take(words) {
        text = text + " " + word;
        if text.len() % 11 == 0 {
            text = format!("{text}.");
        }
    }
    text
}
//+ 1
fn chapter(words: usize) -> String {
    let mut text = String::new();
    for word in (Words { at: 0 }).take(words) {
        text.push(' ');
        text.push_str(word);
        if text.len() % 11 == 0 {
            text.push('.');
        }
    }
    text
}
//.

//- 2 lookalike string-building/append
fn titles(words: usize) -> Vec<String> {
    let mut titles = Vec::new();
    let mut title = String::new();
    for (at, word) in (Words { at: 3 }).take(words).enumerate() {
        title += word;
        if at % 4 == 3 {
            titles.push(format!("{title}!"));
            title.clear();
        }
    }
    titles
}
//+ 2
fn titles(words: usize) -> Vec<String> {
    let mut titles = Vec::new();
    let mut title = String::new();
    for (at, word) in (Words { at: 3 }).take(words).enumerate() {
        title.push_str(word);
        if at % 4 == 3 {
            title.push('!');
            titles.push(title.clone());
            title.clear();
        }
    }
    titles
}
//.

fn main() {
    let text = chapter(1_500);
    let titles = titles(9_000);
    let longest = titles.iter().map(String::len).max();
    let vowels = text.bytes().filter(|byte| b"aeiou".contains(byte)).count();
    println!("{} {vowels} {longest:?} {}", text.len(), titles.len());
}
