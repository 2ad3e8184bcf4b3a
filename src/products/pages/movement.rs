//! What is written down by hand: a delivery, a count, something brought back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::ProductId;
use crate::products::{Act, Product, quantity, stock};
use crate::web::forms::text;
use crate::web::{self, Errors, Flash, Form, Page, Path};

/// `products/movement.html`
#[derive(Template)]
#[template(path = "products/movement.html")]
struct New {
    page: Page,
    errors: Errors,
    product: Product,
    form: Fields,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Fields {
    /// "delivery", "correction" or "return".
    kind: String,
    quantity: String,
    reason: String,
    /// Where the ledger ended when the page was opened.
    seq: i64,
    key: String,
}

impl Fields {
    /// What is meant, and why; none when something cannot be read, which `errors` then tells.
    fn read(&self, errors: &mut Errors) -> Option<(Act, String)> {
        let quantity = match self.kind.as_str() {
            "correction" => quantity::read(&self.quantity),
            _ => quantity::read_some(&self.quantity),
        };
        let quantity = errors.take("quantity", quantity);
        let reason = errors.take("reason", text(&self.reason, 200))?;
        let act = match self.kind.as_str() {
            "delivery" => Act::Delivered(quantity?),
            "correction" => Act::Counted(quantity?, self.seq),
            "return" => Act::Returned(quantity?),
            _ => {
                errors.add("kind", key!("field-choose"));
                return None;
            }
        };
        if reason.is_empty() && !matches!(act, Act::Delivered(_)) {
            errors.add("reason", key!("products-reason-required"));
            return None;
        }
        Some((act, reason))
    }
}

pub(super) async fn new(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ProductId>,
) -> Result<Response> {
    page.require(Permission::ProductsWrite)?;
    let product = Product::find(&app.db, page.tenant.id, id).await?;
    let kind = page.param("kind").unwrap_or_else(|| "delivery".to_owned());
    let form = Fields {
        kind,
        seq: product.last_seq,
        key: uuid::Uuid::new_v4().to_string(),
        ..Fields::default()
    };
    let errors = Errors::default();
    web::render(&New {
        page,
        errors,
        product,
        form,
    })
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ProductId>,
    Form(mut form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ProductsWrite)?;
    let tenant = page.tenant.id;
    let mut product = Product::find(&app.db, tenant, id).await?;
    if form.key.parse::<uuid::Uuid>().is_err() {
        return Err(Error::Invalid("error-form"));
    }
    let mut errors = Errors::default();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some((act, reason)) = form.read(&mut errors) {
        let (actor, user, now) = (page.actor(), page.user.id, app.clock.now());
        let key = format!("form:{}", form.key);
        let mut tx = app.db.begin().await?;
        let moved =
            stock::move_by_hand(&mut tx, tenant, &actor, user, id, act, &reason, &key, now).await;
        match moved {
            Ok(moved) => {
                tx.commit().await?;
                let left = quantity::shown(page.locale, moved.stock_milli);
                let word = page.t2("products-moved-to", "name", moved.name, "n", left);
                return Ok(web::redirect_with(
                    &format!("/products/{id}"),
                    Flash::ok(word),
                ));
            }
            Err(Error::Conflict(why)) => {
                drop(tx);
                // What is shown again is counted from what is there now.
                product = Product::find(&app.db, tenant, id).await?;
                form.seq = product.last_seq;
                status = StatusCode::CONFLICT;
                errors.add("quantity", why);
            }
            Err(Error::Invalid(why)) => errors.add("quantity", why),
            Err(error) => return Err(error),
        }
    }
    let new = New {
        page,
        errors,
        product,
        form,
    };
    web::render_status(status, &new)
}

impl New {
    fn stock(&self) -> String {
        let left = quantity::shown(self.page.locale, self.product.stock_milli);
        self.page.t1("products-left", "n", left)
    }

    fn kinds(&self) -> [(&'static str, String); 3] {
        [
            ("delivery", self.page.t("products-act-delivery")),
            ("correction", self.page.t("products-act-correction")),
            ("return", self.page.t("products-act-return")),
        ]
    }
}
