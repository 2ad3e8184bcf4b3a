//! What a page costs over HTTP: `cargo bench --bench http` serves demo practices with a month and with ten years of
//! visits, drives them with `wrk -t1 -c32`, and prints each page beside a bare axum route in the same run. CPU is user
//! and system time of all server processes, the database's included.
//!
//! Needs wrk. SQLite always; Postgres too when `BENCH_POSTGRES` names a folder for `tests/postgres`.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use program::{Server, curl, free_address, memory, run, sign_in, start, wait_for};

/// Of one look at a page, seconds.
const SECONDS: u64 = 3;
/// Looks at each page, the practices in turn: the least CPU of them counts, since a shared machine slows down at times.
const LOOKS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "bare") {
        return bare(&arguments[at + 1]);
    }
    println!(
        "{:<26} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "", "req/s", "p50 ms", "p99 ms", "CPU-ms", "gzipped"
    );
    bare_route();
    let folder = tempfile::tempdir().expect("folder");
    let url = |years| {
        format!(
            "sqlite://{}",
            folder.path().join(format!("{years}.db")).display()
        )
    };
    compare(
        "SQLite",
        [0, 10].map(|years| Practice::serve(&url(years), folder.path(), years, None)),
    );
    if let Ok(cluster) = std::env::var("BENCH_POSTGRES") {
        let (url, postmaster) = postgres(&cluster);
        let practices = [0, 10].map(|years| {
            let (server, _) = url.rsplit_once('/').expect("a database in the URL");
            let name = format!("bench_{years}");
            for statement in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
                run(Command::new("psql").args([&url, "-qXc", &format!("{statement} {name}")]));
            }
            Practice::serve(
                &format!("{server}/{name}"),
                folder.path(),
                years,
                Some(postmaster),
            )
        });
        compare("Postgres", practices);
    }
}

/// A route that does nothing but answer: what axum and the loopback cost.
#[tokio::main(flavor = "multi_thread")]
async fn bare(address: &str) {
    let app = axum::Router::new().route("/", axum::routing::get(|| async { "ok" }));
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .expect("address");
    axum::serve(listener, app).await.expect("serve");
}

fn bare_route() {
    let address = free_address();
    let program = std::env::current_exe().expect("this program");
    let server = Server(start(Command::new(program).args(["bare", &address])));
    let url = format!("http://{address}/");
    wait_for(&url);
    let pid = server.0.id();
    let looks: Vec<Look> = (0..LOOKS).map(|_| Look::at(&url, None, &[pid])).collect();
    Look::least(looks).print("bare axum route");
}

/// A demo practice that is being served.
struct Practice {
    years: u32,
    site: String,
    cookie: String,
    /// Slug of its second service.
    service: String,
    /// Of all server processes, this one's first.
    pids: Vec<u32>,
    _server: Server,
}

impl Practice {
    fn serve(url: &str, folder: &Path, years: u32, postmaster: Option<u32>) -> Self {
        let address = free_address();
        let aureli = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_aureli"));
            command
                .args(arguments)
                .env("DATABASE_URL", url)
                .env("DATA_DIR", folder)
                .env("LISTEN", &address)
                .env("PUBLIC_URL", format!("http://{address}"))
                .env("SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
                .env("RATE_LIMITS", "off")
                .env("RUST_LOG", "error");
            command
        };
        run(aureli(&["demo", "--years", &years.to_string()]).stdout(Stdio::null()));
        let server = Server(start(&mut aureli(&["serve"])));
        let site = format!("http://{address}");
        wait_for(&format!("{site}/readyz"));
        let service = curl(&[&format!("{site}/api/v1/public/marina")]);
        let service = service.split("\"slug\":\"").nth(2).expect("a service");
        let service = service.split('"').next().expect("its slug").to_owned();
        Self {
            years,
            cookie: sign_in(&site),
            service,
            pids: [server.0.id()].into_iter().chain(postmaster).collect(),
            site,
            _server: server,
        }
    }

    fn memory(&self) -> u64 {
        memory(self.pids[0], "VmRSS:")
    }

