//! What several scrapers at once do to a service's memory, and what one scrape costs
//! once names are known: `cargo run --release -p cost --bin scrapers`. Decides
//! nothing.
//!
//! The service is a process of its own, which this program starts as a copy of itself;
//! its memory and CPU time are read from outside. `CARGO_PROFILE_RELEASE_DEBUG=full`
//! makes it as large as services with full debug information.

use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Parser;
use cost::{allocate, compute, cpu_time_of, load_average};
use profiling_alloc_system as _;

#[derive(Parser)]
struct Args {
    /// How long to scrape
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Scrapers at once
    #[arg(long, default_value_t = 6)]
    scrapers: usize,
    /// Scrapes whose CPU time is measured at the end
    #[arg(long, default_value_t = 50)]
    warm: u32,
    /// Be the service: started by this program itself
    #[arg(long, hide = true)]
    service: bool,
}

/// What each scraper requests, one after the other.
const TARGETS: [&str; 6] = [
    "heap",
    "profile?seconds=2",
    "goroutine",
    "allocs",
    "mutex",
    "block",
];

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if args.service {
        return serve();
    }
    let mut service = Service::start()?;
    let size = std::fs::metadata(std::env::current_exe()?)?.len();
    println!(
        "load of the machine: {}; the service's file: {:.1} MB",
        load_average(),
        size as f64 / 1e6
    );
    std::thread::sleep(Duration::from_secs(3));
    let before = service.anonymous_bytes()?;
    let (peak, scrapes) = scrape(&service, &args)?;
    // Memory is given back after a while without requests.
    std::thread::sleep(Duration::from_secs(5));
    let after = service.anonymous_bytes()?;
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!(
        "{} scrapers for {} s, {scrapes} scrapes: anonymous memory {:.1} MiB before, \
         at most {:+.1} MiB, after {:+.1} MiB",
        args.scrapers,
        args.seconds,
        mebibytes(before),
        mebibytes(peak) - mebibytes(before),
        mebibytes(after) - mebibytes(before),
    );
    service.quiet()?;
    for target in ["heap", "goroutine"] {
        service.fetch(target)?;
        let began = service.cpu_time();
        for _ in 0..args.warm {
            service.fetch(target)?;
        }
        let used = service.cpu_time() - began;
        println!(
            "a warm scrape of {target}: {:.2} ms of CPU time, mean of {}",
            1e3 * used.as_secs_f64() / f64::from(args.warm),
            args.warm
        );
    }
    Ok(())
}

/// Runs all scrapers at once; returns the most anonymous memory meanwhile, and how
/// often it was scraped.
fn scrape(service: &Service, args: &Args) -> anyhow::Result<(u64, u64)> {
    let until = Instant::now() + Duration::from_secs(args.seconds);
    let scrapes = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let scrapers: Vec<_> = (0..args.scrapers)
            .map(|first| {
                let scrapes = &scrapes;
                scope.spawn(move || -> anyhow::Result<()> {
                    let targets = TARGETS.iter().cycle().skip(first);
                    for target in targets.take_while(|_| Instant::now() < until) {
                        service.fetch(target)?;
                        scrapes.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        let mut peak = 0;
        while Instant::now() < until {
            peak = peak.max(service.anonymous_bytes()?);
            std::thread::sleep(Duration::from_millis(20));
        }
        for scraper in scrapers {
            scraper.join().ok().context("a scraper panicked")??;
        }
        Ok((peak, scrapes.load(Ordering::Relaxed)))
    })
}

/// The child, seen from outside; killed when this is dropped.
struct Service {
    child: Child,
    stdin: ChildStdin,
    port: u16,
}

impl Service {
    fn start() -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--service")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the service")?;
        let stdin = child.stdin.take().context("the service has no input")?;
        let stdout = child.stdout.take().context("the service has no output")?;
        let mut port = String::new();
        BufReader::new(stdout).read_line(&mut port)?;
        let port = port.trim().parse().context("the service told no port")?;
        Ok(Self { child, stdin, port })
    }

    /// Its own work ends; the answer is there when all threads wait.
    fn quiet(&mut self) -> anyhow::Result<()> {
        self.stdin.write_all(b"\n")?;
        self.stdin.flush()?;
        std::thread::sleep(Duration::from_secs(2));
        Ok(())
    }

    fn fetch(&self, target: &str) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let request = format!("GET /debug/pprof/{target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let head = String::from_utf8_lossy(&answer[..answer.len().min(100)]).into_owned();
        let is_known = head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 503");
        ensure!(is_known, "{target}: {head}");
        Ok(())
    }

    /// Memory that no file backs (proc(5), `RssAnon`), in bytes.
    fn anonymous_bytes(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        Ok(kilobytes.context("this kernel does not tell RssAnon")? * 1024)
    }

    fn cpu_time(&self) -> Duration {
        cpu_time_of(self.child.id())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

static QUIET: AtomicBool = AtomicBool::new(false);
static LOCK: profiling::sync::Mutex<u64> = profiling::sync::Mutex::new(0);

/// A service that computes, allocates and waits for a lock, until a line comes in.
fn serve() -> anyhow::Result<()> {
    let server = profiling::http::serve("127.0.0.1:0")?;
    for _ in 0..4 {
        std::thread::spawn(|| {
            while !QUIET.load(Ordering::Relaxed) {
                compute(20);
                allocate(2);
                if let Ok(mut held) = LOCK.lock() {
                    compute(2);
                    *held = black_box(*held + 1);
                }
                std::thread::sleep(Duration::from_millis(2));
            }
        });
    }
    println!("{}", server.address().port());
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    QUIET.store(true, Ordering::Relaxed);
    // Until it is killed.
    loop {
        std::thread::park();
    }
}
