//! What about invoices needs a person: not paid in time, or sold and not in stock.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use super::pages::Index;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::InvoiceTaskId;
use crate::invoices::tasks::Task;
use crate::money::Money;
use crate::products::quantity;
use crate::web::{self, Flash, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/todo/invoice-tasks/{id}/dismissal", post(dismiss))
}

async fn dismiss(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceTaskId>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let mut tx = app.db.begin().await?;
    Task::dismiss(&mut tx, page.tenant.id, id, app.clock.now()).await?;
    tx.commit().await?;
    let word = page.t("todo-dismissed");
    Ok(web::redirect_with("/todo", Flash::ok(word)))
}

impl Index {
    pub(super) fn invoice_icon(&self, task: &Task) -> &'static str {
        match task.product_id {
            Some(_) => "tag",
            None => "receipt-text",
        }
    }

    pub(super) fn invoice_href(&self, task: &Task) -> String {
        match task.product_id {
            Some(product) => format!("/products/{product}"),
            None => format!("/invoices/{}", task.invoice_id),
        }
    }

    /// "Not paid in time: Anna Petrova"
    pub(super) fn invoice_who(&self, task: &Task) -> String {
        let page = &self.page;
        match (task.product_id, &task.client_name) {
            (Some(_), _) => page.t("todo-short"),
            (None, Some(name)) => format!("{}: {name}", page.t("todo-overdue")),
            (None, None) => page.t("todo-overdue"),
        }
    }

    /// "Invoice 2026-0142, €48.00 to pay"
    pub(super) fn invoice_about(&self, task: &Task) -> String {
        let page = &self.page;
        let number = task.reference();
        if let (Some(name), Some(missing)) = (&task.product_name, task.missing_milli) {
            let missing = quantity::shown(page.locale, missing);
            let name = name.clone();
            return page.t3(
                "todo-short-about",
                "name",
                name,
                "n",
                missing,
                "number",
                number,
            );
        }
        let open = page
            .locale
            .money(Money::new(task.open_minor, task.currency));
        page.t2("todo-overdue-about", "number", number, "amount", open)
    }
}
