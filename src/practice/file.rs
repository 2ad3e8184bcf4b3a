//! The practice file's names and shape. What is left out has the default stated here.

use anyhow::anyhow;
use chrono::NaiveDate;
use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use super::values::{ClockTime, Day, When};
use crate::i18n::Locale;
use crate::money::Currency;
use crate::services::Confirmation;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeFile {
    /// The address of the public page.
    pub slug: String,
    pub name: String,
    /// The trade: a preset's name or free text.
    #[serde(default = "other")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The public page's colour, one of [`crate::settings::BRANDS`]; left out: gold. The logo is a picture, and not in here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub brand: String,
    /// IANA name, such as "Europe/Madrid".
    pub timezone: String,
    #[serde(default)]
    pub locale: Locale,
    pub currency: Currency,
    /// ISO 3166 code; left out: the zone's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    pub owner: OwnerFile,
    /// Where visits are held; none: at the practice's own address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceFile>,
    #[serde(default, skip_serializing_if = "TravelFile::is_none")]
    pub travel: TravelFile,
    #[serde(default)]
    pub hours: Vec<HoursFile>,
    #[serde(default)]
    pub overrides: Vec<OverrideFile>,
    #[serde(default)]
    pub blocks: Vec<BlockFile>,
    /// Besides the master, who is always there.
    #[serde(default)]
    pub resources: Vec<ResourceFile>,
    #[serde(default)]
    pub booking: BookingFile,
    #[serde(default)]
    pub services: Vec<ServiceFile>,
}

/// Who signs in as owner. Someone who has an account already keeps name and password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnerFile {
    pub name: String,
    pub email: String,
    /// Needed for a new account only; never exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// Weekly opening hours; `to` not after `from` crosses midnight and belongs to the day it starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursFile {
    pub days: Vec<Day>,
    pub from: ClockTime,
    pub to: ClockTime,
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// Inclusive.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// The slug of the place that they are for; none: any. Of the practice's own hours only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceFile {
    pub slug: String,
    pub name: String,
    /// own, client or online
    pub kind: String,
    /// Of an own one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Of an online one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// To and from a client's; none: the usual way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_minutes: Option<i64>,
    /// Slugs of what is held there; none: every service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<String>>,
    /// The practice's own address; without an address of its own, that of the practice.
    #[serde(default, skip_serializing_if = "is_false")]
    pub home: bool,
    /// Taken where nobody says another one. Without any, the home is, or else the first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub default: bool,
}

/// How long the way between two places takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TravelFile {
    /// Between two for which nothing else is said.
    pub usual_minutes: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<WayFile>,
}

/// The same in both directions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayFile {
    /// Slugs of two own places.
    pub between: (String, String),
    pub minutes: i64,
}

impl TravelFile {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// In one spelling.
    pub fn sorted(mut self) -> Self {
        for way in &mut self.ways {
            if way.between.1 < way.between.0 {
                way.between = (way.between.1.clone(), way.between.0.clone());
            }
        }
        self.ways.sort_by(|a, b| a.between.cmp(&b.between));
        self
    }
}

