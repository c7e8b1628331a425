//! Hot, and by value: matrices of a few numbers come back as they are; a digest is an array; a history keeps what it copies.
#[derive(Clone, Copy)]
struct Matrix([[f32; 4]; 4]);

impl Matrix {
    fn turn(angle: f32) -> Matrix {
        let (sin, cos) = (angle * 0.7, 1.0 - angle * angle * 0.3);
        Matrix([[cos, -sin, 0.0, 0.0], [sin, cos, 0.0, 0.0], [0.0, 0.0, 1.0, 0.1], [0.0, 0.0, 0.0, 1.0]])
    }

    //- 1 lookalike heap-vs-stack/return-large|heap-vs-stack/return-small
    fn times(&self, other: &Matrix) -> Matrix {
        let mut product = Matrix([[0.0; 4]; 4]);
        for (row, out) in self.0.iter().zip(&mut product.0) {
            for (k, by) in row.iter().enumerate() {
                for (at, cell) in out.iter_mut().enumerate() {
                    *cell += by * other.0[k][at];
                }
            }
        }
        product
    }
    //+ 1
    fn times(&self, other: &Matrix) -> Box<Matrix> {
        let mut product = Box::new(Matrix([[0.0; 4]; 4]));
        for (row, out) in self.0.iter().zip(&mut product.0) {
            for (k, by) in row.iter().enumerate() {
                for (at, cell) in out.iter_mut().enumerate() {
                    *cell += by * other.0[k][at];
                }
            }
        }
        product
    }
    //.
}

struct Digest {
    words: [u32; 8],
}

impl Digest {
    fn update(&mut self, bytes: &[u8]) {
        for (at, byte) in bytes.iter().enumerate() {
            let word = &mut self.words[at % 8];
            *word = word.rotate_left(7) ^ u32::from(*byte);
        }
    }

    //- 2 lookalike heap-vs-stack/return-large|heap-vs-stack/inline-vec
    fn finish(&self) -> [u8; 32] {
        let mut out = [0; 32];
        for (word, four) in self.words.iter().zip(out.chunks_exact_mut(4)) {
            four.copy_from_slice(&word.to_be_bytes());
        }
        out
    }
    //+ 2
    fn finish(&self) -> Box<[u8]> {
        self.words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }
    //.
}

//- 3 lookalike ownership/clone-to-read|pooling/clone-from|pooling/reuse-vec
fn history(values: &mut [u16], rounds: usize) -> Vec<Vec<u16>> {
    let mut kept = Vec::with_capacity(rounds);
    for round in 0..rounds {
        values[round % 50] ^= round as u16;
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        kept.push(sorted);
    }
    kept
}
//+ 3
fn history(values: &mut [u16], rounds: usize) -> Vec<Vec<u16>> {
    let mut kept = Vec::with_capacity(rounds);
    for round in 0..rounds {
        values[round % 50] ^= round as u16;
        let mut sorted = Vec::with_capacity(values.len());
        sorted.extend_from_slice(values);
        sorted.sort_unstable();
        kept.push(sorted);
    }
    kept
}
//.

fn main() {
    let mut matrix = Matrix::turn(0.0);
    for n in 0..3_000_u16 {
        let next = matrix.times(&Matrix::turn(f32::from(n % 10) / 400.0));
        matrix = Matrix(next.0.map(|row| row.map(|cell| cell.clamp(-4.0, 4.0))));
    }
    let mut digest = Digest { words: [1; 8] };
    let mut bits = 0;
    for n in 0..800_u32 {
        digest.update(&[n as u8; 40]);
        bits += digest.finish().iter().map(|byte| byte.count_ones()).sum::<u32>();
    }
    let mut values: Vec<u16> = (0..50).map(|n| n * 977 % 101).collect();
    let kept = history(&mut values, 300);
    println!("{:.4} {bits} {}", matrix.0[0][0], kept[299][25]);
}
