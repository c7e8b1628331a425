//! Birds in a flock: a vector of neighbours for each bird and step; the paths of two birds are kept.
#[derive(Clone, Copy)]
struct Bird {
    x: f64,
    y: f64,
    turn: f64,
}

fn birds(count: usize) -> Vec<Bird> {
    (0..count)
        .map(|at| Bird { x: (at * 37 % 101) as f64, y: (at * 53 % 97) as f64, turn: at as f64 * 0.1 })
        .collect()
}

//- 1 mistake pooling/reuse-vec|loops/collect-then-iterate|preallocation/vec-capacity
fn neighbours(birds: &[Bird], at: usize) -> Vec<Bird> {
    let bird = birds[at];
    let mut near = Vec::new();
    for (other, candidate) in birds.iter().enumerate() {
        if other != at && (candidate.x - bird.x).abs() < 12.0 && (candidate.y - bird.y).abs() < 12.0 {
            near.push(*candidate);
        }
    }
    near
}

fn step(birds: &mut [Bird]) {
    for at in 0..birds.len() {
        let near = neighbours(birds, at);
        let count = near.len().max(1) as f64;
        let turn = near.iter().map(|bird| bird.turn).sum::<f64>() / count;
        let bird = &mut birds[at];
        bird.turn += (turn - bird.turn) * 0.05;
        bird.x = (bird.x + bird.turn.cos()).rem_euclid(101.0);
        bird.y = (bird.y + bird.turn.sin()).rem_euclid(97.0);
    }
}
//+ 1
fn step(birds: &mut [Bird]) {
    for at in 0..birds.len() {
        let bird = birds[at];
        let mut count = 0.0_f64;
        let mut turn = 0.0;
        for (other, candidate) in birds.iter().enumerate() {
            if other != at && (candidate.x - bird.x).abs() < 12.0 && (candidate.y - bird.y).abs() < 12.0 {
                count += 1.0;
                turn += candidate.turn;
            }
        }
        let turn = turn / count.max(1.0);
        let bird = &mut birds[at];
        bird.turn += (turn - bird.turn) * 0.05;
        bird.x = (bird.x + bird.turn.cos()).rem_euclid(101.0);
        bird.y = (bird.y + bird.turn.sin()).rem_euclid(97.0);
    }
}
//.

fn main() {
    let mut birds = birds(160);
    //- 2 lookalike pooling/reuse-vec|preallocation/vec-capacity
    let mut paths: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
    //+ 2
    let mut paths: [Vec<(f64, f64)>; 2] = [Vec::with_capacity(40), Vec::with_capacity(40)];
    //.
    for _ in 0..40 {
        step(&mut birds);
        for (path, at) in paths.iter_mut().zip([3, 90]) {
            path.push((birds[at].x, birds[at].y));
        }
    }
    let ends = paths.each_ref().map(|path| path.last().map(|(x, y)| ((x * 100.0) as i64, (y * 100.0) as i64)));
    println!("{ends:?}");
}
