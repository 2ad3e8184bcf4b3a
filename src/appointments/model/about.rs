//! What a visit is about besides its client, and who booked it for them.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::Appointment;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, SubjectId, TenantId};
use crate::q;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct About {
    /// The client's pet, car or child.
    pub subject_id: Option<SubjectId>,
    /// Who booked for the client: messages about the visit go to that person.
    pub booker_id: Option<ClientId>,
}

/// As the panel shows it.
#[derive(Clone, Debug, Default, FromRow)]
pub struct AboutRow {
    pub subject_name: Option<String>,
    pub subject_about: Option<String>,
    pub subject_note: Option<String>,
    pub booker_id: Option<ClientId>,
    pub booker_name: Option<String>,
}

/// A visit that somebody booked for somebody else.
#[derive(Clone, Debug, FromRow)]
pub struct ForOther {
    #[sqlx(flatten)]
    pub visit: Appointment,
    pub client_name: String,
}

impl ForOther {
    /// Those that are still to come, by start.
    pub async fn ahead(
        mut on: impl On,
        tenant: TenantId,
        booker: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT a.*, c.name AS client_name FROM appointment_abouts b
             JOIN appointments a ON a.tenant_id = b.tenant_id AND a.id = b.appointment_id
             JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE b.tenant_id = $1 AND b.booker_id = $2 AND a.ends_at > $3 AND NOT c.is_merged
                AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
             ORDER BY a.starts_at, a.id LIMIT 20",
            tenant,
            booker,
            now,
        )?)
    }
}

impl About {
    pub(super) async fn insert(&self, tx: &mut Tx, appointment: &Appointment) -> Result<()> {
        if *self == Self::default() {
            return Ok(());
        }
        q!(
            tx,
            execute,
            "INSERT INTO appointment_abouts (tenant_id, appointment_id, subject_id, booker_id) VALUES ($1, $2, $3, $4)",
            appointment.tenant_id,
            appointment.id,
            self.subject_id,
            self.booker_id,
        )?;
        Ok(())
    }

    /// Nothing for most visits.
    pub async fn of(mut on: impl On, tenant: TenantId, id: AppointmentId) -> Result<Self> {
        let found = q!(
            on,
            fetch_optional: Self,
            "SELECT subject_id, booker_id FROM appointment_abouts WHERE tenant_id = $1 AND appointment_id = $2",
            tenant,
            id,
        )?;
        Ok(found.unwrap_or_default())
    }
}

impl AboutRow {
    pub async fn of(mut on: impl On, tenant: TenantId, id: AppointmentId) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT s.name AS subject_name, s.about AS subject_about, s.note AS subject_note,
                c.id AS booker_id, c.name AS booker_name
             FROM appointment_abouts b
             LEFT JOIN client_subjects s ON s.tenant_id = b.tenant_id AND s.id = b.subject_id
             LEFT JOIN clients c ON c.tenant_id = b.tenant_id AND c.id = b.booker_id
             WHERE b.tenant_id = $1 AND b.appointment_id = $2",
            tenant,
            id,
        )?)
    }

    /// "Luna, border terrier"
    pub fn subject(&self) -> Option<String> {
        let name = self.subject_name.clone()?;
        let about = self.subject_about.clone().filter(|text| !text.is_empty());
        Some(match about {
            Some(about) => format!("{name}, {about}"),
            None => name,
        })
    }
}
