//! Packages where they are met: on a client's card and own page, on a visit, on an invoice.

use super::model::ledger::open_of;
use super::model::{Kind as What, Movement, Package, State, Target, require_no_packages};
use super::token;
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::appointments::Appointment;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::{ClientId, PackageId};
use crate::invoices::model::{Invoice, Kind as Series, Status as Paper};
use crate::web::Page;

/// A line of a short list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: PackageId,
    pub icon: &'static str,
    pub name: String,
    /// "7 visits of 10"
    pub left: String,
    pub until: String,
    pub look: &'static str,
    pub status: String,
    /// The page of whoever holds it.
    pub href: String,
    pub is_active: bool,
}

impl Line {
    pub fn of(app: &App, package: &Package, locale: Locale, tenant: &Tenant) -> Self {
        let state = package.state(tenant.local_date(app.clock.now()));
        Self {
            id: package.id,
            icon: package.kind.icon(),
            name: package.name.clone(),
            left: locale.t2(
                "packages-left-of",
                "left",
                package.balance(locale),
                "all",
                package.granted(locale),
            ),
            until: package.until(locale),
            look: state.look(),
            status: locale.t(state.key()),
            href: token::path(app, package),
            is_active: state == State::Active,
        }
    }
}

/// On a client's card.
pub struct OfClient {
    pub lines: Vec<Line>,
    pub may_sell: bool,
}

pub async fn of_client(app: &App, page: &Page, client: ClientId) -> Result<Option<OfClient>> {
    if !page.can(Permission::InvoicesRead) {
        return Ok(None);
    }
    let all = Package::of_client(&app.db, page.tenant.id, client).await?;
    let line = |package: &Package| Line::of(app, package, page.locale, &page.tenant);
    Ok(Some(OfClient {
        lines: all.iter().map(line).collect(),
        may_sell: page.can(Permission::InvoicesWrite),
    }))
}

/// On the client's own page: what was cancelled is nothing to them.
pub async fn own(
    app: &App,
    tenant: &Tenant,
    client: ClientId,
    locale: Locale,
) -> Result<Vec<Line>> {
    let mut all = Package::of_client(&app.db, tenant.id, client).await?;
    all.retain(|package| package.cancelled_at.is_none());
    let line = |package: &Package| Line::of(app, package, locale, tenant);
    Ok(all.iter().map(line).collect())
}

/// What was taken over of a visit or an invoice.
pub struct Used {
    pub package: PackageId,
    /// "Certificate ····HHT9: €48.00"
    pub text: String,
}

async fn used(app: &App, page: &Page, open: &[Movement]) -> Result<Vec<Used>> {
    let mut all = Vec::new();
    for movement in open {
        let package = Package::find(&app.db, page.tenant.id, movement.package_id).await?;
        let value = page.locale.money(package.money(movement.value_minor));
        let text = page.t3(
            "packages-used",
            "kind",
            page.t(package.kind.key()),
            "tail",
            package.code_tail.as_str(),
            "value",
            value,
        );
        all.push(Used {
            package: package.id,
            text,
        });
    }
    Ok(all)
}

/// On a visit's panel.
pub struct OfVisit {
    pub used: Vec<Used>,
    pub may_redeem: bool,
}

pub async fn of_visit(app: &App, page: &Page, visit: &Appointment) -> Result<Option<OfVisit>> {
    if !page.can(Permission::PaymentsRead) {
        return Ok(None);
    }
    let open = open_of(&app.db, page.tenant.id, Target::Visit(visit.id)).await?;
    let used = used(app, page, &open).await?;
    let may_redeem = visit.status.takes_time() && page.can(Permission::PaymentsWrite);
    Ok(Some(OfVisit { used, may_redeem }))
}

/// On an invoice's page.
pub struct OfInvoice {
    pub used: Vec<Used>,
    /// What it sold.
    pub sold: Vec<Line>,
    pub may_redeem: bool,
}

pub async fn of_invoice(app: &App, page: &Page, invoice: &Invoice) -> Result<OfInvoice> {
    let target = match invoice.appointment_id {
        Some(visit) => Target::Visit(visit),
        None => Target::Invoice(invoice.id),
    };
    let open = match invoice.prepaid_minor {
        0 => Vec::new(),
        _ => open_of(&app.db, page.tenant.id, target).await?,
    };
    let sold = Package::of_invoice(&app.db, page.tenant.id, invoice.id).await?;
    let line = |package: &Package| Line::of(app, package, page.locale, &page.tenant);
    let takes = match invoice.status {
        Paper::Draft => invoice.appointment_id.is_some() && invoice.to_pay() > 0,
        status => status.is_open(),
    };
    // What sells packages is not paid for with one.
    let items = invoice.items(&app.db).await?;
    let takes = takes && require_no_packages(&items).is_ok();
    Ok(OfInvoice {
        used: used(app, page, &open).await?,
        sold: sold.iter().map(line).collect(),
        may_redeem: takes && invoice.kind == Series::Invoice && page.can(Permission::PaymentsWrite),
    })
}

/// What an invoice sold, for whoever paid it.
pub async fn sold_by(
    app: &App,
    tenant: &Tenant,
    invoice: &Invoice,
    locale: Locale,
) -> Result<Vec<Line>> {
    let mut all = Package::of_invoice(&app.db, tenant.id, invoice.id).await?;
    all.retain(|package| package.cancelled_at.is_none());
    let line = |package: &Package| Line::of(app, package, locale, tenant);
    Ok(all.iter().map(line).collect())
}

/// A package of the client's own that would pay for a visit to come: its id, and what the button says. None where something is
/// paid ahead already.
pub async fn for_visit(
    app: &App,
    tenant: &Tenant,
    all: &[Package],
    visit: &Appointment,
    locale: Locale,
) -> Result<Option<(PackageId, String)>> {
    let today = tenant.local_date(app.clock.now());
    let usable =
        |package: &&Package| package.kind == What::Package && package.state(today) == State::Active;
    let mut usable = all.iter().filter(usable).peekable();
    if usable.peek().is_none() || !visit.status.is_open() {
        return Ok(None);
    }
    let open = open_of(&app.db, tenant.id, Target::Visit(visit.id)).await?;
    if !open.is_empty() {
        return Ok(None);
    }
    // Out with its tax: a package comes too late for it.
    let invoice = Invoice::of_visit(&app.db, tenant.id, visit.id).await?;
    if invoice.is_some_and(|one| one.status != Paper::Draft && one.tax_minor > 0) {
        return Ok(None);
    }
    let plan = visit.plan(&app.db).await?;
    for package in usable {
        if package.worth_of_plan(&app.db, &plan).await? > 0 {
            let left = package.balance(locale);
            let name = package.name.clone();
            let text = locale.t2("packages-use-for-visit", "name", name, "left", left);
            return Ok(Some((package.id, text)));
        }
    }
    Ok(None)
}
