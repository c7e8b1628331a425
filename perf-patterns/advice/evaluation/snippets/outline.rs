//! An outline of a document: one recursion returns lists upwards, another answers with a number, a third keeps what it makes.
struct Section {
    title: String,
    level: u32,
    parts: Vec<Section>,
}

fn section(level: u32, at: u32) -> Section {
    let parts = if level < 6 { (0..4).map(|part| section(level + 1, at * 4 + part)).collect() } else { Vec::new() };
    Section { title: format!("Section {at}"), level, parts }
}

impl Section {
    //- 1 mistake recursion/flatten-tree
    fn titles(&self, deepest: u32) -> Vec<&str> {
        let mut all = vec![self.title.as_str()];
        if self.level < deepest {
            for part in &self.parts {
                all.append(&mut part.titles(deepest));
            }
        }
        all
    }
    //+ 1
    fn titles(&self, deepest: u32) -> Vec<&str> {
        fn into<'a>(section: &'a Section, deepest: u32, all: &mut Vec<&'a str>) {
            all.push(section.title.as_str());
            if section.level < deepest {
                for part in &section.parts {
                    into(part, deepest, all);
                }
            }
        }
        let mut all = Vec::new();
        into(self, deepest, &mut all);
        all
    }
    //.

    //- 2 lookalike recursion/depth-first|recursion/flatten-tree
    fn weight(&self) -> usize {
        self.title.len() + self.parts.iter().map(Section::weight).sum::<usize>()
    }
    //+ 2
    fn weight(&self) -> usize {
        let mut sum = 0;
        let mut left = vec![self];
        while let Some(section) = left.pop() {
            sum += section.title.len();
            left.extend(&section.parts);
        }
        sum
    }
    //.

    //- 3 lookalike recursion/flatten-tree|string-building/append
    fn path(&self, wanted: &str) -> Option<Vec<&str>> {
        if self.title == wanted {
            return Some(vec![&self.title]);
        }
        let mut path = self.parts.iter().find_map(|part| part.path(wanted))?;
        path.push(&self.title);
        Some(path)
    }
    //+ 3
    fn path(&self, wanted: &str) -> Option<Vec<&str>> {
        fn find<'a>(section: &'a Section, wanted: &str, path: &mut Vec<&'a str>) -> bool {
            let found = section.title == wanted || section.parts.iter().any(|part| find(part, wanted, path));
            if found {
                path.push(&section.title);
            }
            found
        }
        let mut path = Vec::new();
        find(self, wanted, &mut path).then_some(path)
    }
    //.
}

fn main() {
    let root = section(0, 0);
    let mut letters = 0;
    for deepest in 2..=6 {
        for _ in 0..2 {
            letters += root.titles(deepest).iter().filter(|title| title.ends_with('7')).count();
        }
    }
    println!("{letters} {} {:?}", root.weight(), root.path("Section 4095").map(|path| path.len()));
}
