//! What the lists of a service's form offer.

use super::Service;
use super::form::ServiceForm;
use crate::app::App;
use crate::error::Result;
use crate::i18n::Locale;
use crate::payments::Rules;
use crate::settings::BRANDS;
use crate::settings::options::{self, Options};
use crate::web::{Errors, Page};

/// What the form's lists offer.
pub(super) struct Choices {
    pub categories: Vec<String>,
    pub currency: &'static str,
    pub notice: Options,
    pub horizon: Options,
    pub cancel_window: Options,
    pub weekdays: Vec<(String, String)>,
    /// In the calendar: the palette of the public page, of which the first is none.
    pub colours: Vec<(&'static str, String)>,
    pub kept_late: Options,
    pub kept_no_show: Options,
    /// Each with what holds where the field is empty.
    pub moves_hint: String,
    pub deposit_after_hint: String,
    pub confirm_after_hint: String,
    /// Opened when something in it is set or wrong.
    pub more_open: bool,
}

impl Choices {
    pub async fn load(app: &App, page: &Page, form: &ServiceForm, errors: &Errors) -> Result<Self> {
        let (locale, rules) = (page.locale, &page.tenant.rules);
        let own = |length: String| {
            vec![(
                String::new(),
                page.t1("services-as-practice", "length", length),
            )]
        };
        let at_once = page.t("settings-notice-none");
        let until_start = page.t("settings-cancel-any");
        let of_practice = |minutes: i64, zero: &str| match minutes {
            0 => zero.to_lowercase(),
            _ => options::length(locale, minutes),
        };
        let mut notice = own(of_practice(rules.notice_minutes, &at_once));
        notice.extend(options::minutes(
            locale,
            options::NOTICE,
            &form.notice,
            &at_once,
        ));
        let mut horizon = own(page.t1("days", "n", rules.horizon_days));
        horizon.extend(options::days(locale, options::HORIZON, &form.horizon));
        let mut cancel_window = own(of_practice(rules.cancel_window_minutes, &until_start));
        cancel_window.extend(options::minutes(
            locale,
            options::CANCEL_WINDOW,
            &form.cancel_window,
            &until_start,
        ));
        let money = Rules::of(&app.db, page.tenant.id).await?;
        let wide = |key: &str, text: String| format!("{} {}", page.t(key), as_practice(page, text));
        let moves = match rules.moves_limit {
            None => page.t("policy-moves-any"),
            Some(0) => page.t("policy-moves-none"),
            Some(n) => page.t1("policy-moves", "n", n),
        };
        Ok(Self {
            kept_late: kept(page, money.is_kept_late),
            kept_no_show: kept(page, money.is_kept_no_show),
            moves_hint: wide("policy-field-moves-own", moves),
            deposit_after_hint: wide(
                "policy-field-deposit-after-hint",
                money.risk_visits.to_string(),
            ),
            confirm_after_hint: wide(
                "policy-field-confirm-after-hint",
                money.confirm_visits.to_string(),
            ),
            categories: Service::categories(&app.db, page.tenant.id).await?,
            currency: page
                .tenant
                .currency
                .symbol()
                .unwrap_or(page.tenant.currency.code()),
            notice,
            horizon,
            cancel_window,
            weekdays: weekdays(locale),
            colours: BRANDS
                .iter()
                .map(|(colour, name)| named(page, colour, name))
                .collect(),
            more_open: form.has_more() || errors.iter().any(|(field, _)| !BASICS.contains(&field)),
        })
    }
}

fn named(page: &Page, colour: &'static str, name: &str) -> (&'static str, String) {
    match colour {
        "" => ("none", page.t("services-colour-none")),
        _ => (colour, page.t(name)),
    }
}

/// "As in the practice: 2."
fn as_practice(page: &Page, value: String) -> String {
    page.t1(
        "policy-as-practice",
        "value",
        format!("{}.", value.trim_end_matches('.')),
    )
}

/// What becomes of a deposit; empty: as the practice does.
fn kept(page: &Page, practice: bool) -> Options {
    let word = |is_kept| match is_kept {
        true => page.t("policy-kept"),
        false => page.t("policy-back"),
    };
    vec![
        (
            String::new(),
            page.t1("policy-as-practice", "value", word(practice).to_lowercase()),
        ),
        ("true".to_owned(), word(true)),
        ("false".to_owned(), word(false)),
    ]
}

/// Fields that stand before the fold.
const BASICS: [&str; 5] = ["name", "category", "duration", "price", "description"];

/// Monday is "0".
pub fn weekdays(locale: Locale) -> Vec<(String, String)> {
    (0..7u8)
        .filter_map(|day| Some((day, chrono::Weekday::try_from(day).ok()?)))
        .map(|(day, weekday)| {
            let name = crate::i18n::sentence(locale.weekday_long(weekday));
            (day.to_string(), name)
        })
        .collect()
}
