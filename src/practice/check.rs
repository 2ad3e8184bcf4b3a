//! What the shape alone cannot tell: ranges, names that point at each other, rules that can be kept. Every error is one
//! line that begins with the path.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use anyhow::{Context, bail, ensure};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::file::{BlockFile, HoursFile, PlaceFile, PracticeFile, ServiceFile, TravelFile};
use super::values::ClockTime;
use crate::accounts::slug;
use crate::appointments::LENGTHS;
use crate::contact::{Email, Phone, default_country};
use crate::places::{self, KINDS, MAX_MINUTES};
use crate::schedule::recurrence::Recurrence;
use crate::settings::BRANDS;

type Result<T = ()> = anyhow::Result<T>;

const MINUTES_OF_30_DAYS: i64 = 43_200;
/// Beyond any sum a practice asks; keeps every total within 64 bits.
const MAX_SUM: i64 = 1_000_000_000_000;

impl PracticeFile {
    pub(super) fn tz(&self) -> Result<Tz> {
        self.timezone
            .parse()
            .ok()
            .with_context(|| format!("timezone: {:?} is no IANA time zone", self.timezone))
    }

    /// The file's own, else the zone's.
    pub(super) fn home_country(&self) -> Option<&str> {
        self.country
            .as_deref()
            .or_else(|| default_country(&self.timezone))
    }

    /// Called by [`PracticeFile::parse`] and again before a file is applied.
    pub(super) fn check(&self) -> Result {
        check_slug("slug", &self.slug)?;
        ensure!(
            !slug::is_reserved(&self.slug),
            "slug: {:?} is an address of the app itself",
            self.slug
        );
        text("name", &self.name, 1..=120)?;
        text("kind", &self.kind, 1..=60)?;
        text("description", &self.description, 0..=5000)?;
        text("address", &self.address, 0..=500)?;
        ensure!(
            BRANDS.iter().any(|(brand, _)| *brand == self.brand),
            "brand: {:?} is none of the colours",
            self.brand
        );
        let tz = self.tz()?;
        if let Some(country) = &self.country {
            let two = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
            ensure!(
                two,
                "country: {country:?} is no ISO 3166 code, such as \"ES\""
            );
        }
        if let Some(email) = &self.email {
            check_email("email", email)?;
        }
        if let Some(phone) = &self.phone {
            let read = Phone::parse(phone, self.home_country());
            ensure!(read.is_ok(), "phone: {phone:?} is no phone number");
        }
        text("owner.name", &self.owner.name, 1..=120)?;
        check_email("owner.email", &self.owner.email)?;
        if let Some(password) = &self.owner.password {
            ensure!(
                (1..=256).contains(&password.len()),
                "owner.password: expected 1 to 256 bytes"
            );
        }
        self.check_booking()?;
        self.check_resources()?;
        unique("services", self.services.iter().map(|s| s.slug.as_str()))?;
        for (n, service) in self.services.iter().enumerate() {
            self.check_service(&format!("services[{n}]"), service)?;
        }
        self.check_places()?;
        self.check_schedule(tz)
    }

    fn check_schedule(&self, tz: Tz) -> Result {
        for (n, hours) in self.hours.iter().enumerate() {
            check_hours(&format!("hours[{n}]"), hours)?;
            if let Some(place) = &hours.place {
                ensure!(
                    self.places.iter().any(|known| known.slug == *place),
                    "hours[{n}].place: no place {place:?} in this file"
                );
            }
        }
        let mut dates = HashSet::new();
        for (n, of_date) in self.overrides.iter().enumerate() {
            let path = format!("overrides[{n}]");
            check_date(&format!("{path}.date"), of_date.date)?;
            ensure!(
                dates.insert(of_date.date),
                "{path}.date: {} is there twice",
                of_date.date
            );
            intervals(&format!("{path}.open"), &of_date.open)?;
            text(&format!("{path}.note"), &of_date.note, 0..=500)?;
        }
        for (n, block) in self.blocks.iter().enumerate() {
            check_block(&format!("blocks[{n}]"), block, tz)?;
        }
        Ok(())
    }

