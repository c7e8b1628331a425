//! The guide's heap profile.
// ANCHOR: example
#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    // Build what is not to be counted first.
    let words = ["one", "two", "three"].repeat(100);

    // When this is dropped, dhat-heap.json is written.
    let _profiler = dhat::Profiler::new_heap();
    let text = words.concat();
    let stats = dhat::HeapStats::get();

    println!("{} bytes of text", text.len());
    println!(
        "{} allocations, {} bytes, {} at the peak",
        stats.total_blocks, stats.total_bytes, stats.max_bytes
    );
}
// ANCHOR_END: example
