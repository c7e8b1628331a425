//! After mapeditor/rs-tiled#286: a map's layers are read through a buffer, not field by field from the file;
//! − after darakian/ddh#17: blocks that are larger than a buffer are read without one.
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};

struct Layer {
    width: u16,
    height: u16,
    tiles: Vec<u16>,
}

fn write_map(path: &str, layers: u16) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for layer in 0..layers {
        let (width, height) = (12 + layer % 5, 8_u16);
        out.write_all(&width.to_le_bytes())?;
        out.write_all(&height.to_le_bytes())?;
        for at in 0..width * height {
            out.write_all(&(at * (layer + 1) % 90).to_le_bytes())?;
        }
    }
    out.flush()
}

fn number(reader: &mut impl Read) -> io::Result<u16> {
    let mut bytes = [0; 2];
    reader.read_exact(&mut bytes)?;
    Ok(u16::from_le_bytes(bytes))
}

fn layer(reader: &mut impl Read) -> io::Result<Layer> {
    let (width, height) = (number(reader)?, number(reader)?);
    let tiles = (0..width * height).map(|_| number(reader)).collect::<io::Result<_>>()?;
    Ok(Layer { width, height, tiles })
}

fn read_map(path: &str, layers: u16) -> io::Result<Vec<Layer>> {
    //- 1 mistake io/buffered-read
    let mut reader = File::open(path)?;
    (0..layers).map(|_| layer(&mut reader)).collect()
    //+ 1
    let mut reader = BufReader::new(File::open(path)?);
    (0..layers).map(|_| layer(&mut reader)).collect()
    //.
}

//- 2 lookalike io/buffered-read|pooling/big-buffer
fn hash(path: &str) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut block = [0; 16 * 1_024];
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(hash);
        }
        for byte in &block[..read] {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}
//+ 2
fn hash(path: &str) -> io::Result<u64> {
    let mut file = BufReader::new(File::open(path)?);
    let mut block = [0; 16 * 1_024];
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(hash);
        }
        for byte in &block[..read] {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}
//.

fn main() -> io::Result<()> {
    write_map("world.map", 20)?;
    let layers = read_map("world.map", 20)?;
    let area: u32 = layers.iter().map(|layer| u32::from(layer.width) * u32::from(layer.height)).sum();
    let highest = layers.iter().flat_map(|layer| &layer.tiles).max();
    println!("{area} {highest:?} {:016x}", hash("world.map")?);
    Ok(())
}
