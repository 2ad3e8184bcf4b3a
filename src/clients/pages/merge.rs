//! Two cards of one person: which other one, what will become of it, done, undone.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::super::{Client, ClientRow, Double, Merge, MergePreview};
use crate::accounts::Permission;
use crate::app::App;
use crate::contact::{Email, Phone};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::{ClientId, MergeId};
use crate::policies::{self, ClientRules};
use crate::web::{self, Flash, Form, Page, Path};

const MOST: i64 = 8;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/merge", get(choose).post(search))
        .route("/clients/{id}/merge/{other}", get(preview).post(create))
        .route("/clients/{id}/merges/{merge}/undo", get(ask).post(undo))
}

/// `clients/merge_choose.html`
#[derive(Template)]
#[template(path = "clients/merge_choose.html")]
struct Choose {
    page: Page,
    client: Client,
    q: String,
    /// Who looks like the same person.
    doubles: Vec<Double>,
    rows: Vec<ClientRow>,
}

/// `clients/merge.html`: what stays, what moves.
#[derive(Template)]
#[template(path = "clients/merge.html")]
struct Preview {
    page: Page,
    client: Client,
    other: Client,
    counts: MergePreview,
    filled: Client,
    /// What would be agreed with them, where the other card says something of it.
    rules: Vec<String>,
}

/// `clients/merge_undo.html`: whether to undo it, or which one is to be undone before.
#[derive(Template)]
#[template(path = "clients/merge_undo.html")]
struct Undo {
    page: Page,
    merge: Merge,
    /// The card that both have been since.
    name: String,
    /// The one that stands in the way, and the card that came out of it.
    later: Option<(Merge, String)>,
}

async fn choose(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    draw(page, &app, id, String::new()).await
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    q: String,
}

/// Whom the typed name or phone finds. It changes nothing.
async fn search(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    draw(page, &app, id, typed.q).await
}

async fn draw(page: Page, app: &App, id: ClientId, q: String) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let client = Client::in_use(&app.db, tenant, id).await?;
    let phone = client
        .phone
        .as_deref()
        .and_then(|phone| Phone::parse(phone, None).ok());
    let email = client
        .email
        .as_deref()
        .and_then(|email| Email::parse(email).ok());
    let contact = (phone.as_ref(), email.as_ref());
    let doubles = Double::find(&app.db, tenant, Some(id), &client.name, contact, now).await?;
    let mut rows = Vec::new();
    if !q.trim().is_empty() {
        let contacts = page.can(Permission::ClientsPii);
        rows = Client::search(&app.db, tenant, &q, contacts, MOST, now).await?;
        rows.retain(|row| row.id != id);
    }
    web::render(&Choose {
        page,
        client,
        q,
        doubles,
        rows,
    })
}

