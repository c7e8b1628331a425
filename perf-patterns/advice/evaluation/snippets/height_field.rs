//! Fields of heights: zeros by a loop of pushes, a level that is not zero, and a field that is written at once.
struct Field {
    width: usize,
    heights: Vec<f32>,
}

impl Field {
    //- 1 mistake preallocation/zeroed|preallocation/vec-capacity
    fn flat(width: usize, height: usize) -> Field {
        let mut heights = Vec::with_capacity(width * height);
        for _ in 0..height {
            for _ in 0..width {
                heights.push(0.0);
            }
        }
        Field { width, heights }
    }
    //+ 1
    fn flat(width: usize, height: usize) -> Field {
        Field { width, heights: vec![0.0; width * height] }
    }
    //.

    //- 2 lookalike preallocation/zeroed
    fn level(width: usize, height: usize, level: f32) -> Field {
        let mut heights = Vec::new();
        heights.resize(width * height, level);
        Field { width, heights }
    }
    //+ 2
    fn level(width: usize, height: usize, level: f32) -> Field {
        Field { width, heights: vec![level; width * height] }
    }
    //.

    //- 3 lookalike preallocation/zeroed
    fn waves(width: usize, height: usize) -> Field {
        let mut heights = vec![0.0; width * height];
        for (at, cell) in heights.iter_mut().enumerate() {
            *cell = (at % width * 7 % 13) as f32 * 0.25;
        }
        Field { width, heights }
    }
    //+ 3
    fn waves(width: usize, height: usize) -> Field {
        let heights = (0..width * height).map(|at| (at % width * 7 % 13) as f32 * 0.25).collect();
        Field { width, heights }
    }
    //.

    fn bump(&mut self, x: usize, y: usize) {
        self.heights[y * self.width + x] += 1.0;
    }
}

fn main() {
    let mut sum = 0.0;
    let level = Field::level(64, 32, 0.5);
    let waves = Field::waves(64, 32);
    for round in 0..24 {
        let mut field = Field::flat(256, 64);
        for n in 0..400 {
            field.bump((n * 37 + round) % 256, n * 11 % 64);
        }
        sum += field.heights[round * 256 + 37] + level.heights[round] + waves.heights[round * 3];
    }
    println!("{sum}");
}
