//! Commands of a window: one rare kind holds a table of glyphs inline; blocks of pixels are all large; errors are rare.
//- 1 mistake heap-vs-stack/large-enum
enum Command {
    Move(i16, i16),
    Line(i16, i16),
    Colour(u32),
    Glyphs { font: u8, advances: [u16; 256] },
}

fn glyphs(font: u8) -> Command {
    Command::Glyphs { font, advances: [u16::from(font) + 6; 256] }
}
//+ 1
enum Command {
    Move(i16, i16),
    Line(i16, i16),
    Colour(u32),
    Glyphs { font: u8, advances: Box<[u16; 256]> },
}

fn glyphs(font: u8) -> Command {
    Command::Glyphs { font, advances: Box::new([u16::from(font) + 6; 256]) }
}
//.

//- 1
fn commands(count: u32) -> Vec<Command> {
    let mut commands = Vec::with_capacity(count as usize);
    for at in 0..count {
        commands.push(match at % 100 {
            50 => glyphs((at / 100) as u8),
            k if k % 9 == 0 => Command::Colour(at * 77),
            k if k % 3 == 0 => Command::Move(at as i16, k as i16),
            k => Command::Line(k as i16, at as i16),
        });
    }
    commands
}
//+ 1
fn commands(count: u32) -> Vec<Command> {
    let mut commands = Vec::with_capacity(count as usize);
    for at in 0..count {
        commands.push(match at % 100 {
            50 => glyphs((at / 100) as u8),
            k if k % 9 == 0 => Command::Colour(at * 77),
            k if k % 3 == 0 => Command::Move(at as i16, k as i16),
            k => Command::Line(k as i16, at as i16),
        });
    }
    commands
}
//.

//- 2 lookalike heap-vs-stack/large-enum
enum Tile {
    Pixels([u8; 192]),
    Plain(u8),
}

fn tiles(count: usize) -> Vec<Tile> {
    let mut tiles = Vec::with_capacity(count);
    for at in 0..count {
        tiles.push(match at % 30 {
            7 => Tile::Plain(at as u8),
            _ => Tile::Pixels([at as u8; 192]),
        });
    }
    tiles
}
//+ 2
enum Tile {
    Pixels(Box<[u8; 192]>),
    Plain(u8),
}

fn tiles(count: usize) -> Vec<Tile> {
    let mut tiles = Vec::with_capacity(count);
    for at in 0..count {
        tiles.push(match at % 30 {
            7 => Tile::Plain(at as u8),
            _ => Tile::Pixels(Box::new([at as u8; 192])),
        });
    }
    tiles
}
//.

fn main() {
    let (mut pen, mut length, mut width) = ((0_i16, 0_i16), 0_u64, 0_u64);
    let mut colour = 0;
    for command in &commands(6_000) {
        match command {
            Command::Move(x, y) => pen = (*x, *y),
            Command::Line(x, y) => {
                length += u64::from(pen.0.abs_diff(*x)) + u64::from(pen.1.abs_diff(*y));
                pen = (*x, *y);
            }
            Command::Colour(to) => colour ^= to,
            Command::Glyphs { font, advances } => width += u64::from(advances[usize::from(*font)]),
        }
    }
    let grey: u64 = tiles(600)
        .iter()
        .map(|tile| match tile {
            Tile::Pixels(pixels) => pixels.iter().map(|pixel| u64::from(*pixel)).sum(),
            Tile::Plain(grey) => u64::from(*grey) * 192,
        })
        .sum();
    println!("{length} {width} {colour} {grey}");
}
