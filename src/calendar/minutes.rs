//! Arithmetic on intervals of a day's minutes, half-open.

/// From and to, in minutes after local midnight.
pub type Interval = (i64, i64);

pub const DAY: i64 = 1440;

/// Sorted, with what touches or overlaps made one; empty ones dropped.
pub fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|(from, to)| from < to);
    intervals.sort_unstable();
    let mut joined: Vec<Interval> = Vec::with_capacity(intervals.len());
    for (from, to) in intervals {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What of `from` is not in `taken`; both are unions.
pub fn subtract(from: &[Interval], taken: &[Interval]) -> Vec<Interval> {
    let mut left = Vec::new();
    for &(mut start, end) in from {
        for &(a, b) in taken {
            if b <= start || end <= a {
                continue;
            }
            if start < a {
                left.push((start, a));
            }
            start = b;
        }
        if start < end {
            left.push((start, end));
        }
    }
    left
}

/// The part of an interval that lies within another.
pub fn clip(interval: Interval, within: Interval) -> Option<Interval> {
    let clipped = (interval.0.max(within.0), interval.1.min(within.1));
    (clipped.0 < clipped.1).then_some(clipped)
}

pub fn total(intervals: &[Interval]) -> i64 {
    intervals.iter().map(|(from, to)| to - from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_is_one_and_what_is_taken_is_gone() {
        assert_eq!(
            union(vec![(5, 9), (0, 5), (20, 20), (30, 40), (8, 12)]),
            [(0, 12), (30, 40)]
        );
        assert_eq!(
            subtract(&[(0, 100)], &[(0, 10), (20, 30), (90, 120)]),
            [(10, 20), (30, 90)]
        );
        assert_eq!(subtract(&[(0, 10), (20, 30)], &[]), [(0, 10), (20, 30)]);
        assert_eq!(clip((0, 50), (40, 90)), Some((40, 50)));
        assert_eq!(clip((0, 40), (40, 90)), None);
        assert_eq!(total(&[(0, 10), (20, 25)]), 15);
    }
}
