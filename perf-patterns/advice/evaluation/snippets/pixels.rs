//! Frames of a film: a large buffer for each frame; the thumbnails are kept.
const WIDTH: usize = 400;
const HEIGHT: usize = 300;

fn shade(x: usize, y: usize, t: usize) -> u8 {
    ((x * x + y * 3 + t * 17) >> 3) as u8
}

struct Film {
    thumbnails: Vec<Vec<u8>>,
    check: u64,
}

impl Film {
    //- 1 mistake pooling/big-buffer|pooling/reuse-vec
    fn frame(&mut self, t: usize) {
        let mut frame = vec![0u8; WIDTH * HEIGHT];
        for (at, pixel) in frame.iter_mut().enumerate().step_by(60) {
            *pixel = shade(at % WIDTH, at / WIDTH, t);
        }
        self.check = self.check.rotate_left(9) ^ u64::from(frame[WIDTH * (t % HEIGHT)]);
        self.thumbnail(&frame);
    }
    //+ 1
    fn frame(&mut self, t: usize) {
        thread_local! {
            static FRAME: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(vec![0u8; WIDTH * HEIGHT]);
        }
        FRAME.with_borrow_mut(|frame| {
            for (at, pixel) in frame.iter_mut().enumerate().step_by(60) {
                *pixel = shade(at % WIDTH, at / WIDTH, t);
            }
            self.check = self.check.rotate_left(9) ^ u64::from(frame[WIDTH * (t % HEIGHT)]);
            self.thumbnail(frame);
        });
    }
    //.

    //- 2 lookalike pooling/big-buffer|pooling/reuse-vec
    fn thumbnail(&mut self, frame: &[u8]) {
        let mut small = Vec::with_capacity(WIDTH * HEIGHT / 900);
        for row in frame.chunks_exact(WIDTH).step_by(30) {
            small.extend(row.iter().step_by(30));
        }
        self.thumbnails.push(small);
    }
    //+ 2
    fn thumbnail(&mut self, frame: &[u8]) {
        let mut small = Vec::with_capacity(WIDTH.div_ceil(30) * HEIGHT.div_ceil(30));
        for row in frame.chunks_exact(WIDTH).step_by(30) {
            small.extend(row.iter().step_by(30));
        }
        self.thumbnails.push(small);
    }
    //.
}

fn main() {
    let mut film = Film { thumbnails: Vec::new(), check: 0 };
    for t in 0..120 {
        film.frame(t);
    }
    let light: u64 = film.thumbnails.iter().flatten().map(|pixel| u64::from(*pixel)).sum();
    println!("{} {light}", film.check);
}
