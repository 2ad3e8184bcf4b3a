//! A real calendar server on loopback: Radicale, with one person and one calendar. `tests/run` installs it; elsewhere `RADICALE`
//! names the program, or it is on the path. Without it the tests that need it fail.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, Response};

pub const USER: &str = "marina";
pub const PASSWORD: &str = "app-password";

pub struct Radicale {
    folder: tempfile::TempDir,
    port: u16,
    child: Option<Child>,
}

impl Radicale {
    /// Starts it with an empty calendar, "Phone".
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let users = format!("{USER}:{PASSWORD}\n");
        std::fs::write(folder.path().join("users"), users).unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut own = Self {
            folder,
            port,
            child: None,
        };
        own.wake().await;
        own.make("phone", "Phone").await;
        own
    }

    /// Goes on where it was stopped.
    pub async fn wake(&mut self) {
        let folder = self.folder.path();
        let program = std::env::var("RADICALE").unwrap_or_else(|_| "radicale".into());
        let text = |path: &Path| path.display().to_string();
        let child = Command::new(&program)
            .args(["--config", "", "--server-hosts", &format!("127.0.0.1:{}", self.port)])
            .args(["--storage-filesystem-folder", &text(&folder.join("data"))])
            .args(["--auth-type", "htpasswd", "--auth-htpasswd-encryption", "plain"])
            .args(["--auth-htpasswd-filename", &text(&folder.join("users"))])
            .args(["--auth-delay", "0", "--rights-type", "owner_only", "--logging-level", "error"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}. Radicale is needed: tests/run installs it, or RADICALE names it"));
        self.child = Some(child);
        let begun = Instant::now();
        while tokio::net::TcpStream::connect(("127.0.0.1", self.port))
            .await
            .is_err()
        {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{program} does not begin"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The calendar's address.
    pub fn calendar(&self) -> String {
        format!("{}{USER}/phone/", self.url())
    }

    pub fn change_password(&self, to: &str) {
        std::fs::write(self.folder.path().join("users"), format!("{USER}:{to}\n")).unwrap();
    }

    async fn ask(&self, method: &str, path: &str, body: String) -> Response {
        let client = Client::builder().no_proxy().build().unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}{USER}/{path}", self.url());
        let request = client
            .request(method, url)
            .basic_auth(USER, Some(PASSWORD))
            .header("depth", "1");
        request.body(body).send().await.unwrap()
    }

    pub async fn make(&self, path: &str, name: &str) {
        let body = format!(
            "<C:mkcalendar xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:set><D:prop><D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"
        );
        let answer = self.ask("MKCALENDAR", &format!("{path}/"), body).await;
        assert_eq!(answer.status().as_u16(), 201);
    }

    /// Writes an entry as another program would.
    pub async fn put(&self, name: &str, file: &str) {
        let answer = self
            .ask("PUT", &format!("phone/{name}.ics"), file.to_owned())
            .await;
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    pub async fn delete(&self, name: &str) {
        let answer = self
            .ask("DELETE", &format!("phone/{name}.ics"), String::new())
            .await;
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    pub async fn get(&self, name: &str) -> Option<String> {
        let answer = self
            .ask("GET", &format!("phone/{name}.ics"), String::new())
            .await;
        match answer.status().as_u16() {
            200 => Some(answer.text().await.unwrap().replace("\r\n ", "")),
            404 => None,
            other => panic!("{other}"),
        }
    }

    /// How many entries stand there.
    pub async fn count(&self) -> usize {
        let body = "<propfind xmlns=\"DAV:\"><prop><getetag/></prop></propfind>".to_owned();
        let text = self
            .ask("PROPFIND", "phone/", body)
            .await
            .text()
            .await
            .unwrap();
        text.matches(".ics</href>").count()
    }
}

impl Drop for Radicale {
    fn drop(&mut self) {
        self.stop();
    }
}
