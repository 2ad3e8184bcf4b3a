//! The mail with a one-time code. The code is made here, when the mail goes out.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::code::{LIFE, code_hash, place};
use crate::accounts::Tenant;
use crate::app::App;
use crate::crypto;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{BookingCodeId, TenantId};
use crate::jobs::{self, Job, NewJob};
use crate::messages::host;
use crate::providers::mail::{Letter, Outcome};
use crate::q;

pub const JOB: &str = "booking_code";

pub(super) async fn enqueue(
    tx: &mut Tx,
    tenant: TenantId,
    id: BookingCodeId,
    now: DateTime<Utc>,
) -> Result<()> {
    let payload = Payload { id };
    let job = NewJob {
        tenant: Some(tenant),
        kind: JOB,
        payload: serde_json::to_value(payload).map_err(Error::internal)?,
        unique_key: None,
        run_at: now,
    };
    jobs::enqueue(tx, job, now).await
}

#[derive(Serialize, Deserialize)]
struct Payload {
    id: BookingCodeId,
}

#[derive(Template)]
#[template(path = "emails/code/body.html")]
struct Html<'a> {
    locale: Locale,
    from: &'a str,
    subject: &'a str,
    lead: &'a str,
    code: &'a str,
    note: &'a str,
    foot: &'a str,
}

#[derive(Template)]
#[template(path = "emails/code/body.txt")]
struct Text<'a> {
    lead: &'a str,
    code: &'a str,
    note: &'a str,
    foot: &'a str,
}

/// Makes the code and sends it; called by the worker.
pub async fn send(app: &App, job: &Job) -> Result<()> {
    let Payload { id } = serde_json::from_value(job.payload.0.clone()).map_err(Error::internal)?;
    let Some(tenant) = job.tenant_id else {
        return Ok(());
    };
    let now = app.clock.now();
    let row = q!(
        &app.db,
        fetch_optional: (Option<Vec<u8>>, Locale),
        "SELECT sealed_to, locale FROM booking_codes WHERE tenant_id = $1 AND id = $2 AND expires_at > $3",
        tenant,
        id,
        now,
    )?;
    let Some((Some(sealed), locale)) = row else {
        return Ok(());
    };
    let opened = crypto::open(app.secret(), &place(tenant, id), &sealed);
    let to = opened.and_then(|to| String::from_utf8(to).ok());
    let to = to.ok_or_else(|| Error::internal("a code's address does not open"))?;
    let code = format!("{:06}", rand::random_range(0..1_000_000));
    q!(
        &app.db,
        execute,
        "UPDATE booking_codes SET code = $3 WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
        code_hash(app, id, &code),
    )?;
    let tenant = Tenant::find(&app.db, tenant).await?;
    let letter = letter(app, job, &tenant, locale, to, &code)?;
    if let Outcome::Retry { .. } = app.mail.send(&letter).await? {
        return Err(Error::Unavailable("the mail server is away".into()));
    }
    q!(
        &app.db,
        execute,
        "UPDATE booking_codes SET sealed_to = NULL WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        id,
    )?;
    Ok(())
}

fn letter(
    app: &App,
    job: &Job,
    tenant: &Tenant,
    locale: Locale,
    to: String,
    code: &str,
) -> Result<Letter> {
    let practice = tenant.name.clone();
    let subject = locale.t2(
        "booking-code-mail-subject",
        "code",
        code.to_owned(),
        "practice",
        practice.split_whitespace().collect::<Vec<_>>().join(" "),
    );
    let lead = locale.t1("booking-code-mail-lead", "practice", practice.clone());
    let note = locale.t1("booking-code-mail-note", "n", LIFE.num_minutes());
    let foot = locale.t1("mail-foot", "practice", practice.clone());
    let html = Html {
        locale,
        from: &practice,
        subject: &subject,
        lead: &lead,
        code,
        note: &note,
        foot: &foot,
    };
    let text = Text {
        lead: &lead,
        code,
        note: &note,
        foot: &foot,
    };
    let (html, text) = (html.render()?, text.render()?);
    Ok(Letter {
        message_id: format!("<{}@{}>", job.id, host(&app.config.public_url)),
        to,
        to_name: String::new(),
        reply_to: tenant.email.clone(),
        from_name: Some(practice),
        subject,
        text,
        html,
        calendar: None,
        unsubscribe: None,
    })
}
