//! One message to many clients: news, an offer. It is advertising, so it goes only to those who allowed that, and each copy
//! has a link that takes the consent back.
//!
//! A mailing is written with its rows of the outbox in one transaction; the worker sends them one after the other, spread
//! out so that a booking's confirmation never waits behind them. Who took the consent back meanwhile gets none.

use std::collections::BTreeMap;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::Message;
use super::compose::Composed;
use super::words::{one_line, paragraphs};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::{Locale, key};
use crate::id::{ClientId, MailingId, MessageId, TagId, TenantId, UserId};
use crate::q;

/// Recipients of a practice in a day, over all its mailings.
pub const MOST_A_DAY: i64 = 2000;
/// Between two copies.
const APART: TimeDelta = TimeDelta::milliseconds(200);
/// After this news are none.
const FRESH: TimeDelta = TimeDelta::days(3);

/// The same message in one more language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub subject: String,
    pub body: String,
}

/// Those of the further languages.
pub type Texts = BTreeMap<Locale, Words>;

#[derive(Clone, Debug, FromRow)]
pub struct Mailing {
    pub id: MailingId,
    /// For all who read none of `texts`.
    pub subject: String,
    pub body: String,
    pub texts: Json<Texts>,
    pub recipients: i64,
    pub created_at: DateTime<Utc>,
}

/// What is to be sent, to whom.
#[derive(Clone, Debug)]
pub struct NewMailing {
    /// Given by the form, so that pressing twice sends once.
    pub id: MailingId,
    pub user: UserId,
    pub whom: Whom,
    pub subject: String,
    pub body: String,
    pub texts: Texts,
}

/// Which of those who may be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// Only those with this tag.
    pub tag: Option<TagId>,
    /// Only those who are written to in this language.
    pub locale: Option<Locale>,
}

/// What became of the copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Copies {
    pub sent: i64,
    /// Still to go out.
    pub waiting: i64,
}

#[derive(Clone, Debug, FromRow)]
struct Reached {
    id: ClientId,
    name: String,
    email: String,
    locale: Locale,
}

