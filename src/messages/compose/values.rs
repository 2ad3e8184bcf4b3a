//! What stands for the variables of a template, on one visit.

use chrono::{DateTime, Utc};

use super::Source;
use crate::db::Tx;
use crate::error::Result;
use crate::links::{self, NewLink, Purpose};
use crate::messages::templates::{Draft, Variable};
use crate::messages::words::Own;
use crate::money::Money;
use crate::places::Where;

impl Source<'_> {
    /// The practice's words with what stands in braces.
    pub(super) async fn own(&self, tx: &mut Tx, draft: &Draft, now: DateTime<Utc>) -> Result<Own> {
        let link = match draft.variables().contains(&Variable::Link) {
            true => self.link(tx, now).await?,
            false => String::new(),
        };
        Ok(draft.fill(|variable| match variable {
            Variable::Link => link.clone(),
            other => self.value(other),
        }))
    }

    fn value(&self, variable: Variable) -> String {
        let (locale, visit) = (self.locale, self.appointment);
        let local = |at: DateTime<Utc>| at.with_timezone(&self.tenant.tz());
        let day = |at: DateTime<Utc>| locale.day_long(local(at).date_naive());
        let time = |at: DateTime<Utc>| locale.time(local(at).time());
        match variable {
            Variable::ClientName => self.name.to_owned(),
            Variable::FirstName => first_name(self.name),
            Variable::Service => visit.title.clone(),
            Variable::Date => day(visit.starts_at),
            Variable::Time => time(visit.starts_at),
            Variable::FormerDate => self.was.map(day).unwrap_or_default(),
            Variable::FormerTime => self.was.map(time).unwrap_or_default(),
            Variable::Place => {
                let place = Where {
                    link: String::new(),
                    ..self.place.clone()
                };
                place.line()
            }
            Variable::Price => self.tax.shown(locale, visit.price()),
            Variable::Deposit => {
                locale.money_short(Money::new(visit.deposit_minor, visit.currency))
            }
            Variable::PayUntil => visit
                .expires_at
                .map(|until| self.when(until))
                .unwrap_or_default(),
            Variable::Practice => self.tenant.name.clone(),
            Variable::Reference => visit.reference.clone(),
            Variable::Link => String::new(),
        }
    }

    /// The visit's own page; where it is no more, the page to book another.
    async fn link(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<String> {
        if !self.kind.needs_open_visit() {
            let path = format!("/{}/book", self.tenant.slug);
            return Ok(self.app.config.link(&path));
        }
        let new = NewLink {
            tenant: self.tenant.id,
            purpose: Purpose::Manage,
            appointment: self.appointment.id,
            expires_at: Purpose::Manage.expiry(self.appointment.ends_at),
            message: self.message,
        };
        Ok(self.app.config.link(&links::mint(tx, new, now).await?))
    }
}

/// "Anna"
pub fn first_name(name: &str) -> String {
    let first = name.split_whitespace().next();
    first.unwrap_or_default().to_owned()
}
