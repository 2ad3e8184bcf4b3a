//! How much of its space a practice uses.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::super::Usage;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::Locale;
use crate::web::{self, Page};

pub fn routes() -> Router<App> {
    Router::new().route("/settings/storage", get(show))
}

#[derive(Template)]
#[template(path = "settings/storage.html")]
struct Storage {
    page: Page,
    usage: Usage,
}

async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let usage = Usage::of(&app.db, page.tenant.id).await?;
    web::render(&Storage { page, usage })
}

impl Storage {
    fn used(&self) -> String {
        size(self.page.locale, self.usage.bytes)
    }

    fn limit(&self) -> String {
        size(self.page.locale, self.usage.limit())
    }

    fn percent(&self) -> i64 {
        // A little is to be seen as a little.
        match self.usage.bytes {
            0 => 0,
            bytes => (bytes.saturating_mul(100) / self.usage.limit().max(1)).clamp(1, 100),
        }
    }
}

/// "12 MB", "1.4 GB", "1,4 ГБ".
fn size(locale: Locale, bytes: i64) -> String {
    const MEGA: i64 = 1 << 20;
    if bytes < 1024 * MEGA {
        let mega = (bytes + MEGA - 1) / MEGA;
        return locale.t1("media-megabytes", "n", mega);
    }
    let tenths = bytes / (1024 * MEGA / 10);
    let point = if locale == Locale::En { '.' } else { ',' };
    let text = match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}{point}{rest}", tenths / 10),
    };
    locale.t1("media-gigabytes", "n", text)
}
