//! A star map: a vector per cell in a loop. One is scratch, one is what the loop makes.
fn noise(seed: &mut u32) -> f32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    (*seed % 10_000) as f32 / 100.0
}

#[derive(Clone, Copy)]
struct Star {
    x: f32,
    y: f32,
}

fn sky(n: usize) -> Vec<Star> {
    let mut seed = 99;
    (0..n).map(|_| Star { x: noise(&mut seed), y: noise(&mut seed) }).collect()
}

//- 1 mistake pooling/reuse-vec
fn nearest(sky: &[Star], spots: &[Star]) -> f32 {
    let mut sum = 0.0;
    for spot in spots {
        let mut distances = Vec::new();
        for star in sky.iter().filter(|star| (star.x - spot.x).abs() < 2.0) {
            distances.push((star.x - spot.x).hypot(star.y - spot.y));
        }
        distances.sort_unstable_by(f32::total_cmp);
        sum += distances.iter().take(3).sum::<f32>();
    }
    sum
}
//+ 1
fn nearest(sky: &[Star], spots: &[Star]) -> f32 {
    let mut sum = 0.0;
    let mut distances = Vec::new();
    for spot in spots {
        distances.clear();
        for star in sky.iter().filter(|star| (star.x - spot.x).abs() < 2.0) {
            distances.push((star.x - spot.x).hypot(star.y - spot.y));
        }
        distances.sort_unstable_by(f32::total_cmp);
        sum += distances.iter().take(3).sum::<f32>();
    }
    sum
}
//.

//- 2 lookalike pooling/reuse-vec
fn rows(sky: &[Star]) -> Vec<Vec<Star>> {
    let mut rows = Vec::new();
    for row in sky.chunks(6) {
        let mut kept = Vec::new();
        for star in row {
            if star.y > 30.0 {
                kept.push(*star);
            }
        }
        rows.push(kept);
    }
    rows
}
//+ 2
fn rows(sky: &[Star]) -> Vec<Vec<Star>> {
    let mut rows = Vec::new();
    let mut kept = Vec::new();
    for row in sky.chunks(6) {
        kept.clear();
        for star in row {
            if star.y > 30.0 {
                kept.push(*star);
            }
        }
        rows.push(kept.clone());
    }
    rows
}
//.

fn main() {
    let sky = sky(600);
    let spots = self::sky(4_000);
    let near = nearest(&sky, &spots);
    let rows = rows(&spots);
    println!("{near:.1} {}", rows.iter().map(Vec::len).max().unwrap_or(0));
}
