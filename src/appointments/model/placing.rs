//! Holding a visit at another place than it was booked for.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Appointment;
use super::booking::release_expired;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::id::PlaceId;
use crate::places::Places;
use crate::q;

/// Where to, and how it was seen.
#[derive(Clone, Debug)]
pub struct NewPlace {
    pub place: PlaceId,
    /// The client's, of a visit there.
    pub address: String,
    /// The client hears of it.
    pub is_told: bool,
    pub version: i64,
    pub book_over: bool,
}

impl Appointment {
    /// [`Error::SlotTaken`] when the way to the visits around it cannot be made, [`Error::Invalid`] when its services are not
    /// held there.
    pub async fn hold_at(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        new: &NewPlace,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if !self.status.is_open() {
            return Err(Error::Conflict("appointment-closed"));
        }
        let places = Places::load(&mut *tx, self.tenant_id).await?;
        let was = places.get(self.place_id);
        let place = places.get(Some(new.place)).ok_or(Error::NotFound)?;
        let is_same = was.is_some_and(|was| was.id == place.id);
        let address = match place.is_clients() {
            true => new.address.clone(),
            false => String::new(),
        };
        // Pressed twice: the second press finds it there.
        if is_same && address == self.place_address {
            return Ok(());
        }
        if new.version != self.version {
            return Err(Error::Conflict("appointment-stale"));
        }
        let services = self.services(&mut *tx).await?;
        let is_to_be_had = is_same || place.is_active && places.takes(place, &services);
        if !is_to_be_had {
            return Err(Error::Invalid("field-bad-choice"));
        }
        release_expired(tx, self.tenant_id, now).await?;
        self.place_id = Some(place.id);
        self.place_address = address;
        self.is_booked_over |= new.book_over;
        self.sequence += 1;
        self.save(tx, now).await?;
        q!(
            tx,
            execute,
            "UPDATE appointments SET place_id = $3, place_address = $4 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            self.place_id,
            &self.place_address,
        )?;
        q!(
            tx,
            execute,
            "UPDATE allocations SET place = $3 WHERE tenant_id = $1 AND appointment_id = $2",
            self.tenant_id,
            self.id,
            place.id.to_string(),
        )?;
        self.take_again(tx, now).await?;
        let data = json!({
            "was_place": was.filter(|_| !is_same).map(|was| was.id), "from": was.map(|was| &was.name), "place": place.name,
            "told": new.is_told, "booked_over": new.book_over,
        });
        let (kind, object) = (Kind::AppointmentUpdated, Object::Appointment(self.id));
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}
