//! What was paid ahead for a visit or an invoice, laid on its lines: sums of certificates, and visits of packages, each of which
//! pays for a line of a service that it is for. The tax depends on it (see [`crate::packages`]).

use super::ledger::{Target, open_of};
use super::{Movement, Package};
use crate::db::On;
use crate::error::Result;
use crate::id::{ServiceId, TenantId};

/// A visit that was taken off a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// None is any.
    pub services: Vec<ServiceId>,
    /// The price that it took over.
    pub minor: i64,
}

/// Everything that was taken over and not given back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    pub visits: Vec<Taken>,
    /// Of certificates, in minor units.
    pub sums: i64,
}

/// A line that may be paid for: of which service, and what it costs without tax on top.
pub type Cost = (Option<ServiceId>, i64);

/// What visits of packages pay for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// Of each line.
    pub parts: Vec<i64>,
    /// The line that each visit went to; none where no line is of its services any more.
    pub line_of: Vec<Option<usize>>,
}

impl Cover {
    pub fn sum(&self) -> i64 {
        self.parts.iter().sum()
    }
}

impl Ahead {
    /// What the price would be owed less of.
    pub fn worth(&self) -> i64 {
        self.sums + self.visits.iter().map(|visit| visit.minor).sum::<i64>()
    }

    pub async fn of(mut on: impl On, tenant: TenantId, target: Target) -> Result<Self> {
        let open = open_of(&mut on, tenant, target).await?;
        Self::from(on, &open).await
    }

    pub async fn from(mut on: impl On, open: &[Movement]) -> Result<Self> {
        let mut ahead = Self::default();
        for movement in open {
            if movement.visits == 0 {
                ahead.sums += movement.value_minor;
                continue;
            }
            let package = Package::find(&mut on, movement.tenant_id, movement.package_id).await?;
            ahead.visits.push(Taken {
                services: package.services(&mut on).await?,
                minor: movement.value_minor,
            });
        }
        Ok(ahead)
    }

    /// Lays the visits on lines: each on the one of its services of which it pays most, the first of several, and no two on
    /// one. What a visit was worth and its line does not cost (any more) is nobody's: a visit is a visit. Where its line is gone it
    /// pays for the others, from the first.
    pub fn cover(&self, lines: &[Cost]) -> Cover {
        let mut parts = vec![0; lines.len()];
        let mut is_taken = vec![false; lines.len()];
        let mut line_of = Vec::with_capacity(self.visits.len());
        for visit in &self.visits {
            let mut best: Option<(usize, i64)> = None;
            for (at, (service, cost)) in lines.iter().enumerate() {
                let pays = visit.minor.min(*cost);
                let is_for = visit.is_for(*service) && !is_taken[at] && pays > 0;
                if is_for && best.is_none_or(|(_, most)| pays > most) {
                    best = Some((at, pays));
                }
            }
            if let Some((at, pays)) = best {
                (is_taken[at], parts[at]) = (true, pays);
            }
            line_of.push(best.map(|(at, _)| at));
        }
        for (visit, line) in self.visits.iter().zip(&line_of) {
            let mut left = if line.is_none() { visit.minor } else { 0 };
            for (part, (_, cost)) in parts.iter_mut().zip(lines) {
                let pays = left.min(cost - *part).max(0);
                *part += pays;
                left -= pays;
            }
        }
        Cover { parts, line_of }
    }
}

impl Taken {
    fn is_for(&self, service: Option<ServiceId>) -> bool {
        service.is_some_and(|id| self.services.is_empty() || self.services.contains(&id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(services: &[ServiceId], minor: i64) -> Taken {
        let services = services.to_vec();
        Taken { services, minor }
    }

    fn parts(visits: Vec<Taken>, lines: &[Cost]) -> Vec<i64> {
        Ahead { visits, sums: 0 }.cover(lines).parts
    }

    #[test]
    fn each_visit_pays_for_one_line_of_its_services() {
        let (a, b, any) = (ServiceId::new(), ServiceId::new(), []);
        let lines = [(Some(a), 100), (Some(b), 20), (None, 30)];
        assert_eq!(parts(vec![taken(&[a], 100)], &lines), [100, 0, 0]);
        // One for any service after one for the second: the first is left.
        let two = vec![taken(&[b], 20), taken(&any, 100)];
        assert_eq!(parts(two, &lines), [100, 20, 0]);
        // Cheaper meanwhile: the rest is nobody's. Dearer: the rest is owed.
        assert_eq!(parts(vec![taken(&[a], 150)], &lines), [100, 0, 0]);
        assert_eq!(parts(vec![taken(&[a], 80)], &lines), [80, 0, 0]);
        // What belongs to the service is no visit of it.
        let addon = [(Some(a), 10), (Some(a), 100)];
        assert_eq!(parts(vec![taken(&[a], 100)], &addon), [0, 100]);
        // The line was written anew as a text.
        let text = [(None, 60), (None, 60)];
        assert_eq!(parts(vec![taken(&[a], 100)], &text), [60, 40]);
        assert!(parts(vec![taken(&any, 100)], &[]).is_empty());
    }
}
