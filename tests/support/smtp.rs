//! A mail server on loopback that can refuse, break off, or be down, and remembers what it took.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Accept,
    /// "Try later", at the recipient.
    Busy,
    /// "No such mailbox", at the recipient.
    Refuse,
    /// Takes the mail, keeps it, and breaks off before saying so.
    DropAfterDot,
    /// Takes the mail, and its time to say so.
    Slow,
}

#[derive(Clone)]
pub struct Smtp {
    mood: Arc<Mutex<Mood>>,
    /// Mails as they came, by Message-ID.
    taken: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
    port: u16,
    /// Who listens, with everybody they talk to.
    listening: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let smtp = Self {
            mood: Arc::new(Mutex::new(Mood::Accept)),
            taken: Arc::default(),
            port,
            listening: Arc::default(),
        };
        smtp.listen(listener);
        smtp
    }

    fn listen(&self, listener: TcpListener) {
        let smtp = self.clone();
        let task = tokio::spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let smtp = smtp.clone();
                talks.spawn(async move { smtp.talk(stream).await });
            }
        });
        *self.listening.lock().unwrap() = Some(task);
    }

    /// Nobody listens any more, and whoever is connected is cut off.
    pub async fn stop(&self) {
        let task = self.listening.lock().unwrap().take().expect("it listens");
        task.abort();
        let _ = task.await;
    }

    /// At the same address.
    pub async fn start_again(&self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.listen(listener);
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// All mails, a copy that came twice counted twice.
    pub fn mails(&self) -> Vec<String> {
        self.taken
            .lock()
            .unwrap()
            .values()
            .flatten()
            .cloned()
            .collect()
    }

    /// How many different mails came.
    pub fn distinct(&self) -> usize {
        self.taken.lock().unwrap().len()
    }

    async fn talk(&self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut say = async |text: &str| {
            write
                .write_all(format!("{text}\r\n").as_bytes())
                .await
                .is_ok()
        };
        if !say("220 test").await {
            return;
        }
        while let Ok(Some(line)) = lines.next_line().await {
            let mood = *self.mood.lock().unwrap();
            let verb = line
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_uppercase();
            let answer = match (verb.as_str(), mood) {
                ("EHLO", _) => "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8",
                ("RCPT", Mood::Busy) => "451 busy, try later",
                ("RCPT", Mood::Refuse) => "550 no such mailbox",
                ("DATA", _) => "354 go on",
                ("QUIT", _) => "221 bye",
                _ => "250 ok",
            };
            if !say(answer).await || verb == "QUIT" {
                return;
            }
            if verb != "DATA" {
                continue;
            }
            let mut mail = String::new();
            while let Ok(Some(line)) = lines.next_line().await {
                if line == "." {
                    break;
                }
                mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                mail.push('\n');
            }
            let id = mail
                .lines()
                .find_map(|line| line.strip_prefix("Message-ID: "))
                .unwrap_or_default()
                .to_owned();
            self.taken.lock().unwrap().entry(id).or_default().push(mail);
            if mood == Mood::Slow {
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            }
            if mood == Mood::DropAfterDot || !say("250 taken").await {
                return;
            }
        }
    }
}
