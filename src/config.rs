//! Settings from the environment (and a `.env` file). Each is checked at the start; a wrong one stops it with one line
//! that names the setting and what is expected.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use tracing_subscriber::EnvFilter;

use crate::web::address::Network;

/// Printed by `aureli --help`; one line a setting.
pub const HELP: &str = "\
Settings (environment variables; a .env file is read too):
  DATABASE_URL        sqlite://data/aureli.db or postgres://user:password@host/name   [sqlite://data/aureli.db]
  LISTEN              address and port to listen on                                   [127.0.0.1:8080]
  PUBLIC_URL          base of every absolute link, such as https://book.example.com   [http://LISTEN]
  DATA_DIR            folder of the secret key file and media                         [data]
  MEDIA_URL           where photos and documents lie: file:FOLDER, or s3://bucket/prefix with the usual
                      AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL   [file:DATA_DIR/media]
  SECRET_KEY          master key, 32 bytes in base64; required with Postgres          [made in DATA_DIR/secret.key]
  SMTP_URL            smtps://user:password@host:465 or smtp://host:587; without it mail goes to /dev/mail
  MAIL_FROM           sender of all mail, such as \"Aureli Solo <hello@example.com>\"   [from PUBLIC_URL's host]
  AURELI_ENV          development or production            [development when PUBLIC_URL is on loopback]
  YOOKASSA_URL, STRIPE_URL   the payment providers' addresses; others only in development, for stand-ins on loopback
  TELEGRAM_URL, SMS_RU_URL, SMSC_URL, SMS_AERO_URL, TWILIO_URL   the same of those who carry messages
  RATE_LIMITS         on or off; off only in development   [on]
  ALLOW_LOOPBACK_FETCH  true lets addresses that a practice gives lead to this machine; only in development   [false]
  TRUSTED_PROXIES     addresses or networks whose X-Forwarded-For counts, separated by commas
  RUST_LOG            what is logged, such as info or aureli=debug   [info]
  LOG_FORMAT          pretty or json                                 [pretty]";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

/// Where the files of clients lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaUrl {
    Folder(PathBuf),
    /// Prefix without slashes at its ends; may be empty. The settings are the `AWS_…` variables.
    S3 {
        bucket: String,
        prefix: String,
        settings: Vec<(&'static str, String)>,
    },
}

/// What other programs for S3 read too.
const AWS: [&str; 7] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
];

/// Addresses of providers that nothing asks yet: right or refused already, so that none is found wrong later.
const UNREAD: [&str; 2] = ["OPENAI_URL", "VAPI_URL"];

#[derive(Clone)]
pub struct Config {
    pub database_url: String,
    pub listen: SocketAddr,
    /// Without a trailing slash.
    pub public_url: String,
    pub data_dir: PathBuf,
    pub media_url: MediaUrl,
    /// The master key; None until [`Config::load_secret_key`] has read or made the key file.
    pub secret_key: Option<[u8; 32]>,
    pub smtp_url: Option<String>,
    pub mail_from: String,
    pub environment: Environment,
    pub rate_limits: bool,
    /// Where the payment providers are asked, without a trailing slash.
    pub yookassa_url: String,
    pub stripe_url: String,
    /// Where those who carry messages are asked, without a trailing slash.
    pub telegram_url: String,
    pub sms_ru_url: String,
    pub smsc_url: String,
    pub sms_aero_url: String,
    pub twilio_url: String,
    /// Whether addresses that a practice gives may lead to this machine: for tests.
    pub allow_loopback_fetch: bool,
    pub trusted_proxies: Vec<Network>,
    pub log_json: bool,
}

