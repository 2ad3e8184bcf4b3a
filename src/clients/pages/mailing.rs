//! A message to many clients: written, looked at with the number of those who get it, sent.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::{Client, Tag};
use crate::accounts::Permission;
use crate::app::App;
use crate::booking::Frame;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::{Locale, key};
use crate::id::{MailingId, TagId};
use crate::messages::mailing::{self, Copies, Mailing, NewMailing, Whom};
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path, View};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/mailings/new", get(new))
        .route("/clients/mailings", post(create))
        .route("/clients/mailings/{id}/stop", post(stop))
        .route("/unsubscribe/{token}", get(leaving).post(leave))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    subject: String,
    body: String,
    tag: String,
    /// Only those who are written to in it; "" is all.
    language: String,
    /// Makes a second press harmless.
    key: String,
    /// How many were agreed to; "" is not asked yet.
    agreed: String,
    /// Back to the text.
    edit: bool,
}

/// `clients/mailing.html`: the text, then the question.
#[derive(Template)]
#[template(path = "clients/mailing.html")]
struct Show {
    page: Page,
    form: Fields,
    tags: Vec<Tag>,
    latest: Vec<(Mailing, Copies)>,
    /// How many would get it by language, once that is asked.
    reach: Option<Vec<(Locale, i64)>>,
    /// What stands in braces and means nothing; "" is nothing.
    unknown: String,
    /// As the first of them reads it.
    preview: Option<(String, String)>,
    errors: Errors,
}

fn require(page: &Page) -> Result<()> {
    page.require(Permission::ClientsWrite)?;
    page.require(Permission::ClientsPii)
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    require(&page)?;
    let form = Fields {
        tag: page.param("tag").unwrap_or_default(),
        key: MailingId::new().to_string(),
        ..Fields::default()
    };
    web::render(&Show::load(&app, page, form, None, Errors::default()).await?)
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    require(&page)?;
    page.require_active()?;
    let tenant = page.tenant.id;
    let mut errors = Errors::default();
    let subject = errors.take("subject", required(&form.subject, 120));
    let body = errors.take("body", required(&form.body, 5000));
    let mut unknown = None;
    for (field, text) in [("subject", &subject), ("body", &body)] {
        if let Some(found) = text.as_deref().and_then(mailing::unknown) {
            errors.add(field, key!("clients-mailing-unknown"));
            unknown.get_or_insert(found);
        }
    }
    let id: Option<MailingId> = errors.take("", form.key.parse().map_err(|_| "error-form"));
    let tag = match form.tag.as_str() {
        "" => Some(None),
        id => {
            let tags = Tag::all(&app.db, tenant).await?;
            let tag = tags.iter().find(|tag| tag.id.to_string() == id);
            let tag: Option<TagId> =
                errors.take("tag", tag.map(|tag| tag.id).ok_or(key!("field-choose")));
            tag.map(Some)
        }
    };
    let given = (subject, body, id, tag);
    let (true, (Some(subject), Some(body), Some(id), Some(tag))) = (errors.is_empty(), given)
    else {
        let mut show = Show::load(&app, page, form, None, errors).await?;
        show.unknown = unknown.unwrap_or_default();
        return web::render_invalid(&show);
    };
    let locale = match form.language.as_str() {
        "" => Some(None),
        code => errors.take(
            "language",
            code.parse().map(Some).map_err(|_| key!("field-choose")),
        ),
    };
    let Some(locale) = locale else {
        return web::render_invalid(&Show::load(&app, page, form, None, errors).await?);
    };
    let whom = Whom { tag, locale };
    if form.edit {
        return web::render(&Show::load(&app, page, form, None, Errors::default()).await?);
    }
    let Ok(agreed) = form.agreed.parse::<i64>() else {
        let reach = Mailing::reach(&app.db, tenant, whom).await?;
        if reach.is_empty() {
            errors.add("tag", key!("clients-mailing-nobody"));
            return web::render_invalid(&Show::load(&app, page, form, None, errors).await?);
        }
        return web::render(&Show::load(&app, page, form, Some(reach), errors).await?);
    };
    let new = NewMailing {
        id,
        user: page.user.id,
        whom,
        subject,
        body,
    };
    let (actor, now) = (page.actor(), app.clock.now());
    let sent = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let sent = Mailing::send(&mut tx, tenant, &actor, &new, agreed, now).await?;
        tx.commit().await?;
        Ok(sent)
    })
    .await;
    match sent {
        Ok(sent) => {
            app.wake.notify_one();
            // Pressed twice: the first press counts.
            let word = match sent {
                Some(n) => page.t1("clients-mailing-sent", "n", n),
                None => page.t("clients-mailing-sent-before"),
            };
            Ok(web::redirect_with("/clients/mailings/new", Flash::ok(word)))
        }
        Err(Error::Conflict(key)) => {
            errors.add("", key);
            let reach = Mailing::reach(&app.db, tenant, whom).await?;
            let show = Show::load(&app, page, form, Some(reach), errors).await?;
            web::render_status(axum::http::StatusCode::CONFLICT, &show)
        }
        Err(other) => Err(other),
    }
}

