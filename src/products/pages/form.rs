//! What of a product is typed: a new one, and changing it.

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
use crate::money::{Currency, Money};
use crate::products::{Act, Product, ProductDraft, quantity, stock};
use crate::web::forms::{required, text};
use crate::web::{self, Errors, Flash, Form, Page, Path};

/// `products/form.html`
#[derive(Template)]
#[template(path = "products/form.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: Fields,
    /// What is changed; none for a new one.
    product: Option<Product>,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Fields {
    /// A new one's: a second press adds no second one.
    id: String,
    version: i64,
    name: String,
    sku: String,
    price: String,
    /// How many there are, of a new one.
    stock: String,
    low: String,
    may_go_below: String,
}

impl Fields {
    fn of(product: &Product, currency: Currency) -> Self {
        Self {
            version: product.version,
            name: product.name.clone(),
            sku: product.sku.clone().unwrap_or_default(),
            price: product.price(currency).plain(),
            low: product.low_milli.map(quantity::typed).unwrap_or_default(),
            may_go_below: if product.may_go_below { "true" } else { "" }.to_owned(),
            ..Self::default()
        }
    }

    /// What was typed; none when something cannot be read, which `errors` then tells.
    fn read(&self, currency: Currency, errors: &mut Errors) -> Option<ProductDraft> {
        let name = errors.take("name", required(&self.name, 120));
        let sku = errors.take("sku", text(&self.sku, 40));
        let price = match self.price.trim() {
            "" => Err(key!("field-money-required")),
            typed => Money::parse(typed, currency),
        };
        let price = errors.take("price", price);
        let low = match self.low.trim() {
            "" => Some(None),
            typed => errors.take("low", quantity::read(typed)).map(Some),
        };
        Some(ProductDraft {
            name: name?,
            sku: sku.map(|sku| (!sku.is_empty()).then_some(sku))?,
            price_minor: price?.minor,
            low_milli: low?,
            may_go_below: self.may_go_below == "true",
        })
    }
}

pub(super) async fn new(page: Page) -> Result<Response> {
    page.require(Permission::ProductsWrite)?;
    page.require_active()?;
    let form = Fields {
        id: ProductId::new().to_string(),
        ..Fields::default()
    };
    let (errors, product) = (Errors::default(), None);
    web::render(&Edit {
        page,
        errors,
        form,
        product,
    })
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ProductsWrite)?;
    page.require_active()?;
    let mut errors = Errors::default();
    let draft = form.read(page.tenant.currency, &mut errors);
    let there = match form.stock.trim() {
        "" => Some(0),
        typed => errors.take("stock", quantity::read(typed)),
    };
    if let (Some(draft), Some(there)) = (draft, there) {
        let id = form.id.parse().unwrap_or_else(|_| ProductId::new());
        match add(&app, &page, id, &draft, there).await {
            Ok(()) => {
                let word = page.t1("products-added", "name", draft.name);
                return Ok(web::redirect_with("/products", Flash::ok(word)));
            }
            Err(Error::Conflict(why)) => errors.add("sku", why),
            Err(error) => return Err(error),
        }
    }
    let product = None;
    web::render_invalid(&Edit {
        page,
        errors,
        form,
        product,
    })
}

/// Adds it with what is there of it.
async fn add(
    app: &App,
    page: &Page,
    id: ProductId,
    draft: &ProductDraft,
    there: i64,
) -> Result<()> {
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    if !Product::create(&mut tx, tenant, &actor, id, draft, now).await? {
        // Pressed twice; or an id of another practice's, which is nobody's here.
        drop(tx);
        Product::find(&app.db, tenant, id).await?;
        return Ok(());
    }
    if there > 0 {
        let act = Act::Counted(there, 0);
        let (user, reason) = (page.user.id, page.t("products-first-count"));
        let key = format!("first:{id}");
        stock::move_by_hand(&mut tx, tenant, &actor, user, id, act, &reason, &key, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ProductId>,
) -> Result<Response> {
    page.require(Permission::ProductsWrite)?;
    let product = Product::find(&app.db, page.tenant.id, id).await?;
    web::render(&Edit {
        form: Fields::of(&product, page.tenant.currency),
        errors: Errors::default(),
        product: Some(product),
        page,
    })
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ProductId>,
    Form(mut form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ProductsWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let product = Product::find(&app.db, tenant, id).await?;
    let mut errors = Errors::default();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(draft) = form.read(page.tenant.currency, &mut errors) {
        let mut tx = app.db.begin().await?;
        let actor = page.actor();
        let saved = Product::update(&mut tx, tenant, &actor, id, &draft, form.version, now).await;
        match saved {
            Ok(()) => {
                tx.commit().await?;
                let word = page.t1("products-saved", "name", draft.name);
                return Ok(web::redirect_with(
                    &format!("/products/{id}"),
                    Flash::ok(word),
                ));
            }
            Err(Error::Conflict(why)) if why == key!("products-stale") => {
                // The page that is shown again knows what is stored: saving it is then meant.
                form.version = product.version;
                status = StatusCode::CONFLICT;
                errors.add("", why);
            }
            Err(Error::Conflict(why)) => errors.add("sku", why),
            Err(Error::Invalid(why)) => errors.add("may_go_below", why),
            Err(error) => return Err(error),
        }
    }
    let product = Some(product);
    let edit = Edit {
        page,
        errors,
        form,
        product,
    };
    web::render_status(status, &edit)
}

impl Edit {
    fn title(&self) -> String {
        match &self.product {
            Some(product) => product.name.clone(),
            None => self.page.t("products-new"),
        }
    }

    fn action(&self) -> String {
        match &self.product {
            Some(product) => format!("/products/{}/edit", product.id),
            None => "/products/new".to_owned(),
        }
    }

    fn back(&self) -> String {
        match &self.product {
            Some(product) => format!("/products/{}", product.id),
            None => "/products".to_owned(),
        }
    }

    fn goes_below(&self) -> bool {
        self.form.may_go_below == "true"
    }
}