impl Config {
    /// Reads the process's environment.
    pub fn from_env() -> Result<Self, String> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads settings through `get`; the error is one line that names the setting.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let get = |name: &str| {
            get(name)
                .map(|v| v.trim().to_owned())
                .filter(|v| !v.is_empty())
        };
        let database_url = get("DATABASE_URL").unwrap_or_else(|| "sqlite://data/aureli.db".into());
        if !["sqlite://", "postgres://", "postgresql://"]
            .iter()
            .any(|p| database_url.starts_with(p))
        {
            return Err("DATABASE_URL must start with sqlite:// or postgres://".into());
        }
        let file = database_url.strip_prefix("sqlite://");
        if file.is_some_and(|file| matches!(file.split('?').next(), None | Some("" | ":memory:"))) {
            return Err("DATABASE_URL must name a file, such as sqlite://data/aureli.db".into());
        }
        let listen: SocketAddr = get("LISTEN")
            .unwrap_or_else(|| "127.0.0.1:8080".into())
            .parse()
            .map_err(|_| "LISTEN must be an address and a port, such as 127.0.0.1:8080")?;
        let public_url = get("PUBLIC_URL").unwrap_or_else(|| format!("http://{listen}"));
        let host = url_host(&public_url).ok_or(
            "PUBLIC_URL must be http:// or https:// with a host, perhaps a port, and no path",
        )?;
        let loopback =
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let environment = match get("AURELI_ENV").as_deref() {
            None if loopback => Environment::Development,
            None | Some("production") => Environment::Production,
            Some("development") => Environment::Development,
            Some(_) => return Err("AURELI_ENV must be development or production".into()),
        };
        let secret_key = match get("SECRET_KEY") {
            None => None,
            Some(text) => {
                let bytes = BASE64
                    .decode(text)
                    .ok()
                    .and_then(|b| <[u8; 32]>::try_from(b).ok());
                Some(
                    bytes
                        .ok_or("SECRET_KEY must be 32 bytes in base64 (openssl rand -base64 32)")?,
                )
            }
        };
        let rate_limits = match get("RATE_LIMITS").as_deref() {
            None | Some("on") => true,
            Some("off") if environment == Environment::Development => false,
            Some("off") => return Err("RATE_LIMITS=off is accepted in development only".into()),
            Some(_) => return Err("RATE_LIMITS must be on or off".into()),
        };
        let yookassa_url = provider_url(
            &get,
            "YOOKASSA_URL",
            "https://api.yookassa.ru/v3",
            environment,
        )?;
        let stripe_url =
            provider_url(&get, "STRIPE_URL", "https://api.stripe.com/v1", environment)?;
        for name in UNREAD {
            provider_url(&get, name, "https://", environment)?;
        }
        let carrier = |name: &str, usual: &str| provider_url(&get, name, usual, environment);
        let telegram_url = carrier("TELEGRAM_URL", "https://api.telegram.org")?;
        let sms_ru_url = carrier("SMS_RU_URL", "https://sms.ru")?;
        let smsc_url = carrier("SMSC_URL", "https://smsc.ru")?;
        let sms_aero_url = carrier("SMS_AERO_URL", "https://gate.smsaero.ru/v2")?;
        let twilio_url = carrier("TWILIO_URL", "https://api.twilio.com")?;
        let allow_loopback_fetch = match get("ALLOW_LOOPBACK_FETCH").as_deref() {
            None | Some("false") => false,
            Some("true") if environment == Environment::Development => true,
            Some("true") => {
                return Err("ALLOW_LOOPBACK_FETCH=true is accepted in development only".into());
            }
            Some(_) => return Err("ALLOW_LOOPBACK_FETCH must be true or false".into()),
        };
        if let Some(filter) = get("RUST_LOG")
            && EnvFilter::try_new(&filter).is_err()
        {
            return Err(
                "RUST_LOG must be levels by module, such as info or info,aureli=debug".into(),
            );
        }
        let trusted_proxies = get("TRUSTED_PROXIES")
            .unwrap_or_default()
            .split(',')
            .filter(|part| !part.trim().is_empty())
            .map(|part| part.trim().parse())
            .collect::<Result<_, _>>()
            .map_err(|()| "TRUSTED_PROXIES must be IP addresses or networks separated by commas, such as 10.0.0.0/8")?;
        let smtp_url = get("SMTP_URL");
        if smtp_url
            .as_deref()
            .is_some_and(|url| !url.starts_with("smtp://") && !url.starts_with("smtps://"))
        {
            return Err("SMTP_URL must start with smtp:// or smtps://".into());
        }
        let mail_from = get("MAIL_FROM").unwrap_or_else(|| {
            let domain = if host.parse::<IpAddr>().is_ok() {
                "localhost"
            } else {
                host
            };
            format!("Aureli Solo <no-reply@{domain}>")
        });
        if mail_from.parse::<lettre::message::Mailbox>().is_err() {
            return Err(
                "MAIL_FROM must be an address, such as Aureli Solo <hello@example.com>".into(),
            );
        }
        let log_json = match get("LOG_FORMAT").as_deref() {
            None | Some("pretty") => false,
            Some("json") => true,
            Some(_) => return Err("LOG_FORMAT must be pretty or json".into()),
        };
        let data_dir: PathBuf = get("DATA_DIR").unwrap_or_else(|| "data".into()).into();
        let media_url = media_url(&get, &data_dir)?;
        let config = Self {
            database_url,
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            data_dir,
            media_url,
            secret_key,
            smtp_url,
            mail_from,
            environment,
            rate_limits,
            yookassa_url,
            stripe_url,
            telegram_url,
            sms_ru_url,
            smsc_url,
            sms_aero_url,
            twilio_url,
            allow_loopback_fetch,
            trusted_proxies,
            log_json,
        };
        config.check_production()?;
        Ok(config)
    }

    /// What may not be left open where strangers can reach it.
    fn check_production(&self) -> Result<(), String> {
        if self.is_postgres() && self.secret_key.is_none() {
            return Err("SECRET_KEY is required with Postgres: 32 bytes in base64 (openssl rand -base64 32)".into());
        }
        if self.environment == Environment::Development {
            return Ok(());
        }
        if !self.public_url.starts_with("https://") {
            return Err("PUBLIC_URL must start with https:// in production".into());
        }
        if self.smtp_url.is_none() {
            return Err(
                "SMTP_URL is required in production: clients and masters are reached by e-mail"
                    .into(),
            );
        }
        Ok(())
    }

    pub fn is_postgres(&self) -> bool {
        self.database_url.starts_with("postgres")
    }

    pub fn is_development(&self) -> bool {
        self.environment == Environment::Development
    }

    /// Cookies may only carry `Secure` (and the `__Host-` prefix) where pages come over TLS.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The address that mail comes from, without the name.
    pub fn mail_address(&self) -> String {
        let mailbox = self.mail_from.parse::<lettre::message::Mailbox>();
        mailbox.map_or_else(
            |_| self.mail_from.clone(),
            |sender| sender.email.to_string(),
        )
    }

    /// An absolute link to a path that begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The master key: from the setting, else from DATA_DIR/secret.key, which is made once with mode 0600.
    pub fn load_secret_key(&mut self) -> Result<[u8; 32], String> {
        if let Some(key) = self.read_secret_key()? {
            return Ok(key);
        }
        let path = self.data_dir.join("secret.key");
        let fail = |what: &str, e: std::io::Error| {
            format!("DATA_DIR: cannot {what} {}: {e}", path.display())
        };
        std::fs::create_dir_all(&self.data_dir).map_err(|e| fail("make the folder of", e))?;
        let key = crate::crypto::random_bytes::<32>();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(|e| fail("make", e))?;
        std::io::Write::write_all(&mut file, BASE64.encode(key).as_bytes())
            .map_err(|e| fail("write", e))?;
        file.sync_all().map_err(|e| fail("write", e))?;
        self.secret_key = Some(key);
        Ok(key)
    }

    /// The master key that is there; None when none was ever made.
    pub fn read_secret_key(&mut self) -> Result<Option<[u8; 32]>, String> {
        if self.secret_key.is_none() {
            let path = self.data_dir.join("secret.key");
            let Ok(text) = std::fs::read_to_string(&path) else {
                return Ok(None);
            };
            let bytes = BASE64
                .decode(text.trim())
                .ok()
                .and_then(|b| <[u8; 32]>::try_from(b).ok());
            self.secret_key = Some(bytes.ok_or_else(|| {
                format!("SECRET_KEY: {} is not 32 bytes in base64", path.display())
            })?);
        }
        Ok(self.secret_key)
    }
}

