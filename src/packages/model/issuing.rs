//! Issuing what an invoice sells: once, when it is paid, whichever way; and taking it back when the money goes back.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::ledger::{attend, give_back, open_of, tell};
use super::{Kind, Movement, MovementKind, Offer, Package, Target};
use crate::accounts::Tenant;
use crate::clients::Client;
use crate::db::{On, Tx, is_unique};
use crate::error::{Error, Result};
use crate::events::{Actor, Event, Kind as EventKind};
use crate::i18n::key;
use crate::id::{ClientId, InvoiceId, InvoiceItemId, PackageId, PackageOfferId, TenantId};
use crate::invoices::model::{Invoice, Item, ItemKind, Kind as Series, Status};
use crate::invoices::totals::ONE;
use crate::packages::{code::Code, mails};
use crate::q;

/// Pieces that one line sells.
const MOST_PIECES: i64 = 50;

/// What was told with the sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Order {
    /// Where it goes once it is paid for; "" is the client's own address.
    pub email: String,
    pub recipient_name: String,
    pub message: String,
}

impl Order {
    pub async fn of(mut on: impl On, tenant: TenantId, invoice: InvoiceId) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT email, recipient_name, message FROM package_orders WHERE tenant_id = $1 AND invoice_id = $2",
            tenant,
            invoice,
        )?)
    }

    /// `ends_on`: after it, an order of the practice's page that nobody paid is void.
    pub async fn write(
        &self,
        tx: &mut Tx,
        invoice: &Invoice,
        ends_on: Option<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let source = if ends_on.is_some() {
            "public"
        } else {
            "master"
        };
        q!(
            tx,
            execute,
            "INSERT INTO package_orders (tenant_id, invoice_id, source, email, recipient_name, message, ends_on, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            invoice.tenant_id,
            invoice.id,
            source,
            &self.email,
            &self.recipient_name,
            &self.message,
            ends_on,
            now,
        )?;
        Ok(())
    }
}

fn kind_of(item: &Item) -> Option<Kind> {
    match item.kind {
        ItemKind::Package => Some(Kind::Package),
        ItemKind::Certificate => Some(Kind::Certificate),
        _ => None,
    }
}

/// Whether what an invoice sells can be issued: whole pieces of what this practice offers, each worth something.
///
/// # Errors
/// Conflict with what is wrong.
pub async fn require_sellable(mut on: impl On, tenant: TenantId, items: &[Item]) -> Result<()> {
    for item in items {
        let Some(kind) = kind_of(item) else {
            continue;
        };
        let offer = match item.product_id {
            Some(id) => Offer::find(&mut on, tenant, PackageOfferId(id)).await,
            None => Err(Error::NotFound),
        };
        match offer {
            Ok(offer) if offer.kind == kind => {}
            Ok(_) | Err(Error::NotFound) => {
                return Err(Error::Conflict(key!("packages-offer-gone")));
            }
            Err(other) => return Err(other),
        }
        let pieces = item.quantity_milli / ONE;
        if item.quantity_milli % ONE != 0 || pieces > MOST_PIECES {
            return Err(Error::Conflict(key!("packages-whole-pieces")));
        }
        if item.unit_minor == 0 {
            return Err(Error::Conflict(key!("packages-worth-nothing")));
        }
    }
    Ok(())
}

/// Hears of where invoices stand.
pub async fn on_invoice(tx: &mut Tx, event: &Event) -> Result<()> {
    let (tenant, id) = (event.tenant_id, InvoiceId(event.object_id));
    let invoice = Invoice::find(&mut *tx, tenant, id).await?;
    if invoice.kind != Series::Invoice {
        return Ok(());
    }
    if event.kind == EventKind::InvoiceVoided {
        return free(tx, &invoice, event.at).await;
    }
    let is_credited = invoice.credited_minor >= invoice.total_minor && invoice.total_minor > 0;
    if is_credited || invoice.status == Status::Refunded {
        return take_back(tx, &invoice, event.at).await;
    }
    if event.kind == EventKind::InvoiceCredited {
        let note = event.data.0["credit_note"].as_str();
        let note = note.and_then(|id| id.parse::<InvoiceId>().ok());
        take_back_lines(tx, &invoice, note, event.at).await?;
    }
    match invoice.status {
        Status::PartiallyRefunded => look_at(tx, &invoice, event.at).await,
        Status::Paid => issue(tx, &invoice, event.at).await,
        _ => Ok(()),
    }
}

