//! Ten photos of 12 megapixels at once: `cargo bench --bench photos` serves a demo practice, sends them, asks for the calendar
//! all the while, and prints the peak of the server's memory and how long the calendar took. It fails where the peak is over
//! 300 MB or a photo is missing. SQLite; what a photo costs is the same on Postgres.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "support/program.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use program::{Server, curl, free_address, memory, run, sign_in, start, wait_for};

const PHOTOS: u32 = 10;
/// Megabytes.
const MOST: u64 = 300;

fn main() {
    let folder = tempfile::tempdir().expect("folder");
    let photos: Vec<PathBuf> = (0..PHOTOS).map(|n| photo(folder.path(), n)).collect();
    let address = free_address();
    let site = format!("http://{address}");
    let server = serve(folder.path(), &address);
    let cookie = format!("Cookie: {}", sign_in(&site));
    let place = format!("{site}/clients/{}/photos", somebody(&site, &cookie));
    let at_rest = memory(server.0.id(), "VmRSS:");
    let before = kept(&place, &cookie);
    let quiet: Vec<f64> = (0..50).map(|_| calendar(&site, &cookie)).collect();
    let begun = Instant::now();
    let sending = photos.iter().map(|photo| send(photo, &place, &cookie));
    let mut sending: Vec<Child> = sending.collect();
    let mut meanwhile = Vec::new();
    while sending
        .iter_mut()
        .any(|one| one.try_wait().expect("curl").is_none())
    {
        meanwhile.push(calendar(&site, &cookie));
    }
    let took = begun.elapsed().as_secs_f64();
    let peak = memory(server.0.id(), "VmHWM:");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{PHOTOS} photos of 12 megapixels at once, {cores} cores: {took:.1} s");
    println!("memory: {at_rest} MB at rest, {peak} MB at most");
    for (name, mut times) in [("before", quiet), ("meanwhile", meanwhile)] {
        times.sort_by(f64::total_cmp);
        let at = |part: usize| times[(times.len() - 1) * part / 100];
        println!(
            "calendar {name:<10} {:>4} times, p50 {:.1} ms, p95 {:.1} ms",
            times.len(),
            at(50),
            at(95)
        );
    }
    assert_eq!(kept(&place, &cookie) - before, photos.len(), "photos kept");
    assert!(peak < MOST, "{peak} MB at most");
}

/// As a telephone takes it: full of small things that no two photos share.
fn photo(folder: &Path, n: u32) -> PathBuf {
    let mut dice = n + 1;
    let picture = RgbImage::from_fn(4000, 3000, |x, y| {
        dice ^= dice << 13;
        dice ^= dice >> 17;
        dice ^= dice << 5;
        let grain = (dice % 24) as u8;
        Rgb([
            (x / 20) as u8 + grain / 2,
            (y / 15) as u8 + grain / 2,
            grain * 4,
        ])
    });
    let path = folder.join(format!("{n}.jpg"));
    let file = std::fs::File::create(&path).expect("a file");
    JpegEncoder::new_with_quality(std::io::BufWriter::new(file), 90)
        .encode_image(&picture)
        .expect("a photo");
    path
}

/// The demo practice, in release mode as the bench itself.
fn serve(folder: &Path, address: &str) -> Server {
    let aureli = |argument: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aureli"));
        let url = format!("sqlite://{}", folder.join("bench.db").display());
        command
            .arg(argument)
            .env("DATABASE_URL", url)
            .env("DATA_DIR", folder)
            .env("LISTEN", address)
            .env("PUBLIC_URL", format!("http://{address}"))
            .env("SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
            .env("RATE_LIMITS", "off")
            .env("RUST_LOG", "error");
        command
    };
    run(aureli("demo").stdout(Stdio::null()));
    let server = Server(start(&mut aureli("serve")));
    wait_for(&format!("http://{address}/readyz"));
    server
}

/// The id of a client.
fn somebody(site: &str, cookie: &str) -> String {
    let list = curl(&["-H", cookie, &format!("{site}/clients")]);
    let rows = list.split("<a class=\"row g-3 plain\" href=\"/clients/");
    let id = rows.skip(1).find_map(|row| row.split('"').next());
    id.expect("a client").to_owned()
}

/// How many photos a client has.
fn kept(place: &str, cookie: &str) -> usize {
    let gallery = curl(&["-H", cookie, place]);
    gallery.matches("name=\"photo\"").count()
}

fn send(photo: &Path, place: &str, cookie: &str) -> Child {
    start(Command::new("curl").args([
        "-s",
        "-o",
        "/dev/null",
        "-H",
        cookie,
        "-H",
        "Sec-Fetch-Site: same-origin",
        "-F",
        &format!("file=@{}", photo.display()),
        &format!("{place}/form"),
    ]))
}

/// How long the calendar takes, in milliseconds.
fn calendar(site: &str, cookie: &str) -> f64 {
    let page = format!("{site}/calendar");
    let answer = curl(&[
        "-o",
        "/dev/null",
        "-H",
        cookie,
        "-w",
        "%{http_code} %{time_total}",
        &page,
    ]);
    let seconds = answer.strip_prefix("200 ").expect("the calendar");
    seconds.parse::<f64>().expect("a time") * 1000.0
}
