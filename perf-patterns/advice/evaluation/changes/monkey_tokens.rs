//! After gengjiawen/monkey-rust#259: the lexer asks for the nth character again and again;
//! − after rust-lang/rust#91393, where bytes for the two characters ahead were left alone: 2 % of a lexer.
struct Lexer<'a> {
    input: &'a str,
    //- 1 mistake loops/bytes-not-chars
    at: usize,
    //+ 1
    at: usize,
    //.
}

impl<'a> Lexer<'a> {
    //- 1
    fn peek(&self) -> Option<char> {
        self.input.chars().nth(self.at)
    }

    fn step(&mut self) {
        self.at += 1;
    }
    //+ 1
    fn peek(&self) -> Option<char> {
        self.input[self.at..].chars().next()
    }

    fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }
    //.

    fn count(&mut self) -> [u32; 4] {
        let mut counts = [0; 4];
        while let Some(first) = self.peek() {
            self.step();
            let kind = match first {
                'a'..='z' | '_' => {
                    while self.peek().is_some_and(|next| next.is_ascii_alphanumeric() || next == '_') {
                        self.step();
                    }
                    0
                }
                '0'..='9' => {
                    while self.peek().is_some_and(|next| next.is_ascii_digit()) {
                        self.step();
                    }
                    1
                }
                ' ' | '\n' => continue,
                '=' | '!' if self.peek() == Some('=') => {
                    self.step();
                    2
                }
                _ => 3,
            };
            counts[kind] += 1;
        }
        counts
    }
}

//- 2 lookalike loops/bytes-not-chars
fn arrows(source: &str) -> u32 {
    let mut arrows = 0;
    let mut rest = source.chars();
    while let Some(first) = rest.next() {
        arrows += u32::from(first == '-' && rest.clone().next() == Some('>'));
    }
    arrows
}
//+ 2
fn arrows(source: &str) -> u32 {
    let mut arrows = 0;
    let mut rest = source.chars();
    while let Some(first) = rest.next() {
        arrows += u32::from(first == '-' && rest.as_str().as_bytes().first() == Some(&b'>'));
    }
    arrows
}
//.

fn main() {
    let source = "let five = 5;\nlet add = fn(x, y) { x + y };\nif (five != 10) { return add(five, 1) }\n".repeat(16);
    let counts = Lexer { input: &source, at: 0 }.count();
    println!("{counts:?} {}", arrows(&source.replace("=", "->")));
}
