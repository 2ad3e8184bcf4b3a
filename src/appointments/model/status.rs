//! The life of a visit: the one table of transitions.

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize, serde::Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Held,
    Pending,
    AwaitingDeposit,
    Confirmed,
    Arrived,
    InProgress,
    Completed,
    Cancelled,
    Expired,
    NoShow,
}

use Status::*;

impl Status {
    pub const ALL: [Self; 10] = [
        Held,
        Pending,
        AwaitingDeposit,
        Confirmed,
        Arrived,
        InProgress,
        Completed,
        Cancelled,
        Expired,
        NoShow,
    ];

    /// What may come next; nothing else may.
    pub fn next(self) -> &'static [Self] {
        match self {
            Held => &[Pending, AwaitingDeposit, Confirmed, Expired, Cancelled],
            Pending => &[AwaitingDeposit, Confirmed, Cancelled, Expired],
            AwaitingDeposit => &[Confirmed, Cancelled, Expired],
            // Asked for again: its client moved what the master answers by hand.
            Confirmed => &[Pending, Arrived, InProgress, Completed, Cancelled, NoShow],
            Arrived => &[InProgress, Completed, Cancelled],
            InProgress => &[Completed, Cancelled],
            NoShow => &[Completed, Confirmed],
            Completed | Cancelled | Expired => &[],
        }
    }

    pub fn can_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }

    /// What an end may be taken back to, under the conditions of the verb that does it: a cancellation within minutes of it,
    /// and a deposit's time that ran out before its money came.
    pub fn back(self) -> &'static [Self] {
        match self {
            Cancelled => &[
                Held,
                Pending,
                AwaitingDeposit,
                Confirmed,
                Arrived,
                InProgress,
            ],
            Expired => &[Confirmed],
            _ => &[],
        }
    }

    /// Whether the visit keeps its time in the calendar. A no-show's time is past: nothing new can want it, and nothing
    /// that was booked over it later may be pushed aside by it.
    pub fn takes_time(self) -> bool {
        !matches!(self, Cancelled | Expired | NoShow)
    }

    /// Whether it still lies ahead for the client: may be moved or cancelled.
    pub fn is_open(self) -> bool {
        matches!(self, Held | Pending | AwaitingDeposit | Confirmed)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Held => "held",
            Pending => "pending",
            AwaitingDeposit => "awaiting_deposit",
            Confirmed => "confirmed",
            Arrived => "arrived",
            InProgress => "in_progress",
            Completed => "completed",
            Cancelled => "cancelled",
            Expired => "expired",
            NoShow => "no_show",
        }
    }

    /// The text's key.
    pub fn key(self) -> &'static str {
        match self {
            Held => "status-held",
            Pending => "status-pending",
            AwaitingDeposit => "status-awaiting-deposit",
            Confirmed => "status-confirmed",
            Arrived => "status-arrived",
            InProgress => "status-in-progress",
            Completed => "status-completed",
            Cancelled => "status-cancelled",
            Expired => "status-expired",
            NoShow => "status-no-show",
        }
    }

    /// The name under which the stylesheet and the glyphs know it.
    pub fn look(self) -> &'static str {
        match self {
            Held => "waitlist",
            Pending | AwaitingDeposit => "pending",
            Confirmed => "confirmed",
            Arrived => "arrived",
            InProgress => "in-progress",
            Completed => "completed",
            Cancelled | Expired => "cancelled",
            NoShow => "no-show",
        }
    }
}

impl std::str::FromStr for Status {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(())
    }
}