impl Mailing {
    /// The latest ones.
    pub async fn latest(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT id, subject, body, texts, recipients, created_at FROM client_mailings WHERE tenant_id = $1 ORDER BY id DESC LIMIT 10",
            tenant,
        )?)
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: MailingId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT id, subject, body, texts, recipients, created_at FROM client_mailings WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    /// How many would get one, by the language they are written to in.
    pub async fn reach(on: impl On, tenant: TenantId, whom: Whom) -> Result<Vec<(Locale, i64)>> {
        let rows = reached(on, tenant, whom).await?;
        let count = |locale| rows.iter().filter(|row| row.locale == locale).count() as i64;
        let counts = Locale::ALL.map(|locale| (locale, count(locale)));
        Ok(counts.into_iter().filter(|(_, n)| *n > 0).collect())
    }

    pub async fn copies(mut on: impl On, tenant: TenantId, id: MailingId) -> Result<Copies> {
        let (from, to) = keys(id);
        Ok(q!(
            on,
            fetch_one: Copies,
            "SELECT COUNT(CASE WHEN status = 'sent' THEN 1 END) AS sent, COUNT(CASE WHEN status = 'queued' THEN 1 END) AS waiting
             FROM messages WHERE tenant_id = $1 AND dedupe_key >= $2 AND dedupe_key < $3",
            tenant,
            from,
            to,
        )?)
    }

    /// Keeps back the copies that are not out yet; how many. One that is on its way at this moment still arrives.
    pub async fn stop(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: MailingId,
        now: DateTime<Utc>,
    ) -> Result<i64> {
        Self::find(&mut *tx, tenant, id).await?;
        let (from, to) = keys(id);
        let stopped = q!(
            tx,
            execute,
            "UPDATE messages SET status = 'dropped', last_error = 'stopped', leased_until = NULL
             WHERE tenant_id = $1 AND dedupe_key >= $2 AND dedupe_key < $3 AND status = 'queued'
                AND (leased_until IS NULL OR leased_until < $4)",
            tenant,
            from,
            to,
            now,
        )?;
        if stopped == 0 {
            return Ok(0);
        }
        let stopped = i64::try_from(stopped).unwrap_or(i64::MAX);
        // They count neither as sent nor towards the day's limit.
        q!(
            tx,
            execute,
            "UPDATE client_mailings SET recipients = recipients - $3 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            stopped,
        )?;
        let data = json!({ "mailing": id, "stopped": stopped });
        let object = Object::Tenant(tenant);
        events::record(
            tx,
            tenant,
            actor,
            Kind::ClientsMailingStopped,
            object,
            data,
            now,
        )
        .await?;
        Ok(stopped)
    }

    /// Puts a copy for each into the outbox; how many. None when this one was sent before.
    ///
    /// # Errors
    /// Conflict when the number is another than the one that was agreed to, or the day's limit would be passed.
    pub async fn send(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        new: &NewMailing,
        agreed: i64,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>> {
        let recipients = reached(&mut *tx, tenant, new.whom).await?;
        let count = recipients.len() as i64;
        let written = q!(
            tx,
            execute,
            "INSERT INTO client_mailings (tenant_id, id, user_id, subject, body, texts, recipients, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, id) DO NOTHING",
            tenant,
            new.id,
            new.user,
            &new.subject,
            &new.body,
            Json(&new.texts),
            count,
            now,
        )?;
        if written == 0 {
            return Ok(None);
        }
        if count == 0 {
            return Err(Error::Conflict(key!("clients-mailing-nobody")));
        }
        if count != agreed {
            return Err(Error::Conflict(key!("clients-mailing-changed")));
        }
        if Self::of_the_day(&mut *tx, tenant, now).await? > MOST_A_DAY {
            return Err(Error::Conflict(key!("clients-mailing-limit")));
        }
        for (n, to) in recipients.iter().enumerate() {
            let n = i32::try_from(n).unwrap_or(i32::MAX);
            enqueue(tx, tenant, new.id, to, now + APART * n, now).await?;
        }
        let data = json!({ "mailing": new.id, "recipients": count, "tag": new.whom.tag });
        let object = Object::Tenant(tenant);
        events::record(tx, tenant, actor, Kind::ClientsMailed, object, data, now).await?;
        Ok(Some(count))
    }

    /// Copies of the last 24 hours.
    async fn of_the_day(mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<i64> {
        let (sum,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT CAST(COALESCE(SUM(recipients), 0) AS bigint) FROM client_mailings WHERE tenant_id = $1 AND created_at > $2",
            tenant,
            now - TimeDelta::days(1),
        )?;
        Ok(sum)
    }
}

/// Between which keys of the outbox the copies lie.
fn keys(id: MailingId) -> (String, String) {
    // ";" is the character behind ":".
    (format!("mailing:{id}:"), format!("mailing:{id};"))
}

/// Those who allowed advertising, can be reached and are not blocked; each address once.
async fn reached(mut on: impl On, tenant: TenantId, whom: Whom) -> Result<Vec<Reached>> {
    let [a, b, c] = match whom.locale {
        Some(locale) => [locale; 3],
        None => Locale::ALL,
    };
    let rows = match whom.tag {
        None => q!(
            on,
            fetch_all: Reached,
            "SELECT id, name, email, locale FROM clients
             WHERE tenant_id = $1 AND marketing_at IS NOT NULL AND marketing_ended_at IS NULL AND blocked_at IS NULL
                AND email_key IS NOT NULL AND NOT is_merged AND locale IN ($3, $4, $5)
             ORDER BY email_key, id LIMIT $2",
            tenant,
            MOST_A_DAY * 2,
            a,
            b,
            c,
        )?,
        Some(tag) => q!(
            on,
            fetch_all: Reached,
            "SELECT c.id, c.name, c.email, c.locale FROM client_tags t
             JOIN clients c ON c.tenant_id = t.tenant_id AND c.id = t.client_id
             WHERE t.tenant_id = $1 AND t.tag_id = $3 AND c.marketing_at IS NOT NULL AND c.marketing_ended_at IS NULL
                AND c.blocked_at IS NULL AND c.email_key IS NOT NULL AND NOT c.is_merged AND c.locale IN ($4, $5, $6)
             ORDER BY c.email_key, c.id LIMIT $2",
            tenant,
            MOST_A_DAY * 2,
            tag,
            a,
            b,
            c,
        )?,
    };
    let mut reached: Vec<Reached> = Vec::with_capacity(rows.len());
    for row in rows {
        let last = reached.last().map(|last| last.email.to_lowercase());
        if last != Some(row.email.to_lowercase()) {
            reached.push(row);
        }
    }
    Ok(reached)
}

async fn enqueue(
    tx: &mut Tx,
    tenant: TenantId,
    mailing: MailingId,
    to: &Reached,
    send_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name, client_id,
            data, status, send_at, not_after, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, 'queued', $10, $11, $12)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        tenant,
        MessageId::new(),
        format!("mailing:{mailing}:{}", to.id),
        super::Kind::Mailing,
        to.locale,
        &to.email,
        &to.name,
        to.id,
        Json(json!({ "mailing": mailing })),
        send_at,
        now + FRESH,
        now,
    )?;
    Ok(())
}

