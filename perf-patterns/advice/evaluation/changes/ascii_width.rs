//! After apache/arrow-rs#10334: the length in characters, where nearly all text is ASCII.
struct Column {
    text: String,
    ends: Vec<usize>,
}

fn column(rows: usize) -> Column {
    let mut text = String::new();
    let mut ends = Vec::with_capacity(rows);
    for row in 0..rows {
        text.push_str(if row % 90 == 0 { "naïve entry" } else { "a value in a plain column of text" });
        ends.push(text.len());
    }
    Column { text, ends }
}

impl Column {
    fn rows(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let row = &self.text[start..*end];
            start = *end;
            row
        })
    }
}

//- 1 mistake loops/bytes-not-chars|work/fast-path
fn left(column: &Column, count: usize) -> Vec<usize> {
    column.rows().map(|row| row.char_indices().nth(count).map_or(row.len(), |(at, _)| at)).collect()
}
//+ 1
fn left(column: &Column, count: usize) -> Vec<usize> {
    column
        .rows()
        .map(|row| {
            if row.is_ascii() {
                count.min(row.len())
            } else {
                row.char_indices().nth(count).map_or(row.len(), |(at, _)| at)
            }
        })
        .collect()
}
//.

fn main() {
    let column = column(6_000);
    let cut = left(&column, 25);
    let sum: usize = cut.iter().sum();
    let hash = column.text.bytes().fold(0u32, |hash, byte| hash.rotate_left(5) ^ u32::from(byte));
    println!("{sum} {hash}");
}
