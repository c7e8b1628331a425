//! Indexes photographs, and does it well: keys are new, texts are kept, sizes are said, buffers are reused, output is buffered.
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

struct Photo {
    title: String,
    taken: u32,
    tags: Vec<u16>,
}

fn write_list(path: &str, count: u32) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for at in 0..count {
        writeln!(out, "Photo of place {at};{};{},{}", at * 7_919 % 100_000, at % 40, at * 3 % 40)?;
    }
    out.flush()
}

//- 1 lookalike string-building/parse-fields|ownership/clone-to-read|preallocation/vec-capacity
fn photo(line: &str) -> Option<Photo> {
    let mut fields = line.split(';');
    let title = fields.next()?.to_owned();
    let taken = fields.next()?.parse().ok()?;
    let tags = fields.next()?.split(',').filter_map(|tag| tag.parse().ok()).collect();
    Some(Photo { title, taken, tags })
}
//+ 1
fn photo(line: &str) -> Option<Photo> {
    let (title, rest) = line.split_once(';')?;
    let (taken, list) = rest.split_once(';')?;
    let mut tags = Vec::with_capacity(2);
    tags.extend(list.split(',').filter_map(|tag| tag.parse::<u16>().ok()));
    Some(Photo { title: title.to_owned(), taken: taken.parse().ok()?, tags })
}
//.

fn read(path: &str) -> io::Result<Vec<Photo>> {
    let mut photos = Vec::with_capacity(2_000);
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = String::new();
    //- 2 lookalike pooling/read-lines|io/buffered-read
    while reader.read_line(&mut line)? > 0 {
        photos.extend(photo(line.trim_end()));
        line.clear();
    }
    //+ 2
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        line.push_str(std::str::from_utf8(&bytes).unwrap_or(""));
        photos.extend(photo(line.trim_end()));
        line.clear();
        bytes.clear();
    }
    //.
    Ok(photos)
}

fn index(photos: &[Photo]) -> HashMap<&str, u32> {
    //- 3 lookalike lookups/key-without-owning|preallocation/map-capacity
    let mut index = HashMap::with_capacity(photos.len());
    for photo in photos {
        index.insert(photo.title.as_str(), photo.taken);
    }
    index
    //+ 3
    photos.iter().map(|photo| (photo.title.as_str(), photo.taken)).collect()
    //.
}

fn captions(photos: &[Photo]) -> usize {
    let mut caption = String::new();
    let mut length = 0;
    for photo in photos {
        //- 4 lookalike pooling/request-buffer|string-building/format-push|string-building/join-numbers
        caption.clear();
        let _ = write!(caption, "{} ({})", photo.title, photo.taken / 1_000);
        for tag in &photo.tags {
            let _ = write!(caption, " #{tag}");
        }
        length += caption.len();
        //+ 4
        caption.truncate(0);
        caption.push_str(&photo.title);
        let _ = write!(caption, " ({})", photo.taken / 1_000);
        for tag in &photo.tags {
            let _ = write!(caption, " #{tag}");
        }
        length += caption.len();
        //.
    }
    length
}

fn main() -> io::Result<()> {
    write_list("photos.txt", 2_000)?;
    let photos = read("photos.txt")?;
    let index = index(&photos);
    let latest = photos.iter().max_by_key(|photo| photo.taken).map(|photo| &photo.title);
    println!("{} {:?} {latest:?} {}", index.len(), index.get("Photo of place 77"), captions(&photos));
    Ok(())
}
