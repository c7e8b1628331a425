//! Draws lines as SVG: coordinates become strings before they are joined; the classes are strings; a version has three numbers.
struct Line {
    points: Vec<(i32, i32)>,
    classes: Vec<&'static str>,
}

fn line(n: i32) -> Line {
    let points = (0..50).map(|at| (at * 12 + n, (at * at * 7 + n * 31) % 900)).collect();
    Line { points, classes: vec!["line", if n % 2 == 0 { "even" } else { "odd" }, "thin"] }
}

impl Line {
    //- 1 mistake string-building/join-numbers|string-building/format-push
    fn path(&self) -> String {
        let corners: Vec<String> = self.points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        corners.join(" ")
    }
    //+ 1
    fn path(&self) -> String {
        use std::fmt::Write;
        let mut path = String::with_capacity(self.points.len() * 8);
        for (at, (x, y)) in self.points.iter().enumerate() {
            if at > 0 {
                path.push(' ');
            }
            let _ = write!(path, "{x},{y}");
        }
        path
    }
    //.

    //- 2 lookalike string-building/join-numbers
    fn class(&self) -> String {
        self.classes.join(" ")
    }
    //+ 2
    fn class(&self) -> String {
        let mut all = String::with_capacity(16);
        for (at, class) in self.classes.iter().enumerate() {
            if at > 0 {
                all.push(' ');
            }
            all.push_str(class);
        }
        all
    }
    //.
}

//- 3 lookalike string-building/join-numbers
fn version(numbers: [u32; 3]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}
//+ 3
fn version(numbers: [u32; 3]) -> String {
    format!("{}.{}.{}", numbers[0], numbers[1], numbers[2])
}
//.

fn main() {
    let mut svg = String::with_capacity(100_000);
    svg.push_str(&version([1, 20, 3]));
    for line in (0..160).map(line) {
        svg.push_str("<polyline class=\"");
        svg.push_str(&line.class());
        svg.push_str("\" points=\"");
        svg.push_str(&line.path());
        svg.push_str("\"/>");
    }
    println!("{} {}", svg.len(), svg.bytes().map(u64::from).sum::<u64>());
}