    fn check_places(&self) -> Result {
        unique(
            "places",
            self.places.iter().map(|place| place.slug.as_str()),
        )?;
        for (n, place) in self.places.iter().enumerate() {
            self.check_place(&format!("places[{n}]"), place)?;
        }
        for (name, count) in [
            (
                "home",
                self.places.iter().filter(|place| place.home).count(),
            ),
            (
                "default",
                self.places.iter().filter(|place| place.default).count(),
            ),
        ] {
            ensure!(count <= 1, "places: {name} is said of {count} places");
        }
        let minutes = 0..=MAX_MINUTES;
        within(
            "travel.usual_minutes",
            self.travel.usual_minutes,
            minutes.clone(),
        )?;
        let is_own = |slug: &String| {
            let mut own = self.places.iter().filter(|place| place.kind == "own");
            own.any(|place| place.slug == *slug)
        };
        let mut pairs = HashSet::new();
        ensure!(
            !self.places.is_empty() || self.travel == TravelFile::default(),
            "travel: there are no places in this file"
        );
        for (n, way) in self.travel.ways.iter().enumerate() {
            let (a, b) = &way.between;
            let path = format!("travel.ways[{n}]");
            for slug in [a, b] {
                ensure!(
                    is_own(slug),
                    "{path}.between: no own place {slug:?} in this file"
                );
            }
            ensure!(a != b, "{path}.between: {a:?} is there twice");
            ensure!(
                pairs.insert((a.min(b), a.max(b))),
                "{path}.between: the way between {a:?} and {b:?} is there twice"
            );
            within(&format!("{path}.minutes"), way.minutes, minutes.clone())?;
        }
        Ok(())
    }

    fn check_place(&self, path: &str, place: &PlaceFile) -> Result {
        let at = |name: &str| format!("{path}.{name}");
        check_slug(&at("slug"), &place.slug)?;
        text(&at("name"), &place.name, 1..=120)?;
        one_of(&at("kind"), &place.kind, &KINDS)?;
        let is = |kind: &str| place.kind == kind;
        ensure!(
            is("own") || !place.home,
            "{path}.home: only an own place is"
        );
        let least = usize::from(is("own") && !place.home);
        text(&at("address"), &place.address, least..=300)?;
        ensure!(
            is("own") || place.address.is_empty(),
            "{path}.address: only an own place has one"
        );
        let link = place.link.as_str();
        ensure!(
            is("online") || link.is_empty(),
            "{path}.link: only an online place has one"
        );
        ensure!(
            places::link(link).is_ok_and(|same| same == link),
            "{path}.link: expected a whole address that begins with https://"
        );
        ensure!(
            is("client") || place.travel_minutes.is_none(),
            "{path}.travel_minutes: only of a place at the client's"
        );
        place.travel_minutes.map_or(Ok(()), |way| {
            within(&at("travel_minutes"), way, 0..=MAX_MINUTES)
        })?;
        let mut seen = HashSet::new();
        for slug in place.services.iter().flatten() {
            ensure!(
                self.services.iter().any(|known| known.slug == *slug),
                "{path}.services: no service {slug:?} in this file"
            );
            ensure!(
                seen.insert(slug),
                "{path}.services: {slug:?} is there twice"
            );
        }
        ensure!(
            place.services.as_ref().is_none_or(|some| !some.is_empty()),
            "{path}.services: name at least one, or null for all of them"
        );
        Ok(())
    }

    fn check_booking(&self) -> Result {
        let rules = &self.booking;
        within("booking.step_minutes", rules.step_minutes, 5..=240)?;
        within(
            "booking.notice_minutes",
            rules.notice_minutes,
            0..=MINUTES_OF_30_DAYS,
        )?;
        within("booking.horizon_days", rules.horizon_days, 1..=730)?;
        within(
            "booking.cancel_window_minutes",
            rules.cancel_window_minutes,
            0..=MINUTES_OF_30_DAYS,
        )?;
        one_of("booking.offer", &rules.offer, &["all", "tight"])?;
        rules
            .moves_limit
            .map_or(Ok(()), |limit| within("booking.moves_limit", limit, 0..=20))?;
        rules.daily_limit.map_or(Ok(()), |limit| {
            within("booking.daily_limit", limit, 1..=100)
        })
    }

    fn check_resources(&self) -> Result {
        unique("resources", self.resources.iter().map(|r| r.slug.as_str()))?;
        for (n, resource) in self.resources.iter().enumerate() {
            let path = format!("resources[{n}]");
            check_slug(&format!("{path}.slug"), &resource.slug)?;
            ensure!(
                resource.slug != super::apply::MASTER,
                "{path}.slug: \"master\" is the owner, who is always there"
            );
            text(&format!("{path}.name"), &resource.name, 1..=120)?;
            one_of(
                &format!("{path}.kind"),
                &resource.kind,
                &["room", "chair", "device", "vehicle"],
            )?;
            within(&format!("{path}.capacity"), resource.capacity, 1..=500)?;
            for (n, hours) in resource.hours.iter().enumerate() {
                check_hours(&format!("{path}.hours[{n}]"), hours)?;
                ensure!(
                    hours.place.is_none(),
                    "{path}.hours[{n}].place: only the practice's own hours name a place"
                );
            }
        }
        Ok(())
    }

