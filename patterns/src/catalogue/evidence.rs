//! What stands beside a declaration: which variant to take, and what others saw
//! when they made the change.

/// When to take a variant, and what it costs: a dependency, a lifetime, memory
/// that is kept, a check that is dropped.
pub struct Choice {
    /// One of the pattern's variants.
    pub variant: &'static str,
    /// Half a line that continues "take it …".
    pub when: &'static str,
}

/// A public change that applied the pattern, or took it back: other people's
/// figures on other machines, which no claim uses. Read at its source.
pub struct Seen {
    /// `owner/name` on GitHub.
    pub repo: &'static str,
    /// The issue or pull request, or the beginning of a commit's hash.
    pub number: &'static str,
    /// What was measured, as the source calls it ("malloc calls", "time").
    pub metric: &'static str,
    /// The figure before, with its unit; empty where the source gives only a change.
    pub before: &'static str,
    /// The figure after, with its unit; or the change, with its sign.
    pub after: &'static str,
    /// Whether it speaks for the advice.
    pub direction: Direction,
    /// What was changed, in one sentence.
    pub about: &'static str,
}

impl Seen {
    /// Where it was read.
    pub fn url(&self) -> String {
        let Seen { repo, number, .. } = self;
        // A number of digits alone is an issue or a pull request; GitHub leads
        // from the one to the other.
        if number.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("https://github.com/{repo}/pull/{number}")
        } else {
            format!("https://github.com/{repo}/commit/{number}")
        }
    }
}

/// What a public change says of the advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It helped.
    For,
    /// It hurt, or was taken back.
    Against,
    /// It made no difference that could be seen.
    None,
}

impl Direction {
    /// As on pages and in listings.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::For => "for",
            Direction::Against => "against",
            Direction::None => "none",
        }
    }
}
