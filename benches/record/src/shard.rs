//! A part of a run that is shared out among machines.

use std::fmt;
use std::str::FromStr;

/// `PART/PARTS`, as in `1/4`: every fourth pattern, beginning with the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    part: usize,
    parts: usize,
}

impl Shard {
    /// Every part of the whole that this is a part of.
    pub fn all(self) -> Vec<Shard> {
        (1..=self.parts)
            .map(|part| Shard {
                part,
                parts: self.parts,
            })
            .collect()
    }

    /// Whether the pattern at `index` belongs to this part.
    pub fn has(self, index: usize) -> bool {
        index % self.parts == self.part - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.parts)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (part, parts) = text
            .split_once('/')
            .and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)))
            .ok_or_else(|| "not a shard, such as 1/4".to_owned())?;
        if part == 0 || part > parts {
            return Err(format!("shards of {parts} are numbered from 1 to {parts}"));
        }
        Ok(Shard { part, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_share_out_everything_once() {
        let parts: Vec<Shard> = (1..=4)
            .map(|part| format!("{part}/4").parse().unwrap())
            .collect();
        for index in 0..30 {
            assert_eq!(parts.iter().filter(|part| part.has(index)).count(), 1);
        }
    }

    #[test]
    fn a_part_out_of_range_is_refused() {
        for text in ["0/4", "5/4", "1/0", "0/0", "1", "a/b", "-1/4", "1/4/2", ""] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
