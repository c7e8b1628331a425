//! After uutils/coreutils#2115: `ls -R` writes each name to standard output at once.
use std::io::{self, Write};

struct Folder {
    name: String,
    files: Vec<String>,
    folders: Vec<Folder>,
}

fn tree(depth: u32, at: u32) -> Folder {
    Folder {
        name: format!("folder{at}"),
        files: (0..8).map(|n| format!("file-{at}-{n}")).collect(),
        folders: if depth == 0 { Vec::new() } else { (0..3).map(|n| tree(depth - 1, at * 3 + n)).collect() },
    }
}

//- 1 mistake io/buffered-write
fn show(folder: &Folder, indent: usize) {
    println!("{:indent$}{}:", "", folder.name);
    for file in &folder.files {
        println!("{:indent$}  {file}", "");
    }
    for inner in &folder.folders {
        show(inner, indent + 2);
    }
}

fn print(root: &Folder) -> io::Result<()> {
    show(root, 0);
    io::stdout().flush()
}
//+ 1
fn show(folder: &Folder, indent: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:indent$}{}:", "", folder.name)?;
    for file in &folder.files {
        writeln!(out, "{:indent$}  {file}", "")?;
    }
    for inner in &folder.folders {
        show(inner, indent + 2, out)?;
    }
    Ok(())
}

fn print(root: &Folder) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    show(root, 0, &mut out)?;
    out.flush()
}
//.

fn main() -> io::Result<()> {
    let root = tree(4, 1);
    print(&root)
}
