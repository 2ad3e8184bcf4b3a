//! The practice's name in addresses: `/anna-brows`. It shares the first segment of a path with every page of the site,
//! so the names of pages are reserved; a test reads them from the routes.
//!
//! A practice may take another one. What was handed out or printed goes on leading to it: the last [`KEPT`] names it had
//! stay its own.

use chrono::{DateTime, Utc};

use crate::contact::fold;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::TenantId;
use crate::q;

const MAX: usize = 60;
/// How long one is that we make up.
const MADE_UP: usize = 40;
/// How many former ones a practice keeps: nobody can take up names by going through them.
const KEPT: i64 = 10;

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

/// "Студия Анны & Co" gives "studiya-anny-co"; a name without a letter we can write gives "studio". A long one ends with a
/// whole word.
pub fn from_name(name: &str) -> String {
    let mut slug = String::new();
    for c in fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() > MADE_UP {
            // In the middle of a word, unless there is but one.
            let cut = &slug[..MADE_UP];
            let whole = if slug.ends_with('-') {
                None
            } else {
                cut.rfind('-')
            };
            slug.truncate(whole.unwrap_or(MADE_UP));
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
        let (taken,) = q!(
            tx,
            fetch_one: (i64,),
            "SELECT (SELECT COUNT(*) FROM tenants WHERE slug = $1) + (SELECT COUNT(*) FROM former_slugs WHERE slug = $1)",
            &slug,
        )?;
        if taken == 0 && check(&slug).is_ok() {
            return Ok(slug);
        }
    }
    Ok(format!(
        "{base}-{}",
        crate::crypto::random_code(6).to_lowercase()
    ))
}

/// The practice that had the name before.
pub async fn former(mut on: impl On, slug: &str) -> Result<Option<TenantId>> {
    let found = q!(
        on,
        fetch_optional: (TenantId,),
        "SELECT tenant_id FROM former_slugs WHERE slug = $1",
        slug
    )?;
    Ok(found.map(|(tenant,)| tenant))
}

/// Notes that the practice, which has taken `new`, was at `old` until now.
///
/// # Errors
/// Conflict when `new` leads to another practice that had it before.
pub async fn moved(
    tx: &mut Tx,
    tenant: TenantId,
    old: &str,
    new: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    // Read after the name was written: whoever gave it up meanwhile has committed by now.
    if former(&mut *tx, new)
        .await?
        .is_some_and(|other| other != tenant)
    {
        return Err(Error::Conflict(key!("field-slug-taken")));
    }
    q!(
        tx,
        execute,
        "DELETE FROM former_slugs WHERE tenant_id = $1 AND slug = $2",
        tenant,
        new
    )?;
    q!(
        tx,
        execute,
        "INSERT INTO former_slugs (tenant_id, slug, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id, slug) DO UPDATE SET created_at = excluded.created_at",
        tenant,
        old,
        now,
    )?;
    q!(
        tx,
        execute,
        "DELETE FROM former_slugs WHERE tenant_id = $1 AND slug NOT IN
            (SELECT slug FROM former_slugs WHERE tenant_id = $1 ORDER BY created_at DESC, slug LIMIT $2)",
        tenant,
        KEPT,
    )?;
    Ok(())
}
