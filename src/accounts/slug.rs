//! The practice's name in addresses: `/anna-brows`. It shares the first segment of a path with every page of the site,
//! so the names of pages are reserved; a test reads them from the routes.

use crate::contact::fold;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::key;
use crate::q;

const MAX: usize = 60;

/// First segments of pages that are there or will be, and names a stranger could be misled by.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "about", "account", "accounts", "admin", "analytics", "api", "app", "appointments", "assets", "aureli", "auth",
    "billing", "blocks", "book", "booking", "cal", "calendar", "cash", "certificates", "classes", "clients", "consents", "contact", "dev",
    "docs",
    "draft", "email", "embed", "events", "favicon", "flows", "hand-back", "healthz", "help", "hooks", "inbox", "index", "invitations",
    "invoices", "l", "legal", "live", "login", "logout", "mail", "me", "media", "members", "messages", "metrics",
    "now", "oauth", "operator", "packages", "password", "pay",
    "payment-tasks", "payments", "preferences", "pricing", "privacy", "products", "public", "readyz", "reviews",
    "robots", "sandbox", "search", "security", "services", "sessions", "settings", "setup", "signin", "signout", "signup",
    "sitemap", "static", "status", "styleguide", "support", "sw", "tenants", "terms", "todo", "unsubscribe", "user",
    "users", "verify", "waitlist", "webhooks", "well-known", "www",
];

/// Whether the name belongs to a page of the site.
pub fn is_reserved(slug: &str) -> bool {
    RESERVED.binary_search(&slug).is_ok()
}

/// Whether a person may choose it; the error is the text's key.
pub fn check(slug: &str) -> Result<(), &'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.len() < 2
        || slug.len() > MAX
        || !slug.chars().all(plain)
        || slug.starts_with('-')
        || slug.ends_with('-')
        || slug.contains("--")
    {
        Err(key!("field-bad-slug"))
    } else if is_reserved(slug) {
        Err(key!("field-slug-taken"))
    } else {
        Ok(())
    }
}

/// "Студия Анны & Co" gives "studiya-anny-co"; a name without a letter we can write gives "studio".
pub fn from_name(name: &str) -> String {
    let mut slug = String::new();
    for c in fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.len() < 2 {
        "studio".to_owned()
    } else {
        slug.to_owned()
    }
}

/// The name's slug, or the first of it with a number that no practice has. Whoever wants the same waits until the commit.
pub async fn free(tx: &mut Tx, name: &str) -> Result<String> {
    let base = from_name(name);
    q!(
        tx,
        fetch_one: (i64,),
        {
            sqlite: "SELECT 1 WHERE $1 <> ''",
            pg: "SELECT 1::bigint FROM pg_advisory_xact_lock(hashtextextended($1, 7))",
        },
        &base,
    )?;
    for n in 1..=9 {
        let slug = if n == 1 {
            base.clone()
        } else {
            format!("{base}-{n}")
        };
        let (taken,) =
            q!(tx, fetch_one: (i64,), "SELECT COUNT(*) FROM tenants WHERE slug = $1", &slug)?;
        if taken == 0 && check(&slug).is_ok() {
            return Ok(slug);
        }
    }
    Ok(format!(
        "{base}-{}",
        crate::crypto::random_code(6).to_lowercase()
    ))
}
