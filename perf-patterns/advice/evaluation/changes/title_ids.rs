//! After the report in ParkMyCar/compact_str#62: a reader of films whose texts are nearly all short;
//! after #460, texts that are too long in any case.
#[derive(Clone)]
struct Film {
    //- 1 mistake string-building/small-inline
    id: String,
    kind: String,
    //+ 1
    id: [u8; 10],
    kind: [u8; 6],
    //.
    year: u16,
    plot: String,
}

//- 1
fn id(n: u32) -> String {
    format!("tt{n:07}")
}

fn kind(n: u32) -> String {
    String::from(if n % 3 == 0 { "short" } else { "movie" })
}

fn is_short(film: &Film) -> bool {
    film.kind == "short" && film.id.ends_with('6')
}
//+ 1
fn id(n: u32) -> [u8; 10] {
    use std::io::Write;
    let mut id = [0; 10];
    let _ = write!(&mut id[..], "tt{n:07}");
    id
}

fn kind(n: u32) -> [u8; 6] {
    if n % 3 == 0 { *b"short\0" } else { *b"movie\0" }
}

fn is_short(film: &Film) -> bool {
    film.kind == *b"short\0" && film.id[8] == b'6'
}
//.

//- 2 lookalike string-building/small-inline
fn plot(n: u32) -> String {
    if n % 25 == 0 {
        String::from("in a town by the sea, somebody finds what nobody has looked for")
    } else {
        String::new()
    }
}
//+ 2
fn plot(n: u32) -> String {
    let mut plot = String::new();
    if n % 25 == 0 {
        plot.push_str("in a town by the sea, somebody finds what nobody has looked for");
    }
    plot
}
//.

fn main() {
    let films: Vec<Film> =
        (0..3_000).map(|n| Film { id: id(n), kind: kind(n), year: 1_900 + (n % 120) as u16, plot: plot(n) }).collect();
    let mut recent: Vec<Film> = films.iter().filter(|film| film.year > 1_960).cloned().collect();
    recent.sort_by_key(|film| film.year);
    let short = recent.iter().filter(|film| is_short(film)).count();
    println!("{short} {} {}", recent.len(), films.iter().map(|film| film.plot.len()).sum::<usize>());
}
