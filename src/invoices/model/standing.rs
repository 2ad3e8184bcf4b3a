//! Where a sent invoice stands, from its sums and the date. Pure.

use chrono::NaiveDate;

use super::Status;

/// An invoice's sums, in minor units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub total: i64,
    /// What credit notes took off the total.
    pub credited: i64,
    /// Came before the invoice.
    pub deposit: i64,
    /// Taken over by what was paid ahead: counts as paid, and never goes back as money.
    pub prepaid: i64,
    /// Came since.
    pub paid: i64,
    /// Given back, of both.
    pub refunded: i64,
}

impl Sums {
    /// Came, in all.
    pub fn received(&self) -> i64 {
        self.deposit.saturating_add(self.paid)
    }

    /// Came and stayed.
    pub fn kept(&self) -> i64 {
        self.received() - self.refunded
    }

    /// What is left to pay; below zero, what is to be given back.
    pub fn left(&self) -> i64 {
        self.total - self.credited - self.prepaid - self.kept()
    }
}

/// The status of a sent invoice on a day of the practice.
///
/// Paid once what was kept covers what is owed. Money given back makes it refunded: wholly, when nothing was kept or
/// credit notes took everything off; partly, when it had been paid in full before. Otherwise it is overdue from the day
/// after the last one to pay, partially paid when some came, else just sent.
pub fn standing(sums: Sums, due_on: Option<NaiveDate>, today: NaiveDate) -> Status {
    let is_credited = sums.total > 0 && sums.credited >= sums.total;
    if sums.kept() <= 0 && (sums.refunded > 0 || is_credited) {
        Status::Refunded
    } else if sums.refunded > 0 && (sums.left() <= 0 || sums.received() >= sums.total) {
        Status::PartiallyRefunded
    } else if sums.left() <= 0 {
        Status::Paid
    } else if due_on.is_some_and(|due| due < today) {
        Status::Overdue
    } else if sums.kept() + sums.prepaid > 0 {
        Status::PartiallyPaid
    } else {
        Status::Sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(total: i64, credited: i64, deposit: i64, paid: i64, refunded: i64, late: bool) -> Status {
        let due = NaiveDate::from_ymd_opt(2026, 5, 14).unwrap();
        let today = if late { due.succ_opt().unwrap() } else { due };
        let sums = Sums {
            total,
            credited,
            deposit,
            prepaid: 0,
            paid,
            refunded,
        };
        standing(sums, Some(due), today)
    }

    #[test]
    fn money_and_the_date_tell_where_it_stands() {
        assert_eq!(at(100, 0, 0, 0, 0, false), Status::Sent);
        assert_eq!(at(100, 0, 0, 0, 0, true), Status::Overdue);
        assert_eq!(at(100, 0, 0, 40, 0, false), Status::PartiallyPaid);
        assert_eq!(at(100, 0, 20, 40, 0, true), Status::Overdue);
        assert_eq!(at(100, 0, 20, 80, 0, true), Status::Paid);
        assert_eq!(at(100, 0, 0, 120, 0, true), Status::Paid);
        assert_eq!(at(0, 0, 0, 0, 0, true), Status::Paid);
        assert_eq!(at(100, 0, 20, 80, 30, true), Status::PartiallyRefunded);
        assert_eq!(at(100, 30, 20, 80, 30, true), Status::PartiallyRefunded);
        assert_eq!(at(100, 30, 0, 70, 0, true), Status::Paid);
        assert_eq!(at(100, 100, 0, 100, 0, true), Status::Paid);
        assert_eq!(at(100, 100, 0, 100, 100, true), Status::Refunded);
        assert_eq!(at(100, 0, 20, 80, 100, true), Status::Refunded);
        assert_eq!(at(100, 100, 0, 0, 0, true), Status::Refunded);
        let prepaid = |prepaid, paid| {
            let (total, sums) = (100, Sums::default());
            standing(
                Sums {
                    total,
                    prepaid,
                    paid,
                    ..sums
                },
                None,
                NaiveDate::MIN,
            )
        };
        assert_eq!(prepaid(100, 0), Status::Paid);
        assert_eq!(prepaid(40, 0), Status::PartiallyPaid);
        assert_eq!(prepaid(40, 60), Status::Paid);
        // A part came and went back: it is still owed.
        assert_eq!(at(100, 0, 0, 40, 10, false), Status::PartiallyPaid);
    }
}