/// Issues every piece but those of lines that a credit note took off; what was issued before is not issued again.
async fn issue(tx: &mut Tx, invoice: &Invoice, now: DateTime<Utc>) -> Result<()> {
    let items = invoice.items(&mut *tx).await?;
    if items.iter().all(|item| kind_of(item).is_none()) {
        return Ok(());
    }
    let tenant = Tenant::find(&mut *tx, invoice.tenant_id).await?;
    let known = Package::of_invoice(&mut *tx, tenant.id, invoice.id).await?;
    if !known.is_empty() {
        return Ok(());
    }
    let order = Order::of(&mut *tx, tenant.id, invoice.id).await?;
    let order = order.unwrap_or_default();
    // Of a buyer who was erased meanwhile it is nobody's: whoever took the money is told of that.
    let client = Client::not_erased(&mut *tx, tenant.id, invoice.client_id).await?;
    let gone = invoice.lines_taken_off(&mut *tx).await?;
    let mut piece = 0;
    for item in &items {
        let (Some(kind), Some(offer)) = (kind_of(item), item.product_id) else {
            continue;
        };
        let pieces = pieces_of(item);
        if gone.contains(&item.id) {
            // Each piece has the number that its line gives it, whatever became of the others.
            piece += pieces;
            continue;
        }
        let offer = Offer::find(&mut *tx, tenant.id, PackageOfferId(offer)).await?;
        for _ in 0..pieces {
            let sold = Sold {
                offer: &offer,
                kind,
                granted_minor: item.unit_minor,
                price_minor: item.gross_minor / pieces,
                invoice: Some(invoice.id),
                piece,
                client,
                order: &order,
            };
            let package = sold.write(tx, &tenant, &Actor::system(), now).await?;
            mails::enqueue_issued(tx, &package, &order.email, now).await?;
            piece += 1;
        }
    }
    Ok(())
}

fn pieces_of(item: &Item) -> i64 {
    (item.quantity_milli / ONE).clamp(1, MOST_PIECES)
}

/// The line that sold a package, of its invoice's.
pub fn sold_by<'a>(package: &Package, items: &'a [Item]) -> Option<&'a Item> {
    let mut pieces = 0;
    items
        .iter()
        .filter(|item| kind_of(item).is_some() && item.product_id.is_some())
        .find(|item| {
            pieces += pieces_of(item);
            package.piece < pieces
        })
}

/// What is written of a sale.
pub struct Sold<'a> {
    pub offer: &'a Offer,
    pub kind: Kind,
    /// Of a certificate.
    pub granted_minor: i64,
    pub price_minor: i64,
    pub invoice: Option<InvoiceId>,
    pub piece: i64,
    pub client: Option<ClientId>,
    pub order: &'a Order,
}

impl Sold<'_> {
    pub async fn write(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Package> {
        let id = PackageId::new();
        let code = Code::of(tx.audit_key(), tenant.id, id, 1);
        let hash = code.hash(tx.audit_key(), tenant.id);
        let (minor, visits) = match self.kind {
            Kind::Package => (0, self.offer.visits.unwrap_or(1)),
            Kind::Certificate => (self.granted_minor, 0),
        };
        let days = self.offer.valid_days.map(i64::unsigned_abs);
        let expires_on =
            days.and_then(|days| tenant.local_date(now).checked_add_days(Days::new(days)));
        q!(
            tx,
            execute,
            "INSERT INTO packages (tenant_id, id, offer_id, kind, name, code_hash, code_tail, client_id, invoice_id, piece,
                currency, price_minor, granted_minor, granted_visits, expires_on, recipient_name, message, created_at,
                updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)",
            tenant.id,
            id,
            self.offer.id,
            self.kind,
            &self.offer.name,
            hash,
            code.tail(),
            self.client,
            self.invoice,
            self.piece,
            self.offer.currency,
            self.price_minor,
            minor,
            visits,
            expires_on,
            &self.order.recipient_name,
            &self.order.message,
            now,
        )
        .map_err(|error| match is_unique(&error) {
            true => Error::Collided(error.to_string()),
            false => error.into(),
        })?;
        for service in self.offer.services(&mut *tx).await? {
            q!(
                tx,
                execute,
                "INSERT INTO package_services (tenant_id, package_id, service_id) VALUES ($1, $2, $3)",
                tenant.id,
                id,
                service,
            )?;
        }
        let package = Package::find(&mut *tx, tenant.id, id).await?;
        let data = json!({ "invoice": self.invoice });
        tell(
            tx,
            tenant.id,
            actor,
            EventKind::PackageIssued,
            id,
            data,
            now,
        )
        .await?;
        let key = format!("issued:{id}");
        let kind = MovementKind::Issued;
        Movement::of_package(&package, kind, (minor, visits), key, actor, now)
            .insert(tx)
            .await?;
        Package::find(&mut *tx, tenant.id, id).await
    }
}

