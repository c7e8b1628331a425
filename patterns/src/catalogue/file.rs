//! What a file says of itself: its id by its place, its title by its heading.
//!
//! All of it is evaluated by the compiler, so that a declaration need not repeat
//! it.

/// The heading of a file: its first line is `//! # Title`.
///
/// # Panics
/// At compile time, if the file starts with anything else.
pub const fn title(source: &'static str) -> &'static str {
    const MARK: &[u8] = b"//! # ";
    let bytes = source.as_bytes();
    let mut at = 0;
    while at < MARK.len() {
        assert!(
            at < bytes.len() && bytes[at] == MARK[at],
            "the file does not start with its heading, `//! # Title`"
        );
        at += 1;
    }
    while at < bytes.len() && bytes[at] != b'\n' {
        at += 1;
    }
    source.split_at(at).0.split_at(MARK.len()).1
}

/// How many bytes [`id`] has.
pub const fn id_length(module: &str) -> usize {
    let bytes = module.as_bytes();
    let mut length = 0;
    let mut at = after_crate(bytes);
    while at < bytes.len() {
        at += if bytes[at] == b':' { 2 } else { 1 };
        length += 1;
    }
    length
}

/// The id of a module by its path: `string-building/append` for
/// `patterns::string_building::append`.
pub const fn id<const LENGTH: usize>(module: &str) -> [u8; LENGTH] {
    let bytes = module.as_bytes();
    let mut id = [0; LENGTH];
    let mut at = after_crate(bytes);
    let mut length = 0;
    while length < LENGTH {
        id[length] = match bytes[at] {
            b':' => b'/',
            b'_' => b'-',
            letter => letter,
        };
        at += if bytes[at] == b':' { 2 } else { 1 };
        length += 1;
    }
    id
}

/// Where the path continues after the crate's name.
const fn after_crate(module: &[u8]) -> usize {
    let mut at = 0;
    while at < module.len() {
        if module[at] == b':' {
            return at + 2;
        }
        at += 1;
    }
    at
}

/// Starts the declaration of the pattern in this file: `pattern!("append.rs")`.
///
/// The id is the module's place, the title the file's heading.
#[macro_export]
macro_rules! pattern {
    ($file:literal) => {
        $crate::catalogue::Pattern::new($crate::module_id!(), include_str!($file))
    };
}

/// Starts the declaration of the family in this file:
/// `family!("string_building.rs")`, as [`pattern!`](crate::pattern) does.
#[macro_export]
macro_rules! family {
    ($file:literal) => {
        $crate::catalogue::Family::new($crate::module_id!(), include_str!($file))
    };
}

/// The id of the module in which it stands.
#[doc(hidden)]
#[macro_export]
macro_rules! module_id {
    () => {{
        const BYTES: [u8; $crate::catalogue::id_length(module_path!())] =
            $crate::catalogue::id(module_path!());
        // A constant of its own: behind a branch, the compiler would not keep the
        // slices of the declaration.
        const ID: &str = match ::std::str::from_utf8(&BYTES) {
            Ok(id) => id,
            Err(_) => panic!("the module's path is not UTF-8"),
        };
        ID
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_module_is_its_path_without_the_crate_in_kebab_case() {
        const MODULE: &str = "patterns::string_building::format_push";
        let id = id::<{ id_length(MODULE) }>(MODULE);
        assert_eq!(&id, b"string-building/format-push");
        assert_eq!(id_length("patterns"), 0);
    }

    #[test]
    fn the_title_is_the_heading_alone() {
        assert_eq!(title("//! # A title\n//!\n//! ## Why\n"), "A title");
        assert_eq!(title("//! # A title"), "A title");
    }

    #[test]
    #[should_panic(expected = "does not start with its heading")]
    fn a_file_without_a_heading_is_refused() {
        title("//! ## Why\n");
    }
}
