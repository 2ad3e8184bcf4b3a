//! The certificate as it is printed: an A5 sheet with what it is worth, its code, and a code to scan that leads to its page.

use super::model::{Kind, Package, State};
use super::token;
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::i18n::Locale;
use crate::settings::qr::Qr;

pub struct Sheet {
    pub locale: Locale,
    pub practice: String,
    /// "Gift certificate", "Package".
    pub title: String,
    pub name: String,
    /// What it was sold for: "€80.00", "10 visits".
    pub worth: String,
    /// Of which services.
    pub services: String,
    /// "For Anna"; "" for whoever has it.
    pub recipient: String,
    pub message: String,
    pub code: String,
    pub until: String,
    pub place: Vec<String>,
    pub qr: Qr,
    /// Why it is worth nothing; "" when it is worth something.
    pub stamp: String,
}

impl Sheet {
    pub async fn of(app: &App, tenant: &Tenant, package: &Package, locale: Locale) -> Result<Self> {
        let state = package.state(tenant.local_date(app.clock.now()));
        let link = app.config.link(&token::path(app, package));
        let services = package.service_names(&app.db).await?.join(", ");
        let mut place: Vec<String> = tenant.address.lines().map(str::to_owned).collect();
        place.extend(
            crate::booking::Frame::new(tenant, locale)
                .call
                .map(|(_, text)| text),
        );
        Ok(Self {
            locale,
            practice: tenant.name.clone(),
            title: locale.t(match package.kind {
                Kind::Certificate => "packages-sheet-certificate",
                Kind::Package => "packages-sheet-package",
            }),
            name: package.name.clone(),
            worth: package.granted(locale),
            services: match package.kind {
                Kind::Package if services.is_empty() => locale.t("packages-all-services"),
                Kind::Package => services,
                Kind::Certificate => String::new(),
            },
            recipient: match package.recipient_name.is_empty() {
                true => String::new(),
                false => locale.t1("packages-sheet-for", "name", package.recipient_name.clone()),
            },
            message: package.message.clone(),
            code: package.code(app.db.audit_key()).shown(),
            until: crate::i18n::sentence(&package.until(locale)),
            place,
            qr: Qr::of(&link)?,
            stamp: match state {
                State::Active | State::UsedUp => String::new(),
                gone => locale.t(gone.key()),
            },
        })
    }
}
