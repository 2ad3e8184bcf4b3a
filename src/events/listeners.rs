//! Who hears of events in their own transaction. A listener only writes to the database; what takes time or leaves the
//! process is a row in the outbox or the queue.

use super::{Event, Kind};
use crate::db::Tx;
use crate::db::live::Topic;
use crate::error::Result;
use crate::{consents, media, messages};

pub async fn hear(tx: &mut Tx, event: &Event) -> Result<()> {
    match event.kind {
        Kind::AppointmentCreated
        | Kind::AppointmentStatusChanged
        | Kind::AppointmentMoved
        | Kind::AppointmentUpdated
        | Kind::AppointmentClientConfirmed => {
            // What is asked for stands in the visit's mail: asked first, mailed then.
            consents::on_appointment(tx, event).await?;
            messages::on_appointment(tx, event).await?;
            Box::pin(crate::payments::on_appointment(tx, event)).await?;
            Box::pin(crate::packages::on_appointment(tx, event)).await?;
            Box::pin(crate::waitlist::on_appointment(tx, event)).await?;
            tx.signal(event.tenant_id, Topic::Calendar).await?;
            tx.signal(event.tenant_id, Topic::Todo).await?;
        }
        Kind::InvoiceSent
        | Kind::InvoiceSettled
        | Kind::InvoiceOverdue
        | Kind::InvoiceCredited
        | Kind::InvoiceVoided => {
            Box::pin(crate::products::on_invoice(tx, event)).await?;
            Box::pin(crate::packages::on_invoice(tx, event)).await?;
            Box::pin(crate::payments::on_invoice(tx, event)).await?;
            Box::pin(crate::invoices::tasks::on_invoice(tx, event)).await?;
        }
        Kind::ScheduleUpdated => tx.signal(event.tenant_id, Topic::Calendar).await?,
        Kind::MessageFailed | Kind::ClientRefused => {
            tx.signal(event.tenant_id, Topic::Todo).await?
        }
        Kind::ConsentSigned
        | Kind::ConsentWithdrawn
        | Kind::ConsentExpired
        | Kind::ConsentErased => Box::pin(media::portfolio::on_consent(tx, event)).await?,
        _ => {}
    }
    Ok(())
}
