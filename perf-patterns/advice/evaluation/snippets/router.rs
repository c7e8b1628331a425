//! A router: the path is owned to be looked up; parameters are kept; handlers come from outside.
use std::collections::HashMap;

trait Handler {
    fn handle(&self, parameters: &[String]) -> u64;
}

struct Count(u64);
struct Echo;

impl Handler for Count {
    fn handle(&self, parameters: &[String]) -> u64 {
        self.0 + parameters.len() as u64
    }
}

impl Handler for Echo {
    fn handle(&self, parameters: &[String]) -> u64 {
        parameters.iter().map(|p| p.bytes().map(u64::from).sum::<u64>()).sum()
    }
}

struct Router {
    //- 2 lookalike heap-vs-stack/dyn-dispatch
    routes: HashMap<String, Box<dyn Handler>>,
    //+ 2
    routes: HashMap<String, Known>,
    //.
}

//- 2
fn boxed(n: u64) -> Box<dyn Handler> {
    if n % 3 == 0 { Box::new(Echo) } else { Box::new(Count(n)) }
}
//+ 2
enum Known {
    Count(Count),
    Echo(Echo),
}

impl Known {
    fn handle(&self, parameters: &[String]) -> u64 {
        match self {
            Known::Count(count) => count.handle(parameters),
            Known::Echo(echo) => echo.handle(parameters),
        }
    }
}

fn boxed(n: u64) -> Known {
    if n % 3 == 0 { Known::Echo(Echo) } else { Known::Count(Count(n)) }
}
//.

struct Request {
    parameters: Vec<String>,
}

impl Router {
    fn new() -> Router {
        let routes = (0..60).map(|n| (format!("/api/v2/resource{n}"), boxed(n))).collect();
        Router { routes }
    }

    //- 1 mistake ownership/clone-to-read|lookups/key-without-owning
    fn route(&self, url: &str, request: &Request) -> Option<u64> {
        let path = url.split('?').next().unwrap_or(url).to_string();
        let handler = self.routes.get(&path)?;
        Some(handler.handle(&request.parameters))
    }
    //+ 1
    fn route(&self, url: &str, request: &Request) -> Option<u64> {
        let path = url.split('?').next().unwrap_or(url);
        let handler = self.routes.get(path)?;
        Some(handler.handle(&request.parameters))
    }
    //.
}

//- 3 lookalike ownership/clone-to-read|loops/collect-then-iterate
fn request(n: usize) -> Request {
    let parameters = ["sort", "page"].iter().take(n % 3).map(|p| p.to_string()).collect();
    Request { parameters }
}
//+ 3
fn request(n: usize) -> Request {
    let mut parameters = Vec::new();
    for p in ["sort", "page"].iter().take(n % 3) {
        parameters.push((*p).to_owned());
    }
    Request { parameters }
}
//.

fn main() {
    let router = Router::new();
    let urls: Vec<String> = (0..80).map(|n| format!("/api/v2/resource{n}?sort=1&page={n}")).collect();
    let requests: Vec<Request> = (0..200).map(request).collect();
    let mut sum = 0;
    let mut missed = 0;
    for turn in 0..12_000 {
        match router.route(&urls[turn % 80], &requests[turn % 200]) {
            Some(value) => sum += value,
            None => missed += 1,
        }
    }
    println!("{sum} {missed}");
}
