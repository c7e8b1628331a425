//! Where to look for debug information that was stripped from a program: beside it, or
//! in the system's folder, in the places where debuggers look (GDB's manual,
//! "Debugging Information in Separate Files"; for packages, LLVM's `llvm-dwp`).

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use object::Object;

use crate::profile::hex;

/// The system's folder.
const SYSTEM: &str = "/usr/lib/debug";

/// The candidate paths of the file stripped from the file at `path`, best first.
/// `object` is the file itself, if it could be read.
pub(super) fn candidates(
    path: &Path,
    build_id: &str,
    object: Option<&object::File<'_>>,
) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if let Some((folder, name)) = build_id.split_at_checked(2) {
        found.push(format!("{SYSTEM}/.build-id/{folder}/{name}.debug").into());
    }
    let link = object.and_then(|object| object.gnu_debuglink().ok().flatten());
    let name = link.and_then(|(name, _)| std::str::from_utf8(name).ok());
    // A name without a path, so that the link cannot lead to another folder.
    let name = name.filter(|name| !name.is_empty() && !name.contains('/'));
    if let (Some(name), Some(folder)) = (name, path.parent()) {
        found.push(folder.join(name));
        found.push(folder.join(".debug").join(name));
        if let Ok(below) = folder.strip_prefix("/") {
            found.push(Path::new(SYSTEM).join(below).join(name));
        }
    }
    found.retain(|candidate| candidate != path);
    found
}

/// In hexadecimal; empty where the file has none.
pub(super) fn build_id(object: &object::File<'_>) -> String {
    object
        .build_id()
        .ok()
        .flatten()
        .map(hex)
        .unwrap_or_default()
}

/// Whether `debug`, whose contents are `bytes`, was stripped from `object`: by the
/// build id, or where there is none by the checksum in the link.
pub(super) fn belongs(object: &object::File<'_>, debug: &object::File<'_>, bytes: &[u8]) -> bool {
    let (own, other) = (build_id(object), build_id(debug));
    if !own.is_empty() || !other.is_empty() {
        return own == other;
    }
    let Some((_, wanted)) = object.gnu_debuglink().ok().flatten() else {
        return false;
    };
    let mut checksum = flate2::Crc::new();
    checksum.update(bytes);
    checksum.sum() == wanted
}

/// The candidate paths of the package (`.dwp`) of the program at `path`, whose debug
/// information was found in the file at `debug`.
pub(super) fn packages(path: &Path, debug: &Path) -> Vec<PathBuf> {
    let beside = |path: &Path| {
        let mut name: OsString = path.as_os_str().to_owned();
        name.push(".dwp");
        PathBuf::from(name)
    };
    let mut found = vec![beside(path)];
    if debug != path {
        found.push(beside(debug));
        // For `program.debug` the package may be `program.dwp`.
        found.push(beside(&debug.with_extension("")));
    }
    if let Ok(below) = path.strip_prefix("/") {
        found.push(beside(&Path::new(SYSTEM).join(below)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_looked_for_beside_both_files_and_in_the_systems_folder() {
        let found = packages(Path::new("/opt/shop/shop"), Path::new("/d/shop.debug"));
        let expected = [
            "/opt/shop/shop.dwp",
            "/d/shop.debug.dwp",
            "/d/shop.dwp",
            "/usr/lib/debug/opt/shop/shop.dwp",
        ];
        assert_eq!(found, expected.map(PathBuf::from));
    }

    #[test]
    fn a_build_id_leads_to_the_systems_folder() {
        let found = candidates(Path::new("/opt/shop/shop"), "0123ab", None);
        assert_eq!(
            found,
            [PathBuf::from("/usr/lib/debug/.build-id/01/23ab.debug")]
        );
        assert!(candidates(Path::new("/opt/shop/shop"), "", None).is_empty());
    }
}
