//! A loop of one's own.

pub fn known_ids(ids: &[u64], known: &[u64]) -> usize {
    let mut count = 0;
    for id in ids {
        for other in known {
            if id == other {
                count += 1;
                break;
            }
        }
    }
    count
}
