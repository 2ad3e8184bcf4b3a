//! What overlaps stands side by side.

use super::minutes::Interval;

/// The stylesheet knows no more columns than these; what is beyond shares the last one.
const MOST: usize = 6;

/// For each interval (sorted by start): its lane, from 1, and how many lanes its group has.
pub fn lanes(intervals: &[Interval]) -> Vec<(usize, usize)> {
    let mut placed = vec![(1, 1); intervals.len()];
    let mut group = 0;
    let mut ends: Vec<i64> = Vec::new();
    for (i, &(from, to)) in intervals.iter().enumerate() {
        if ends.iter().all(|end| *end <= from) {
            close(&mut placed[group..i], ends.len());
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
        placed[i].0 = lane + 1;
    }
    close(&mut placed[group..], ends.len());
    placed
}

fn close(group: &mut [(usize, usize)], count: usize) {
    for (_, lanes) in group {
        *lanes = count.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_share_the_width_and_neighbours_do_not() {
        assert_eq!(lanes(&[(0, 60), (60, 90)]), [(1, 1), (1, 1)]);
        assert_eq!(
            lanes(&[(0, 90), (60, 120), (90, 150), (200, 210)]),
            [(1, 2), (2, 2), (1, 2), (1, 1)]
        );
        assert_eq!(lanes(&[]), []);
        let crowd = lanes(&[(0, 60); 9]);
        assert!(crowd.iter().all(|(lane, of)| *lane <= 6 && *of == 6));
    }
}
