//! A new card, and changes to one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};

use super::super::{Client, ContactKind, Double, Field, FieldKind, Tag};
use super::fields::{Card, FieldLine, Fields};
use super::stale::Difference;
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::contact::{Email, Phone};
use crate::crypto;
use crate::db::On;
use crate::error::Result;
use crate::id::ClientId;
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/new", get(new).post(create))
        .route("/clients/{id}/edit", get(edit).post(update))
}

/// `clients/form.html`: for a new card and for one that is there.
#[derive(Template)]
#[template(path = "clients/form.html")]
struct Write {
    page: Page,
    /// None: a new one.
    client: Option<Client>,
    form: Fields,
    errors: Errors,
    /// Custom fields.
    fields: Vec<Field>,
    /// All tags, to choose from.
    tags: Vec<Tag>,
    /// Cards that may be of the same person.
    doubles: Vec<Double>,
    /// What somebody else saved on the card meanwhile.
    differences: Vec<Difference>,
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    page.require_active()?;
    let form = Fields {
        name: page.param("name").unwrap_or_default(),
        locale: page.tenant.locale.code().to_owned(),
        key: crypto::random_token(),
        ..Fields::default()
    };
    web::render(&Write::load(&app, page, None, form).await?)
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    page.require_active()?;
    let mut write = Write::load(&app, page, None, form).await?;
    let (tenant, now) = (write.page.tenant.id, app.clock.now());
    let today = write.page.tenant.local_date(now);
    let card = write
        .form
        .read(&write.page, &write.fields, today, &mut write.errors);
    let Some(card) = card else {
        return web::render_invalid(&write);
    };
    let word = Flash::ok(write.page.t("client-created"));
    let mut once = OncePerForm::new(&app, tenant, "client", &write.form.key, &write.form)?;
    let mut tx = app.db.begin().await?;
    if let Some(path) = once.claim(&mut tx, &app, now).await? {
        return Ok(web::redirect_with(&path, word));
    }
    // Whoever adds the same person at the same time waits here, and then finds them.
    Tenant::find_for_change(&mut tx, tenant).await?;
    if write.has_doubles(&mut tx, &card, now).await? {
        return web::render_status(StatusCode::CONFLICT, &write);
    }
    let actor = write.page.actor();
    let mut client = Client::create(&mut tx, tenant, &actor, &card.new_client(), now).await?;
    card.write_to(&mut tx, &actor, &mut client, &write.page, now)
        .await?;
    let path = format!("/clients/{}", client.id);
    once.keep(&mut tx, &app, &path).await?;
    tx.commit().await?;
    Ok(web::redirect_with(&path, word))
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let form = Fields::of(&app.db, &client, &page).await?;
    web::render(&Write::load(&app, page, Some(client), form).await?)
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let now = app.clock.now();
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let mut write = Write::load(&app, page, Some(client), form).await?;
    let today = write.page.tenant.local_date(now);
    let card = write
        .form
        .read(&write.page, &write.fields, today, &mut write.errors);
    let Some(card) = card else {
        return web::render_invalid(&write);
    };
    let was = write.client.as_ref();
    let is_new = was.is_some_and(|was| {
        was.name != card.name
            || was.phone.as_deref() != card.phone.as_ref().map(Phone::e164)
            || was.email.as_deref() != card.email.as_ref().map(Email::as_str)
    });
    if is_new && write.has_doubles(&app.db, &card, now).await? {
        return web::render_status(StatusCode::CONFLICT, &write);
    }
    let mut tx = app.db.begin().await?;
    let mut client = Client::in_use_for_change(&mut tx, write.page.tenant.id, id).await?;
    if write.form.seen != client.updated_at.to_rfc3339() {
        let saved = Fields::of(&mut tx, &client, &write.page).await?;
        write.differences = write.form.meet(&saved, &write.fields, &write.page);
        // A note, a block: nothing that the form would replace.
        if !write.differences.is_empty() {
            return web::render_status(StatusCode::CONFLICT, &write);
        }
    }
    let actor = write.page.actor();
    card.write_to(&mut tx, &actor, &mut client, &write.page, now)
        .await?;
    tx.commit().await?;
    let word = Flash::ok(write.page.t("saved"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

impl Write {
    async fn load(app: &App, page: Page, client: Option<Client>, form: Fields) -> Result<Self> {
        Ok(Self {
            fields: Field::active(&app.db, page.tenant.id).await?,
            tags: Tag::all(&app.db, page.tenant.id).await?,
            page,
            client,
            form,
            errors: Errors::default(),
            doubles: Vec::new(),
            differences: Vec::new(),
        })
    }

    /// Looks for cards of the same person, unless the form says that it is another one.
    async fn has_doubles(&mut self, on: impl On, card: &Card, now: DateTime<Utc>) -> Result<bool> {
        if self.form.anyway {
            return Ok(false);
        }
        let own = self.client.as_ref().map(|client| client.id);
        let contact = (card.phone.as_ref(), card.email.as_ref());
        let tenant = self.page.tenant.id;
        self.doubles = Double::find(on, tenant, own, &card.name, contact, now).await?;
        Ok(!self.doubles.is_empty())
    }

    /// Why it may be the same person.
    fn double_text(&self, double: &Double) -> String {
        let key = if double.has_contact {
            "client-double"
        } else {
            "client-double-name"
        };
        self.page.t1(key, "name", double.name.as_str())
    }

    fn title(&self) -> String {
        match &self.client {
            Some(client) => client.name.clone(),
            None => self.page.t("client-new"),
        }
    }

    fn action(&self) -> String {
        match &self.client {
            Some(client) => format!("/clients/{}/edit", client.id),
            None => "/clients/new".to_owned(),
        }
    }

    fn back(&self) -> String {
        match &self.client {
            Some(client) => format!("/clients/{}", client.id),
            None => "/clients".to_owned(),
        }
    }

    fn languages(&self) -> [(&'static str, &'static str); 3] {
        crate::i18n::Locale::ALL.map(|locale| (locale.code(), locale.name()))
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        let name = |kind: ContactKind| (kind.as_str(), self.page.t(kind.text_key()));
        ContactKind::ALL.map(name).to_vec()
    }

    /// The channels, and that it is not known.
    fn channels(&self) -> Vec<(&'static str, String)> {
        let mut channels = vec![("", self.page.t("client-writes-by-any"))];
        let kinds = ContactKind::ALL.into_iter();
        let kinds = kinds.filter(|kind| *kind != ContactKind::Other);
        channels.extend(kinds.map(|kind| (kind.as_str(), self.page.t(kind.written_key()))));
        channels
    }

    /// What can be chosen in a custom field; nothing where one types.
    fn choices(&self, line: &FieldLine) -> Vec<(String, String)> {
        let none = (String::new(), self.page.t("client-field-none"));
        match line.field.kind {
            FieldKind::YesNo => vec![
                none,
                ("yes".to_owned(), self.page.t("yes")),
                ("no".to_owned(), self.page.t("no")),
            ],
            FieldKind::Choice => {
                let named = line.field.choices.iter();
                let named = named.map(|choice| (choice.clone(), choice.clone()));
                std::iter::once(none).chain(named).collect()
            }
            _ => Vec::new(),
        }
    }

    /// "Given on 2 April 2026 …", "Taken back on …".
    fn marketing_since(&self) -> String {
        self.client
            .as_ref()
            .map_or_else(String::new, |client| marketing_text(&self.page, client))
    }
}

/// What is known of the consent to advertising, in a sentence.
pub fn marketing_text(page: &Page, client: &Client) -> String {
    let day = |at| page.locale.date_year(page.tenant.local_date(at));
    match (client.marketing_at, client.marketing_ended_at) {
        (_, Some(at)) => page.t1("client-marketing-ended", "day", day(at)),
        (Some(at), None) if client.marketing_origin == "public" => {
            page.t1("client-marketing-public", "day", day(at))
        }
        (Some(at), None) if client.marketing_origin == "import" => {
            page.t1("client-marketing-import", "day", day(at))
        }
        (Some(at), None) => page.t1("client-marketing-master", "day", day(at)),
        (None, None) => page.t("client-marketing-none"),
    }
}
