//! An ELF program: its functions, what its pointers point to, what it imports.

use std::borrow::Cow;
use std::collections::HashMap;

use object::elf;
use object::read::elf::{ElfFile64, ProgramHeader, SectionHeader};
use object::{
    Architecture, Object, ObjectKind, ObjectSection, ObjectSymbol, RelocationTarget, SectionFlags,
    SymbolFlags, SymbolKind,
};

use crate::import::{Import, Providers};
use crate::known;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// Not an object file.
    #[error(
        "not an ELF program\nhint: name a built program or shared library, not a source file or a script"
    )]
    NotElf,
    /// A program of another operating system.
    #[error(
        "a {0} program: only ELF programs (Linux, FreeBSD) are read; those of macOS and Windows and WebAssembly are not supported"
    )]
    OtherFormat(&'static str),
    /// For another processor.
    #[error(
        "a program for {0}: only x86-64 is read; missing are a decoder that reports the registers an instruction writes, and rules for that processor's addresses, linkage stubs and jump tables\nhint: build it with `--target x86_64-unknown-linux-gnu`, and mind that another processor's build may allocate elsewhere"
    )]
    OtherArchitecture(String),
    /// An archive, which is linked later.
    #[error(
        "an archive of object files (.rlib, .a): calls have no targets yet\nhint: name the program or the shared library that it is linked into"
    )]
    Archive,
    /// Not linked yet.
    #[error("not linked: calls have no targets yet\nhint: name the program or the shared library")]
    NotLinked,
    /// Truncated or inconsistent.
    #[error("a damaged ELF file: {0}")]
    Damaged(String),
    /// The output of `objcopy --only-keep-debug`: names and lines, but no code.
    #[error(
        "a separate debug file: it has no code\nhint: name the program itself, built with `CARGO_PROFILE_RELEASE_STRIP=none`"
    )]
    NoCode,
    /// Without a symbol table functions cannot be told apart.
    #[error(
        "stripped: it has no symbol table\nhint: build it with `CARGO_PROFILE_RELEASE_STRIP=none`"
    )]
    Stripped,
    /// Without line tables no line can be named.
    #[error(
        "it has no line tables\nhint: build it with `CARGO_PROFILE_RELEASE_DEBUG=line-tables-only`"
    )]
    NoLineTables,
    /// The places where an allocator was inlined are recorded in other files.
    #[error(
        "its debug information lies in other files\nhint: build it with `CARGO_PROFILE_RELEASE_SPLIT_DEBUGINFO=off`"
    )]
    SplitDebug,
    /// Its allocator was inlined, and no debug information says where.
    #[error(
        "its global allocator was inlined, and the package that declares it has no line tables\nhint: build all packages with `debug = \"line-tables-only\"`"
    )]
    AllocatorWithoutLines,
}

/// A function by its symbol.
#[derive(Debug)]
pub struct Symbol {
    /// Demangled, without the hash.
    pub name: String,
    /// As in the symbol table.
    pub raw: String,
    /// First address.
    pub start: u64,
    /// One past the last address.
    pub end: u64,
}

/// The contents of a pointer in the program once it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// An address of the program.
    Address(u64),
    /// An import: an index into [`Image::imports`].
    Import(usize),
}

struct Section<'a> {
    start: u64,
    end: u64,
    data: Cow<'a, [u8]>,
    writable: bool,
    executable: bool,
    linkage: bool,
}

/// A parsed program.
pub struct Image<'a> {
    /// The file.
    pub file: ElfFile64<'a, object::LittleEndian>,
    /// Ordered by address; at most one per address.
    pub symbols: Vec<Symbol>,
    /// What other libraries provide.
    pub imports: Vec<Import>,
    sections: Vec<Section<'a>>,
    /// Address of the pointer, its contents, and whether they are constant.
    pointers: HashMap<u64, (Pointer, bool)>,
    /// Read-only after relocation.
    frozen: Vec<(u64, u64)>,
    /// A program that links only the system's libraries and opens no others.
    closed: bool,
}

