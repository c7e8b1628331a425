//! After rolldown/rolldown#9928: a path that is clean already is given back as it is.
use std::borrow::Cow;

//- 1 mistake string-building/escape-cow
fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}
//+ 1
fn slashes(path: &str) -> Cow<'_, str> {
    if path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}
//.

fn shared(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

fn main() {
    let paths: Vec<Cow<str>> = (0..5_000)
        .map(|n| Cow::from(format!("packages/core/src/module{}/item{n}.ts", n % 60)))
        .chain([Cow::from("windows\\style\\path.ts")])
        .collect();
    let mut sum = 0;
    for pair in paths.windows(2) {
        sum += shared(&slashes(&pair[0]), &slashes(&pair[1]));
    }
    println!("{sum}");
}
