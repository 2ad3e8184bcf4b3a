//! What measurements over HTTP share: the program as a process of its own, and looking at it.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Memory in megabytes: resident now (`VmRSS:`), or the most that ever was (`VmHWM:`).
pub fn memory(pid: u32, which: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("status");
    let line = status
        .lines()
        .find(|line| line.starts_with(which))
        .expect(which);
    let kilobytes = line.split_whitespace().nth(1).expect("a number");
    kilobytes.parse::<u64>().expect("a number") / 1024
}

/// The cookie of the demo's owner.
pub fn sign_in(site: &str) -> String {
    let headers = curl(&[
        "-si",
        "-H",
        "Sec-Fetch-Site: same-origin",
        "-d",
        "email=marina@example.com&password=brows-and-coffee",
        &format!("{site}/login"),
    ]);
    let cookies: Vec<&str> = headers
        .lines()
        .filter_map(|line| line.strip_prefix("set-cookie: "))
        .filter_map(|cookie| cookie.split(';').next())
        .collect();
    assert!(!cookies.is_empty(), "no session:\n{headers}");
    cookies.join("; ")
}

/// A process that ends with this value.
pub struct Server(pub Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn start(command: &mut Command) -> Child {
    command
        .stdout(Stdio::null())
        .stdin(Stdio::null())
        .spawn()
        .expect("a process")
}

pub fn run(command: &mut Command) {
    let status = command.stdin(Stdio::null()).status().expect("a process");
    assert!(status.success(), "{command:?}");
}

pub fn curl(arguments: &[&str]) -> String {
    let output = Command::new("curl").arg("-s").args(arguments).output();
    String::from_utf8_lossy(&output.expect("curl is needed").stdout).into_owned()
}

pub fn wait_for(url: &str) {
    for _ in 0..200 {
        if !curl(&["-o", "/dev/null", "-w", "%{http_code}", url]).starts_with("000") {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("{url} does not answer");
}

pub fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}