impl<'a> Image<'a> {
    /// Parses a linked program.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let damaged = |error: object::Error| Error::Damaged(error.to_string());
        match object::FileKind::parse(bytes) {
            Ok(object::FileKind::Elf64) => {}
            Ok(object::FileKind::Elf32) => return Err(Error::OtherArchitecture("32 bits".into())),
            _ => return Err(other_format(bytes)),
        }
        if bytes.get(5) != Some(&elf::ELFDATA2LSB.0) {
            return Err(Error::OtherArchitecture("a big-endian processor".into()));
        }
        let file = ElfFile64::<object::LittleEndian>::parse(bytes).map_err(damaged)?;
        if file.architecture() != Architecture::X86_64 {
            return Err(Error::OtherArchitecture(format!(
                "{:?}",
                file.architecture()
            )));
        }
        if file.kind() == ObjectKind::Relocatable {
            return Err(Error::NotLinked);
        }
        let without_code = file.elf_section_table().iter().any(|section| {
            let flags = section.sh_flags(file.endian());
            let kind = section.sh_type(file.endian());
            flags.0 & elf::SHF_EXECINSTR.0 != 0 && kind == elf::SHT_NOBITS
        });
        if without_code {
            return Err(Error::NoCode);
        }
        if file.symbols().next().is_none() {
            return Err(Error::Stripped);
        }
        let sections = sections(&file).map_err(damaged)?;
        let frozen = frozen(&file);
        let symbols = symbols(&file, &sections);
        if symbols.is_empty() {
            return Err(Error::Stripped);
        }
        let mut image = Image {
            file,
            symbols,
            imports: Vec::new(),
            sections,
            pointers: HashMap::new(),
            frozen,
            closed: false,
        };
        image.read_relocations();
        Ok(image)
    }

    /// The function that `address` lies in.
    pub fn function_at(&self, address: u64) -> Option<usize> {
        let next = self
            .symbols
            .partition_point(|symbol| symbol.start <= address);
        let index = next.checked_sub(1)?;
        (address < self.symbols[index].end).then_some(index)
    }

    /// The code of a function.
    pub fn code(&self, symbol: &Symbol) -> &[u8] {
        let length = usize::try_from(symbol.end - symbol.start).unwrap_or(0);
        self.bytes(symbol.start, length).unwrap_or_default()
    }

    /// `length` bytes at an address, if the file has them.
    pub fn bytes(&self, address: u64, length: usize) -> Option<&[u8]> {
        let section = self.section(address)?;
        let offset = usize::try_from(address - section.start).ok()?;
        section.data.get(offset..offset.checked_add(length)?)
    }

    /// Whether `address` lies in code that only jumps to an import.
    pub fn is_linkage(&self, address: u64) -> bool {
        self.section(address).is_some_and(|section| section.linkage)
    }

    /// What the 8 bytes at `address` contain for as long as the program runs; `None`
    /// if that can change.
    pub fn pointer(&self, address: u64) -> Option<Pointer> {
        let section = self.section(address)?;
        let constant = !section.writable
            || self
                .frozen
                .iter()
                .any(|&(start, end)| (start..end).contains(&address));
        if let Some(&(pointer, linkage)) = self.pointers.get(&address) {
            return (constant || linkage).then_some(pointer);
        }
        if !constant {
            return None;
        }
        let bytes = self.bytes(address, 8)?;
        Some(Pointer::Address(u64::from_le_bytes(bytes.try_into().ok()?)))
    }

    /// Four bytes of a jump table, if they cannot change.
    pub fn offset(&self, address: u64) -> Option<i32> {
        if self.section(address)?.writable {
            return None;
        }
        let bytes = self.bytes(address, 4)?;
        Some(i32::from_le_bytes(bytes.try_into().ok()?))
    }

    /// Whether all of its Rust code is here: it is a program, links only the system's
    /// libraries, and opens no others at run time.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn section(&self, address: u64) -> Option<&Section<'a>> {
        let next = self
            .sections
            .partition_point(|section| section.start <= address);
        let section = &self.sections[next.checked_sub(1)?];
        (address < section.end).then_some(section)
    }

    fn read_relocations(&mut self) {
        let mut found = Vec::new();
        let mut imports: HashMap<Import, usize> = HashMap::new();
        let providers = Providers::new(&self.file);
        let names: HashMap<_, _> = self
            .file
            .dynamic_symbols()
            .map(|symbol| {
                let name = symbol.name().unwrap_or_default();
                // A call by name reaches the library's own function, unless another
                // library interposes one; the list of known names is for functions not
                // defined here.
                let chosen = matches!(
                    symbol.flags(),
                    SymbolFlags::Elf { st_info, .. } if st_info.st_type() == elf::STT_GNU_IFUNC
                );
                let own = (!symbol.is_undefined() && !chosen).then(|| symbol.address());
                let import = Import {
                    name: name.to_owned(),
                    of_system: symbol.is_undefined() && providers.is_system(name),
                };
                (symbol.index(), (import, own))
            })
            .collect();
        if let Some(relocations) = self.file.dynamic_relocations() {
            for (address, relocation) in relocations {
                let object::RelocationFlags::Elf { r_type } = relocation.flags() else {
                    continue;
                };
                let linkage = r_type == elf::R_X86_64_GLOB_DAT || r_type == elf::R_X86_64_JUMP_SLOT;
                match relocation.target() {
                    RelocationTarget::Symbol(index) => {
                        let Some((symbol, own)) = names.get(&index) else {
                            continue;
                        };
                        match own {
                            Some(own) => {
                                let target = own.wrapping_add_signed(relocation.addend());
                                found.push((address, Pointer::Address(target), linkage));
                            }
                            _ => found.push((
                                address,
                                Pointer::Import(import(&mut imports, symbol.clone())),
                                linkage,
                            )),
                        }
                    }
                    _ if r_type == elf::R_X86_64_RELATIVE => {
                        let target = relocation.addend().cast_unsigned();
                        found.push((address, Pointer::Address(target), false));
                    }
                    _ if r_type == elf::R_X86_64_IRELATIVE => {
                        // Chosen at program start, by a function that is named after
                        // the one it chooses (memcpy).
                        let resolver = relocation.addend().cast_unsigned();
                        let chosen = Import {
                            name: self
                                .function_at(resolver)
                                .map_or("", |index| self.symbols[index].raw.as_str())
                                .to_owned(),
                            of_system: true,
                        };
                        found.push((address, Pointer::Import(import(&mut imports, chosen)), true));
                    }
                    _ => {}
                }
            }
        }
        for (address, pointer, linkage) in found {
            self.pointers.insert(address, (pointer, linkage));
        }
        let mut list: Vec<(usize, Import)> = imports
            .into_iter()
            .map(|(import, index)| (index, import))
            .collect();
        list.sort_unstable_by_key(|(index, _)| *index);
        self.imports = list.into_iter().map(|(_, import)| import).collect();
        let opens = |import: &Import| import.name.starts_with("dlopen");
        self.closed =
            self.file.entry() != 0 && providers.only_system && !self.imports.iter().any(opens);
    }
}

