//! Blurs tiles of a picture: half a megabyte of scratch for each tile and pass; the result is kept; weights are few.
const SIDE: usize = 256;

struct Picture {
    tiles: Vec<Vec<u16>>,
}

fn picture(tiles: usize) -> Picture {
    let tile = |n: usize| (0..SIDE * SIDE).step_by(16).map(|at| (at * (n + 3) % 1_021) as u16).collect();
    Picture { tiles: (0..tiles).map(tile).collect() }
}

//- 1 mistake pooling/big-buffer|pooling/reuse-vec|preallocation/zeroed
fn spread(tile: &[u16], weights: &[u16]) -> u64 {
    let mut scratch = vec![0_u32; SIDE * SIDE * 2];
    for (at, value) in tile.iter().enumerate() {
        for (k, weight) in weights.iter().enumerate() {
            scratch[at * 3 + k] += u32::from(*value) * u32::from(*weight);
        }
    }
    scratch[..tile.len() * 3 + weights.len()].iter().map(|sum| u64::from(*sum >> 4)).sum()
}

fn energy(picture: &Picture) -> u64 {
    let mut energy = 0;
    for tile in &picture.tiles {
        let weights = weights(tile[9]);
        energy += spread(tile, &weights);
    }
    energy
}
//+ 1
fn spread(tile: &[u16], weights: &[u16], scratch: &mut [u32]) -> u64 {
    let used = tile.len() * 3 + weights.len();
    for (at, value) in tile.iter().enumerate() {
        for (k, weight) in weights.iter().enumerate() {
            scratch[at * 3 + k] += u32::from(*value) * u32::from(*weight);
        }
    }
    let sum = scratch[..used].iter().map(|sum| u64::from(*sum >> 4)).sum();
    scratch[..used].fill(0);
    sum
}

fn energy(picture: &Picture) -> u64 {
    let mut energy = 0;
    let mut scratch = vec![0_u32; SIDE * SIDE * 2];
    for tile in &picture.tiles {
        let weights = weights(tile[9]);
        energy += spread(tile, &weights, &mut scratch);
    }
    energy
}
//.

fn weights(seed: u16) -> Vec<u16> {
    //- 2 lookalike pooling/reuse-vec|preallocation/vec-capacity
    let mut weights = Vec::new();
    for k in 0..4 + seed % 3 {
        weights.push(1 + (seed >> k) % 7);
    }
    weights
    //+ 2
    (0..4 + seed % 3).map(|k| 1 + (seed >> k) % 7).collect()
    //.
}

fn darken(picture: &Picture, by: u16) -> Picture {
    //- 3 lookalike pooling/big-buffer|ownership/clone-to-read
    let mut tiles = picture.tiles.clone();
    for value in tiles.iter_mut().flatten() {
        *value = value.saturating_sub(by);
    }
    Picture { tiles }
    //+ 3
    let darker = |tile: &Vec<u16>| tile.iter().map(|value| value.saturating_sub(by)).collect();
    Picture { tiles: picture.tiles.iter().map(darker).collect() }
    //.
}

fn main() {
    let picture = picture(24);
    let darker = darken(&picture, 90);
    println!("{} {}", energy(&picture), energy(&darker));
}