/// The hours of one date instead of the weekly ones; none: closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideFile {
    pub date: NaiveDate,
    pub open: Vec<(ClockTime, ClockTime)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockFile {
    pub start: When,
    pub end: When,
    #[serde(default = "other")]
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceFile {
    pub slug: String,
    pub name: String,
    /// room, chair, device or vehicle
    pub kind: String,
    /// How many visits it serves at a time.
    #[serde(default = "one")]
    pub capacity: i64,
    /// Of its own; none: always open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<HoursFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BookingFile {
    pub step_minutes: i64,
    pub notice_minutes: i64,
    pub horizon_days: i64,
    /// all or tight
    pub offer: String,
    pub daily_limit: Option<i64>,
    pub cancel_window_minutes: i64,
    /// Moves of a visit by link; none: as many as clients like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moves_limit: Option<i64>,
}

impl Default for BookingFile {
    fn default() -> Self {
        let rules = crate::accounts::BookingRules::default();
        Self {
            step_minutes: rules.step_minutes,
            notice_minutes: rules.notice_minutes,
            horizon_days: rules.horizon_days,
            offer: rules.offer,
            daily_limit: rules.daily_limit,
            cancel_window_minutes: rules.cancel_window_minutes,
            moves_limit: rules.moves_limit,
        }
    }
}

/// Sums are minor units of the practice's currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceFile {
    pub slug: String,
    pub name: String,
    #[serde(default)]
    pub category: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub duration_minutes: i64,
    #[serde(default)]
    pub buffer_before_minutes: i64,
    #[serde(default)]
    pub buffer_after_minutes: i64,
    pub price: i64,
    /// The price is the least it may cost.
    #[serde(default, skip_serializing_if = "is_false")]
    pub price_from: bool,
    #[serde(default)]
    pub material_cost: i64,
    #[serde(default)]
    pub deposit: Option<DepositFile>,
    #[serde(default = "instant")]
    pub confirmation: Confirmation,
    #[serde(default = "one")]
    pub capacity: i64,
    #[serde(default)]
    pub resources: Vec<ServiceResourceFile>,
    /// None: the practice's rule, here and below.
    #[serde(default)]
    pub notice_minutes: Option<i64>,
    #[serde(default)]
    pub horizon_days: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_window_minutes: Option<i64>,
    /// Visits of it a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_limit: Option<i64>,
    /// Moves of a visit by link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves_limit: Option<i64>,
    /// Whether a deposit stays after a late cancellation, and after nobody came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_late: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_no_show: Option<bool>,
    /// Missed visits from which on a deposit is asked for, or the practice answers first; 0: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit_after: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_after: Option<i64>,
    /// None: every open day.
    #[serde(default)]
    pub days: Option<Vec<Day>>,
    /// None: all opening hours.
    #[serde(default)]
    pub hours: Option<Vec<(ClockTime, ClockTime)>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// public, or link: only who has the link finds it
    #[serde(default = "public", skip_serializing_if = "is_public")]
    pub visibility: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub featured: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub upsell: String,
    #[serde(default)]
    pub variants: Vec<VariantFile>,
    #[serde(default)]
    pub addons: Vec<AddonFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositFile {
    /// none, fixed, percent or full
    pub kind: String,
    /// Minor units when fixed, whole percent when percent.
    #[serde(default)]
    pub amount: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceResourceFile {
    /// The one it needs; left out where `any` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Those it may have instead of each other, the preferred first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<String>,
    /// Units out of all of them together.
    #[serde(default = "one")]
    pub quantity: i64,
}

impl ServiceResourceFile {
    /// In one spelling, however many there are.
    pub fn new(mut slugs: Vec<String>, quantity: i64) -> Self {
        let slug = if slugs.len() == 1 { slugs.pop() } else { None };
        Self {
            slug,
            any: slugs,
            quantity,
        }
    }

    pub fn slugs(&self) -> Vec<&str> {
        let all = self.slug.iter().chain(&self.any);
        all.map(String::as_str).collect()
    }

    /// "chair", "chair or sofa".
    pub fn text(&self) -> String {
        self.slugs().join(" or ")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantFile {
    pub slug: String,
    pub name: String,
    pub duration_minutes: i64,
    pub price: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddonFile {
    pub slug: String,
    pub name: String,
    pub duration_minutes: i64,
    pub price: i64,
}

impl PracticeFile {
    /// Reads JSON, or TOML when the text is no JSON object. The error is one line that begins with the path of what is
    /// wrong.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let file: Self = if text.trim_start().starts_with('{') {
            let mut json = serde_json::Deserializer::from_str(text);
            let file = serde_path_to_error::deserialize(&mut json).map_err(path_line)?;
            json.end()
                .map_err(|error| anyhow!("after the end of the file: {error}"))?;
            file
        } else {
            let table: toml::Table = toml::from_str(text)
                .map_err(|error| anyhow!("neither JSON nor TOML: {}", one_line(error.message())))?;
            let json = json_of(toml::Value::Table(table));
            serde_path_to_error::deserialize(json.into_deserializer()).map_err(path_line)?
        };
        file.check()?;
        Ok(file)
    }

    /// As `serde_json` holds it, for tests and other programs.
    pub fn from_json(json: serde_json::Value) -> anyhow::Result<Self> {
        Self::parse(&json.to_string())
    }

    /// Indented JSON with a line end.
    pub fn to_text(&self) -> anyhow::Result<String> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

fn path_line(error: serde_path_to_error::Error<serde_json::Error>) -> anyhow::Error {
    let path = error.path().to_string();
    let why = one_line(&error.inner().to_string());
    if path == "." || path == "?" {
        anyhow!("{why}")
    } else {
        anyhow!("{path}: {why}")
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// TOML's own dates and times become text, as JSON has them.
fn json_of(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(when) => toml_time(&when).into(),
        toml::Value::Array(items) => items.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(name, value)| (name, json_of(value)))
            .collect(),
    }
}

/// A bare time of day "10:00:00" is written "10:00" here.
fn toml_time(when: &toml::value::Datetime) -> String {
    let text = when.to_string();
    if when.date.is_none()
        && let Some(short) = text.strip_suffix(":00").filter(|short| short.len() == 5)
    {
        return short.to_owned();
    }
    text
}

fn other() -> String {
    "other".into()
}

fn one() -> i64 {
    1
}

fn instant() -> Confirmation {
    Confirmation::Instant
}

fn public() -> String {
    "public".into()
}

fn is_public(visibility: &str) -> bool {
    visibility == "public"
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(flag: &bool) -> bool {
    !flag
}