/// Keeps back what is not out yet.
async fn stop(page: Page, State(app): State<App>, Path(id): Path<MailingId>) -> Result<Response> {
    require(&page)?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let stopped = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let stopped = Mailing::stop(&mut tx, tenant, &actor, id, now).await?;
        tx.commit().await?;
        Ok(stopped)
    })
    .await?;
    let word = Flash::ok(page.t1("clients-mailing-stopped", "n", stopped));
    Ok(web::redirect_with("/clients/mailings/new", word))
}

impl Show {
    async fn load(
        app: &App,
        page: Page,
        form: Fields,
        reach: Option<Vec<(Locale, i64)>>,
        errors: Errors,
    ) -> Result<Self> {
        let tenant = page.tenant.id;
        let preview = reach.as_ref().map(|_| {
            let name = page.t("clients-mailing-example");
            (
                mailing::addressed(&form.subject, &name),
                mailing::addressed(&form.body, &name),
            )
        });
        let mut latest = Vec::new();
        for mailing in Mailing::latest(&app.db, tenant).await? {
            let copies = Mailing::copies(&app.db, tenant, mailing.id).await?;
            latest.push((mailing, copies));
        }
        Ok(Self {
            tags: Tag::all(&app.db, tenant).await?,
            latest,
            unknown: String::new(),
            preview,
            page,
            form,
            reach,
            errors,
        })
    }

    fn choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), self.page.t("client-all"));
        let tags = self
            .tags
            .iter()
            .map(|tag| (tag.id.to_string(), tag.name.clone()));
        std::iter::once(all).chain(tags).collect()
    }

    fn languages(&self) -> Vec<(&'static str, String)> {
        let all = ("", self.page.t("clients-mailing-any-language"));
        let own = Locale::ALL.map(|locale| (locale.code(), locale.name().to_owned()));
        std::iter::once(all).chain(own).collect()
    }

    fn sum(&self, reach: &[(Locale, i64)]) -> i64 {
        reach.iter().map(|(_, n)| n).sum()
    }

    /// "Español: 120, Русский: 40"; nothing where all read the same.
    fn by_language(&self, reach: &[(Locale, i64)]) -> String {
        if reach.len() < 2 {
            return String::new();
        }
        let parts = reach
            .iter()
            .map(|(locale, n)| format!("{}: {n}", locale.name()));
        parts.collect::<Vec<_>>().join(", ")
    }

    /// "174 people", and how far it is.
    fn state(&self, mailing: &Mailing, copies: &Copies) -> String {
        match copies.waiting {
            0 => self.page.t1("clients-count", "n", mailing.recipients),
            _ => self.page.t2(
                "clients-mailing-under-way",
                "sent",
                copies.sent,
                "n",
                mailing.recipients,
            ),
        }
    }

    fn day(&self, mailing: &Mailing) -> String {
        let day = self.page.tenant.local_date(mailing.created_at);
        self.page.locale.day_year(day)
    }
}

/// `clients/unsubscribe.html`
#[derive(Template)]
#[template(path = "clients/unsubscribe.html")]
struct Leave {
    page: View,
    frame: Frame,
    path: String,
    /// Whether advertising is still allowed.
    is_allowed: bool,
}

/// Looking changes nothing: mail scanners open every link.
async fn leaving(
    page: View,
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response> {
    let (tenant, client) = mailing::read_unsubscribe(app.secret(), &token)?;
    let tenant = crate::accounts::Tenant::find(&app.db, tenant).await?;
    let client = Client::standing(&app.db, tenant.id, client).await?;
    let page = page.for_practice(client.locale);
    web::render(&Leave {
        frame: Frame::new(&tenant, page.locale),
        path: format!("/unsubscribe/{token}"),
        is_allowed: client.allows_marketing(),
        page,
    })
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Leaving {
    /// A mistake: allow it again.
    again: bool,
}

async fn leave(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(form): Form<Leaving>,
) -> Result<Response> {
    let (tenant, client) = mailing::read_unsubscribe(app.secret(), &token)?;
    let now = app.clock.now();
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        let standing = Client::standing(&mut tx, tenant, client).await?;
        if standing.is_closed() {
            return Ok(());
        }
        let mut client = Client::find_for_change(&mut tx, tenant, standing.id).await?;
        let actor = Actor::client(Some(client.id));
        client
            .set_marketing(&mut tx, &actor, form.again, "public", now)
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await?;
    Ok(web::redirect(&format!("/unsubscribe/{token}")))
}
