//! Queues of commands: one rare kind carries a block of bytes inline; in the other queue all are as large.
#[derive(Clone, Copy)]
struct Matrix([[f32; 8]; 8]);

//- 1 mistake heap-vs-stack/large-enum
enum Command {
    Line(u16, u16),
    Colour(u32),
    Transform(Matrix),
    Stop,
}

fn transform(matrix: Matrix) -> Command {
    Command::Transform(matrix)
}
//+ 1
enum Command {
    Line(u16, u16),
    Colour(u32),
    Transform(Box<Matrix>),
    Stop,
}

fn transform(matrix: Matrix) -> Command {
    Command::Transform(Box::new(matrix))
}
//.

fn record(n: u32) -> Vec<Command> {
    (0..n)
        .map(|at| match at % 200 {
            0 => transform(Matrix([[at as f32; 8]; 8])),
            1..=60 => Command::Colour(at * 77),
            199 => Command::Stop,
            _ => Command::Line((at % 640) as u16, (at * 3 % 480) as u16),
        })
        .collect()
}

fn play(commands: &[Command]) -> (u64, f32) {
    let mut ink = 0;
    let mut scale = 1.0;
    for command in commands {
        match command {
            Command::Line(x, y) => ink += u64::from(*x ^ *y),
            Command::Colour(colour) => ink ^= u64::from(*colour),
            Command::Transform(matrix) => scale += matrix.0[3][3],
            Command::Stop => ink = ink.rotate_left(1),
        }
    }
    (ink, scale)
}

//- 2 lookalike heap-vs-stack/large-enum
enum Tile {
    Grass([u8; 96]),
    Water([u8; 92], u16),
}

fn tile(n: u8) -> Tile {
    if n % 2 == 0 { Tile::Grass([n; 96]) } else { Tile::Water([n; 92], u16::from(n) * 3) }
}

fn shade(tile: &Tile) -> u32 {
    match tile {
        Tile::Grass(cells) => u32::from(cells[9]),
        Tile::Water(cells, depth) => u32::from(cells[1]) + u32::from(*depth),
    }
}
//+ 2
enum Tile {
    Grass(Box<[u8; 96]>),
    Water(Box<([u8; 92], u16)>),
}

fn tile(n: u8) -> Tile {
    if n % 2 == 0 { Tile::Grass(Box::new([n; 96])) } else { Tile::Water(Box::new(([n; 92], u16::from(n) * 3))) }
}

fn shade(tile: &Tile) -> u32 {
    match tile {
        Tile::Grass(cells) => u32::from(cells[9]),
        Tile::Water(water) => u32::from(water.0[1]) + u32::from(water.1),
    }
}
//.

fn main() {
    let commands = record(6_000);
    let mut sum = 0;
    let mut scale = 0.0;
    for _ in 0..8 {
        let (ink, scaled) = play(&commands);
        sum ^= ink;
        scale += scaled;
    }
    let tiles: Vec<Tile> = (0..800_u32).map(|n| tile(n as u8)).collect();
    let shades: u32 = tiles.iter().map(shade).sum();
    println!("{sum} {scale} {shades}");
}