/// Whether a copy may still go out.
pub(super) async fn may_send(
    app: &App,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Result<Client, &'static str>> {
    if message.not_after.is_some_and(|until| now >= until) {
        return Ok(Err("too late"));
    }
    let Some(id) = message.client_id else {
        return Ok(Err("no client"));
    };
    let client = Client::find(&app.db, message.tenant_id, id).await?;
    if !client.allows_marketing() || client.blocked_at.is_some() {
        return Ok(Err("advertising is not allowed any more"));
    }
    Ok(Ok(client))
}

#[derive(Template)]
#[template(path = "emails/mailing/body.html")]
struct Html<'a> {
    locale: Locale,
    from: &'a str,
    subject: &'a str,
    paragraphs: &'a [String],
    book: &'a str,
    foot: &'a str,
    address: &'a str,
    leave: &'a str,
}

#[derive(Template)]
#[template(path = "emails/mailing/body.txt")]
struct Text<'a> {
    locale: Locale,
    paragraphs: &'a [String],
    book: &'a str,
    foot: &'a str,
    address: &'a str,
    leave: &'a str,
}

/// A copy as it goes out.
pub(super) async fn compose(
    app: &App,
    tenant: &Tenant,
    client: &Client,
    message: &Message,
) -> Result<Composed> {
    let id = message.data.0.get("mailing").and_then(|id| id.as_str());
    let id: MailingId = id
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Error::internal("a copy of no mailing"))?;
    let mailing = Mailing::find(&app.db, tenant.id, id).await?;
    let leave = app
        .config
        .link(&unsubscribe_path(app.secret(), tenant.id, client.id));
    let book = app.config.link(&format!("/{}", tenant.slug));
    let own = mailing.texts.get(&client.locale);
    let (subject, body) = match own {
        Some(words) => (&words.subject, &words.body),
        None => (&mailing.subject, &mailing.body),
    };
    render(tenant, subject, body, client, &book, &leave)
}

