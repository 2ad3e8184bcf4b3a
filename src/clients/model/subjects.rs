//! What a visit can be about: a pet, a car, a child without a card of its own.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Client;
use super::notes::there;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{Actor, Kind};
use crate::i18n::key;
use crate::id::{ClientId, SubjectId, TenantId};
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum SubjectKind {
    Pet,
    Car,
    Child,
    Other,
}

#[derive(Clone, Debug, FromRow)]
pub struct Subject {
    pub id: SubjectId,
    pub kind: SubjectKind,
    pub name: String,
    /// Breed, model, class.
    pub about: String,
    /// Upper case, without spaces.
    pub plate: String,
    pub vin: String,
    pub born_on: Option<NaiveDate>,
    pub note: String,
    /// Chosen no more; visits about it keep it.
    pub archived_at: Option<DateTime<Utc>>,
}

/// A vehicle's number (ISO 3779): 17 letters and digits without I, O, Q.
pub struct Vin(String);

impl SubjectKind {
    pub const ALL: [Self; 4] = [Self::Pet, Self::Car, Self::Child, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pet => "pet",
            Self::Car => "car",
            Self::Child => "child",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The key of its name.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Pet => key!("client-subject-pet"),
            Self::Car => key!("client-subject-car"),
            Self::Child => key!("client-subject-child"),
            Self::Other => key!("client-subject-other"),
        }
    }
}

impl Vin {
    /// The check digit at the ninth place is law in North America and China, and is held to there; elsewhere any letter
    /// may stand in that place. The error is a text's key.
    pub fn parse(typed: &str) -> Result<Self, &'static str> {
        let vin: String = typed
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect();
        if vin.chars().count() != 17 || vin.chars().any(|c| value_of(c).is_none()) {
            return Err(key!("client-vin-wrong"));
        }
        let vin = Self(vin);
        let has_law = vin.0.starts_with(['1', '2', '3', '4', '5', 'L']);
        if has_law && vin.0.chars().nth(8) != vin.check_digit() {
            return Err(key!("client-vin-digit"));
        }
        Ok(vin)
    }

    /// What the ninth place says when it is a check digit.
    fn check_digit(&self) -> Option<char> {
        const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        let values = self.0.chars().map(value_of);
        let sum: Option<u32> = values
            .zip(WEIGHTS)
            .map(|(value, weight)| value.map(|value| value * weight))
            .sum();
        match sum? % 11 {
            10 => Some('X'),
            rest => char::from_digit(rest, 10),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a letter of the number counts; none for those it has not.
fn value_of(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c.to_digit(10)?,
        'A' | 'J' => 1,
        'B' | 'K' | 'S' => 2,
        'C' | 'L' | 'T' => 3,
        'D' | 'M' | 'U' => 4,
        'E' | 'N' | 'V' => 5,
        'F' | 'W' => 6,
        'G' | 'P' | 'X' => 7,
        'H' | 'Y' => 8,
        'R' | 'Z' => 9,
        _ => return None,
    })
}

/// "1234 klm" as "1234KLM".
pub fn plate(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .take(16)
        .collect()
}

impl Subject {
    /// Of a client, those that can be chosen first.
    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM client_subjects WHERE tenant_id = $1 AND client_id = $2
             ORDER BY (archived_at IS NOT NULL), id LIMIT 100",
            tenant,
            client,
        )?)
    }

    pub async fn find(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        id: SubjectId,
    ) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM client_subjects WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
            tenant,
            client,
            id,
        )?)
    }

    /// "Luna, border collie", "Seat Ibiza, 1234KLM".
    pub fn line(&self) -> String {
        let parts = [&self.name, &self.about, &self.plate];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(", ")
    }
}

impl Client {
    /// Adds a subject, or changes the one with its id.
    pub async fn save_subject(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        subject: &Subject,
        is_new: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if is_new {
            q!(
                tx,
                execute,
                "INSERT INTO client_subjects (tenant_id, id, client_id, kind, name, about, plate, vin, born_on, note,
                    created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
                self.tenant_id,
                subject.id,
                self.id,
                subject.kind,
                &subject.name,
                &subject.about,
                &subject.plate,
                &subject.vin,
                subject.born_on,
                &subject.note,
                now,
            )?;
        } else {
            let changed = q!(
                tx,
                execute,
                "UPDATE client_subjects SET kind = $4, name = $5, about = $6, plate = $7, vin = $8, born_on = $9, note = $10,
                    updated_at = $11 WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
                self.tenant_id,
                self.id,
                subject.id,
                subject.kind,
                &subject.name,
                &subject.about,
                &subject.plate,
                &subject.vin,
                subject.born_on,
                &subject.note,
                now,
            )?;
            there(changed)?;
        }
        self.renew_search(tx).await?;
        let act = if is_new { "added" } else { "changed" };
        self.tell_subject(tx, actor, subject.id, act, now).await
    }

    /// It is chosen no more, or again.
    pub async fn archive_subject(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: SubjectId,
        is_archived: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE client_subjects SET archived_at = $4 WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
            self.tenant_id,
            self.id,
            id,
            is_archived.then_some(now),
        )?;
        there(changed)?;
        self.renew_search(tx).await?;
        let act = if is_archived { "archived" } else { "restored" };
        self.tell_subject(tx, actor, id, act, now).await
    }

    async fn tell_subject(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: SubjectId,
        act: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({ "subject": id, "act": act });
        self.tell(tx, actor, Kind::ClientSubjectChanged, data, now)
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vin_is_checked_where_the_law_says_so() {
        for vin in [
            "1HGCM82633A004352",
            "1m8gdm9axkp042788",
            "LJCPCBLCX11000237",
            "WVWZZZ1JZXW000001",
            "VF1 RFB00X 5678 9012",
        ] {
            let answer = Vin::parse(vin);
            assert_eq!(answer.as_ref().err(), None, "{vin}");
        }
        assert_eq!(
            Vin::parse("1HGCM82643A004352").err(),
            Some("client-vin-digit")
        );
        for vin in [
            "",
            "1HGCM82633A00435",
            "1HGCM82633A0O4352",
            "WVWZZZ1JZXW00000Я",
        ] {
            assert_eq!(Vin::parse(vin).err(), Some("client-vin-wrong"), "{vin}");
        }
    }
}
