//! `/waitlist/{id}`: one wish, what it was offered, and taking it off the list.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::fields::{self, Pick};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{key, sentence};
use crate::id::WaitlistEntryId;
use crate::waitlist::model::{Entry, EntryRow, EntryStatus, Offer, OfferStatus};
use crate::waitlist::texts;
use crate::waitlist::work::take_back;
use crate::web::forms::text;
use crate::web::{self, Errors, Flash, Form, Page, Path};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    version: i64,
    from: String,
    until: String,
    days: Vec<String>,
    parts: Vec<String>,
    first: bool,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// An offer that was made.
struct Made {
    when: String,
    title: String,
    status: String,
}

#[derive(Template)]
#[template(path = "waitlist/entry.html")]
struct Show {
    page: Page,
    errors: Errors,
    row: EntryRow,
    form: Typed,
    weekdays: Vec<Pick>,
    parts: Vec<Pick>,
    status: String,
    is_open: bool,
    can_reopen: bool,
    offers: Vec<Made>,
    min: String,
}

pub async fn show(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistEntryId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let row = Entry::row(&app.db, page.tenant.id, id).await?;
    let form = Typed::of(&row.entry);
    let show = Show::load(&app, page, row, form, Errors::default()).await?;
    web::render(&show)
}

impl Typed {
    fn of(entry: &Entry) -> Self {
        let (days, parts) = fields::typed(&entry.wish);
        Self {
            version: entry.version,
            from: entry.wish.from_date.to_string(),
            until: entry.wish.until_date.to_string(),
            days,
            parts,
            first: entry.priority > 0,
            note: entry.note.clone(),
        }
    }
}

impl Show {
    async fn load(
        app: &App,
        page: Page,
        row: EntryRow,
        form: Typed,
        errors: Errors,
    ) -> Result<Self> {
        let now = app.clock.now();
        let today = page.tenant.local_date(now);
        let offers = Offer::of_entry(&app.db, page.tenant.id, row.entry.id).await?;
        let made = offers.iter().map(|made| Made {
            when: sentence(&texts::when(page.locale, &page.tenant, made.starts_at)),
            title: made.title.clone(),
            status: page.t(made.offer.status.key()),
        });
        Ok(Self {
            offers: made.collect(),
            status: page.t(row.entry.status.key()),
            is_open: row.entry.status == EntryStatus::Open,
            can_reopen: matches!(row.entry.status, EntryStatus::Closed | EntryStatus::Left)
                && row.entry.wish.until_date >= today,
            weekdays: fields::weekdays(page.locale, &form.days),
            parts: fields::parts(page.locale, &form.parts),
            min: today.min(row.entry.wish.from_date).to_string(),
            page,
            errors,
            row,
            form,
        })
    }
}

pub async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistEntryId>,
    Form(mut form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let row = Entry::row(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let today = page.tenant.local_date(app.clock.now());
    let wish = fields::wish(
        &form.from,
        &form.until,
        &form.days,
        &form.parts,
        today,
        &mut errors,
    );
    let note = errors.take("note", text(&form.note, 1000));
    let (Some(wish), Some(note)) = (wish, note) else {
        let show = Show::load(&app, page, row, form, errors).await?;
        return web::render_invalid(&show);
    };
    let first = i64::from(form.first);
    let done = patiently(|| async {
        let (mut tx, now) = (app.db.begin().await?, app.clock.now());
        let mut entry = Entry::find_for_change(&mut tx, page.tenant.id, id).await?;
        // Pressed twice: the first press has saved it.
        if (entry.wish, entry.priority, &entry.note) == (wish, first, &note) {
            return Ok(());
        }
        if entry.version != form.version {
            return Err(Error::Conflict(key!("waitlist-stale")));
        }
        entry.wish = wish;
        entry.priority = first;
        entry.note.clone_from(&note);
        entry.save(&mut tx, &page.actor(), now).await?;
        Ok(tx.commit().await?)
    })
    .await;
    match done {
        Ok(()) => {
            let word = page.t("waitlist-saved");
            Ok(web::redirect_with("/waitlist", Flash::ok(word)))
        }
        Err(Error::Conflict(why)) => {
            let row = Entry::row(&app.db, page.tenant.id, id).await?;
            // The page that is shown again knows what is stored: saving it is then meant.
            form.version = row.entry.version;
            errors.add("", why);
            let show = Show::load(&app, page, row, form, errors).await?;
            web::render_status(StatusCode::CONFLICT, &show)
        }
        Err(other) => Err(other),
    }
}

/// Off the list, with the way back in the toast. A time that is kept for them goes to the next one.
pub async fn close(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistEntryId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let (tenant, actor) = (page.tenant.id, page.actor());
    let row = Entry::row(&app.db, tenant, id).await?;
    for made in Offer::of_entry(&app.db, tenant, id).await? {
        if made.offer.status == OfferStatus::Open {
            take_back(&app, tenant, made.offer.id, &actor, true).await?;
        }
    }
    patiently(|| async {
        let (mut tx, now) = (app.db.begin().await?, app.clock.now());
        let mut entry = Entry::find_for_change(&mut tx, tenant, id).await?;
        if entry.status == EntryStatus::Open {
            let to = EntryStatus::Closed;
            entry.become_status(&mut tx, &actor, to, None, now).await?;
            tx.commit().await?;
        }
        Ok(())
    })
    .await?;
    let word = page.t1("waitlist-closed", "name", row.client_name);
    let flash = Flash::ok(word).with_undo(format!("/waitlist/{id}/reopening"));
    Ok(web::redirect_with("/waitlist", flash))
}

pub async fn reopen(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistEntryId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let today = page.tenant.local_date(app.clock.now());
    patiently(|| async {
        let (mut tx, now) = (app.db.begin().await?, app.clock.now());
        let mut entry = Entry::find_for_change(&mut tx, page.tenant.id, id).await?;
        let is_off = matches!(entry.status, EntryStatus::Closed | EntryStatus::Left);
        if is_off && entry.wish.until_date >= today {
            let to = EntryStatus::Open;
            entry
                .become_status(&mut tx, &page.actor(), to, None, now)
                .await?;
            tx.commit().await?;
        }
        Ok(())
    })
    .await?;
    let word = page.t("waitlist-back-on");
    Ok(web::redirect_with("/waitlist", Flash::ok(word)))
}