async fn preview(
    page: Page,
    State(app): State<App>,
    Path((id, other)): Path<(ClientId, ClientId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let tenant = page.tenant.id;
    let client = Client::in_use(&app.db, tenant, id).await?;
    let other = Client::in_use(&app.db, tenant, other).await?;
    if client.id == other.id {
        return Err(Error::Conflict("client-merge-gone"));
    }
    let own = ClientRules::of(&app.db, tenant, client.id).await?;
    let theirs = ClientRules::of(&app.db, tenant, other.id).await?;
    let rules = own.filled_from(&theirs);
    let lines = match rules == own {
        true => Vec::new(),
        false => policies::card::agreed(&app, &page, &rules).await?,
    };
    web::render(&Preview {
        rules: lines.into_iter().map(|line| line.text).collect(),
        counts: MergePreview::of(&app.db, tenant, other.id).await?,
        filled: client.filled_from(&other),
        page,
        client,
        other,
    })
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path((id, other)): Path<(ClientId, ClientId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        // Pressed twice.
        let is_done = id != other && Client::standing(&mut tx, tenant, other).await?.id == id;
        if !is_done {
            Client::merge(&mut tx, tenant, &actor, id, other, now).await?;
            tx.commit().await?;
        }
        Ok(())
    })
    .await?;
    let word = Flash::ok(page.t("client-merge-done"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

async fn ask(
    page: Page,
    State(app): State<App>,
    Path((id, merge)): Path<(ClientId, MergeId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    Client::find(&app.db, page.tenant.id, id).await?.usable()?;
    if let Some(other) = Merge::undone(&app.db, page.tenant.id, merge).await? {
        return Ok(web::redirect(&format!("/clients/{other}")));
    }
    web::render(&Undo::load(page, &app, merge).await?)
}

async fn undo(
    page: Page,
    State(app): State<App>,
    Path((id, merge)): Path<(ClientId, MergeId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let undone = patiently(|| async {
        let mut tx = app.db.begin().await?;
        // Pressed twice.
        if let Some(other) = Merge::undone(&mut tx, tenant, merge).await? {
            return Ok(other);
        }
        Client::in_use(&mut tx, tenant, id).await?;
        let other = Merge::undo(&mut tx, tenant, &actor, merge, now).await?;
        tx.commit().await?;
        Ok(other)
    })
    .await;
    match undone {
        Ok(other) => {
            let word = Flash::ok(page.t("client-merge-undone"));
            Ok(web::redirect_with(&format!("/clients/{other}"), word))
        }
        Err(Error::Conflict(key)) => {
            let undo = Undo::load(page, &app, merge).await?;
            // Closed, not joined: nothing that undoing another one would change.
            if undo.later.is_none() {
                return Err(Error::Conflict(key));
            }
            web::render_status(StatusCode::CONFLICT, &undo)
        }
        Err(other) => Err(other),
    }
}

impl Undo {
    async fn load(page: Page, app: &App, merge: MergeId) -> Result<Self> {
        let tenant = page.tenant.id;
        let merge = Merge::find(&app.db, tenant, merge).await?;
        let name = Client::find(&app.db, tenant, merge.winner_id).await?.name;
        let later = match merge.later(&app.db, tenant).await? {
            Some(later) => {
                let into = Client::find(&app.db, tenant, later.winner_id).await?;
                Some((later, into.name))
            }
            None => None,
        };
        Ok(Self {
            page,
            merge,
            name,
            later,
        })
    }

    fn day(&self, merge: &Merge) -> String {
        let day = self.page.tenant.local_date(merge.created_at);
        self.page.locale.date_year(day)
    }

    /// "Joined with Anna Petrova on 3 April 2026."
    fn joined(&self) -> String {
        let day = self.day(&self.merge);
        let name = self.merge.loser_name.as_str();
        self.page.t2("client-merged", "name", name, "day", day)
    }

    /// What was joined with what since, and when.
    fn since(&self, later: &Merge, into: &str) -> String {
        let day = self.day(later);
        self.page.t3(
            "client-merge-since",
            "name",
            later.loser_name.as_str(),
            "into",
            into.to_owned(),
            "day",
            day,
        )
    }
}

impl Choose {
    /// What tells namesakes apart; masked for roles that may not see it.
    fn contact(&self, double: &Double) -> String {
        let sees = self.page.can(Permission::ClientsPii);
        let phone = double.phone.as_deref();
        if let Some(phone) = phone.and_then(|phone| Phone::parse(phone, None).ok()) {
            return match sees {
                true => phone.display(self.page.tenant.country.as_deref()),
                false => phone.masked(),
            };
        }
        let email = double.email.as_deref();
        let email = email.and_then(|email| Email::parse(email).ok());
        email.map_or_else(String::new, |email| match sees {
            true => email.as_str().to_owned(),
            false => email.masked(),
        })
    }
}

impl Preview {
    /// A phone as it is read; masked for roles that may not see it.
    fn phone(&self, client: &Client) -> String {
        let phone = client
            .phone
            .as_deref()
            .and_then(|phone| Phone::parse(phone, None).ok());
        let phone = phone.map(|phone| match self.page.can(Permission::ClientsPii) {
            true => phone.display(self.page.tenant.country.as_deref()),
            false => phone.masked(),
        });
        phone.unwrap_or_default()
    }

    fn email(&self, client: &Client) -> String {
        let email = client
            .email
            .as_deref()
            .and_then(|email| Email::parse(email).ok());
        let email = email.map(|email| match self.page.can(Permission::ClientsPii) {
            true => email.as_str().to_owned(),
            false => email.masked(),
        });
        email.unwrap_or_default()
    }

    fn birthday(&self, client: &Client) -> String {
        client
            .birthday()
            .map(|birthday| match birthday.year {
                Some(year) => format!("{} {year}", birthday.text(self.page.locale)),
                None => birthday.text(self.page.locale),
            })
            .unwrap_or_default()
    }

    /// Name of the row, the one card, the other, and what will stand there.
    fn lines(&self) -> Vec<(String, [String; 3])> {
        let three =
            |of: &dyn Fn(&Client) -> String| [of(&self.client), of(&self.other), of(&self.filled)];
        let lines = [
            ("client-name", three(&|client| client.name.clone())),
            ("client-phone", three(&|client| self.phone(client))),
            ("client-email", three(&|client| self.email(client))),
            (
                "client-allergies",
                three(&|client| client.allergies.clone()),
            ),
            ("client-birthday", three(&|client| self.birthday(client))),
            ("client-address", three(&|client| client.address.clone())),
            (
                "client-preferences",
                three(&|client| client.preferences.clone()),
            ),
            (
                "client-came-from",
                three(&|client| client.came_from.clone()),
            ),
        ];
        lines
            .into_iter()
            .filter(|(_, texts)| texts.iter().any(|text| !text.is_empty()))
            .map(|(key, texts)| (self.page.t(key), texts))
            .collect()
    }

    fn or_none(&self, text: &str) -> String {
        match text {
            "" => self.page.t("none"),
            text => text.to_owned(),
        }
    }

    /// What moves, in words; nothing of what is not there.
    fn moves(&self) -> Vec<String> {
        let counts = &self.counts;
        [
            ("client-merge-visits", counts.visits),
            ("client-merge-notes", counts.notes),
            ("client-merge-photos", counts.photos),
            ("client-merge-messages", counts.messages),
            ("client-merge-subjects", counts.subjects),
            ("client-merge-medical", counts.medical),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| self.page.t1(key, "n", n))
        .collect()
    }
}
