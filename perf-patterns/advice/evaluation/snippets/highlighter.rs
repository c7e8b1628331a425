//! Colours source text: the scanner asks each character for its class; comments in other scripts are decoded by right.
#[derive(PartialEq, Clone, Copy, Debug)]
enum Class {
    Word,
    Number,
    Space,
    Other,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

//- 1 mistake loops/bytes-not-chars|work/fast-path
impl Scanner<'_> {
    fn class(&self) -> Option<Class> {
        let c = self.text[self.at..].chars().next()?;
        Some(match c {
            c if c.is_alphabetic() || c == '_' => Class::Word,
            c if c.is_numeric() => Class::Number,
            c if c.is_whitespace() => Class::Space,
            _ => Class::Other,
        })
    }

    fn token(&mut self) -> Option<Class> {
        let class = self.class()?;
        while self.class() == Some(class) {
            self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        }
        Some(class)
    }
}
//+ 1
impl Scanner<'_> {
    fn class(&self) -> Option<Class> {
        let byte = *self.text.as_bytes().get(self.at)?;
        if byte.is_ascii() {
            return Some(match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => Class::Word,
                b'0'..=b'9' => Class::Number,
                b' ' | b'\t'..=b'\r' => Class::Space,
                _ => Class::Other,
            });
        }
        let c = self.text[self.at..].chars().next()?;
        Some(match c {
            c if c.is_alphabetic() => Class::Word,
            c if c.is_numeric() => Class::Number,
            c if c.is_whitespace() => Class::Space,
            _ => Class::Other,
        })
    }

    fn token(&mut self) -> Option<Class> {
        let class = self.class()?;
        while self.class() == Some(class) {
            let byte = self.text.as_bytes()[self.at];
            self.at += if byte.is_ascii() { 1 } else { self.text[self.at..].chars().next().map_or(0, char::len_utf8) };
        }
        Some(class)
    }
}
//.

//- 2 lookalike loops/bytes-not-chars|work/fast-path
fn vowels(comments: &[String]) -> usize {
    comments.iter().map(|comment| comment.chars().filter(|c| matches!(c, 'а' | 'е' | 'и' | 'о' | 'у')).count()).sum()
}
//+ 2
fn vowels(comments: &[String]) -> usize {
    let one = |comment: &String| {
        if comment.is_ascii() {
            return 0;
        }
        comment.chars().filter(|c| matches!(c, 'а' | 'е' | 'и' | 'о' | 'у')).count()
    };
    comments.iter().map(one).sum()
}
//.

fn main() {
    //- 3 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let text: String = (0..700).map(|n| format!("let value_{n} = call(argument, {n}); // ok\n")).collect();
    //+ 3
    use std::fmt::Write;
    let mut text = String::new();
    for n in 0..700 {
        let _ = write!(text, "let value_{n} = call(argument, {n}); // ok\n");
    }
    //.
    let comments: Vec<String> = (0..200).map(|n| format!("здесь считается сумма {n}")).collect();
    let mut scanner = Scanner { text: &text, at: 0 };
    let mut counts = [0_u32; 4];
    while let Some(class) = scanner.token() {
        counts[class as usize] += 1;
    }
    println!("{counts:?} {}", vowels(&comments));
}
