//! What overlaps stands side by side.

use super::minutes::Interval;

/// The stylesheet knows no more columns than these; what is beyond shares the last one.
const MOST: usize = 6;

/// Where an interval stands among those that it overlaps, and those that they overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// From 1.
    pub lane: usize,
    /// Of the whole group.
    pub lanes: usize,
    /// How many lanes it takes: those to its right that nobody needs meanwhile are its own.
    pub span: usize,
}

impl Default for Lane {
    fn default() -> Self {
        Self {
            lane: 1,
            lanes: 1,
            span: 1,
        }
    }
}

/// For each interval, sorted by start.
pub fn lanes(intervals: &[Interval]) -> Vec<Lane> {
    let mut placed = vec![Lane::default(); intervals.len()];
    let mut group = 0;
    let mut ends: Vec<i64> = Vec::new();
    for (i, &(from, to)) in intervals.iter().enumerate() {
        if ends.iter().all(|end| *end <= from) {
            close(&mut placed[group..i], &intervals[group..i], ends.len());
            group = i;
            ends.clear();
        }
        let lane = match ends.iter().position(|end| *end <= from) {
            Some(free) => free,
            None if ends.len() < MOST => {
                ends.push(0);
                ends.len() - 1
            }
            None => MOST - 1,
        };
        ends[lane] = ends[lane].max(to);
        placed[i].lane = lane + 1;
    }
    close(&mut placed[group..], &intervals[group..], ends.len());
    placed
}

fn close(group: &mut [Lane], intervals: &[Interval], count: usize) {
    let lanes: Vec<usize> = group.iter().map(|place| place.lane).collect();
    for (place, (from, to)) in group.iter_mut().zip(intervals) {
        let meanwhile = intervals.iter().zip(&lanes);
        let meanwhile = meanwhile.filter(|((start, end), _)| start < to && from < end);
        let right = meanwhile
            .map(|(_, lane)| *lane)
            .filter(|lane| *lane > place.lane);
        place.lanes = count.max(1);
        place.span = right.min().unwrap_or(place.lanes + 1) - place.lane;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lane, lanes and span of each.
    fn placed(intervals: &[Interval]) -> Vec<(usize, usize, usize)> {
        let all = lanes(intervals).into_iter();
        all.map(|place| (place.lane, place.lanes, place.span))
            .collect()
    }

    #[test]
    fn overlaps_share_the_width_and_neighbours_do_not() {
        assert_eq!(placed(&[(0, 60), (60, 90)]), [(1, 1, 1), (1, 1, 1)]);
        assert_eq!(
            placed(&[(0, 90), (60, 120), (90, 150), (200, 210)]),
            [(1, 2, 1), (2, 2, 1), (1, 2, 1), (1, 1, 1)]
        );
        assert_eq!(placed(&[]), []);
        let crowd = lanes(&[(0, 60); 9]);
        assert!(
            crowd
                .iter()
                .all(|place| place.lane <= 6 && place.lanes == 6)
        );
    }

    #[test]
    fn what_nobody_needs_to_the_right_is_taken() {
        // Three at once in the morning, and two that only the long one ties to them.
        let day = [(0, 300), (0, 60), (0, 60), (100, 160), (160, 200)];
        assert_eq!(
            placed(&day),
            [(1, 3, 1), (2, 3, 1), (3, 3, 1), (2, 3, 2), (2, 3, 2)]
        );
    }
}
