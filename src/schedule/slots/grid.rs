//! The starts that a window offers before anyone asks whether they are free.

use super::diary::Diary;
use super::opening::{Grid, Window};
use super::{Input, Offer};

/// Starts in order, from `earliest` on, whose visit ends by the window's end. In seconds since 1970.
pub(super) fn starts(window: &Window, input: &Input, diary: &Diary, earliest: i64) -> Vec<i64> {
    let step = i64::from(input.rules.step_minutes.max(1)) * 60;
    let first = window.opens.max(earliest);
    let last = window.closes - diary.duration;
    let mut starts = Vec::new();
    if last < first {
        return starts;
    }
    for grid in &window.grids {
        match window.steady_offset() {
            Some(offset) => on_steady_clock(
                grid,
                step,
                first + offset,
                last + offset,
                offset,
                &mut starts,
            ),
            None => on_changing_clock(window, grid, step, first, last, &mut starts),
        }
    }
    if input.rules.offer == Offer::Tight {
        starts.extend(touching(window, diary, first, last));
    }
    if window.grids.len() > 1 || input.rules.offer == Offer::Tight {
        starts.sort_unstable();
        starts.dedup();
    }
    starts
}

fn on_steady_clock(
    grid: &Grid,
    step: i64,
    first: i64,
    last: i64,
    offset: i64,
    starts: &mut Vec<i64>,
) {
    let from = grid.from.max(first);
    let skipped = (from - grid.anchor + step - 1).div_euclid(step);
    let to = grid.to.min(last + 1);
    let mut clock = grid.anchor + skipped * step;
    while clock < to {
        starts.push(clock - offset);
        clock += step;
    }
}

/// Each reading is looked up: those the clock skips are no starts, those it shows twice are one, at their first showing.
fn on_changing_clock(
    window: &Window,
    grid: &Grid,
    step: i64,
    first: i64,
    last: i64,
    starts: &mut Vec<i64>,
) {
    let skipped = (grid.from - grid.anchor + step - 1).div_euclid(step);
    let mut clock = grid.anchor + skipped * step;
    while clock < grid.to {
        starts.extend(
            window
                .first_showing(clock)
                .filter(|start| first <= *start && *start <= last),
        );
        clock += step;
    }
}

/// Starts that leave no hole: right after something taken, or ending right before it. Whole minutes.
fn touching(window: &Window, diary: &Diary, first: i64, last: i64) -> impl Iterator<Item = i64> {
    let reach = diary.duration + diary.before + diary.after + 60;
    diary
        .edges(first - reach, last + reach)
        .flat_map(|(start, end)| [start - diary.after - diary.duration, end + diary.before])
        .zip([false, true].into_iter().cycle())
        .map(|(start, later)| {
            if later {
                start + (-start).rem_euclid(60)
            } else {
                start - start.rem_euclid(60)
            }
        })
        .filter(move |start| first <= *start && *start <= last)
        .filter(|start| {
            window.steady_offset().is_some()
                || window.first_showing(window.clock_at(*start)) == Some(*start)
        })
}
