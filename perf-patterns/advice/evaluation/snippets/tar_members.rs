//! Lists an archive: short fields are read from the file itself; members are read in large blocks; the index is buffered.
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

struct Member {
    name: String,
    size: u32,
    mode: u16,
}

fn write_archive(path: &str, members: u32) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for at in 0..members {
        let name = format!("folder{}/file{at}.txt", at % 9);
        let size = 40 + at % 3 * 30;
        out.write_all(&[name.len() as u8])?;
        out.write_all(name.as_bytes())?;
        out.write_all(&size.to_le_bytes())?;
        out.write_all(&(0o644_u16 + (at % 4) as u16).to_le_bytes())?;
        out.write_all(&vec![at as u8; size as usize])?;
    }
    out.flush()
}

fn member(file: &mut impl Read) -> io::Result<Option<Member>> {
    let mut length = [0];
    if file.read(&mut length)? == 0 {
        return Ok(None);
    }
    let mut name = vec![0; length[0].into()];
    file.read_exact(&mut name)?;
    let mut size = [0; 4];
    file.read_exact(&mut size)?;
    let mut mode = [0; 2];
    file.read_exact(&mut mode)?;
    let name = String::from_utf8_lossy(&name).into_owned();
    Ok(Some(Member { name, size: u32::from_le_bytes(size), mode: u16::from_le_bytes(mode) }))
}

//- 1 mistake io/buffered-read
fn list(path: &str) -> io::Result<Vec<Member>> {
    let mut file = File::open(path)?;
    let mut members = Vec::new();
    while let Some(member) = member(&mut file)? {
        file.seek(SeekFrom::Current(i64::from(member.size)))?;
        members.push(member);
    }
    Ok(members)
}
//+ 1
fn list(path: &str) -> io::Result<Vec<Member>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut members = Vec::new();
    while let Some(member) = member(&mut file)? {
        file.seek_relative(i64::from(member.size))?;
        members.push(member);
    }
    Ok(members)
}
//.

//- 2 lookalike io/buffered-read|pooling/big-buffer
fn checksum(path: &str) -> io::Result<u32> {
    let mut file = File::open(path)?;
    let mut block = vec![0; 32 * 1_024];
    let mut sum = 0_u32;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(sum);
        }
        sum = block[..read].iter().fold(sum, |sum, byte| sum.rotate_left(1) ^ u32::from(*byte));
    }
}
//+ 2
fn checksum(path: &str) -> io::Result<u32> {
    let mut file = BufReader::new(File::open(path)?);
    let mut block = vec![0; 32 * 1_024];
    let mut sum = 0_u32;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok(sum);
        }
        sum = block[..read].iter().fold(sum, |sum, byte| sum.rotate_left(1) ^ u32::from(*byte));
    }
}
//.

fn main() -> io::Result<()> {
    write_archive("members.arc", 1_200)?;
    let members = list("members.arc")?;
    let executable = members.iter().filter(|member| member.mode & 1 == 1).count();
    let longest = members.iter().map(|member| member.name.len()).max();
    println!("{} {executable} {longest:?} {:08x}", members.len(), checksum("members.arc")?);
    Ok(())
}
