//! The `top` of a profile: which functions the cost stands in, and which it
//! passes through.

use std::collections::{BTreeSet, HashMap};

/// One function or line of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// The cost of stacks that end in it.
    pub flat: u64,
    /// The cost of stacks that have it anywhere.
    pub cumulative: u64,
    /// How often: samples, or allocations of stacks that end in it.
    pub count: u64,
}

/// Sums stacks by name: each is its names, leaf first, its cost and its count.
/// A name that recurs in one stack counts once. Largest flat cost first, then
/// the largest cumulative one, then by name.
pub fn rows<'a>(stacks: impl Iterator<Item = (Vec<&'a str>, u64, u64)>) -> Vec<Row> {
    let mut sums: HashMap<&str, (u64, u64, u64)> = HashMap::new();
    for (names, cost, count) in stacks {
        if let Some(leaf) = names.first() {
            let entry = sums.entry(leaf).or_default();
            entry.0 = entry.0.saturating_add(cost);
            entry.2 = entry.2.saturating_add(count);
        }
        for name in names.into_iter().collect::<BTreeSet<_>>() {
            let sum = &mut sums.entry(name).or_default().1;
            *sum = sum.saturating_add(cost);
        }
    }
    let mut rows: Vec<Row> = sums
        .into_iter()
        .map(|(name, (flat, cumulative, count))| Row {
            name: name.to_owned(),
            flat,
            cumulative,
            count,
        })
        .collect();
    rows.sort_by(|a, b| (b.flat, b.cumulative, &a.name).cmp(&(a.flat, a.cumulative, &b.name)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recursion_counts_once_and_flat_goes_to_the_leaf() {
        let stacks = [
            (vec!["leaf", "f", "f", "main"], 3, 1),
            (vec!["f", "main"], 2, 1),
        ];
        let rows = rows(stacks.into_iter());
        let row = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
        assert_eq!((row("leaf").flat, row("leaf").cumulative), (3, 3));
        assert_eq!((row("f").flat, row("f").cumulative), (2, 5));
        assert_eq!((row("main").flat, row("main").cumulative), (0, 5));
        assert_eq!(rows[0].name, "leaf");
    }
}
