use chrono::Weekday;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::TenantId;
use crate::services::{Confirmation, OwnRules};

const TZ: Tz = chrono_tz::Europe::Madrid;

fn service(n: u128, minutes: i64) -> Service {
    Service {
        tenant_id: TenantId(Uuid::nil()),
        id: ServiceId(Uuid::from_u128(n)),
        slug: format!("s{n}"),
        category: String::new(),
        name: format!("Service {n}"),
        description: String::new(),
        duration_minutes: minutes,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        price_minor: 4000,
        price_from: false,
        material_cost_minor: 0,
        deposit_kind: "none".into(),
        deposit_amount: 0,
        confirmation: Confirmation::Instant,
        capacity: 1,
        notice_minutes: None,
        horizon_days: None,
        cancel_window_minutes: None,
        own: OwnRules::default(),
        days: None,
        hours: None,
        colour: None,
        position: 0,
        visibility: "public".into(),
        is_featured: false,
        upsell: String::new(),
        is_active: true,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

fn set() -> RuleSet {
    let services = [service(1, 30), service(2, 60)];
    RuleSet {
        practice: BookingRules {
            notice_minutes: 0,
            horizon_days: 730,
            ..BookingRules::default()
        },
        money: Money::default(),
        services: services.into_iter().map(|one| (one.id, one)).collect(),
    }
}

/// Ten days in May, ten to six.
fn world() -> World {
    let weekly = |weekday| WeeklyHours {
        weekday,
        from_minute: 600,
        to_minute: 1080,
        valid_from: None,
        valid_until: None,
    };
    let week = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];
    World {
        tz: TZ,
        hours: week.into_iter().map(weekly).collect(),
        overrides: Vec::new(),
        blocks: Vec::new(),
        from: "2026-05-04".parse().unwrap(),
        until: "2026-05-14".parse().unwrap(),
    }
}

/// A visit on the `day`th day, `quarter` quarters after ten, booked `lead` minutes before.
fn visit(n: u128, day: u64, quarter: i64, lead: i64, long: bool, fate: u8) -> Past {
    let date = world().from + chrono::Days::new(day);
    let start = local::resolve(TZ, local::at_minute(date, 600 + quarter * 15));
    let (id, minutes) = match long {
        true => (2, 60),
        false => (1, 30),
    };
    let end = start + TimeDelta::minutes(minutes);
    let booked_at = start - TimeDelta::minutes(lead);
    let cancelled = (fate == 1).then(|| start - TimeDelta::minutes(lead / 2));
    Past {
        id: AppointmentId(Uuid::from_u128(n)),
        items: vec![(ServiceId(Uuid::from_u128(id)), 4000)],
        starts_at: start,
        ends_at: end,
        busy: Span::new(start, end),
        booked_at,
        gone_at: cancelled,
        cancelled_at: cancelled,
        is_no_show: fate == 2,
        took_place: fate == 0,
        price_minor: 4000,
        by_client: true,
        is_moved: false,
    }
}

fn visits() -> impl Strategy<Value = Vec<Past>> {
    let one = (0_u64..10, 0_i64..28, 1_i64..60_000, any::<bool>(), 0_u8..3);
    prop::collection::vec(one, 0..40).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(n, (day, quarter, lead, long, fate))| {
                visit(n as u128, day, quarter, lead, long, fate)
            })
            .collect()
    })
}

fn ids(outcome: &Outcome) -> BTreeSet<usize> {
    outcome
        .refused
        .iter()
        .map(|refused| refused.index)
        .collect()
}

/// Those that could be judged under the present rules.
fn judged(visits: &[Past], present: &RuleSet) -> BTreeSet<usize> {
    let (world, none) = (world(), BTreeSet::new());
    let days = Days::of(&world, visits);
    (0..visits.len())
        .filter(|index| {
            Moment::new(&world, visits, &days, *index, present, present, &none)
                .judge()
                .is_ok()
        })
        .collect()
}

