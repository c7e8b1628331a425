//! After servo/servo#42684: the pixels of an image are copied twice before they are sent.
use std::sync::Arc;
use std::sync::mpsc;

#[derive(Clone)]
struct Image {
    width: usize,
    frames: Vec<Vec<u8>>,
}

struct Shared(Arc<[u8]>);

impl Shared {
    fn from_bytes(bytes: &[u8]) -> Shared {
        Shared(bytes.into())
    }
}

fn image(width: usize, frames: usize) -> Image {
    let frame = |n: usize| (0..width * width * 4).map(|at| (at * (n + 1) >> 3) as u8).collect();
    Image { width, frames: (0..frames).map(frame).collect() }
}

impl Image {
    fn first_frame(&self) -> &[u8] {
        &self.frames[0]
    }

    fn frame(&self, at: usize) -> &[u8] {
        self.frames.get(at).map_or(self.first_frame(), |frame| frame)
    }
}

fn descriptor(image: &Image, at: usize) -> (usize, Shared) {
    //- 1 mistake ownership/clone-to-read|pooling/big-buffer|pooling/clone-from
    let bytes = image.frame(at).to_vec();
    let is_opaque = bytes.iter().skip(3).step_by(256).all(|alpha| *alpha == 255);
    (image.width * if is_opaque { 3 } else { 4 }, Shared::from_bytes(&bytes))
    //+ 1
    let bytes = image.frame(at);
    let is_opaque = bytes.iter().skip(3).step_by(256).all(|alpha| *alpha == 255);
    (image.width * if is_opaque { 3 } else { 4 }, Shared::from_bytes(bytes))
    //.
}

fn main() {
    let image = image(96, 4);
    let (sender, receiver) = mpsc::channel();
    for at in 0..40 {
        let (stride, shared) = descriptor(&image, at % 5);
        //- 2 lookalike ownership/clone-to-read
        let kept = shared.0.clone();
        if sender.send((stride, kept)).is_err() {
            return;
        }
        //+ 2
        if sender.send((stride, shared.0)).is_err() {
            return;
        }
        //.
    }
    drop(sender);
    let mut check = 0_usize;
    for (stride, bytes) in receiver {
        check = check.wrapping_mul(31) + stride + bytes.iter().step_by(97).map(|byte| usize::from(*byte)).sum::<usize>();
    }
    println!("{check}");
}