    fn check_needs(&self, path: &str, service: &ServiceFile) -> Result {
        let mut seen = HashSet::new();
        for (n, wanted) in service.resources.iter().enumerate() {
            let path = format!("{path}.resources[{n}]");
            ensure!(
                wanted.slug.is_some() == wanted.any.is_empty(),
                "{path}: name either one \"slug\" or several in \"any\""
            );
            let mut units = 0;
            for slug in wanted.slugs() {
                let field = if wanted.slug.is_some() { "slug" } else { "any" };
                let known = self.resources.iter().find(|known| known.slug == slug);
                let Some(known) = known else {
                    bail!("{path}.{field}: no resource {slug:?} in this file");
                };
                ensure!(seen.insert(slug), "{path}.{field}: {slug:?} is there twice");
                units += known.capacity;
            }
            let quantity = wanted.quantity;
            ensure!(
                quantity >= 1,
                "{path}.quantity: {quantity} is less than one"
            );
            ensure!(
                quantity <= units,
                "{path}.quantity: {quantity} is more than the {units} there are"
            );
        }
        Ok(())
    }

    fn check_service(&self, path: &str, service: &ServiceFile) -> Result {
        let at = |name: &str| format!("{path}.{name}");
        check_slug(&at("slug"), &service.slug)?;
        text(&at("name"), &service.name, 1..=120)?;
        text(&at("category"), &service.category, 0..=120)?;
        text(&at("description"), &service.description, 0..=5000)?;
        text(&at("upsell"), &service.upsell, 0..=200)?;
        within(&at("duration_minutes"), service.duration_minutes, 5..=1440)?;
        within(
            &at("buffer_before_minutes"),
            service.buffer_before_minutes,
            0..=480,
        )?;
        within(
            &at("buffer_after_minutes"),
            service.buffer_after_minutes,
            0..=480,
        )?;
        within(&at("price"), service.price, 0..=MAX_SUM)?;
        within(&at("material_cost"), service.material_cost, 0..=MAX_SUM)?;
        within(&at("capacity"), service.capacity, 1..=500)?;
        one_of(&at("visibility"), &service.visibility, &["public", "link"])?;
        for (name, value, range) in [
            (
                "notice_minutes",
                service.notice_minutes,
                0..=MINUTES_OF_30_DAYS,
            ),
            ("horizon_days", service.horizon_days, 1..=730),
            (
                "cancel_window_minutes",
                service.cancel_window_minutes,
                0..=MINUTES_OF_30_DAYS,
            ),
            ("daily_limit", service.daily_limit, 1..=100),
            ("moves_limit", service.moves_limit, 0..=20),
            ("deposit_after", service.deposit_after, 0..=100),
            ("confirm_after", service.confirm_after, 0..=100),
        ] {
            value.map_or(Ok(()), |value| within(&at(name), value, range))?;
        }
        if let Some(deposit) = &service.deposit {
            one_of(
                &at("deposit.kind"),
                &deposit.kind,
                &["none", "fixed", "percent", "full"],
            )?;
            let most = match deposit.kind.as_str() {
                "fixed" => MAX_SUM,
                "percent" => 100,
                _ => 0,
            };
            within(&at("deposit.amount"), deposit.amount, 0..=most)?;
        }
        if let Some(days) = &service.days {
            ensure!(
                !days.is_empty(),
                "{path}.days: name at least one day, or null for every open day"
            );
        }
        if let Some(hours) = &service.hours {
            ensure!(
                !hours.is_empty(),
                "{path}.hours: name at least one interval, or null for all opening hours"
            );
            intervals(&at("hours"), hours)?;
        }
        self.check_needs(path, service)?;
        unique(
            &at("variants"),
            service.variants.iter().map(|v| v.slug.as_str()),
        )?;
        for (n, variant) in service.variants.iter().enumerate() {
            let path = format!("{path}.variants[{n}]");
            check_slug(&format!("{path}.slug"), &variant.slug)?;
            text(&format!("{path}.name"), &variant.name, 1..=120)?;
            within(
                &format!("{path}.duration_minutes"),
                variant.duration_minutes,
                5..=1440,
            )?;
            within(&format!("{path}.price"), variant.price, 0..=MAX_SUM)?;
        }
        unique(
            &at("addons"),
            service.addons.iter().map(|a| a.slug.as_str()),
        )?;
        for (n, addon) in service.addons.iter().enumerate() {
            let path = format!("{path}.addons[{n}]");
            check_slug(&format!("{path}.slug"), &addon.slug)?;
            text(&format!("{path}.name"), &addon.name, 1..=120)?;
            within(
                &format!("{path}.duration_minutes"),
                addon.duration_minutes,
                0..=1440,
            )?;
            within(&format!("{path}.price"), addon.price, 0..=MAX_SUM)?;
        }
        let lengths = service.variants.iter().map(|v| v.duration_minutes);
        let longest = lengths.fold(service.duration_minutes, i64::max);
        let added: i64 = service.addons.iter().map(|a| a.duration_minutes).sum();
        ensure!(
            longest + added <= *LENGTHS.end(),
            "{path}.addons: with all of them a visit would take {} minutes, more than a day",
            longest + added
        );
        Ok(())
    }
}

