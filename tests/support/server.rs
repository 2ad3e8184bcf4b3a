//! The real program in a process of its own, which can be killed and started again.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aureli::app::App;
use aureli::clock::Clock;
use aureli::config::Config;
use aureli::practice::PracticeFile;
use serde_json::{Value, json};

const SECRET_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

pub struct Server {
    child: Option<Child>,
    database_url: String,
    folder: PathBuf,
    port: u16,
    settings: Vec<(String, String)>,
    args: Vec<&'static str>,
    log: Option<PathBuf>,
}

impl Server {
    /// Not yet running; `folder` is its DATA_DIR.
    pub fn new(database_url: &str, folder: &Path) -> Self {
        aureli::providers::install_ciphers();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        Self {
            child: None,
            database_url: database_url.into(),
            folder: folder.into(),
            port,
            settings: Vec::new(),
            args: Vec::new(),
            log: None,
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// With options of `serve`.
    pub fn args(mut self, args: &[&'static str]) -> Self {
        self.args = args.to_vec();
        self
    }

    /// What it writes to standard error goes into a file.
    pub fn log(mut self, path: &Path) -> Self {
        self.log = Some(path.into());
        self
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aureli"));
        command
            .args(args)
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DATABASE_URL", &self.database_url)
            .env("DATA_DIR", &self.folder)
            .env("LISTEN", format!("127.0.0.1:{}", self.port))
            .env("SECRET_KEY", SECRET_KEY)
            .env("RATE_LIMITS", "off")
            .env("RUST_LOG", "warn")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Creates a practice from a practice file, before the program runs.
    pub async fn apply(&self, practice: &Value) {
        let config = Config::read(|name| match name {
            "DATABASE_URL" => Some(self.database_url.clone()),
            "DATA_DIR" => Some(self.folder.display().to_string()),
            "SECRET_KEY" => Some(SECRET_KEY.into()),
            _ => None,
        });
        let app = App::open(config.unwrap(), Clock::system()).await.unwrap();
        let file = PracticeFile::from_json(practice.clone()).unwrap();
        aureli::practice::apply(&app, &file, false).await.unwrap();
        app.db.close().await;
    }

    /// Starts it, and does not wait.
    pub fn spawn(&mut self) {
        let args = [&["serve"], &*self.args].concat();
        let mut command = self.command(&args);
        if let Some(path) = &self.log {
            command.stderr(std::fs::File::create(path).unwrap());
        }
        self.child = Some(command.spawn().unwrap());
    }

    /// Starts and waits for the first answer; how long that took.
    pub async fn start(&mut self) -> Duration {
        let begin = Instant::now();
        self.spawn();
        let client = reqwest::Client::new();
        loop {
            if let Ok(answer) = client.get(self.url("/readyz")).send().await
                && answer.status().is_success()
            {
                return begin.elapsed();
            }
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "the server does not start"
            );
            let gone = self.child.as_mut().unwrap().try_wait().unwrap();
            assert!(gone.is_none(), "the server ended at its start: {gone:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// As a power cut would, for the process.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// As a deploy would; the exit code.
    pub async fn terminate(&mut self) -> Option<i32> {
        let mut child = self.child.take().unwrap();
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        tokio::task::spawn_blocking(move || child.wait().unwrap().code())
            .await
            .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A practice that is open day and night, with a visit of a quarter of an hour: room for many bookings.
pub fn busy_practice() -> Value {
    json!({
        "slug": "busy", "name": "Busy", "kind": "brows", "timezone": "Europe/Madrid", "locale": "en", "currency": "EUR",
        "owner": {"name": "Marina", "email": "marina@example.com", "password": "a long enough phrase"},
        "hours": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"}],
        "booking": {"step_minutes": 15, "notice_minutes": 0, "horizon_days": 60, "offer": "all", "daily_limit": null},
        "services": [{"slug": "quarter", "name": "Quarter", "category": "", "duration_minutes": 15, "price": 1000}]
    })
}
