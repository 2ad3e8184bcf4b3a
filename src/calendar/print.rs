//! `/calendar/print`: a day on paper, for who works where no screen is.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::board::{Day, What};
use super::pages::Calendar;
use super::window::{View, Window};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::web::{self, Page};

#[derive(Template)]
#[template(path = "calendar/print.html")]
struct Sheet {
    page: Page,
    cal: Calendar,
}

pub async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let today = page.tenant.local_date(app.clock.now());
    let window = Window::asked(&page, &page.agent, today).viewed(View::Day);
    let cal = Calendar::load(&app, &page, window, None).await?;
    web::render(&Sheet { page, cal })
}

impl Sheet {
    fn days(&self) -> &[Day] {
        &self.cal.board.days
    }
}
