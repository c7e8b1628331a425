//! After datrs/memory-pager#2: a page is made and filled in one go; after collabora/bmap-rs#70: a buffer of megabytes of zeros;
//! beside it, a map whose fill is not zero.
struct Pager {
    size: usize,
    pages: Vec<Option<Vec<u8>>>,
}

impl Pager {
    fn page(&mut self, number: usize) -> &mut Vec<u8> {
        if self.pages.len() <= number {
            self.pages.resize_with(number + 1, || None);
        }
        let size = self.size;
        self.pages[number].get_or_insert_with(|| {
            //- 1 mistake preallocation/zeroed|preallocation/vec-capacity
            let mut page = Vec::new();
            for _ in 0..size {
                page.push(0);
            }
            page
            //+ 1
            vec![0; size]
            //.
        })
    }
}

fn bitmap(blocks: usize) -> Vec<u8> {
    //- 2 lookalike preallocation/zeroed
    let mut bitmap = Vec::with_capacity(blocks.div_ceil(8));
    bitmap.resize(blocks.div_ceil(8), 0xaa);
    //+ 2
    let mut bitmap = vec![0xaa; blocks.div_ceil(8)];
    //.
    bitmap[0] |= 1;
    bitmap
}

fn copy(pager: &mut Pager, numbers: impl Iterator<Item = usize>) -> u64 {
    let mut copied = 0;
    for number in numbers {
        let page = pager.page(number);
        page[number % 100] = number as u8;
        copied += page.iter().step_by(64).map(|byte| u64::from(*byte)).sum::<u64>() + 1;
    }
    copied
}

fn main() {
    let mut pager = Pager { size: 1_024, pages: Vec::new() };
    let copied = copy(&mut pager, (0..900).map(|at| at * 7 % 600));
    let bits: u32 = bitmap(20_000).iter().map(|byte| byte.count_ones()).sum();
    println!("{copied} {bits} {}", pager.pages.iter().flatten().count());
}
