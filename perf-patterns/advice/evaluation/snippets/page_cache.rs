//! Pages of four kilobytes: read into a box and kept; a header of a few words goes by value.
use std::collections::BTreeMap;

const PAGE: usize = 4_096;

struct Disk {
    bytes: Vec<u8>,
}

impl Disk {
    //- 1 lookalike heap-vs-stack/return-large|heap-vs-stack/return-small
    fn load(&self, page: usize) -> Box<[u8; PAGE]> {
        let mut content = Box::new([0; PAGE]);
        content.copy_from_slice(&self.bytes[page * PAGE..(page + 1) * PAGE]);
        content
    }
    //+ 1
    fn load(&self, page: usize) -> [u8; PAGE] {
        let mut content = [0; PAGE];
        content.copy_from_slice(&self.bytes[page * PAGE..(page + 1) * PAGE]);
        content
    }
    //.
}

#[derive(Default)]
struct Cache {
    //- 1
    pages: BTreeMap<usize, Box<[u8; PAGE]>>,
    //+ 1
    pages: BTreeMap<usize, [u8; PAGE]>,
    //.
    order: std::collections::VecDeque<usize>,
}

impl Cache {
    fn read(&mut self, disk: &Disk, at: usize) -> u8 {
        let page = at / PAGE;
        if !self.pages.contains_key(&page) {
            if self.order.len() == 24 {
                if let Some(oldest) = self.order.pop_front() {
                    self.pages.remove(&oldest);
                }
            }
            self.order.push_back(page);
            let content = disk.load(page);
            self.pages.insert(page, content);
        }
        self.pages[&page][at % PAGE]
    }
}

struct Header {
    magic: u32,
    pages: u32,
    checksum: u64,
}

//- 2 lookalike heap-vs-stack/return-small
fn header(disk: &Disk) -> Header {
    let word = |at: usize| u32::from_le_bytes([disk.bytes[at], disk.bytes[at + 1], disk.bytes[at + 2], 0]);
    Header { magic: word(0), pages: word(8), checksum: u64::from(word(16)) << 7 }
}
//+ 2
fn header(disk: &Disk) -> Box<Header> {
    let word = |at: usize| u32::from_le_bytes([disk.bytes[at], disk.bytes[at + 1], disk.bytes[at + 2], 0]);
    Box::new(Header { magic: word(0), pages: word(8), checksum: u64::from(word(16)) << 7 })
}
//.

fn main() {
    let disk = Disk { bytes: (0..PAGE * 64).map(|n| (n * 31 >> 2) as u8).collect() };
    let mut cache = Cache::default();
    let mut sum = 0_u64;
    for turn in 0..60_000 {
        sum += u64::from(cache.read(&disk, turn * 331 % 90_000 + turn / 30 * 60));
    }
    let mut heads = 0;
    for _ in 0..2_000 {
        let header = header(std::hint::black_box(&disk));
        heads += u64::from(header.magic) + u64::from(header.pages) + header.checksum;
    }
    println!("{sum} {heads} {}", cache.pages.len());
}
