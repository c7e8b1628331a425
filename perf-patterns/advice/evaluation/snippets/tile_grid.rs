//! A map of tiles from text: the nth character of a line, again and again; and a legend in which none is ASCII.
struct Map {
    lines: Vec<String>,
    legend: Vec<String>,
}

impl Map {
    //- 1 mistake loops/bytes-not-chars
    fn at(&self, x: usize, y: usize) -> Option<char> {
        self.lines.get(y)?.chars().nth(x)
    }
    //+ 1
    fn at(&self, x: usize, y: usize) -> Option<char> {
        self.lines.get(y)?.as_bytes().get(x).map(|byte| char::from(*byte))
    }
    //.

    fn open(&self, x: usize, y: usize) -> bool {
        matches!(self.at(x, y), Some('.' | '+'))
    }

    //- 2 lookalike loops/bytes-not-chars|work/fast-path
    fn symbols(&self) -> usize {
        let mut symbols = 0;
        for text in &self.legend {
            for c in text.chars() {
                if c.is_alphabetic() {
                    symbols += c.len_utf8();
                }
            }
        }
        symbols
    }
    //+ 2
    fn symbols(&self) -> usize {
        let mut symbols = 0;
        for text in &self.legend {
            if text.is_ascii() {
                symbols += text.bytes().filter(u8::is_ascii_alphabetic).count();
                continue;
            }
            for c in text.chars() {
                if c.is_alphabetic() {
                    symbols += c.len_utf8();
                }
            }
        }
        symbols
    }
    //.
}

fn main() {
    let lines = (0..50)
        .map(|y| (0..60).map(|x| if (x * 7 + y * 3) % 5 == 0 { '#' } else if x % 9 == 0 { '+' } else { '.' }).collect())
        .collect();
    let legend = (0..900).map(|n| format!("стена§{}дверь", "≈".repeat(n % 30))).collect();
    let map = Map { lines, legend };
    let mut reachable = 0;
    for y in 1..49 {
        for x in 1..59 {
            if map.open(x, y) && (map.open(x - 1, y) || map.open(x, y - 1) || map.open(x + 1, y)) {
                reachable += 1;
            }
        }
    }
    let symbols: usize = (0..4).map(|_| map.symbols()).sum();
    println!("{reachable} {symbols}");
}
