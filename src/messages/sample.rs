//! How a template reads: on the practice's latest visit, or on an invented one where there is none yet.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::templates::{Draft, Variable};
use super::words::{Own, Words};
use super::{Kind, Message, compose};
use crate::app::App;
use crate::appointments::Appointment;
use crate::clients::{Client, moment};
use crate::db::On;
use crate::error::Result;
use crate::id::{MessageId, TenantId};
use crate::q;
use crate::web::Page;

/// Visits that are looked at for one with a client.
const FEW: i64 = 20;

pub struct Sample {
    pub subject: String,
    pub text: String,
    /// "Anna Petrova, 14 May 10:00"; none is invented.
    pub of: Option<String>,
}

impl Sample {
    pub async fn of(app: &App, page: &Page, draft: &Draft) -> Result<Self> {
        let now = app.clock.now();
        let Some(visit) = latest(&app.db, page.tenant.id, now).await? else {
            return Ok(Self::invented(page, draft, now));
        };
        // In a transaction that comes to nothing: no link of it works.
        let mut tx = app.db.begin().await?;
        let client = match visit.client_id {
            Some(client) => Some(Client::find(&mut tx, page.tenant.id, client).await?),
            None => None,
        };
        let name = client.map(|client| client.name).unwrap_or_default();
        let message = message(&visit, draft, &name, now);
        let tenant = &page.tenant;
        let composed = compose::sample(app, &mut tx, tenant, &visit, &message, draft, now).await?;
        Ok(Self {
            subject: composed.subject,
            text: crate::privacy::without_tokens(&composed.text),
            of: Some(format!("{name}, {}", moment(page, visit.starts_at, now))),
        })
    }

    /// Only the words: what is not there has no facts.
    fn invented(page: &Page, draft: &Draft, now: DateTime<Utc>) -> Self {
        let locale = draft.locale;
        let day = page.tenant.local_date(now + TimeDelta::days(1));
        let day = locale.day_long(day);
        let name = locale.t("clients-mailing-example");
        let own: Own = draft.fill(|variable| match variable {
            Variable::ClientName => name.clone(),
            Variable::FirstName => compose::first_name(&name),
            Variable::Date | Variable::FormerDate => day.clone(),
            Variable::Time => "10:00".to_owned(),
            Variable::FormerTime => "12:00".to_owned(),
            Variable::PayUntil => format!("{day}, 9:00"),
            Variable::Practice => page.tenant.name.clone(),
            Variable::Place => page.tenant.address_line(),
            Variable::Link => app_link(page),
            Variable::Reference => "A1B2C3".to_owned(),
            Variable::Service | Variable::Price | Variable::Deposit => {
                format!("({})", page.t(&variable.key()))
            }
        });
        let words = Words::own(&own);
        Self {
            text: words.text(),
            subject: words.subject,
            of: None,
        }
    }
}

fn app_link(page: &Page) -> String {
    format!("/{}", page.tenant.slug)
}

/// The message that the visit would cause; it is in no table.
fn message(visit: &Appointment, draft: &Draft, name: &str, now: DateTime<Utc>) -> Message {
    Message {
        tenant_id: visit.tenant_id,
        id: MessageId::new(),
        kind: draft.kind,
        locale: draft.locale,
        recipient: String::new(),
        recipient_name: name.to_owned(),
        client_id: visit.client_id,
        appointment_id: Some(visit.id),
        data: Json(match draft.kind {
            Kind::Moved => json!({ "was": visit.starts_at - TimeDelta::days(1) }),
            _ => json!({}),
        }),
        subject: None,
        body_text: None,
        body_html: None,
        attachment: None,
        status: "queued".to_owned(),
        send_at: now,
        not_after: None,
        leased_until: None,
        attempts: 0,
        last_error: None,
        sent_at: None,
        own_subject: None,
        own_text: None,
        stopped_at: None,
        version: 1,
        created_at: now,
    }
}

/// The last one that has a client.
async fn latest(
    mut on: impl On,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<Option<Appointment>> {
    let visits = q!(
        on,
        fetch_all: Appointment,
        "SELECT * FROM appointments WHERE tenant_id = $1 AND starts_at < $2
            AND status IN ('pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress', 'completed')
         ORDER BY starts_at DESC LIMIT $3",
        tenant,
        now + TimeDelta::days(3660),
        FEW,
    )?;
    Ok(visits.into_iter().find(|visit| visit.client_id.is_some()))
}
