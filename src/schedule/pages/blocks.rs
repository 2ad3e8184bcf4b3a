//! `/settings/blocks`: time kept for something else, once or repeated; also the calendar's "block time".

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;

use super::super::block_form::BlockForm;
use super::{Owner, OwnerQuery};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::BlockId;
use crate::schedule::model::{BlockRow, for_change};
use crate::schedule::outside;
use crate::schedule::repeat::{End, Repeat};
use crate::schedule::write::{BlockDraft, REASONS, reason_key};
use crate::services::weekdays;
use crate::web::{self, Errors, Flash, Form, Page, Path, safe_next};

use super::Outside;

#[derive(Template)]
#[template(path = "settings/blocks.html")]
struct Index {
    page: Page,
    owner: Owner,
    rows: Vec<Row>,
}

struct Row {
    id: BlockId,
    title: String,
    times: String,
    repeat: String,
}

#[derive(Template)]
#[template(path = "settings/block.html")]
struct Edit {
    page: Page,
    errors: Errors,
    owner: Owner,
    form: BlockForm,
    /// None: a new one.
    id: Option<BlockId>,
    reasons: Vec<(&'static str, String)>,
    repeats: Vec<(&'static str, String)>,
    weekdays: Vec<(String, String)>,
    back: String,
    /// Visits that stand in the time of the form.
    inside: Outside,
}

/// Local times, as the calendar gives them.
#[derive(Deserialize)]
pub(super) struct NewQuery {
    from: Option<String>,
    to: Option<String>,
    next: Option<String>,
    resource: Option<String>,
}

pub(super) async fn index(
    page: Page,
    State(app): State<App>,
    Query(query): Query<OwnerQuery>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, query.resource.as_deref()).await?;
    let today = page.tenant.local_date(app.clock.now());
    let blocks = BlockRow::since(&app.db, page.tenant.id, owner.whose, today).await?;
    let rows = blocks
        .iter()
        .filter_map(|block| Row::new(&page, today, block))
        .collect();
    web::render(&Index { page, owner, rows })
}

impl Row {
    fn new(page: &Page, today: NaiveDate, block: &BlockRow) -> Option<Self> {
        let (start, end) = block.readings(&page.tenant)?;
        let reason = page.t(reason_key(&block.reason));
        let repeat = Repeat::of_rule(block.rrule.as_deref(), start.weekday());
        Some(Self {
            id: block.id,
            title: if block.note.is_empty() {
                reason
            } else {
                format!("{reason}: {}", block.note)
            },
            times: times_text(page, today, start, end, repeat == Repeat::Once),
            repeat: repeat_text(
                page,
                &repeat,
                Some(start.date()).filter(|first| *first > today),
            ),
        })
    }
}

/// "14 May, 13:00–14:00"; a repeat shows its time of day.
fn times_text(
    page: &Page,
    today: NaiveDate,
    start: NaiveDateTime,
    end: NaiveDateTime,
    with_date: bool,
) -> String {
    let locale = page.locale;
    let midnight = NaiveTime::MIN;
    let whole_days = start.time() == midnight && end.time() == midnight;
    let clock = locale.time_range(start.time(), end.time());
    if !with_date {
        return if whole_days {
            page.t("schedule-block-all-day")
        } else {
            clock
        };
    }
    // The last day of a block that ends at midnight is the one before.
    let last = if whole_days {
        end.date().pred_opt().unwrap_or(end.date())
    } else {
        end.date()
    };
    let day = |date: NaiveDate| {
        if date.year() == today.year() {
            locale.day_short(date)
        } else {
            locale.date_year(date)
        }
    };
    match (whole_days, start.date() == last) {
        (true, true) => day(last),
        (true, false) => format!("{} – {}", day(start.date()), day(last)),
        (false, true) => format!("{}, {clock}", day(last)),
        (false, false) => {
            let (from, to) = (locale.time(start.time()), locale.time(end.time()));
            format!("{}, {from} – {}, {to}", day(start.date()), day(end.date()))
        }
    }
}

/// "every 2 weeks: Mon, Thu · from 7 Dec · until 31 Dec"; nothing when it is once. `first`: when it begins, if it is to come.
fn repeat_text(page: &Page, repeat: &Repeat, first: Option<NaiveDate>) -> String {
    let (rhythm, end) = match repeat {
        Repeat::Once => return String::new(),
        Repeat::Rule(rule) => return rule.clone(),
        Repeat::Daily { every, end } => (page.t1("schedule-repeat-every-days", "n", *every), end),
        Repeat::Weekly { every, days, end } => {
            let names: Vec<&str> = days
                .iter()
                .filter_map(|day| chrono::Weekday::try_from(*day).ok())
                .map(|day| page.locale.weekday_short(day))
                .collect();
            (
                page.t2(
                    "schedule-repeat-every-weeks",
                    "n",
                    *every,
                    "days",
                    names.join(", "),
                ),
                end,
            )
        }
    };
    let from =
        first.map(|date| page.t1("schedule-period-from", "date", page.locale.date_year(date)));
    let end = match end {
        End::Never => None,
        End::On(date) => {
            let date = page.locale.date_year(*date);
            Some(page.t1("schedule-period-until", "date", date))
        }
        End::After(count) => Some(page.t1("schedule-repeat-times", "n", *count)),
    };
    let parts = [Some(rhythm), from, end].into_iter().flatten();
    parts.collect::<Vec<_>>().join(" · ")
}

pub(super) async fn new(
    page: Page,
    State(app): State<App>,
    Query(query): Query<NewQuery>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, query.resource.as_deref()).await?;
    let today = page.tenant.local_date(app.clock.now());
    let form = BlockForm::between(
        query.from.as_deref().unwrap_or_default(),
        query.to.as_deref().unwrap_or_default(),
        today,
        query.next.unwrap_or_default(),
    );
    web::render(&Edit::load(&app, page, owner, None, form, Errors::default()).await?)
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<BlockForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, Some(&form.resource)).await?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(&page.tenant, &mut errors) else {
        return web::render_invalid(&Edit::load(&app, page, owner, None, form, errors).await?);
    };
    let id = form.id.parse().unwrap_or_else(|_| BlockId::new());
    let mut tx = app.db.begin().await?;
    BlockRow::create(
        &mut tx,
        &page.tenant,
        &page.actor(),
        owner.whose,
        id,
        &draft,
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    saved(&app, &page, &owner, Some(id), &form, &draft).await
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<BlockId>,
    Query(query): Query<NewQuery>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let row = BlockRow::find(&app.db, page.tenant.id, id).await?;
    let owner = Owner::of(&app.db, &page, row.resource_id).await?;
    let mut form = BlockForm::of(&row, &page.tenant).ok_or(Error::NotFound)?;
    form.next = query.next.unwrap_or_default();
    web::render(&Edit::load(&app, page, owner, Some(id), form, Errors::default()).await?)
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<BlockId>,
    Form(form): Form<BlockForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let row = BlockRow::find(&app.db, page.tenant.id, id).await?;
    let owner = Owner::of(&app.db, &page, row.resource_id).await?;
    let mut tx = app.db.begin().await?;
    for_change(&mut tx, page.tenant.id, owner.whose).await?;
    let row = BlockRow::find(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(&page.tenant, &mut errors) else {
        drop(tx);
        return web::render_invalid(&Edit::load(&app, page, owner, Some(id), form, errors).await?);
    };
    // Pressed twice: the first press has saved it.
    if draft.is_stored(&row, &page.tenant) {
        drop(tx);
        return saved(&app, &page, &owner, None, &form, &draft).await;
    }
    let stored = BlockForm::of(&row, &page.tenant)
        .ok_or(Error::NotFound)?
        .was;
    if !form.was.is_empty() && form.was != stored {
        drop(tx);
        // The page that is shown again knows what is stored: saving it is then meant.
        let form = BlockForm {
            was: stored,
            ..form
        };
        errors.add("", key!("schedule-block-stale"));
        let edit = Edit::load(&app, page, owner, Some(id), form, errors).await?;
        return web::render_status(StatusCode::CONFLICT, &edit);
    }
    row.update(
        &mut tx,
        &page.tenant,
        &page.actor(),
        &draft,
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    saved(&app, &page, &owner, None, &form, &draft).await
}

/// Back to where the form was opened, with a word on the visits that stand in the blocked time, and the way back from a
/// block that was just made.
async fn saved(
    app: &App,
    page: &Page,
    owner: &Owner,
    made: Option<BlockId>,
    form: &BlockForm,
    draft: &BlockDraft,
) -> Result<Response> {
    let (tenant, now) = (&page.tenant, app.clock.now());
    let visits = outside::within_block(&app.db, tenant, owner.whose, &draft.block, now).await?;
    let word = match visits.len() {
        0 => page.t("schedule-block-saved"),
        n => page.t1("schedule-block-saved-visits", "n", n),
    };
    let list = owner.href("/settings/blocks");
    let next = safe_next(&form.next, &list);
    let mut flash = Flash::ok(word);
    if let Some(id) = made {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("next", next)
            .finish();
        flash = flash.with_undo(format!("/settings/blocks/{id}/deletion?{query}"));
    }
    Ok(web::redirect_with(next, flash))
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Deletion {
    #[serde(default)]
    next: String,
}

pub(super) async fn destroy(
    page: Page,
    State(app): State<App>,
    Path(id): Path<BlockId>,
    Query(then): Query<Deletion>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut tx = app.db.begin().await?;
    let row = match BlockRow::find(&mut tx, page.tenant.id, id).await {
        // Pressed twice: what was wanted is so.
        Err(Error::NotFound) if BlockRow::was_deleted(&mut tx, page.tenant.id, id).await? => {
            let word = Flash::ok(page.t("schedule-block-gone"));
            let next = safe_next(&then.next, "/settings/blocks");
            return Ok(web::redirect_with(next, word));
        }
        found => found?,
    };
    let owner = Owner::of(&mut tx, &page, row.resource_id).await?;
    row.delete(&mut tx, page.tenant.id, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let list = owner.href("/settings/blocks");
    let next = safe_next(&then.next, &list);
    Ok(web::redirect_with(
        next,
        Flash::ok(page.t("schedule-block-deleted")),
    ))
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        owner: Owner,
        id: Option<BlockId>,
        form: BlockForm,
        errors: Errors,
    ) -> Result<Self> {
        // Unfinished times have no visits in them.
        let visits = match form.read(&page.tenant, &mut Errors::default()) {
            Some(draft) => {
                let (tenant, now) = (&page.tenant, app.clock.now());
                outside::within_block(&app.db, tenant, owner.whose, &draft.block, now).await?
            }
            None => Vec::new(),
        };
        let mut repeats = vec![
            ("once", page.t("schedule-repeat-once")),
            ("daily", page.t("schedule-repeat-daily")),
            ("weekly", page.t("schedule-repeat-weekly")),
        ];
        if !form.rule.is_empty() {
            repeats.push((
                "rule",
                page.t1("schedule-repeat-rule", "rule", form.rule.as_str()),
            ));
        }
        Ok(Self {
            inside: Outside::of(&page, &visits),
            reasons: REASONS
                .iter()
                .map(|reason| (*reason, page.t(reason_key(reason))))
                .collect(),
            repeats,
            weekdays: weekdays(page.locale),
            back: safe_next(&form.next, &owner.href("/settings/blocks")).to_owned(),
            page,
            errors,
            owner,
            form,
            id,
        })
    }
}
