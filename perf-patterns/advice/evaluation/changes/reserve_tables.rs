//! After cloud-hypervisor/cloud-hypervisor#5073: a table grows byte by byte; its size is known.
struct Table {
    data: Vec<u8>,
}

impl Table {
    fn append_u32(&mut self, value: u32) {
        self.data.extend_from_slice(&value.to_le_bytes());
    }

    fn checksum(&self) -> u8 {
        self.data.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte))
    }
}

//- 1 mistake preallocation/vec-capacity
fn table(entries: &[u32]) -> Table {
    let mut table = Table { data: vec![] };
    for entry in entries {
        table.append_u32(*entry);
    }
    table
}
//+ 1
fn table(entries: &[u32]) -> Table {
    let mut table = Table { data: Vec::with_capacity(entries.len() * 4) };
    for entry in entries {
        table.append_u32(*entry);
    }
    table
}
//.

fn main() {
    let entries: Vec<u32> = (0..900).map(|n| n * 77).collect();
    let tables: Vec<Table> = (0..60).map(|n| table(&entries[..400 + n * 8])).collect();
    let sum: u32 = tables.iter().map(|table| u32::from(table.checksum())).sum();
    println!("{sum}");
}
