//! What a program imports from other libraries.

use std::collections::HashSet;

use object::NameOrOrdinal;
use object::Object as _;
use object::read::elf::ElfFile64;

/// A function or variable of another library.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Import {
    /// Its name.
    pub name: String,
    /// Whether a system library provides it, so that its name determines what it does.
    pub of_system: bool,
}

/// The providers of imports.
pub struct Providers {
    /// Only system libraries are linked.
    pub only_system: bool,
    /// Names whose version belongs to a system library.
    of_system: HashSet<String>,
}

impl Providers {
    /// Reads which libraries are linked, and which of them provides what.
    pub fn new(file: &ElfFile64<'_, object::LittleEndian>) -> Self {
        // Anything unreadable does not count as the system's.
        let only_system = file.import_libraries().is_ok_and(|mut libraries| {
            libraries.all(|library| library.is_ok_and(|library| is_system(library.name())))
        });
        let of_system = file.imports().map_or_else(
            |_| HashSet::new(),
            |imports| {
                imports
                    .filter_map(Result::ok)
                    .filter(|import| is_system(import.library()))
                    .filter_map(|import| match import.name() {
                        NameOrOrdinal::Name(name) => {
                            Some(String::from_utf8_lossy(name).into_owned())
                        }
                        _ => None,
                    })
                    .collect()
            },
        );
        Providers {
            only_system,
            of_system,
        }
    }

    /// Whether a system library provides this name.
    pub fn is_system(&self, name: &str) -> bool {
        self.only_system || self.of_system.contains(name)
    }
}

/// Whether a library is the C library, or comes with it or with the compiler.
fn is_system(library: &[u8]) -> bool {
    let name = String::from_utf8_lossy(library);
    let stem = name.split(".so").next().unwrap_or_default();
    matches!(
        stem,
        "libc" | "libm" | "libgcc_s" | "libpthread" | "libdl" | "librt" | "libutil" | "libthr"
    ) || ["ld-linux", "ld-musl", "libc.musl"]
        .iter()
        .any(|start| stem.starts_with(start))
}