/// The money went back: what was not used is cancelled, what was used is a person's to decide on.
async fn take_back(tx: &mut Tx, invoice: &Invoice, now: DateTime<Utc>) -> Result<()> {
    for package in Package::of_invoice(&mut *tx, invoice.tenant_id, invoice.id).await? {
        end(tx, &package, now).await?;
    }
    Ok(())
}

/// So does a credit note with what its lines had sold, whether money has gone back for it yet or not.
async fn take_back_lines(
    tx: &mut Tx,
    invoice: &Invoice,
    note: Option<InvoiceId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let all = Package::of_invoice(&mut *tx, invoice.tenant_id, invoice.id).await?;
    let Some(note) = note.filter(|_| !all.is_empty()) else {
        return Ok(());
    };
    let note = Invoice::find(&mut *tx, invoice.tenant_id, note).await?;
    let lines = note.items(&mut *tx).await?;
    let lines: Vec<InvoiceItemId> = lines
        .iter()
        .filter_map(|line| line.credited_item_id)
        .collect();
    let items = invoice.items(&mut *tx).await?;
    for package in &all {
        if sold_by(package, &items).is_some_and(|item| lines.contains(&item.id)) {
            end(tx, package, now).await?;
        }
    }
    Ok(())
}

async fn end(tx: &mut Tx, package: &Package, now: DateTime<Utc>) -> Result<()> {
    match package.cancelled_at {
        Some(_) => Ok(()),
        None if package.is_untouched() => package.cancel(tx, &Actor::system(), now).await,
        None => attend(tx, package, "refunded", now).await,
    }
}

/// A part of the money went back. Where that is no more than what a credit note took off by lines, what they had sold was seen to
/// then, and the rest is paid for.
async fn look_at(tx: &mut Tx, invoice: &Invoice, now: DateTime<Utc>) -> Result<()> {
    let gone = invoice.lines_taken_off(&mut *tx).await?;
    let items = invoice.items(&mut *tx).await?;
    let gone = items.iter().filter(|item| gone.contains(&item.id));
    if invoice.refunded_minor <= gone.map(|item| item.gross_minor).sum::<i64>() {
        return Ok(());
    }
    for package in Package::of_invoice(&mut *tx, invoice.tenant_id, invoice.id).await? {
        if package.cancelled_at.is_none() {
            attend(tx, &package, "refunded", now).await?;
        }
    }
    Ok(())
}

/// What was redeemed for an invoice that is void now goes back; a visit's stays with the visit.
async fn free(tx: &mut Tx, invoice: &Invoice, now: DateTime<Utc>) -> Result<()> {
    if invoice.appointment_id.is_some() {
        return Ok(());
    }
    let target = Target::Invoice(invoice.id);
    let open = open_of(&mut *tx, invoice.tenant_id, target).await?;
    if open.is_empty() {
        return Ok(());
    }
    let tenant = Tenant::find(&mut *tx, invoice.tenant_id).await?;
    for movement in open {
        give_back(tx, &tenant, &Actor::system(), &movement, now).await?;
    }
    Ok(())
}