fn import(imports: &mut HashMap<Import, usize>, import: Import) -> usize {
    let next = imports.len();
    *imports.entry(import).or_insert(next)
}

fn other_format(bytes: &[u8]) -> Error {
    use object::FileKind;
    match FileKind::parse(bytes) {
        Ok(kind) => match format!("{kind:?}").as_str() {
            kind if kind.starts_with("MachO") => Error::OtherFormat("macOS (Mach-O)"),
            kind if kind.starts_with("Pe") => Error::OtherFormat("Windows (PE)"),
            "Archive" => Error::Archive,
            _ => Error::NotElf,
        },
        // Formats that are not compiled in are recognised by their first bytes.
        Err(_) => match bytes {
            [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => {
                Error::OtherFormat("macOS (Mach-O)")
            }
            [0, b'a', b's', b'm', ..] => Error::OtherFormat("WebAssembly"),
            [b'!', b'<', b'a', b'r', b'c', b'h', b'>', ..]
            | [b'!', b'<', b't', b'h', b'i', b'n', b'>', ..] => Error::Archive,
            [b'M', b'Z', ..] => Error::OtherFormat("Windows (PE)"),
            [0x7f, b'E', b'L', b'F', ..] => Error::Damaged("its header is cut off".into()),
            _ => Error::NotElf,
        },
    }
}

fn sections<'a>(
    file: &ElfFile64<'a, object::LittleEndian>,
) -> Result<Vec<Section<'a>>, object::Error> {
    let mut sections = Vec::new();
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else {
            continue;
        };
        let has = |flag: elf::SectionFlags| sh_flags.0 & flag.0 != 0;
        // Thread-local addresses overlap others.
        if !has(elf::SHF_ALLOC) || has(elf::SHF_TLS) || section.size() == 0 {
            continue;
        }
        sections.push(Section {
            start: section.address(),
            end: section.address().saturating_add(section.size()),
            data: section.uncompressed_data()?,
            writable: has(elf::SHF_WRITE),
            executable: has(elf::SHF_EXECINSTR),
            linkage: section.name().is_ok_and(|name| name.contains("plt")),
        });
    }
    sections.sort_by_key(|section| section.start);
    Ok(sections)
}

