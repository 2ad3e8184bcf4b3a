//! Whom a new visit is for: a client who is known or new, somebody they book for, and what the visit is about.

use chrono::{DateTime, Utc};

use super::form::{Fields, Whom};
use crate::app::App;
use crate::appointments::About;
use crate::clients::{Client, NewClient, Relative, Subject, share_a_name};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{ClientId, TenantId};
use crate::web::Page;

/// The relative who comes instead of the one who books, or what the visit is about; only such as hang on the card.
pub async fn who_comes(
    tx: &mut Tx,
    page: &Page,
    form: &Fields,
    client: Option<Client>,
) -> Result<(Option<Client>, About)> {
    let tenant = page.tenant.id;
    let Some(client) = client else {
        return Ok((None, About::default()));
    };
    if let Some(id) = form.about.strip_prefix("s:") {
        let id = id.parse().map_err(|_| Error::NotFound)?;
        let subject = Subject::find(tx, tenant, client.id, id).await?;
        let about = About {
            subject_id: Some(subject.id),
            ..About::default()
        };
        return Ok((Some(client), about));
    }
    if let Some(id) = form.about.strip_prefix("c:") {
        let id: ClientId = id.parse().map_err(|_| Error::NotFound)?;
        let family = Relative::of(&mut *tx, tenant, client.id).await?;
        let is_family = family
            .iter()
            .any(|relative| relative.is_booked_for && relative.id == id);
        if !is_family {
            return Err(Error::NotFound);
        }
        let about = About {
            booker_id: Some(client.id),
            ..About::default()
        };
        return Ok((Some(Client::in_use(tx, tenant, id).await?), about));
    }
    Ok((Some(client), About::default()))
}

/// For whom the chosen client may book, and what their visits can be about; nothing for most.
pub async fn abouts(app: &App, page: &Page, form: &Fields) -> Result<Vec<(String, String)>> {
    let Ok(id) = form.client.parse::<ClientId>() else {
        return Ok(Vec::new());
    };
    let (db, tenant) = (&app.db, page.tenant.id);
    let family = Relative::of(db, tenant, id).await?;
    let family = family.into_iter().filter(|relative| relative.is_booked_for);
    let family = family.map(|relative| {
        let warning = match relative.allergies.as_str() {
            "" => String::new(),
            allergies => format!(" ({}: {allergies})", page.t("calendar-allergy")),
        };
        let text = page.t2(
            "appointment-for",
            "name",
            relative.name,
            "relation",
            page.t(relative.relation.text_key()),
        );
        (format!("c:{}", relative.id), text + &warning)
    });
    let subjects = Subject::of(db, tenant, id).await?;
    let subjects = subjects
        .into_iter()
        .filter(|subject| subject.archived_at.is_none());
    let subjects = subjects.map(|subject| {
        let text = page.t1("appointment-about-subject", "name", subject.line());
        (format!("s:{}", subject.id), text)
    });
    let mut abouts: Vec<(String, String)> = family.chain(subjects).collect();
    if !abouts.is_empty() {
        abouts.insert(0, (String::new(), page.t("appointment-for-self")));
    }
    Ok(abouts)
}

/// Somebody of another name who has this phone or e-mail; none once it is said which of the two comes.
pub async fn owner_of(
    app: &App,
    page: &Page,
    form: &Fields,
    whom: &Whom,
) -> Result<Option<Client>> {
    let Whom::New { name, phone, email } = whom else {
        return Ok(None);
    };
    if matches!(form.same.as_str(), "own" | "other") {
        return Ok(None);
    }
    let tenant = page.tenant.id;
    let owner = Client::by_contact(&app.db, tenant, phone.as_ref(), email.as_ref()).await?;
    Ok(owner.filter(|owner| !share_a_name(&owner.name, name)))
}

pub async fn find_or_make(
    tx: &mut Tx,
    page: &Page,
    form: &Fields,
    whom: Whom,
    now: DateTime<Utc>,
) -> Result<Option<Client>> {
    match whom {
        Whom::Nobody => Ok(None),
        Whom::Known(id) => {
            let client = Client::standing(tx, page.tenant.id, id).await?;
            Ok(Some(client.usable()?))
        }
        Whom::New { name, phone, email } => {
            let new = NewClient {
                name,
                phone,
                email,
                locale: page.tenant.locale,
                source: "master",
            };
            let actor = page.actor();
            if form.same == "other" {
                let client = Client::create(tx, page.tenant.id, &actor, &new, now).await?;
                return Ok(Some(client));
            }
            let mut client = Client::find_or_create(tx, page.tenant.id, &actor, &new, now).await?;
            // The master knows whose it is.
            if let Some(email) = new.email.filter(|_| client.email.is_none()) {
                client.email = Some(email.as_str().to_owned());
                client.save(tx, &actor, now).await?;
            }
            Ok(Some(client))
        }
    }
}

pub async fn allergies_of(app: &App, tenant: TenantId, client: Option<ClientId>) -> Result<String> {
    let Some(client) = client else {
        return Ok(String::new());
    };
    match Client::in_use(&app.db, tenant, client).await {
        Ok(client) => Ok(client.allergies),
        Err(Error::NotFound | Error::Conflict(_)) => Ok(String::new()),
        Err(error) => Err(error),
    }
}
