//! − After rust-lang/rust#140873: a collect that looks needless and is not, since it is walked again.
//- 1 lookalike loops/collect-then-iterate
fn spread(values: &[f64], shift: f64) -> f64 {
    let logs: Vec<f64> = values.iter().map(|value| (value + shift).ln()).collect();
    let mean = logs.iter().sum::<f64>() / logs.len() as f64;
    logs.iter().map(|log| (log - mean) * (log - mean)).sum::<f64>()
}
//+ 1
fn spread(values: &[f64], shift: f64) -> f64 {
    let logs = || values.iter().map(|value| (value + shift).ln());
    let mean = logs().sum::<f64>() / values.len() as f64;
    logs().map(|log| (log - mean) * (log - mean)).sum::<f64>()
}
//.

fn main() {
    let values: Vec<f64> = (1..700).map(|n| f64::from(n * 37 % 701)).collect();
    let total: f64 = (1..80).map(|n| spread(&values, f64::from(n))).sum();
    println!("{total:.6}");
}