fn frozen(file: &ElfFile64<'_, object::LittleEndian>) -> Vec<(u64, u64)> {
    let endian = file.endian();
    file.elf_program_headers()
        .iter()
        .filter(|header| header.p_type(endian) == elf::PT_GNU_RELRO)
        .map(|header| {
            let start: u64 = header.p_vaddr(endian);
            let size: u64 = header.p_memsz(endian);
            (start, start.saturating_add(size))
        })
        .collect()
}

fn symbols(file: &ElfFile64<'_, object::LittleEndian>, sections: &[Section]) -> Vec<Symbol> {
    let mut found: Vec<(u64, u64, String)> = Vec::new();
    let executable = |address: u64| {
        sections.iter().any(|section| {
            section.executable
                && !section.linkage
                && (section.start..section.end).contains(&address)
        })
    };
    for symbol in file.symbols() {
        // Assembly leaves its functions without a type.
        let code = matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Unknown);
        if !code || symbol.is_undefined() || !executable(symbol.address()) {
            continue;
        }
        let Ok(name) = symbol.name() else { continue };
        if name.is_empty() || (symbol.size() == 0 && name.starts_with('.')) {
            continue;
        }
        found.push((symbol.address(), symbol.size(), name.to_owned()));
    }
    // Of several names for one address (folded functions, aliases), a known one is
    // chosen, then one with a size.
    found.sort_by_key(|(start, size, name)| {
        (*start, !known::is_known(name), *size == 0, name.clone())
    });
    found.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same && first.1 == 0 {
            first.1 = later.1;
        }
        same
    });
    let ends: Vec<u64> = (0..found.len())
        .map(|index| {
            let (start, size, _) = &found[index];
            let section_end = sections
                .iter()
                .find(|section| (section.start..section.end).contains(start))
                .map_or(*start, |section| section.end);
            let next = found.get(index + 1).map_or(u64::MAX, |next| next.0);
            let end = if *size == 0 {
                next
            } else {
                start.saturating_add(*size)
            };
            // A second entry into a function cuts it in two; the first part then
            // continues into the second.
            end.min(next).min(section_end)
        })
        .collect();
    found
        .into_iter()
        .zip(ends)
        .map(|((start, _, raw), end)| Symbol {
            name: function_names::demangled(&raw),
            raw,
            start,
            end,
        })
        .collect()
}
