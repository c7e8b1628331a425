//! After rolldown/rolldown#9436: fewer clones of strings that plugins only look at.
use std::collections::HashMap;

struct Hook {
    name: String,
    filter: String,
}

struct Driver {
    hooks: Vec<Hook>,
    calls: HashMap<usize, u32>,
}

impl Driver {
    //- 1 mistake ownership/clone-to-read
    fn resolve(&mut self, module: &str) -> bool {
        let mut matched = false;
        for at in 0..self.hooks.len() {
            let filter = self.hooks[at].filter.clone();
            if module.ends_with(filter.as_str()) {
                *self.calls.entry(at).or_default() += 1;
                matched = true;
            }
        }
        matched
    }
    //+ 1
    fn resolve(&mut self, module: &str) -> bool {
        let mut matched = false;
        for (at, hook) in self.hooks.iter().enumerate() {
            if module.ends_with(hook.filter.as_str()) {
                *self.calls.entry(at).or_default() += 1;
                matched = true;
            }
        }
        matched
    }
    //.
}

fn main() {
    let hooks = (0..14).map(|n| Hook { name: format!("plugin-{n}"), filter: format!(".ext{n}") }).collect();
    let mut driver = Driver { hooks, calls: HashMap::new() };
    let modules: Vec<String> = (0..3_000).map(|n| format!("src/dir{}/file{n}.ext{}", n % 9, n % 20)).collect();
    let matched = modules.iter().filter(|module| driver.resolve(module)).count();
    let most = driver.calls.iter().max_by_key(|(at, count)| (**count, **at)).map(|(at, _)| &driver.hooks[*at].name);
    println!("{matched} {most:?}");
}
