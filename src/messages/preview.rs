//! A message as it went, or as it would go now.

use chrono::{DateTime, Utc};

use super::compose::{self, Composed};
use super::{Kind, Message, mailing, series};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::{consents, invoices, me, packages, waitlist};

/// Subject and text; none when what it is about is gone.
pub struct Preview {
    pub subject: String,
    /// With the addresses in it, but not their tokens: whoever reads it must not act in the client's name.
    pub text: String,
    /// Heading and first sentences, which can be worded anew; none once it is rendered.
    pub words: Option<String>,
}

impl Preview {
    pub async fn of(
        app: &App,
        tenant: &Tenant,
        message: &Message,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        if let (Some(subject), Some(text)) = (&message.subject, &message.body_text) {
            let (subject, text) = (subject.clone(), crate::privacy::without_tokens(text));
            return Ok(Some(Self {
                subject,
                text,
                words: message.own().map(|own| own.text),
            }));
        }
        // Its words were kept as long as the practice keeps them.
        if message.status == "sent" {
            return Ok(None);
        }
        match composed(app, tenant, message, now).await {
            Ok(composed) => Ok(Some(Self {
                subject: composed.subject,
                text: crate::privacy::without_tokens(&composed.text),
                words: Some(composed.words),
            })),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// Rendered as the worker will do it, in a transaction that comes to nothing: the links in it are made anew when it goes.
async fn composed(
    app: &App,
    tenant: &Tenant,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Composed> {
    let mut tx = app.db.begin().await?;
    match message.kind {
        Kind::Mailing => {
            let client = message.client_id.ok_or(Error::NotFound)?;
            let client = Client::find(&mut tx, tenant.id, client).await?;
            mailing::compose(app, tenant, &client, message).await
        }
        Kind::OwnPage => me::mails::compose(app, &mut tx, tenant, message, now).await,
        Kind::Invoice => invoices::mails::compose(app, &mut tx, tenant, message, now).await,
        Kind::Package | Kind::PackageEnding => {
            packages::mails::compose(app, &mut tx, tenant, message).await
        }
        Kind::WaitlistJoined | Kind::WaitlistOffer => {
            waitlist::mails::compose(app, &mut tx, tenant, message).await
        }
        Kind::ConsentAsked | Kind::ConsentSigned => {
            consents::mails::compose(app, &mut tx, tenant, message, now).await
        }
        kind if kind.is_of_series() => series::compose(app, &mut tx, tenant, message, now).await,
        _ => {
            let id = message.appointment_id.ok_or(Error::NotFound)?;
            let visit = Appointment::find(&mut tx, tenant.id, id).await?;
            compose::compose(app, &mut tx, tenant, &visit, message, now).await
        }
    }
}
