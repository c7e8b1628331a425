//! A few nodes that many depend on.

use topological_sort::TopologicalSort;

fn main() {
    let mut sort = TopologicalSort::<u32>::new();
    for first in 0..2_u32 {
        for then in 0..4_000_u32 {
            sort.add_dependency(first, 10_000 + then);
        }
    }
    let mut popped = sort.pop_all();
    popped.sort_unstable();
    println!("{popped:?} {}", sort.len());
}
