//! What is left of a time that came free when a visit takes only some of it: offered on, where anything that is waited for fits.

use chrono::{DateTime, Utc};

use super::model::{Entry, Opening, OpeningSource, OpeningStatus};
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::error::Result;
use crate::schedule::local::Span;

/// Ends an opening of which visits have some, and opens what they leave. `next_at`: when somebody is asked about that; what
/// the master began by hand goes on by hand.
pub async fn split(
    tx: &mut Tx,
    tenant: &Tenant,
    opening: &Opening,
    status: OpeningStatus,
    next_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let taken = opening.taken(&mut *tx).await?;
    opening.end(tx, status, now).await?;
    let left = left(opening.span(), &taken);
    if left == [opening.span()] {
        // One of several seats that came free together: the next is offered too.
        if opening.free_seats(&mut *tx).await? > 0 && opening.starts_at > now {
            let next = (opening.source != OpeningSource::Master).then_some(next_at);
            let (source, visit) = (opening.source, opening.appointment_id);
            Opening::open(tx, tenant.id, opening.span(), source, visit, next, now).await?;
        }
        return Ok(());
    }
    // It stands for what was filled of it: should that come free again, the rest is not offered twice.
    if let Some(span) = common(opening.span(), &taken) {
        opening.narrow(tx, span).await?;
    }
    let date = tenant.local_date(opening.starts_at);
    let today = tenant.local_date(now);
    let Some(shortest) = Entry::shortest(&mut *tx, tenant.id, today, date).await? else {
        return Ok(());
    };
    let by_hand = opening.source == OpeningSource::Master;
    let next = (!by_hand).then_some(next_at);
    for span in left {
        if (span.end - span.start).num_minutes() < shortest || span.start <= now {
            continue;
        }
        let (source, visit) = (opening.source, opening.appointment_id);
        let id = Opening::open(tx, tenant.id, span, source, visit, next, now).await?;
        if by_hand {
            let rest = Opening::find_for_change(tx, tenant.id, id).await?;
            rest.go_on(tx, None, true).await?;
        }
    }
    Ok(())
}

/// The pieces of a span that nothing has, in order. Pure.
pub fn left(whole: Span, taken: &[Span]) -> Vec<Span> {
    let mut taken: Vec<Span> = taken.to_vec();
    taken.sort_unstable();
    let (mut pieces, mut from) = (Vec::new(), whole.start);
    for span in taken {
        if span.end <= from || span.start >= whole.end {
            continue;
        }
        if span.start > from {
            pieces.push(Span::new(from, span.start));
        }
        from = from.max(span.end);
    }
    if from < whole.end {
        pieces.push(Span::new(from, whole.end));
    }
    pieces
}

/// From the first to the last that is taken of it.
fn common(whole: Span, taken: &[Span]) -> Option<Span> {
    let meets = taken.iter().filter(|span| span.overlaps(&whole));
    let start = meets.clone().map(|span| span.start).min()?;
    let end = meets.map(|span| span.end).max()?;
    Some(Span::new(start.max(whole.start), end.min(whole.end)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn span((from, to): (i64, i64)) -> Span {
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        Span::new(at(from), at(to))
    }

    #[test]
    fn what_is_left_lies_before_between_and_after() {
        let of = |taken: &[(i64, i64)]| {
            let taken: Vec<Span> = taken.iter().copied().map(span).collect();
            left(span((0, 60)), &taken)
        };
        assert_eq!(of(&[]), [span((0, 60))]);
        assert!(of(&[(0, 60)]).is_empty());
        assert_eq!(of(&[(-10, 20)]), [span((20, 60))]);
        assert_eq!(of(&[(40, 80)]), [span((0, 40))]);
        assert_eq!(
            of(&[(40, 50), (10, 20)]),
            [span((0, 10)), span((20, 40)), span((50, 60))]
        );
    }

    proptest! {
        #[test]
        fn every_minute_is_either_taken_or_left(
            spans in prop::collection::vec((0_i64..100, 1_i64..40), 0..6),
        ) {
            let taken: Vec<Span> = spans.iter().map(|(from, length)| span((*from, from + length))).collect();
            let whole = span((20, 80));
            let pieces = left(whole, &taken);
            for minute in 20..80 {
                let at = DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
                let is_taken = taken.iter().any(|span| span.contains(at));
                let is_left = pieces.iter().filter(|span| span.contains(at)).count();
                prop_assert_eq!(is_left, usize::from(!is_taken));
            }
            prop_assert!(pieces.windows(2).all(|two| two[0].end < two[1].start));
        }
    }
}
