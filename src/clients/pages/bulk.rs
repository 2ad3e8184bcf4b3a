//! Tags for many clients: those a list shows, less the ones that were unticked; and the same undone.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::{After, Bulk, Client, ClientRow, Filter, Sought, Tag};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::Result;
use crate::i18n::key;
use crate::id::{BulkId, ClientId};
use crate::web::{self, Errors, Flash, Form, Page, Path};

/// So many are shown at once, to be ticked one by one.
const MOST: usize = 500;
/// So many are tagged by one act where all that match are meant.
const ALL: i64 = 100_000;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/bulk", get(choose))
        .route("/clients/bulk/tags", post(tag))
        .route("/clients/bulk/{id}", get(show))
        .route("/clients/bulk/{id}/undo", post(undo))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    id: Vec<String>,
    tags: String,
    /// Take the tags away instead.
    remove: bool,
    /// The list that it came from.
    q: String,
    tag: String,
    blocked: String,
    /// After whom the page begins.
    after: String,
    /// Begin with nobody ticked.
    none: String,
    /// All that match, those too that are not shown.
    all: bool,
}

impl Fields {
    /// The list that it came from.
    fn list(&self, page: &Page) -> (Sought, Filter) {
        let filter = Filter {
            tag: self.tag.parse().ok(),
            is_blocked: !self.blocked.is_empty(),
        };
        let sees_contacts = page.can(Permission::ClientsPii);
        (Sought::new(&self.q, sees_contacts), filter)
    }

    /// All that it shows, page after page.
    async fn matching(&self, app: &App, page: &Page) -> Result<Vec<ClientId>> {
        let (sought, filter) = self.list(page);
        Client::matching(&app.db, page.tenant.id, &sought, filter, ALL).await
    }
}

/// `clients/bulk.html`
#[derive(Template)]
#[template(path = "clients/bulk.html")]
struct Choose {
    page: Page,
    rows: Vec<ClientRow>,
    /// There are more than can be shown at once.
    has_more: bool,
    /// How many match; 0 where all are shown.
    total: usize,
    tags: Vec<Tag>,
    form: Fields,
    errors: Errors,
}

async fn choose(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let one = |name: &str| page.param(name).unwrap_or_default();
    let form = Fields {
        q: one("q"),
        tag: one("tag"),
        blocked: one("blocked"),
        after: one("after"),
        none: one("none"),
        ..Fields::default()
    };
    web::render(&Choose::load(&app, page, form, Errors::default()).await?)
}

async fn tag(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut errors = Errors::default();
    let names = errors.take("tags", Tag::names(&form.tags));
    let names = names.filter(|names| {
        if names.is_empty() {
            errors.add("tags", key!("field-required"));
        }
        !names.is_empty()
    });
    let ids: Vec<ClientId> = form.id.iter().filter_map(|id| id.parse().ok()).collect();
    let ids = match form.all {
        true => form.matching(&app, &page).await?,
        false => ids,
    };
    if ids.is_empty() || !form.all && ids.len() > MOST {
        errors.add("", key!("clients-bulk-nobody"));
    }
    let Some(names) = names.filter(|_| errors.is_empty()) else {
        return web::render_invalid(&Choose::load(&app, page, form, errors).await?);
    };
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let bulk = patiently(|| async {
        let mut tx = app.db.begin().await?;
        // Who was ticked one by one and cannot be worked with is told; of all that match those are left out.
        for id in ids.iter().filter(|_| !form.all) {
            Client::in_use(&mut tx, tenant, *id).await?;
        }
        let bulk = Bulk::tag(&mut tx, tenant, &actor, &ids, &names, form.remove, now).await?;
        tx.commit().await?;
        Ok(bulk.id)
    })
    .await?;
    Ok(web::redirect(&format!("/clients/bulk/{bulk}")))
}

/// `clients/bulk_done.html`
#[derive(Template)]
#[template(path = "clients/bulk_done.html")]
struct Done {
    page: Page,
    bulk: Bulk,
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<BulkId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let bulk = Bulk::find(&app.db, page.tenant.id, id).await?;
    web::render(&Done { page, bulk })
}

async fn undo(page: Page, State(app): State<App>, Path(id): Path<BulkId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        Bulk::undo(&mut tx, tenant, &actor, id, now).await?;
        tx.commit().await?;
        Ok(())
    })
    .await?;
    let word = Flash::ok(page.t("clients-bulk-undone"));
    Ok(web::redirect_with("/clients", word))
}

impl Choose {
    async fn load(app: &App, page: Page, form: Fields, errors: Errors) -> Result<Self> {
        let tenant = page.tenant.id;
        let (sought, filter) = form.list(&page);
        let (now, limit) = (app.clock.now(), MOST as i64 + 1);
        let after = match form.after.parse().ok() {
            Some(id) => Client::after(&app.db, tenant, id).await?,
            None => After::default(),
        };
        let mut rows = Client::list(&app.db, tenant, &sought, filter, &after, limit, now).await?;
        let has_more = rows.len() > MOST;
        rows.truncate(MOST);
        let has_all = !has_more && form.after.is_empty();
        let total = match has_all {
            true => 0,
            // Nobody is left out: counting is enough.
            false if sought.is_empty() && filter == Filter::default() => {
                usize::try_from(Client::count(&app.db, tenant).await?.min(ALL)).unwrap_or(0)
            }
            false => form.matching(app, &page).await?.len(),
        };
        Ok(Self {
            total,
            tags: Tag::all(&app.db, tenant).await?,
            page,
            rows,
            has_more,
            form,
            errors,
        })
    }

    /// All are ticked until some are unticked, or nobody was asked for.
    fn is_ticked(&self, row: &ClientRow) -> bool {
        let id = row.id.to_string();
        let is_fresh = self.form.id.is_empty() && self.form.none.is_empty();
        is_fresh || self.form.id.contains(&id)
    }

    /// The same page with other names.
    fn href(&self, after: Option<ClientId>, none: bool) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let after = after.map(|id| id.to_string());
        let none = if none { "1" } else { "" };
        for (name, value) in [
            ("q", self.form.q.as_str()),
            ("tag", &self.form.tag),
            ("blocked", &self.form.blocked),
            ("after", after.as_deref().unwrap_or(&self.form.after)),
            ("none", none),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("/clients/bulk?{}", query.finish())
    }

    /// Those behind the ones that are shown.
    fn next(&self) -> String {
        let last = self.rows.last().filter(|_| self.has_more);
        last.map_or_else(String::new, |last| {
            self.href(Some(last.id), !self.form.none.is_empty())
        })
    }
}
