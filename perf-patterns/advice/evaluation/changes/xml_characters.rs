//! After netvl/xml-rs#89: the lexer makes a buffer for each character that it decodes.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Reader<'_> {
    //- 1 mistake pooling/reuse-vec|heap-vs-stack/inline-vec|pooling/request-buffer|loops/bytes-not-chars
    fn character(&mut self) -> Option<char> {
        let mut buffer = Vec::with_capacity(4);
        loop {
            buffer.push(*self.bytes.get(self.at)?);
            self.at += 1;
            if let Ok(text) = std::str::from_utf8(&buffer) {
                return text.chars().next();
            }
            if buffer.len() == 4 {
                return Some(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    //+ 1
    fn character(&mut self) -> Option<char> {
        let mut buffer = [0; 4];
        let mut length = 0;
        loop {
            buffer[length] = *self.bytes.get(self.at)?;
            length += 1;
            self.at += 1;
            if let Ok(text) = std::str::from_utf8(&buffer[..length]) {
                return text.chars().next();
            }
            if length == 4 {
                return Some(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    //.

    fn name(&mut self) -> (String, char) {
        //- 2 lookalike pooling/reuse-vec|preallocation/vec-capacity|string-building/append
        let mut name = String::new();
        while let Some(next) = self.character() {
            if !next.is_alphanumeric() {
                return (name, next);
            }
            name.push(next);
        }
        (name, '>')
        //+ 2
        let mut name = String::with_capacity(8);
        while let Some(next) = self.character() {
            if !next.is_alphanumeric() {
                return (name, next);
            }
            name.push(next);
        }
        (name, '>')
        //.
    }
}

#[derive(Default, Debug)]
struct Summary {
    opened: u32,
    closed: u32,
    letters: u32,
    lines: u32,
    longest: String,
}

fn summary(text: &str) -> Summary {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0, line: 1 };
    let mut summary = Summary::default();
    while let Some(character) = reader.character() {
        match character {
            '<' => {
                let (name, after) = reader.name();
                if after == '/' {
                    summary.closed += 1;
                } else {
                    summary.opened += 1;
                }
                if name.len() > summary.longest.len() {
                    summary.longest = name;
                }
            }
            '\n' => reader.line += 1,
            other => summary.letters += u32::from(other.is_alphabetic()),
        }
    }
    summary.lines = reader.line;
    summary
}

fn main() {
    let text = "<catalogue>\n  <book><title>Über die Grenzen</title>\n  <author>É. Zola</author></book>\n</catalogue>\n".repeat(120);
    println!("{:?}", summary(&text));
}
