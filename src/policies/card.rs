//! Rules where they are met: on a client's card and on a visit's panel.

use super::client::{self, ClientRules};
use super::terms::Terms;
use super::words::Line;
use crate::app::App;
use crate::appointments::Appointment;
use crate::error::Result;
use crate::id::ClientId;
use crate::payments::Rules;
use crate::web::Page;

/// What is agreed with a client, and how they kept to it.
#[derive(Clone, Debug)]
pub struct OfClient {
    /// Their own rules, and what follows for them from what they missed.
    pub lines: Vec<Line>,
    pub missed: i64,
}

impl OfClient {
    pub async fn load(app: &App, page: &Page, client: ClientId) -> Result<Self> {
        let tenant = &page.tenant;
        let rules = ClientRules::of(&app.db, tenant.id, client).await?;
        let missed = client::missed(&app.db, tenant.id, client).await?;
        let money = Rules::of(&app.db, tenant.id).await?;
        let terms = Terms::of(&tenant.rules, &money, &[], Some(&rules), missed);
        let lines = terms.lines(page.locale).into_iter();
        // Whoever missed as much as somebody's rule names is told of with whose it is.
        let follows = |line: &Line| {
            let is_miss = terms.is_by_hand() && line.text == by_hand_text(&terms, page)
                || terms.is_risky() && line.text == deposit_text(&terms, page);
            line.is_of_client || is_miss
        };
        Ok(Self {
            lines: lines.filter(follows).collect(),
            missed,
        })
    }
}

/// What would be agreed with a client by such rules.
pub async fn agreed(app: &App, page: &Page, rules: &ClientRules) -> Result<Vec<Line>> {
    let money = Rules::of(&app.db, page.tenant.id).await?;
    let terms = Terms::of(&page.tenant.rules, &money, &[], Some(rules), 0);
    let mut lines = terms.lines(page.locale);
    lines.retain(|line| line.is_of_client);
    Ok(lines)
}

fn by_hand_text(terms: &Terms, page: &Page) -> String {
    match terms.by_hand.value {
        super::ByHand::After(n) => page.t1("policy-hand-after", "n", n),
        _ => page.t("policy-hand-always"),
    }
}

fn deposit_text(terms: &Terms, page: &Page) -> String {
    page.t1("policy-deposit-after", "n", terms.deposit_after.value)
}

/// All that holds for a visit while it can still change; nothing after.
pub async fn of_visit(app: &App, page: &Page, visit: &Appointment) -> Result<Vec<Line>> {
    if !visit.status.is_open() {
        return Ok(Vec::new());
    }
    let plan = visit.plan(&app.db).await?;
    let terms = Terms::load(&app.db, &page.tenant, &plan, visit.client_id).await?;
    Ok(terms.lines(page.locale))
}
