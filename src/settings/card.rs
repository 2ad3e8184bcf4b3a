//! A card to print: the code to scan, what it is for, and the address in letters, for the mirror or the counter.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::qr::Qr;
use crate::accounts::Permission;
use crate::app::App;
use crate::booking;
use crate::error::Result;
use crate::i18n::Locale;
use crate::money::Money;
use crate::services::Service;
use crate::web::{self, Page};

#[derive(Template)]
#[template(path = "settings/card.html")]
struct Show {
    page: Page,
    /// The practice's: clients read the card.
    locale: Locale,
    title: String,
    /// What it takes and costs; empty for the whole practice.
    facts: String,
    /// Without the scheme, as one types it.
    link: String,
    phone: Option<String>,
    qr: Qr,
    back: String,
}

/// The card of the whole practice.
pub(super) async fn practice(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let link = app.config.link(&format!("/{}", page.tenant.slug));
    let back = "/settings/practice#link".to_owned();
    show(page, String::new(), String::new(), &link, back)
}

/// The card of one service, at `link`.
pub fn service(page: Page, service: &Service, link: &str) -> Result<Response> {
    let locale = page.tenant.locale;
    let price = locale.money_short(Money::new(service.price_minor, page.tenant.currency));
    let price = match (service.price_minor, service.price_from) {
        (0, _) => locale.t("booking-free"),
        (_, true) => locale.t1("booking-price-from", "price", price),
        _ => price,
    };
    let facts = format!("{}, {price}", locale.duration(service.duration_minutes));
    let back = format!("/services/{}#link", service.id);
    show(page, service.name.clone(), facts, link, back)
}

fn show(page: Page, title: String, facts: String, link: &str, back: String) -> Result<Response> {
    let locale = page.tenant.locale;
    let call = booking::Frame::new(&page.tenant, locale).call;
    web::render(&Show {
        locale,
        title,
        facts,
        link: link
            .split_once("://")
            .map_or(link, |(_, rest)| rest)
            .to_owned(),
        phone: call.map(|(_, text)| text),
        qr: Qr::of(link)?,
        back,
        page,
    })
}
