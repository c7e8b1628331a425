//! Filters over images: a plane is made anew for each pass; results are kept; kernels are small.
#[derive(Clone)]
struct Image {
    width: usize,
    pixels: Vec<u8>,
}

struct Kernel<const N: usize>([i32; N]);

impl<const N: usize> Kernel<N> {
    fn at(&self, pixels: &[u8], from: usize, step: usize) -> u8 {
        let sum: i32 = self.0.iter().enumerate().map(|(n, by)| by * i32::from(pixels[(from + n * step) % pixels.len()])).sum();
        (sum / 16).clamp(0, 255) as u8
    }
}

//- 1 mistake pooling/big-buffer|pooling/reuse-vec|pooling/clone-from|ownership/clone-to-read|pooling/request-buffer
fn sharpen(image: &mut Image, passes: usize, kernel: &Kernel<3>) {
    for pass in 0..passes {
        let before = image.pixels.clone();
        let step = if pass % 2 == 0 { 1 } else { image.width };
        for at in (pass..before.len()).step_by(97) {
            image.pixels[at] = kernel.at(&before, at, step);
        }
    }
}
//+ 1
fn sharpen(image: &mut Image, passes: usize, kernel: &Kernel<3>) {
    let mut before = Vec::new();
    for pass in 0..passes {
        before.clone_from(&image.pixels);
        let step = if pass % 2 == 0 { 1 } else { image.width };
        for at in (pass..before.len()).step_by(97) {
            image.pixels[at] = kernel.at(&before, at, step);
        }
    }
}
//.

//- 2 lookalike pooling/big-buffer|ownership/clone-to-read|pooling/clone-from
fn versions(image: &Image, n: u8) -> Vec<Image> {
    (0..n)
        .map(|by| {
            let mut version = image.clone();
            version.pixels.iter_mut().step_by(5).for_each(|pixel| *pixel = pixel.wrapping_add(by));
            version
        })
        .collect()
}
//+ 2
fn versions(image: &Image, n: u8) -> Vec<Image> {
    let mut all = Vec::with_capacity(usize::from(n));
    for by in 0..n {
        let mut version = Image { width: image.width, pixels: image.pixels.to_vec() };
        version.pixels.iter_mut().step_by(5).for_each(|pixel| *pixel = pixel.wrapping_add(by));
        all.push(version);
    }
    all
}
//.

fn main() {
    let mut image = Image { width: 320, pixels: (0..320 * 200_u32).map(|n| (n * n >> 7) as u8).collect() };
    sharpen(&mut image, 60, &Kernel([-3, 22, -3]));
    let versions = versions(&image, 4);
    let sum: u64 = versions.iter().flat_map(|version| version.pixels.iter().step_by(11)).map(|p| u64::from(*p)).sum();
    println!("{sum}");
}
