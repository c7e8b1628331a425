//! Distances between words: characters are collected for each pair; words in another script need them; a table is a row.
struct Speller {
    words: Vec<String>,
}

//- 1 mistake loops/bytes-not-chars|loops/collect-then-iterate|pooling/reuse-vec
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut row: [usize; 32] = std::array::from_fn(|n| n);
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
//+ 1
fn distance(a: &str, b: &str) -> usize {
    // Words of the list are ASCII, or else nothing is near them.
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut row: [usize; 32] = std::array::from_fn(|n| n);
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
//.

//- 2 lookalike loops/bytes-not-chars|loops/collect-then-iterate
fn mirrored(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    letters.iter().eq(letters.iter().rev())
}
//+ 2
fn mirrored(word: &str) -> bool {
    word.chars().eq(word.chars().rev())
}
//.

impl Speller {
    fn nearest(&self, word: &str) -> (usize, &str) {
        self.words.iter().map(|other| (distance(word, other), other.as_str())).min().unwrap_or((0, ""))
    }
}

fn main() {
    const PARTS: [&str; 7] = ["ka", "lor", "mi", "sten", "du", "ra", "vel"];
    let words = (0..150).map(|n| format!("{}{}{}", PARTS[n % 7], PARTS[n / 7 % 7], PARTS[n / 49])).collect();
    let speller = Speller { words };
    let mut sum = 0;
    for wrong in ["kalormi", "stendra", "velvel", "duramist", "mikalort", "lorsten"] {
        let (distance, word) = speller.nearest(wrong);
        sum += distance * 100 + word.len();
    }
    let mirrors = ["казак", "шалаш", "весна", "топот"].iter().filter(|word| mirrored(word)).count();
    println!("{sum} {mirrors}");
}
