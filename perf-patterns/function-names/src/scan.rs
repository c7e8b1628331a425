//! Where brackets open and close in a name: the arrow of a function's type closes
//! none, and a bracket may be the value of a generic constant, `f::<'<'>`.

/// A place in a name that is not within a character's quotes.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    letter: char,
    /// How many brackets are open around it; around a bracket itself, those outside.
    depth: usize,
}

/// Every place of a name, in order.
fn places(name: &str) -> impl Iterator<Item = Place> + '_ {
    let mut depth = 0_usize;
    let mut before = ' ';
    let mut quoted_until = 0;
    name.char_indices().map(move |(at, letter)| {
        let is_quoted = at < quoted_until;
        if letter == '\'' && !is_quoted {
            quoted_until = at + quoted(&name[at..]);
        }
        let outside = match letter {
            _ if is_quoted => depth,
            '<' | '(' | '[' => {
                depth += 1;
                depth - 1
            }
            '>' if before == '-' => depth,
            '>' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                depth
            }
            _ => depth,
        };
        before = letter;
        Place {
            at,
            letter: if is_quoted { '\'' } else { letter },
            depth: outside,
        }
    })
}

/// The bytes of the character in quotes that `text` begins with: 3 of `'<'`; none of
/// a lifetime's `'a`.
fn quoted(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    let Some((_, first)) = letters.next() else {
        return 0;
    };
    if first == '\\' {
        letters.next();
        return letters
            .find(|letter| letter.1 == '\'')
            .map_or(0, |end| end.0 + 1);
    }
    letters
        .next()
        .filter(|letter| letter.1 == '\'')
        .map_or(0, |end| end.0 + 1)
}

/// The parts of a name between separators that are not within brackets.
#[must_use]
pub fn split<'a>(name: &'a str, separator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for place in places(name) {
        if place.depth == 0
            && place.at >= start
            && place.letter != '\''
            && name[place.at..].starts_with(separator)
        {
            parts.push(&name[start..place.at]);
            start = place.at + separator.len();
        }
    }
    parts.push(&name[start..]);
    parts
}

/// The parts of a path, brackets left whole.
pub(crate) fn parts(name: &str) -> Vec<&str> {
    let mut parts = split(name, "::");
    parts.retain(|part| !part.is_empty());
    parts
}

/// `push` of `push<u8>`; a part that begins with a bracket stays whole.
pub(crate) fn without_arguments(part: &str) -> &str {
    let open = places(part).find(|place| place.depth == 0 && place.letter == '<');
    match open {
        Some(open) if open.at > 0 => &part[..open.at],
        _ => part,
    }
}

/// Without what compilers put behind the name of a function that they split off,
/// cloned or made visible: `.cold`, `.llvm.1234`, `.constprop.0`.
pub(crate) fn without_suffix(name: &str) -> &str {
    const SUFFIXES: [&str; 5] = [".llvm.", ".cold", ".part.", ".isra.", ".constprop."];
    let found = places(name)
        .filter(|place| place.depth == 0 && place.letter == '.')
        .find(|place| {
            SUFFIXES
                .iter()
                .any(|suffix| name[place.at..].starts_with(suffix))
        });
    found.map_or(name, |place| &name[..place.at])
}

/// A type without `&`, `&mut`, `*const` and `*mut` before it.
pub(crate) fn without_reference(own: &str) -> &str {
    let mut own = own;
    loop {
        let bare = own.trim_start_matches(['&', '*', ' ']);
        let bare = bare.strip_prefix("mut ").unwrap_or(bare);
        let bare = bare.strip_prefix("const ").unwrap_or(bare);
        if bare.len() == own.len() {
            return own;
        }
        own = bare;
    }
}

/// A type in which every path is its last part, without generic arguments:
/// `&mut a::B<c::D>` becomes `&mut B`, `(a::B, [c::D; 3])` becomes `(B, [D; 3])`.
pub(crate) fn short_type(own: &str) -> String {
    let mut short = String::new();
    let mut inside: Option<usize> = None;
    for Place { at, letter, depth } in places(own) {
        if let Some(outside) = inside {
            if letter == '>' && depth == outside && !own[..at].ends_with('-') {
                inside = None;
            }
            continue;
        }
        match letter {
            // Arguments, or `<A as B>` before a name that replaces it.
            '<' => inside = Some(depth),
            ':' => {
                let is_part = |letter: char| letter.is_alphanumeric() || "_{}#".contains(letter);
                let start = short.trim_end_matches(is_part).len();
                short.truncate(start);
            }
            other => short.push(other),
        }
    }
    short
}