fn check_hours(path: &str, hours: &HoursFile) -> Result {
    ensure!(!hours.days.is_empty(), "{path}.days: name at least one day");
    interval(path, hours.from, hours.to)?;
    hours.valid_from.map_or(Ok(()), |date| {
        check_date(&format!("{path}.valid_from"), date)
    })?;
    hours.valid_until.map_or(Ok(()), |date| {
        check_date(&format!("{path}.valid_until"), date)
    })?;
    if let (Some(from), Some(until)) = (hours.valid_from, hours.valid_until) {
        ensure!(
            from <= until,
            "{path}.valid_until: must not be before valid_from"
        );
    }
    Ok(())
}

fn check_block(path: &str, block: &BlockFile, tz: Tz) -> Result {
    let (start, end) = (block.start.0.instant(tz), block.end.0.instant(tz));
    ensure!(end > start, "{path}.end: must be after the start");
    check_date(&format!("{path}.start"), start.date_naive())?;
    ensure!(
        end - start <= chrono::TimeDelta::days(731),
        "{path}.end: a block may last two years at most"
    );
    one_of(
        &format!("{path}.reason"),
        &block.reason,
        &["break", "vacation", "sick", "training", "private", "other"],
    )?;
    text(&format!("{path}.note"), &block.note, 0..=500)?;
    if let Some(rule) = &block.rrule {
        let why = match Recurrence::parse(rule) {
            Ok(_) => return Ok(()),
            Err("schedule-rrule-too-often") => "repeats more than once a day",
            Err("schedule-rrule-unsupported") => "has parts that are not kept here",
            Err(_) => "is no rule of RFC 5545, such as \"FREQ=WEEKLY;BYDAY=MO\"",
        };
        bail!("{path}.rrule: {rule:?} {why}");
    }
    Ok(())
}

/// Dates are compared as text on SQLite, which needs years of four digits.
fn check_date(path: &str, date: NaiveDate) -> Result {
    ensure!(
        (1970..=9000).contains(&date.year()),
        "{path}: the year is out of range"
    );
    Ok(())
}

fn intervals(path: &str, intervals: &[(ClockTime, ClockTime)]) -> Result {
    for (n, (from, to)) in intervals.iter().enumerate() {
        interval(&format!("{path}[{n}]"), *from, *to)?;
    }
    Ok(())
}

fn interval(path: &str, from: ClockTime, to: ClockTime) -> Result {
    ensure!(from.0 < 1440, "{path}.from: must be before 24:00");
    ensure!(from != to, "{path}.to: must differ from the beginning");
    Ok(())
}

fn check_slug(path: &str, slug: &str) -> Result {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    ensure!(
        (1..=60).contains(&slug.len())
            && slug.bytes().all(plain)
            && !slug.starts_with('-')
            && !slug.ends_with('-')
            && !slug.contains("--"),
        "{path}: {slug:?} must be small Latin letters, digits and single hyphens, 60 at most"
    );
    Ok(())
}

fn check_email(path: &str, email: &str) -> Result {
    ensure!(
        Email::parse(email).is_ok(),
        "{path}: {email:?} is no e-mail address"
    );
    Ok(())
}

fn text(path: &str, text: &str, length: RangeInclusive<usize>) -> Result {
    let (least, most) = (length.start(), length.end());
    let count = text.trim().chars().count();
    ensure!(count >= *least, "{path}: must not be empty");
    ensure!(
        text.chars().count() <= *most,
        "{path}: may be {most} characters long at most"
    );
    let lines = *most > 120;
    let odd = text
        .chars()
        .any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t')));
    ensure!(!odd, "{path}: has control characters");
    Ok(())
}

fn within(path: &str, value: i64, range: RangeInclusive<i64>) -> Result {
    ensure!(
        range.contains(&value),
        "{path}: {value} is not between {} and {}",
        range.start(),
        range.end()
    );
    Ok(())
}

fn one_of(path: &str, value: &str, known: &[&str]) -> Result {
    ensure!(
        known.contains(&value),
        "{path}: {value:?} is none of {}",
        known.join(", ")
    );
    Ok(())
}

fn unique<'a>(path: &str, slugs: impl Iterator<Item = &'a str>) -> Result {
    let mut seen = HashSet::new();
    for (n, slug) in slugs.enumerate() {
        ensure!(
            seen.insert(slug),
            "{path}[{n}].slug: {slug:?} is there twice"
        );
    }
    Ok(())
}
