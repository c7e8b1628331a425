//! Remembers results in a vector.

pub fn count_tilings(n: u32) -> u64 {
    fn fib(n: usize, known: &mut [Option<u64>]) -> u64 {
        if n < 2 {
            return n as u64;
        }
        if let Some(result) = known[n] {
            return result;
        }
        let result = fib(n - 1, known) + fib(n - 2, known);
        known[n] = Some(result);
        result
    }
    fib(n as usize, &mut vec![None; n as usize + 1])
}