proptest! {
    #[test]
    fn the_rules_that_hold_refuse_nothing_and_change_nothing(visits in visits()) {
        let set = set();
        let outcome = replay(&world(), &visits, &set, &set);
        prop_assert!(outcome.refused.is_empty());
        prop_assert_eq!(outcome.now, outcome.then);
        prop_assert_eq!(outcome.judged + outcome.unclear, visits.len());
    }

    #[test]
    fn a_longer_notice_refuses_exactly_what_was_booked_later(visits in visits(), notice in 0_i64..20_000) {
        let present = set();
        let mut changed = present.clone();
        changed.practice.notice_minutes = notice;
        let outcome = replay(&world(), &visits, &present, &changed);
        let late: BTreeSet<usize> = judged(&visits, &present)
            .into_iter()
            .filter(|index| visits[*index].starts_at - visits[*index].booked_at < TimeDelta::minutes(notice))
            .collect();
        prop_assert_eq!(ids(&outcome), late);
        prop_assert!(outcome.refused.iter().all(|refused| refused.why == Refusal::Notice));
    }

    #[test]
    fn a_nearer_horizon_refuses_exactly_what_was_booked_earlier(visits in visits(), horizon in 1_i64..60) {
        let present = set();
        let mut changed = present.clone();
        changed.practice.horizon_days = horizon;
        let outcome = replay(&world(), &visits, &present, &changed);
        let ahead = |visit: &Past| {
            (local::date_at(TZ, visit.starts_at) - local::date_at(TZ, visit.booked_at)).num_days()
        };
        let early: BTreeSet<usize> =
            judged(&visits, &present).into_iter().filter(|index| ahead(&visits[*index]) > horizon).collect();
        prop_assert_eq!(ids(&outcome), early);
    }

    #[test]
    fn a_limit_of_the_day_is_kept_by_whatever_is_left(visits in visits(), limit in 1_i64..6) {
        let present = set();
        let mut changed = present.clone();
        changed.practice.daily_limit = Some(limit);
        let outcome = replay(&world(), &visits, &present, &changed);
        let gone = ids(&outcome);
        for index in judged(&visits, &present) {
            let visit = &visits[index];
            let day = local::date_at(TZ, visit.starts_at);
            let before = (0..visits.len()).filter(|other| {
                let other_visit = &visits[*other];
                !gone.contains(other)
                    && local::date_at(TZ, other_visit.starts_at) == day
                    && (other_visit.booked_at, other_visit.id) < (visit.booked_at, visit.id)
                    && other_visit.gone_at.is_none_or(|at| at > visit.booked_at)
            });
            let is_full = before.count() as i64 >= limit;
            prop_assert_eq!(gone.contains(&index), is_full);
        }
    }

    #[test]
    fn less_is_never_more(visits in visits(), notice in 0_i64..20_000, window in 0_i64..20_000) {
        let present = set();
        let mut changed = present.clone();
        changed.practice.notice_minutes = notice;
        changed.practice.cancel_window_minutes = window;
        let outcome = replay(&world(), &visits, &present, &changed);
        for side in [outcome.now, outcome.then] {
            prop_assert!((0..=side.free_minutes).contains(&side.unusable_minutes));
            prop_assert!(side.free_minutes <= 10 * 480);
        }
        // Whoever is not there leaves time free, brings nothing, and neither cancels nor stays away.
        prop_assert!(outcome.then.free_minutes >= outcome.now.free_minutes);
        prop_assert!(outcome.then.income_minor <= outcome.now.income_minor);
        prop_assert!(outcome.then.no_shows <= outcome.now.no_shows);
        for refused in &outcome.refused {
            let visit = &visits[refused.index];
            prop_assert!(visit.by_client && !visit.is_moved);
            prop_assert!(refused.instead.is_none_or(|at| at != visit.starts_at));
        }
    }

    #[test]
    fn what_the_practice_booked_or_was_moved_is_left_alone(visits in visits(), own in any::<bool>()) {
        let left: Vec<Past> = visits
            .into_iter()
            .map(|visit| Past { by_client: own, is_moved: own, ..visit })
            .collect();
        let present = set();
        let mut changed = present.clone();
        changed.practice.notice_minutes = 43_200;
        let outcome = replay(&world(), &left, &present, &changed);
        prop_assert!(outcome.refused.is_empty());
        prop_assert_eq!(outcome.judged, 0);
        prop_assert_eq!(outcome.by_practice + outcome.moved, left.len());
    }
}

#[test]
fn a_longer_buffer_refuses_the_neighbour_and_offers_the_next_time() {
    let visits = [visit(1, 0, 0, 9000, true, 0), visit(2, 0, 4, 6000, true, 0)];
    let present = set();
    let mut changed = present.clone();
    for service in changed.services.values_mut() {
        service.buffer_after_minutes = 20;
    }
    let outcome = replay(&world(), &visits, &present, &changed);
    assert_eq!(outcome.refused.len(), 1);
    let refused = outcome.refused[0];
    assert_eq!((refused.index, refused.why), (1, Refusal::Taken));
    // Eleven is too close to ten to eleven and twenty minutes: half past is the next on the grid.
    let instead = local::reading_at(TZ, refused.instead.unwrap());
    assert_eq!(instead.to_string(), "2026-05-04 11:30:00");
}

#[test]
fn a_late_cancellation_costs_the_deposit_that_the_rule_asks_for() {
    // Cancelled 100 minutes before, and one who never came.
    let visits = [visit(1, 0, 0, 200, true, 1), visit(2, 1, 0, 9000, true, 2)];
    let present = set();
    let mut changed = present.clone();
    changed.practice.cancel_window_minutes = 120;
    for service in changed.services.values_mut() {
        service.deposit_kind = "percent".into();
        service.deposit_amount = 50;
    }
    let outcome = replay(&world(), &visits, &present, &changed);
    assert!(outcome.refused.is_empty());
    assert_eq!((outcome.now.deposits, outcome.now.kept_minor), (0, 0));
    assert_eq!((outcome.then.late, outcome.then.no_shows), (1, 1));
    assert_eq!(
        (outcome.then.deposits, outcome.then.deposits_minor),
        (2, 4000)
    );
    assert_eq!(outcome.then.kept_minor, 4000);
    changed.practice.cancel_window_minutes = 60;
    changed.money.is_kept_no_show = false;
    let outcome = replay(&world(), &visits, &present, &changed);
    assert_eq!((outcome.then.late, outcome.then.kept_minor), (0, 0));
}

#[test]
fn a_gap_shorter_than_the_shortest_service_is_of_no_use() {
    // Ten to half past, and a quarter to eleven to the hour after: a quarter in between.
    let visits = [
        visit(1, 0, 0, 9000, false, 0),
        visit(2, 0, 3, 9000, false, 0),
    ];
    let mut world = world();
    world.until = "2026-05-05".parse().unwrap();
    let outcome = replay(&world, &visits, &set(), &set());
    assert_eq!(outcome.now.free_minutes, 480 - 60);
    assert_eq!(outcome.now.unusable_minutes, 15);
}
