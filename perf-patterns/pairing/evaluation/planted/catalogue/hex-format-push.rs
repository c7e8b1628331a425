//! Encodes 4 kB.

fn main() {
    let data: Vec<u8> = (0..4_096).map(|i| (i * 7 % 251) as u8).collect();
    let mut length = 0;
    for _ in 0..300 {
        length += hex::encode(std::hint::black_box(&data)).len();
    }
    println!("{length}");
}
