//! uses regex
//! After ozankasikci/rust-music-theory#10: expressions for notes and qualities are compiled for each chord.
use regex::Regex;

#[derive(Debug, PartialEq)]
struct Chord {
    pitch: i32,
    thirds: [i32; 2],
}

//- 1 mistake work/compile-once
fn pitch(name: &str) -> Option<(i32, usize)> {
    let note = Regex::new("^([ABCDEFG])([#b]?)").expect("the expression is right");
    let found = note.captures(name)?;
    let base = [9_i32, 11, 0, 2, 4, 5, 7][usize::from(found[1].as_bytes()[0] - b'A')];
    let shift = match &found[2] {
        "#" => 1,
        "b" => -1,
        _ => 0,
    };
    Some(((base + shift).rem_euclid(12), found[0].len()))
}
//+ 1
fn pitch(name: &str) -> Option<(i32, usize)> {
    static NOTE: std::sync::LazyLock<Regex> =
        std::sync::LazyLock::new(|| Regex::new("^([ABCDEFG])([#b]?)").expect("the expression is right"));
    let found = NOTE.captures(name)?;
    let base = [9_i32, 11, 0, 2, 4, 5, 7][usize::from(found[1].as_bytes()[0] - b'A')];
    let shift = match &found[2] {
        "#" => 1,
        "b" => -1,
        _ => 0,
    };
    Some(((base + shift).rem_euclid(12), found[0].len()))
}
//.

fn chord(name: &str) -> Option<Chord> {
    let (pitch, length) = pitch(name)?;
    let thirds = match name[length..].trim() {
        "" | "maj" => [4, 3],
        "m" | "min" => [3, 4],
        "dim" => [3, 3],
        "aug" => [4, 4],
        _ => return None,
    };
    Some(Chord { pitch, thirds })
}

fn main() {
    let song = ["C", "Am", "F#dim", "Bb maj", "Gaug", "Eb min", "H", "D", "A"];
    let mut sum = 0;
    let mut unknown = 0;
    for at in 0..120 {
        match chord(song[at * 7 % song.len()]) {
            Some(chord) => sum += chord.pitch * 100 + chord.thirds[0] * 10 + chord.thirds[1],
            None => unknown += 1,
        }
    }
    //- 2 lookalike work/compile-once
    let bars = Regex::new(r"\|+").expect("the expression is right").split("C | Am || F | G").count();
    //+ 2
    let bars = "C | Am || F | G".split('|').filter(|bar| !bar.is_empty()).count();
    //.
    println!("{sum} {unknown} {bars}");
}
