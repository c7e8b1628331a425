//! Walks a tree of folders: by recursion, which is not slow; paths are pushed and popped, or cloned where they are kept.
struct Folder {
    name: String,
    files: Vec<(String, u64)>,
    folders: Vec<Folder>,
}

fn folder(depth: u32, at: u32) -> Folder {
    Folder {
        name: format!("folder{at}"),
        files: (0..3).map(|n| (format!("file{n}.dat"), u64::from(at * 7 + n))).collect(),
        folders: if depth == 0 { Vec::new() } else { (0..3).map(|n| folder(depth - 1, at * 3 + n)).collect() },
    }
}

impl Folder {
    //- 1 lookalike recursion/depth-first|recursion/flatten-tree
    fn size(&self) -> u64 {
        let own: u64 = self.files.iter().map(|(_, size)| size).sum();
        own + self.folders.iter().map(Folder::size).sum::<u64>()
    }
    //+ 1
    fn size(&self) -> u64 {
        let mut size = 0;
        let mut left = vec![self];
        while let Some(folder) = left.pop() {
            size += folder.files.iter().map(|(_, size)| size).sum::<u64>();
            left.extend(&folder.folders);
        }
        size
    }
    //.

    //- 2 lookalike ownership/clone-to-read|recursion/flatten-tree
    fn large(&self, least: u64, path: &mut String, found: &mut Vec<String>) {
        let length = path.len();
        path.push('/');
        path.push_str(&self.name);
        if self.files.iter().any(|(_, size)| *size >= least) {
            found.push(path.clone());
        }
        for folder in &self.folders {
            folder.large(least, path, found);
        }
        path.truncate(length);
    }
    //+ 2
    fn large(&self, least: u64, path: &mut String, found: &mut Vec<String>) {
        let length = path.len();
        path.push('/');
        path.push_str(&self.name);
        if self.files.iter().any(|(_, size)| *size >= least) {
            found.push(path.as_str().into());
        }
        for folder in &self.folders {
            folder.large(least, path, found);
        }
        path.truncate(length);
    }
    //.

    //- 3 mistake ownership/clone-to-read|string-building/append|string-building/format-push|pooling/request-buffer
    fn longest(&self, path: &str) -> usize {
        let path = format!("{path}/{}", self.name);
        let own = self.files.iter().map(|(name, _)| path.len() + 1 + name.len()).max().unwrap_or(0);
        self.folders.iter().map(|folder| folder.longest(&path)).fold(own, usize::max)
    }
    //+ 3
    fn longest(&self, path: &str) -> usize {
        fn below(folder: &Folder, above: usize) -> usize {
            let path = above + 1 + folder.name.len();
            let own = folder.files.iter().map(|(name, _)| path + 1 + name.len()).max().unwrap_or(0);
            folder.folders.iter().map(|folder| below(folder, path)).fold(own, usize::max)
        }
        below(self, path.len())
    }
    //.
}

fn main() {
    let root = folder(6, 1);
    let mut found = Vec::new();
    root.large(8_000, &mut String::new(), &mut found);
    let mut longest = 0;
    let mut size = 0;
    for _ in 0..6 {
        longest += root.longest("");
        size += root.size();
    }
    println!("{size} {longest} {} {:?}", found.len(), found.last());
}