    /// What is looked at: name, path, and whether for the owner only.
    fn pages(&self) -> [(&'static str, String, bool); 6] {
        let (service, today) = (&self.service, chrono::Utc::now().date_naive());
        let slots = format!("/api/v1/public/marina/slots?service={service}&from={today}&days=28");
        [
            ("booking page", "/marina".to_owned(), false),
            (
                "times of a service",
                format!("/marina/book?service={service}"),
                false,
            ),
            ("slots JSON, 28 days", slots, false),
            ("week view", "/calendar?view=week".to_owned(), true),
            ("day view", "/calendar?view=day".to_owned(), true),
            ("clients", "/clients".to_owned(), true),
        ]
    }

    fn look(&self, page: usize) -> Look {
        let (_, path, is_own) = &self.pages()[page];
        let cookie = is_own.then_some(self.cookie.as_str());
        Look::at(&format!("{}{path}", self.site), cookie, &self.pids)
    }
}

/// A table of each practice; they are looked at in turn.
fn compare(database: &str, practices: [Practice; 2]) {
    sleep(Duration::from_secs(2));
    let at_rest = practices.each_ref().map(Practice::memory);
    let pages = practices[0].pages();
    let mut tables: [Vec<Vec<Look>>; 2] =
        [(); 2].map(|()| pages.iter().map(|_| Vec::new()).collect());
    for page in 0..pages.len() {
        for _ in 0..LOOKS {
            for (practice, table) in practices.iter().zip(&mut tables) {
                table[page].push(practice.look(page));
            }
        }
    }
    for ((practice, table), at_rest) in practices.iter().zip(tables).zip(at_rest) {
        println!(
            "\n{database}, {} years of visits: {at_rest} MB at rest",
            practice.years
        );
        for ((name, ..), looks) in pages.iter().zip(table) {
            Look::least(looks).print(name);
        }
        println!("{:<26} {} MB after the load", "", practice.memory());
    }
}

/// What some seconds of requests for one page cost.
struct Look {
    rate: String,
    median: String,
    slowest: String,
    /// Milliseconds of CPU for each request.
    cpu: f64,
    size: String,
}

impl Look {
    /// The warm-up before it is not counted.
    fn at(url: &str, cookie: Option<&str>, pids: &[u32]) -> Self {
        wrk(url, cookie, 1);
        let before = cpu(pids);
        let heard = wrk(url, cookie, SECONDS);
        let spent = cpu(pids) - before;
        let field = |name: &str| {
            let line = heard.lines().find(|line| line.trim().starts_with(name));
            line.and_then(|line| line.split_whitespace().nth(1))
                .unwrap_or("?")
                .to_owned()
        };
        assert!(!heard.contains("Non-2xx"), "{url} was refused:\n{heard}");
        let requests: f64 = heard
            .lines()
            .find_map(|line| line.trim().split_once(" requests in"))
            .and_then(|(number, _)| number.parse().ok())
            .expect("wrk's count");
        let mut size = vec![
            "-so",
            "/dev/null",
            "-w",
            "%{size_download}",
            "--compressed",
            url,
        ];
        let header = cookie.map(|cookie| format!("Cookie: {cookie}"));
        size.extend(header.iter().flat_map(|header| ["-H", header.as_str()]));
        Self {
            rate: field("Requests/sec:"),
            median: milliseconds(&field("50%")),
            slowest: milliseconds(&field("99%")),
            cpu: spent / requests,
            size: curl(&size),
        }
    }

    fn least(looks: Vec<Self>) -> Self {
        let least = looks.into_iter().min_by(|a, b| a.cpu.total_cmp(&b.cpu));
        least.expect("a look")
    }

    fn print(&self, name: &str) {
        println!(
            "{name:<26} {:>8} {:>8} {:>8} {:>8.3} {:>8}",
            self.rate, self.median, self.slowest, self.cpu, self.size
        );
    }
}

fn wrk(url: &str, cookie: Option<&str>, seconds: u64) -> String {
    let mut command = Command::new("wrk");
    command.args(["-t1", "-c32", "--latency", &format!("-d{seconds}s")]);
    if let Some(cookie) = cookie {
        command.args(["-H", &format!("Cookie: {cookie}")]);
    }
    let output = command
        .arg(url)
        .output()
        .expect("wrk is needed: apt install wrk");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// wrk's "812.00us" or "1.20s", in milliseconds.
fn milliseconds(text: &str) -> String {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text[..text.len() - unit.len()].parse().unwrap_or(f64::NAN);
    let scale = match unit {
        "us" => 0.001,
        "s" => 1000.0,
        _ => 1.0,
    };
    format!("{:.1}", number * scale)
}

/// CPU time so far, in milliseconds, of processes and of those that they started.
fn cpu(pids: &[u32]) -> f64 {
    let all = fs::read_dir("/proc").expect("/proc");
    let stats = all.flatten().filter_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let fields: Vec<u64> = stat
            .rsplit_once(')')?
            .1
            .split_whitespace()
            .skip(1)
            .map(|field| field.parse().unwrap_or(0))
            .collect();
        let own = fields[10] + fields[11];
        let ended = fields[12] + fields[13];
        if pids.contains(&pid) {
            Some(own + ended)
        } else {
            pids.contains(&(fields[0] as u32)).then_some(own)
        }
    });
    // Linux counts in hundredths of a second.
    stats.sum::<u64>() as f64 * 10.0
}

/// A running cluster's address and the process id of its postmaster.
fn postgres(folder: &str) -> (String, u32) {
    let started = Command::new("tests/postgres")
        .args(["start", folder])
        .output();
    let url = String::from_utf8(started.expect("tests/postgres").stdout).expect("a URL");
    let file = Path::new(folder).join("data/postmaster.pid");
    let pid = fs::read_to_string(file).expect("a running cluster");
    let pid = pid.lines().next().and_then(|line| line.parse().ok());
    (url.trim().to_owned(), pid.expect("a process id"))
}