fn media_url(
    get: &impl Fn(&str) -> Option<String>,
    data_dir: &std::path::Path,
) -> Result<MediaUrl, String> {
    const WANTED: &str = "MEDIA_URL must be file:FOLDER or s3://bucket/prefix";
    let Some(text) = get("MEDIA_URL") else {
        return Ok(MediaUrl::Folder(data_dir.join("media")));
    };
    if let Some(folder) = text.strip_prefix("file:") {
        // file:///var/media and file:/var/media are one folder.
        let folder = folder
            .strip_prefix("//")
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(folder);
        return match folder {
            "" => Err(WANTED.into()),
            folder => Ok(MediaUrl::Folder(folder.into())),
        };
    }
    let rest = text.strip_prefix("s3://").ok_or(WANTED)?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err(WANTED.into());
    }
    let settings = AWS
        .into_iter()
        .filter_map(|name| Some((name, get(name)?)))
        .collect();
    Ok(MediaUrl::S3 {
        bucket: bucket.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        settings,
    })
}

/// Where a provider is asked. Money and names go there: nothing but https, unless a stand-in on this machine takes its place.
fn provider_url(
    get: &impl Fn(&str) -> Option<String>,
    name: &str,
    usual: &str,
    environment: Environment,
) -> Result<String, String> {
    let Some(url) = get(name) else {
        return Ok(usual.to_owned());
    };
    let url = url.trim_end_matches('/').to_owned();
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or_default();
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let is_near = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let is_clean = !host.is_empty() && !rest.contains(['?', '#', '@', ' ', '\\']);
    let is_fine = is_clean && (url.starts_with("https://") || is_near);
    match (is_fine, environment) {
        (true, Environment::Development) => Ok(url),
        (true, Environment::Production) if !is_near && url.starts_with("https://") => Ok(url),
        _ => Err(format!(
            "{name} must be https:// with a host; http:// is for loopback in development only"
        )),
    }
}

/// The host of a URL that has no path, query or user.
fn url_host(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?
        .trim_end_matches('/');
    let (host, port) = if let Some(v6) = rest.strip_prefix('[') {
        v6.split_once(']')?
    } else {
        rest.split_at(rest.find(':').unwrap_or(rest.len()))
    };
    let port = port.is_empty()
        || port
            .strip_prefix(':')?
            .parse::<u16>()
            .is_ok_and(|port| port > 0);
    let clean = port && !host.is_empty() && !rest.contains(['/', '?', '#', '@', ' ', '\\']);
    clean.then_some(host)
}
