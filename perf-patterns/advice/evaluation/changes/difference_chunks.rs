//! After dtolnay/dissimilar#22: a vector that is pushed to becomes one that is collected;
//! − after starkware-libs/cairo-vm#1863, closed: room for a vector that is filled once.
enum Range<'a> {
    Equal(&'a str),
    Insert(&'a str),
    Delete(&'a str),
}

#[derive(PartialEq, Debug)]
struct Chunk<'a> {
    sign: char,
    text: &'a str,
}

//- 1 mistake preallocation/vec-capacity
fn chunks<'a>(ranges: &[Range<'a>]) -> Vec<Chunk<'a>> {
    let mut chunks = Vec::new();
    for range in ranges {
        chunks.push(match range {
            Range::Equal(text) => Chunk { sign: ' ', text },
            Range::Insert(text) => Chunk { sign: '+', text },
            Range::Delete(text) => Chunk { sign: '-', text },
        });
    }
    chunks
}
//+ 1
fn chunks<'a>(ranges: &[Range<'a>]) -> Vec<Chunk<'a>> {
    ranges
        .iter()
        .map(|range| match range {
            Range::Equal(text) => Chunk { sign: ' ', text },
            Range::Insert(text) => Chunk { sign: '+', text },
            Range::Delete(text) => Chunk { sign: '-', text },
        })
        .collect()
}
//.

//- 2 lookalike preallocation/vec-capacity
fn cells(segments: &[u32]) -> Vec<u32> {
    let mut addresses = Vec::new();
    let mut base = 1;
    for size in segments {
        addresses.push(base);
        base += size;
    }
    addresses
}
//+ 2
fn cells(segments: &[u32]) -> Vec<u32> {
    let mut addresses = Vec::with_capacity(segments.len());
    let mut base = 1;
    for size in segments {
        addresses.push(base);
        base += size;
    }
    addresses
}
//.

fn main() {
    let text = "one two three four five six seven eight nine ten";
    let words: Vec<&str> = text.split(' ').collect();
    let mut letters = 0;
    for round in 0..400_usize {
        let ranges: Vec<Range> = (0..40 + round % 9)
            .map(|n| match (n + round) % 4 {
                0 => Range::Insert(words[n % 10]),
                1 => Range::Delete(words[(n + round) % 10]),
                _ => Range::Equal(words[(n * 3) % 10]),
            })
            .collect();
        let chunks = chunks(&ranges);
        letters += chunks.iter().filter(|chunk| chunk.sign != ' ').map(|chunk| chunk.text.len()).sum::<usize>();
    }
    let segments: Vec<u32> = (0..12).map(|n| n * 17 % 90).collect();
    println!("{letters} {:?}", cells(&segments).last());
}
