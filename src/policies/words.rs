//! Rules as people read them: to the practice each with whose it is, to a client only what touches them.

use super::terms::{ByHand, Level, Ruled, Terms};
use crate::i18n::{Locale, key};
use crate::settings::options::length;

/// A rule in words, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// "The practice's rule", "Rule of Brow lamination", "Agreed with this client".
    pub why: String,
    pub is_of_client: bool,
}

impl Terms {
    /// All that holds, for whoever runs the practice.
    pub fn lines(&self, locale: Locale) -> Vec<Line> {
        let mut lines = self.booking_lines(locale);
        lines.extend(self.change_lines(locale));
        lines.extend(self.miss_lines(locale));
        lines
    }

    /// How early, how late, how many a day.
    fn booking_lines(&self, locale: Locale) -> Vec<Line> {
        let notice = match self.notice.value {
            0 => locale.t("policy-notice-none"),
            minutes => locale.t1("policy-notice", "time", length(locale, minutes)),
        };
        let horizon = locale.t1("policy-horizon", "n", self.horizon.value);
        let mut lines = vec![
            line(locale, &self.notice, notice),
            line(locale, &self.horizon, horizon),
        ];
        for (at, is_wider) in [self.is_notice_wider, self.is_horizon_wider]
            .into_iter()
            .enumerate()
        {
            if is_wider {
                lines[at].why = locale.t("policy-of-client-link");
            }
        }
        for limit in &self.daily {
            let key = match limit.level {
                Level::Practice => "policy-daily-practice",
                Level::Service(_) => "policy-daily-service",
                Level::Client => "policy-daily-client",
            };
            lines.push(line(locale, limit, locale.t1(key, "n", limit.value)));
        }
        lines
    }

    /// What a client may change by themselves, and what a late change costs.
    pub fn change_lines(&self, locale: Locale) -> Vec<Line> {
        let window = match self.window.value {
            0 => locale.t("policy-window-none"),
            minutes => locale.t1("policy-window", "time", length(locale, minutes)),
        };
        let moves = match self.moves.value {
            None => locale.t("policy-moves-any"),
            Some(0) => locale.t("policy-moves-none"),
            Some(n) => locale.t1("policy-moves", "n", n),
        };
        let late = locale.t(match self.kept_late.value {
            true => "policy-late-kept",
            false => "policy-late-back",
        });
        let no_show = locale.t(match self.kept_no_show.value {
            true => "policy-no-show-kept",
            false => "policy-no-show-back",
        });
        let mut lines = vec![line(locale, &self.window, window)];
        if self.window.value > 0 {
            lines.push(line(locale, &self.kept_late, late));
        }
        lines.push(line(locale, &self.kept_no_show, no_show));
        lines.push(line(locale, &self.moves, moves));
        lines
    }

    /// What follows from visits that were missed.
    fn miss_lines(&self, locale: Locale) -> Vec<Line> {
        let by_hand = match self.by_hand.value {
            ByHand::Never => locale.t("policy-hand-never"),
            ByHand::Always => locale.t("policy-hand-always"),
            ByHand::After(n) => locale.t1("policy-hand-after", "n", n),
        };
        let deposit = match (self.deposit_rule.as_str(), self.deposit_after.value) {
            ("always", _) => Some(locale.t("policy-deposit-always")),
            ("never", _) => Some(locale.t("policy-deposit-never")),
            (_, 0) => None,
            (_, n) => Some(locale.t1("policy-deposit-after", "n", n)),
        };
        let mut lines = vec![line(locale, &self.by_hand, by_hand)];
        if let Some(text) = deposit {
            let level = match self.deposit_rule.as_str() {
                "service" => self.deposit_after.level.clone(),
                _ => Level::Client,
            };
            let rule = Ruled { value: (), level };
            lines.push(line(locale, &rule, text));
        }
        lines
    }

    /// What somebody should know before they book, besides until when they may cancel: what becomes of a deposit, where one
    /// is asked for, how often they may move the visit, what follows from not coming.
    pub fn before_booking(&self, locale: Locale, has_deposit: bool) -> Vec<String> {
        let mut said = Vec::new();
        if has_deposit {
            said.push(locale.t(self.deposit_key()));
        }
        said.extend(self.moves_said(locale, self.moves.value));
        if let ByHand::After(n) = self.by_hand.value {
            said.push(locale.t1("policy-said-hand", "n", n));
        }
        if self.deposit_after.value > 0 {
            said.push(locale.t1("policy-said-deposit", "n", self.deposit_after.value));
        }
        said
    }

    /// What becomes of what a package or certificate pays, where somebody may pay so; nothing where all goes back.
    pub fn prepaid_said(&self, locale: Locale) -> Option<String> {
        let is_late_kept = self.kept_late.value && self.window.value > 0;
        let key = match (is_late_kept, self.kept_no_show.value) {
            (true, true) => key!("policy-said-prepaid"),
            (true, false) => key!("policy-said-prepaid-late"),
            (false, true) => key!("policy-said-prepaid-no-show"),
            (false, false) => return None,
        };
        Some(locale.t(key))
    }

    /// What becomes of a deposit when the visit does not take place.
    fn deposit_key(&self) -> &'static str {
        let is_late_kept = self.kept_late.value && self.window.value > 0;
        match (is_late_kept, self.kept_no_show.value) {
            (true, true) => key!("policy-said-kept"),
            (true, false) => key!("policy-said-kept-late"),
            (false, true) => key!("payments-policy-any"),
            (false, false) => key!("payments-policy-always"),
        }
    }

    /// The same, where the day is known, and whether it is over.
    pub fn deposit_words(&self, locale: Locale, until: String, is_over: bool) -> String {
        let is_late_kept = self.kept_late.value && self.window.value > 0;
        if is_late_kept && is_over {
            return match self.kept_no_show.value {
                true => locale.t("payments-policy-near"),
                false => locale.t("payments-policy-near-late"),
            };
        }
        match (is_late_kept, self.kept_no_show.value) {
            (true, true) => locale.t1("payments-policy-until", "until", until),
            (true, false) => locale.t1("payments-policy-until-late", "until", until),
            (false, true) => locale.t("payments-policy-any"),
            (false, false) => locale.t("payments-policy-always"),
        }
    }

    /// How often a visit may still be moved; nothing where it may as often as one likes.
    pub fn moves_said(&self, locale: Locale, left: Option<i64>) -> Option<String> {
        match left? {
            0 => Some(locale.t("policy-said-moves-none")),
            n => Some(locale.t1("policy-said-moves", "n", n)),
        }
    }
}

fn line<T>(locale: Locale, rule: &Ruled<T>, text: String) -> Line {
    Line {
        text,
        why: match &rule.level {
            Level::Practice => locale.t("policy-of-practice"),
            Level::Service(name) => locale.t1("policy-of-service", "name", name.clone()),
            Level::Client => locale.t("policy-of-client"),
        },
        is_of_client: rule.level == Level::Client,
    }
}
