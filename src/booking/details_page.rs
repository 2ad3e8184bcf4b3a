//! The form as it is drawn: what is booked, until when it is kept, why it was not booked.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::details_step::{Chosen, Typed, lost};
use super::holds::Hold;
use super::model::Unsigned;
use super::paid_ahead;
use super::site::{Frame, Site};
use super::summary::{Summary, ZoneNote};
use super::week::{Range, Times, moment};
use crate::app::App;
use crate::error::Result;
use crate::i18n::{Locale, key, sentence};
use crate::invoices::on_top::OnTop;
use crate::packages::model::Package;
use crate::payments::deposits;
use crate::places::{Place, Places, Where};
use crate::schedule::slots::{Refusal, Slot};
use crate::web::{Errors, View, render_status};

#[derive(Template)]
#[template(path = "booking/details.html")]
struct Details {
    page: View,
    errors: Errors,
    frame: Frame,
    title: String,
    summary: Summary,
    /// Back to the times.
    change: String,
    action: String,
    fields: Vec<(&'static str, String)>,
    form: Typed,
    /// Why it was not booked, when it is no fault of the form.
    notice: String,
    others: Vec<Times>,
    is_lost: bool,
    /// What is to be paid to have the time.
    deposit: String,
    /// What the certificate takes over that the visitor came with.
    prepaid: String,
    /// How a code looks, and what becomes of what it pays.
    code_hint: String,
    /// The master comes to the client.
    asks_address: bool,
    /// Whether there are any that could be used here.
    takes_codes: bool,
    zone: ZoneNote,
    kept: Option<Kept>,
    /// Where a code went that is asked for; empty: none is.
    code_to: String,
    /// The address is needed, since a code goes there.
    needs_mail: bool,
    /// What the link back to the times carries.
    back: Vec<(&'static str, String)>,
}

/// How long the time is kept; where it is not, that it can be.
struct Kept {
    /// Until when, for machines; empty: it is not kept.
    until: String,
    text: String,
    /// It can be kept for longer, or kept at all: what the button says.
    button: String,
}

/// Why the form is shown again.
pub(super) enum Again {
    Invalid(Errors),
    /// Not booked for a reason of ours; the text's key.
    Notice(StatusCode, &'static str),
    Lost(Refusal, Vec<Slot>),
    /// Something must be signed first.
    Unsigned(Unsigned),
    /// A code went to this address.
    Code(String),
    /// Nothing was sent: the time is kept for longer.
    Kept,
}

pub(super) fn lost_key(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Past => key!("booking-time-over"),
        Refusal::Notice => key!("booking-too-soon"),
        Refusal::Horizon => key!("booking-too-far"),
        Refusal::Taken => key!("booking-just-taken"),
        Refusal::Closed | Refusal::DailyLimit | Refusal::OffGrid => key!("booking-not-offered"),
    }
}

/// The form: empty, or again with what was typed.
pub(super) async fn draw(
    app: &App,
    site: Site,
    chosen: &Chosen,
    form: Typed,
    again: Option<Again>,
) -> Result<Response> {
    draw_asking(app, site, chosen, form, again, String::new()).await
}

/// The same, with the field for a code that went to `code_to`.
pub(super) async fn draw_asking(
    app: &App,
    mut site: Site,
    chosen: &Chosen,
    mut form: Typed,
    mut again: Option<Again>,
    mut code_to: String,
) -> Result<Response> {
    // "This time is free" is said of no time that is not.
    if matches!(again, Some(Again::Invalid(_)))
        && let Some(gone) = lost(app, &site, chosen).await?
    {
        again = Some(gone);
    }
    // A change of language leads back to this step, also from what a POST drew.
    let href = chosen.selection.href(&site.tenant);
    site.page.query = href
        .split_once('?')
        .map_or("", |(_, query)| query)
        .to_owned();
    site.page.path = chosen.selection.base(&site.tenant);
    let (tenant, locale) = (&site.tenant, site.page.locale);
    let now = app.clock.now();
    let local = chosen.start.with_timezone(&tenant.tz()).fixed_offset();
    // The same key as long as it is the same attempt; a new one once it was used up or the time changes.
    if !matches!(again, Some(Again::Invalid(_))) || form.key.is_empty() {
        form.key = uuid::Uuid::new_v4().to_string();
    }
    if form.began.parse::<i64>().is_err() {
        form.began = now.timestamp().to_string();
    }
    form.website.clear();
    let range = Range {
        locale,
        today: tenant.local_date(now),
        last: tenant.local_date(now),
    };
    let mut errors = Errors::default();
    let (mut status, mut notice, mut others) = (StatusCode::OK, String::new(), Vec::new());
    // Only what this browser was brought here with: nobody tries out codes by sending forms.
    let is_first = again.is_none();
    let is_lost = matches!(again, Some(Again::Lost(..)));
    match again {
        None | Some(Again::Kept) => {}
        Some(Again::Code(to)) => code_to = to,
        Some(Again::Invalid(found)) => {
            status = StatusCode::UNPROCESSABLE_ENTITY;
            errors = found;
        }
        Some(Again::Notice(code, key)) => {
            status = code;
            notice = locale.t(key);
        }
        Some(Again::Unsigned(unsigned)) => {
            status = StatusCode::CONFLICT;
            notice = unsigned.text(locale, &tenant.name);
        }
        Some(Again::Lost(refusal, slots)) => {
            status = StatusCode::CONFLICT;
            notice = locale.t(lost_key(refusal));
            others = range.by_day(&slots);
        }
    }
    let mut deposit = paid_ahead::deposit(app, tenant, locale, &chosen.plan).await?;
    let prepaid = match is_first {
        true => paid_ahead::prepaid(app, tenant, locale, &chosen.plan, &form.code).await?,
        false => None,
    };
    let prepaid = match prepaid {
        Some((text, worth)) => {
            if worth >= deposits::of_plan(&chosen.plan) {
                deposit.clear();
            }
            text
        }
        None => String::new(),
    };
    let places = Places::load(&app.db, tenant.id).await?;
    let place = places.get(chosen.plan.place);
    let asks_address = place.is_some_and(Place::is_clients);
    let place = match place {
        Some(place) => place.told(tenant, "").for_strangers(),
        None => Where::of_practice(tenant),
    };
    let takes_codes = Package::has_any(&app.db, tenant.id).await?;
    let code_hint = match takes_codes {
        true => paid_ahead::code_hint(app, tenant, locale, &chosen.plan).await?,
        false => String::new(),
    };
    let kept = match is_lost {
        true => None,
        false => kept(app, &site, chosen, now).await?,
    };
    let back = chosen.selection.on(local.date_naive());
    let details = Details {
        errors,
        deposit,
        prepaid,
        takes_codes,
        code_hint,
        frame: site.frame(),
        title: if is_lost {
            locale.t("booking-lost-title")
        } else {
            sentence(&moment(locale, local))
        },
        summary: Summary::new(
            tenant,
            locale,
            OnTop::of(&app.db, tenant).await?,
            &chosen.plan,
            Some(chosen.start).filter(|_| !is_lost),
            now,
        )
        .with_rules(app, tenant, locale, &chosen.plan)
        .await?
        .at(place),
        asks_address,
        change: back.href(tenant),
        back: back.fields(),
        kept,
        code_to,
        needs_mail: tenant.rules.email_code != "off",
        action: chosen.selection.base(tenant),
        fields: chosen.selection.fields(),
        form,
        notice,
        others,
        is_lost,
        zone: ZoneNote::new(tenant.tz(), locale, chosen.start),
        page: site.page,
    };
    let mut response = render_status(status, &details)?;
    // What a POST drew stays in the browser's own memory: "back" shows it again instead of asking to send it twice.
    if !is_first {
        let kept = HeaderValue::from_static("private, no-cache");
        response.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
    Ok(response)
}

/// What the page says of the time: None where nothing is kept at all.
async fn kept(app: &App, site: &Site, chosen: &Chosen, now: DateTime<Utc>) -> Result<Option<Kept>> {
    let (tenant, locale) = (&site.tenant, site.page.locale);
    let minutes = tenant.rules.hold_minutes;
    if minutes == 0 {
        return Ok(None);
    }
    let hold = match &chosen.selection.hold {
        Some(key) => Hold::of(&app.db, tenant.id, key, now).await?,
        None => None,
    };
    let hold = hold.filter(|hold| hold.is_for(&chosen.plan, chosen.start));
    let Some(hold) = hold else {
        return Ok(Some(Kept {
            until: String::new(),
            text: locale.t("booking-not-kept"),
            button: locale.t1("booking-keep", "length", locale.duration(minutes)),
        }));
    };
    let until = hold.until.with_timezone(&tenant.tz());
    Ok(Some(Kept {
        until: hold.until.to_rfc3339(),
        text: locale.t1("booking-kept-until", "time", locale.time(until.time())),
        button: match hold.is_extended {
            true => String::new(),
            false => locale.t1("booking-keep-longer", "length", locale.duration(minutes)),
        },
    }))
}

impl Unsigned {
    /// Why it was not booked, and what to do.
    fn text(&self, locale: Locale, practice: &str) -> String {
        let titles = self.titles.join(", ");
        let length = locale.duration(self.wait_hours * 60);
        match (self.in_person, self.wait_hours, self.is_mailed) {
            (true, 1.., _) => locale.t3(
                "booking-needs-test",
                "form",
                titles,
                "length",
                length,
                "practice",
                practice.to_owned(),
            ),
            (true, ..) => locale.t2(
                "booking-needs-visit",
                "form",
                titles,
                "practice",
                practice.to_owned(),
            ),
            (false, _, true) => locale.t1("booking-needs-mailed", "form", titles),
            (false, _, false) => locale.t2(
                "booking-needs-call",
                "form",
                titles,
                "practice",
                practice.to_owned(),
            ),
        }
    }
}
