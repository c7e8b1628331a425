//! Distances of words.

fn main() {
    let words: Vec<String> = (0..60).map(|i| format!("word{}number{}", i * 7, i * 31)).collect();
    let mut sum = 0;
    for _ in 0..5 {
        for a in &words {
            for b in &words {
                sum += strsim::levenshtein(std::hint::black_box(a), b);
            }
        }
    }
    println!("{sum}");
}