fn render(
    tenant: &Tenant,
    subject: &str,
    body: &str,
    client: &Client,
    book: &str,
    leave: &str,
) -> Result<Composed> {
    let locale = client.locale;
    let paragraphs = paragraphs(&addressed(body, &client.name));
    let subject = one_line(&addressed(subject, &client.name));
    let foot = locale.t1("mail-mailing-foot", "practice", tenant.name.clone());
    let address = tenant.address_line();
    let html = Html {
        locale,
        from: &tenant.name,
        subject: &subject,
        paragraphs: &paragraphs,
        book,
        foot: &foot,
        address: &address,
        leave,
    };
    let text = Text {
        locale,
        paragraphs: &paragraphs,
        book,
        foot: &foot,
        address: &address,
        leave,
    };
    let (html, text) = (html.render()?, text.render()?);
    Ok(Composed {
        subject,
        text,
        html,
        attachment: None,
        words: paragraphs.join("\n\n"),
    })
}

/// What stands in braces and is not "{name}", which would go out as it is: "{nme}", or a brace alone.
pub fn unknown(text: &str) -> Option<String> {
    let rest = text.replace("{name}", "");
    let at = rest.find(['{', '}'])?;
    let from = &rest[at..];
    let end = from.find('}').map_or(from.len(), |end| end + 1);
    Some(from[..end].chars().take(30).collect())
}

/// "{name}" becomes the first word of the client's name.
pub fn addressed(text: &str, name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    text.replace("{name}", first)
}

/// Where a client takes the consent back: signed, so that nobody can do it for another one, and for good, as old mail is
/// kept.
pub fn unsubscribe_path(secret: &[u8; 32], tenant: TenantId, client: ClientId) -> String {
    let mut token = [*tenant.0.as_bytes(), *client.0.as_bytes()].concat();
    let signature = sign(secret, &token);
    token.extend_from_slice(&signature);
    format!("/unsubscribe/{}", URL_SAFE_NO_PAD.encode(token))
}

/// Whose link it is.
///
/// # Errors
/// NotFound when it is none of ours.
pub fn read_unsubscribe(secret: &[u8; 32], token: &str) -> Result<(TenantId, ClientId)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Error::NotFound)?;
    if bytes.len() != 48 || !crypto::equal(&sign(secret, &bytes[..32]), &bytes[32..]) {
        return Err(Error::NotFound);
    }
    let id = |bytes: &[u8]| Uuid::from_slice(bytes).map_err(|_| Error::NotFound);
    Ok((TenantId(id(&bytes[..16])?), ClientId(id(&bytes[16..32])?)))
}

fn sign(secret: &[u8; 32], what: &[u8]) -> Vec<u8> {
    let key = crypto::derive(secret, "aureli unsubscribe v1");
    let mut signature = crypto::hmac(&key, what);
    signature.truncate(16);
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_of_one_client_and_cannot_be_made_up() {
        let (secret, tenant, client) = ([7; 32], TenantId::new(), ClientId::new());
        let path = unsubscribe_path(&secret, tenant, client);
        let token = path.strip_prefix("/unsubscribe/").unwrap();
        assert_eq!(read_unsubscribe(&secret, token).unwrap(), (tenant, client));
        let other = unsubscribe_path(&[8; 32], tenant, client);
        assert!(read_unsubscribe(&secret, other.strip_prefix("/unsubscribe/").unwrap()).is_err());
        let mut bent = token.to_owned();
        bent.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
        for wrong in ["", "x", &token[..60], &bent] {
            assert!(read_unsubscribe(&secret, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_variable_is_found() {
        for (text, found) in [
            ("Dear {name}", None),
            ("Dear {nme}!", Some("{nme}")),
            ("{name} {Имя} x", Some("{Имя}")),
            ("Dear {name", Some("{name")),
            ("Dear name}", Some("}")),
        ] {
            assert_eq!(unknown(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn a_text_is_addressed_and_parted() {
        assert_eq!(addressed("Dear {name}!", "Anna Petrova"), "Dear Anna!");
        assert_eq!(
            paragraphs("One\r\ntwo\r\n\r\n\r\nThree\n"),
            ["One\ntwo", "Three"]
        );
    }
}
