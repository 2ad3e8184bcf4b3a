//! Whom a new visit is for: a few clients to choose from.

use chrono::{DateTime, Utc};

use super::form::Fields;
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::contact::{Email, Phone};
use crate::error::{Error, Result};
use crate::id::ClientId;
use crate::web::Page;

const MOST: usize = 6;

/// A client to choose.
#[derive(Clone, Debug)]
pub struct Pick {
    pub id: ClientId,
    pub name: String,
    pub contact: String,
    pub allergies: String,
}

/// The chosen client first, then who was sought, or the latest ones.
pub async fn picks(app: &App, page: &Page, form: &Fields, now: DateTime<Utc>) -> Result<Vec<Pick>> {
    let tenant = page.tenant.id;
    let mut found = Vec::new();
    if let Ok(id) = form.client.parse::<ClientId>() {
        match Client::in_use(&app.db, tenant, id).await {
            Ok(client) => found.push(Pick::new(
                page,
                client.id,
                client.name,
                client.phone,
                client.email,
                client.allergies,
            )),
            Err(Error::NotFound | Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if form.q.trim().is_empty() {
        for client in Client::recent(&app.db, tenant, MOST, now).await? {
            found.push(Pick::new(
                page,
                client.id,
                client.name,
                client.phone,
                client.email,
                client.allergies,
            ));
        }
    } else {
        let contacts = page.can(Permission::ClientsPii);
        let rows = Client::search(&app.db, tenant, &form.q, contacts, MOST as i64, now).await?;
        for row in rows {
            found.push(Pick::new(
                page,
                row.id,
                row.name,
                row.phone,
                row.email,
                row.allergies,
            ));
        }
    }
    let mut picks: Vec<Pick> = Vec::new();
    for pick in found {
        if picks.len() < MOST && picks.iter().all(|known| known.id != pick.id) {
            picks.push(pick);
        }
    }
    Ok(picks)
}

impl Pick {
    fn new(
        page: &Page,
        id: ClientId,
        name: String,
        phone: Option<String>,
        email: Option<String>,
        allergies: String,
    ) -> Self {
        let masked = !page.can(Permission::ClientsPii);
        let phone = phone.and_then(|phone| Phone::parse(&phone, None).ok());
        let phone = phone.map(|phone| match masked {
            true => phone.masked(),
            false => phone.display(page.tenant.country.as_deref()),
        });
        let email = email.and_then(|email| Email::parse(&email).ok());
        let email = email.map(|email| match masked {
            true => email.masked(),
            false => email.as_str().to_owned(),
        });
        Self {
            id,
            name,
            contact: phone.or(email).unwrap_or_default(),
            allergies,
        }
    }

    pub fn lang(&self, page: &Page) -> Option<&'static str> {
        crate::calendar::foreign(&self.name, page.locale)
    }
}
