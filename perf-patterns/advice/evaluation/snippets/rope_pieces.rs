//! Puts a text together from pieces: room to the byte for each; once for all of them; and lines whose room is their own.
struct Piece {
    text: &'static str,
    times: usize,
}

fn pieces(count: usize) -> Vec<Piece> {
    let texts = ["alpha ", "be ", "gamma, ", "delta-", "epsilon\n"];
    (0..count).map(|at| Piece { text: texts[at * 3 % 5], times: 1 + at % 3 }).collect()
}

//- 1 mistake preallocation/reserve-exact-trap|preallocation/vec-capacity|string-building/append
fn assemble(pieces: &[Piece]) -> String {
    let mut whole = String::new();
    for piece in pieces {
        whole.reserve_exact(piece.text.len() * piece.times);
        for _ in 0..piece.times {
            whole.push_str(piece.text);
        }
    }
    whole
}
//+ 1
fn assemble(pieces: &[Piece]) -> String {
    let mut whole = String::new();
    for piece in pieces {
        for _ in 0..piece.times {
            whole.push_str(piece.text);
        }
    }
    whole
}
//.

//- 2 lookalike preallocation/reserve-exact-trap
fn flatten(pieces: &[Piece]) -> String {
    let mut whole = String::new();
    whole.reserve_exact(pieces.iter().map(|piece| piece.text.len()).sum());
    for piece in pieces {
        whole.push_str(piece.text);
    }
    whole
}
//+ 2
fn flatten(pieces: &[Piece]) -> String {
    let mut whole = String::new();
    whole.reserve(pieces.iter().map(|piece| piece.text.len()).sum());
    for piece in pieces {
        whole.push_str(piece.text);
    }
    whole
}
//.

fn indent(text: &str, by: usize) -> Vec<String> {
    text.lines()
        .take(300)
        .map(|line| {
            //- 3 lookalike preallocation/reserve-exact-trap|preallocation/vec-capacity
            let mut indented = String::new();
            indented.reserve_exact(by + line.len());
            //+ 3
            let mut indented = String::with_capacity(by + line.len());
            //.
            indented.extend(std::iter::repeat_n(' ', by));
            indented.push_str(line);
            indented
        })
        .collect()
}

fn main() {
    let pieces = pieces(4_000);
    let whole = assemble(&pieces);
    let flat = flatten(&pieces);
    let indented = indent(&whole, 8);
    let words = whole.split_whitespace().filter(|word| word.starts_with('g')).count();
    println!("{} {} {} {words} {:?}", whole.len(), flat.len(), indented.len(), indented.last().map(|line| line.len()));
}
