//! `/l/waitlist/{token}`: what somebody waits for, and the way off the list and back.

use askama::Template;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;

use super::opened::Asking;
use crate::accounts::Tenant;
use crate::app::App;
use crate::booking::{Frame, Selection, Visitor};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::waitlist::model::{Entry, EntryRow, EntryStatus, Offer, OfferStatus};
use crate::waitlist::work::end_offer;
use crate::waitlist::{texts, token};
use crate::web::{Flash, Form, View, redirect_with, render_status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What an address opens.
pub struct Own {
    page: View,
    visitor: Visitor,
    token: String,
    tenant: Tenant,
    entry: Entry,
}

#[derive(Template)]
#[template(path = "waitlist/own.html")]
struct Show {
    page: View,
    frame: Frame,
    path: String,
    row: EntryRow,
    title: String,
    text: String,
    days: String,
    parts: String,
    /// A time that is kept for them now.
    offer: Option<String>,
    can_leave: bool,
    can_return: bool,
    /// What they waited for, while the address still serves them: it ends with the wish.
    is_theirs: bool,
    book: String,
}

impl Own {
    fn path(&self) -> String {
        format!("/l/waitlist/{}", self.token)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Own
where
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let app = App::from_ref(state);
        let asking = Asking::read(&app, parts, state).await?;
        let found = token::open_entry(&app, &asking.token).await;
        let entry = asking.visitor.count_guess(&app, found).await?;
        let (tenant, page) = asking.of(&app, entry.tenant_id, entry.locale).await?;
        Ok(Self {
            page,
            visitor: asking.visitor,
            token: asking.token,
            tenant,
            entry,
        })
    }
}

pub async fn show(State(app): State<App>, own: Own) -> Result<Response> {
    let (tenant, locale, now) = (&own.tenant, own.page.locale, app.clock.now());
    let row = Entry::row(&app.db, tenant.id, own.entry.id).await?;
    let today = tenant.local_date(now);
    let is_open = own.entry.status == EntryStatus::Open && own.entry.wish.until_date >= today;
    let offers = Offer::of_entry(&app.db, tenant.id, own.entry.id).await?;
    let waiting = offers.iter().find(|row| row.offer.is_waiting(now));
    let offer = waiting.map(|row| token::offer_path(&app, tenant.id, row.offer.id));
    let (title, text) = match own.entry.status {
        EntryStatus::Open if is_open && !row.is_offered => {
            ("waitlist-own-open", "waitlist-own-not-offered")
        }
        EntryStatus::Open if is_open => ("waitlist-own-open", "waitlist-own-open-text"),
        EntryStatus::Booked => ("waitlist-own-booked", "waitlist-own-booked-text"),
        EntryStatus::Left => ("waitlist-own-left", "waitlist-own-left-text"),
        EntryStatus::Closed => ("waitlist-own-closed", "waitlist-own-over-text"),
        EntryStatus::Ended | EntryStatus::Open => ("waitlist-own-over", "waitlist-own-over-text"),
    };
    let plan = own.entry.plan(&app.db, tenant).await?;
    let book = plan.and_then(|plan| plan.choices.into_iter().next());
    let book = book.map_or_else(
        || format!("/{}/book", tenant.slug),
        |choice| Selection::of_choice(&choice).href(tenant),
    );
    let can_return = own.entry.status == EntryStatus::Left && own.entry.wish.until_date >= today;
    let is_theirs = is_open || can_return;
    let status = match is_theirs {
        true => StatusCode::OK,
        false => StatusCode::GONE,
    };
    let show = Show {
        frame: Frame::new(tenant, locale),
        path: own.path(),
        title: locale.t(title),
        text: locale.t1(text, "practice", tenant.name.clone()),
        days: texts::days(locale, &own.entry.wish),
        parts: texts::parts(locale, &own.entry.wish),
        offer,
        can_leave: is_open,
        can_return,
        is_theirs,
        book,
        row,
        page: own.page,
    };
    render_status(status, &show)
}

/// Off the list; a time that is kept for them goes to the next one.
pub async fn leave(State(app): State<App>, own: Own, _: Form<Nothing>) -> Result<Response> {
    own.visitor.count_attempt(&app).await?;
    let actor = own.visitor.actor_of(Some(own.entry.client_id));
    let tenant = own.tenant.id;
    for row in Offer::of_entry(&app.db, tenant, own.entry.id).await? {
        if row.offer.status == OfferStatus::Open {
            end_offer(
                &app,
                tenant,
                row.offer.id,
                &actor,
                OfferStatus::Declined,
                true,
            )
            .await?;
        }
    }
    become_status(&app, &own, &actor, EntryStatus::Open, EntryStatus::Left).await?;
    let word = own.page.t("waitlist-left");
    Ok(redirect_with(&own.path(), Flash::ok(word)))
}

pub async fn come_back(State(app): State<App>, own: Own, _: Form<Nothing>) -> Result<Response> {
    own.visitor.count_attempt(&app).await?;
    let actor = own.visitor.actor_of(Some(own.entry.client_id));
    if own.entry.wish.until_date >= own.tenant.local_date(app.clock.now()) {
        become_status(&app, &own, &actor, EntryStatus::Left, EntryStatus::Open).await?;
    }
    let word = own.page.t("waitlist-back");
    Ok(redirect_with(&own.path(), Flash::ok(word)))
}

async fn become_status(
    app: &App,
    own: &Own,
    actor: &Actor,
    from: EntryStatus,
    to: EntryStatus,
) -> Result<()> {
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        let mut entry = Entry::find_for_change(&mut tx, own.tenant.id, own.entry.id).await?;
        if entry.status == from {
            let now = app.clock.now();
            entry.become_status(&mut tx, actor, to, None, now).await?;
            tx.commit().await?;
        }
        Ok(())
    })
    .await
}
