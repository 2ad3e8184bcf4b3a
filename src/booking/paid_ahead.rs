//! What is paid ahead of a visit: the deposit its services ask for, and the code of a package or certificate that takes
//! over the price.

use chrono::TimeDelta;

use super::clean;
use super::details_step::Chosen;
use super::site::Site;
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::id::PackageId;
use crate::money::Money;
use crate::packages::model::Package;
use crate::payments::{Account, deposits};
use crate::policies::Terms;
use crate::services::Plan;
use crate::web::rate::{self, Limit};

/// Codes that are none, from one address: somebody guesses.
const CODES: Limit = Limit::new("public-code", 10, TimeDelta::hours(1));

/// What a code that was typed stands for; none was typed. Where it is good for nothing, a word says why: to whoever has it, for
/// what is not there looks as what is another practice's.
pub(super) async fn read_code(
    app: &App,
    site: &Site,
    chosen: &Chosen,
    typed: &str,
) -> Result<Option<PackageId>> {
    if clean(typed).is_empty() {
        return Ok(None);
    }
    let tenant = &site.tenant;
    let who = format!("{} {}", tenant.id, site.visitor.address.network());
    rate::check(app, CODES, &who).await?;
    let package = match Package::by_code(&app.db, app.db.audit_key(), tenant.id, typed).await {
        Err(Error::NotFound) => {
            rate::hit(app, CODES, &who).await?;
            return Err(Error::Conflict(key!("packages-unknown-code")));
        }
        other => other?,
    };
    let state = package.state(tenant.local_date(app.clock.now()));
    if let Some(why) = state.refusal() {
        return Err(Error::Conflict(why));
    }
    match package.worth_of_plan(&app.db, &chosen.plan).await? {
        0 => Err(Error::Conflict(key!("packages-not-for-this"))),
        _ => Ok(Some(package.id)),
    }
}

/// What the services ask for ahead, before the visitor leaves for a payment page; empty where nothing is, or where it could
/// not be paid.
pub async fn deposit(app: &App, tenant: &Tenant, locale: Locale, plan: &Plan) -> Result<String> {
    let minor = deposits::of_plan(plan);
    if minor == 0 {
        return Ok(String::new());
    }
    let ways = Account::offered(app, &app.db, tenant.id, plan.currency).await?;
    let amount = locale.money_short(Money::new(minor, plan.currency));
    Ok(match ways.is_empty() {
        true => String::new(),
        false => locale.t1("booking-deposit-ahead", "amount", amount),
    })
}

/// What the code in the form takes over, for the visitor who was brought here with it; and how much that is.
pub(super) async fn prepaid(
    app: &App,
    tenant: &Tenant,
    locale: Locale,
    plan: &Plan,
    code: &str,
) -> Result<Option<(String, i64)>> {
    if code.is_empty() {
        return Ok(None);
    }
    let found = Package::by_code(&app.db, app.db.audit_key(), tenant.id, code).await;
    let package = match found {
        Err(Error::NotFound) => return Ok(None),
        other => other?,
    };
    let worth = package.worth_of_plan(&app.db, plan).await?;
    let text = locale.t2(
        "packages-will-pay",
        "name",
        package.name.clone(),
        "sum",
        locale.money_short(Money::new(worth, plan.currency)),
    );
    Ok((worth > 0).then_some((text, worth)))
}

/// How a code looks, and what becomes of what it pays where the visit does not take place: said before it is used up.
pub(super) async fn code_hint(
    app: &App,
    tenant: &Tenant,
    locale: Locale,
    plan: &Plan,
) -> Result<String> {
    let hint = locale.t("packages-code-hint");
    let terms = Terms::load(&app.db, tenant, plan, None).await?;
    Ok(match terms.prepaid_said(locale) {
        Some(said) => format!("{hint}. {said}"),
        None => hint,
    })
}
