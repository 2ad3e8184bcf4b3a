//! A sum in words in Russian, as papers have it: "Шесть тысяч шестьсот рублей 00 копеек". Pure.

use crate::money::Money;

/// Masculine and feminine for 1 and 2, the rest are alike.
const UNITS: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const TENS: [&str; 10] = [
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
];
const HUNDREDS: [&str; 10] = [
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
];

/// One, two to four, five and more; and whether it is feminine.
struct Noun {
    forms: [&'static str; 3],
    is_feminine: bool,
}

const fn he(forms: [&'static str; 3]) -> Noun {
    Noun {
        forms,
        is_feminine: false,
    }
}

const fn she(forms: [&'static str; 3]) -> Noun {
    Noun {
        forms,
        is_feminine: true,
    }
}

const SCALES: [Noun; 4] = [
    she(["тысяча", "тысячи", "тысяч"]),
    he(["миллион", "миллиона", "миллионов"]),
    he(["миллиард", "миллиарда", "миллиардов"]),
    he(["триллион", "триллиона", "триллионов"]),
];

/// What the currency and its hundredth are called; none where only the code is known.
fn nouns(code: &str) -> Option<(Noun, Noun)> {
    Some(match code {
        "RUB" => (
            he(["рубль", "рубля", "рублей"]),
            she(["копейка", "копейки", "копеек"]),
        ),
        "BYN" => (
            he([
                "белорусский рубль",
                "белорусских рубля",
                "белорусских рублей",
            ]),
            she(["копейка", "копейки", "копеек"]),
        ),
        "UAH" => (
            she(["гривна", "гривны", "гривен"]),
            she(["копейка", "копейки", "копеек"]),
        ),
        "KZT" => (
            he(["тенге", "тенге", "тенге"]),
            he(["тиын", "тиына", "тиынов"]),
        ),
        "EUR" => (
            he(["евро", "евро", "евро"]),
            he(["цент", "цента", "центов"]),
        ),
        "USD" => (
            he(["доллар США", "доллара США", "долларов США"]),
            he(["цент", "цента", "центов"]),
        ),
        _ => return None,
    })
}

impl Noun {
    fn after(&self, number: u64) -> &'static str {
        let [one, few, many] = self.forms;
        match (number % 10, number % 100) {
            (_, 11..=14) => many,
            (1, _) => one,
            (2..=4, _) => few,
            _ => many,
        }
    }
}

/// Three digits; nothing for zero.
fn below_thousand(number: u64, is_feminine: bool, out: &mut Vec<&'static str>) {
    let (hundreds, rest) = ((number / 100) as usize, (number % 100) as usize);
    let (tens, unit) = if rest < 20 {
        (0, rest)
    } else {
        (rest / 10, rest % 10)
    };
    let unit = match (unit, is_feminine) {
        (1, true) => "одна",
        (2, true) => "две",
        (unit, _) => UNITS[unit],
    };
    out.extend(
        [HUNDREDS[hundreds], TENS[tens], unit]
            .iter()
            .filter(|word| !word.is_empty()),
    );
}

/// A whole number, to be followed by a noun of that gender.
fn number(number: u64, is_feminine: bool) -> String {
    if number == 0 {
        return "ноль".to_owned();
    }
    let mut words = Vec::new();
    for power in (0..=SCALES.len()).rev() {
        let group = number / 1000_u64.pow(power as u32) % 1000;
        match power.checked_sub(1).map(|scale| &SCALES[scale]) {
            Some(scale) if group > 0 => {
                below_thousand(group, scale.is_feminine, &mut words);
                words.push(scale.after(group));
            }
            Some(_) => {}
            None => below_thousand(group, is_feminine, &mut words),
        }
    }
    words.join(" ")
}

/// A sum with a capital: the whole in words, the hundredths in digits.
pub fn in_words(sum: Money) -> String {
    let scale = 10_u64.pow(sum.currency.exponent());
    let minor = sum.minor.unsigned_abs();
    let (whole, rest) = (minor / scale, minor % scale);
    let text = match nouns(sum.currency.code()) {
        Some((noun, part)) => format!(
            "{} {} {rest:02} {}",
            number(whole, noun.is_feminine),
            noun.after(whole),
            part.after(rest)
        ),
        None if scale == 1 => format!("{} {}", number(whole, false), sum.currency),
        None => format!(
            "{} {} {rest:0width$}/{scale}",
            number(whole, false),
            sum.currency,
            width = sum.currency.exponent() as usize
        ),
    };
    let sign = if sum.minor < 0 { "минус " } else { "" };
    crate::i18n::sentence(&format!("{sign}{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn sums_are_written_as_people_say_them() {
        let rub = |minor| in_words(Money::new(minor, Currency::RUB));
        assert_eq!(rub(0), "Ноль рублей 00 копеек");
        assert_eq!(rub(101), "Один рубль 01 копейка");
        assert_eq!(rub(202), "Два рубля 02 копейки");
        assert_eq!(rub(1111), "Одиннадцать рублей 11 копеек");
        assert_eq!(rub(2150), "Двадцать один рубль 50 копеек");
        assert_eq!(rub(100_000), "Одна тысяча рублей 00 копеек");
        assert_eq!(rub(200_000), "Две тысячи рублей 00 копеек");
        assert_eq!(rub(1_100_000), "Одиннадцать тысяч рублей 00 копеек");
        assert_eq!(rub(2_200_122), "Двадцать две тысячи один рубль 22 копейки");
        assert_eq!(
            rub(12_345_678),
            "Сто двадцать три тысячи четыреста пятьдесят шесть рублей 78 копеек"
        );
        assert_eq!(rub(100_000_000), "Один миллион рублей 00 копеек");
        assert_eq!(
            rub(211_200_505),
            "Два миллиона сто двенадцать тысяч пять рублей 05 копеек"
        );
        assert_eq!(rub(100_000_000_004), "Один миллиард рублей 04 копейки");
        assert_eq!(rub(-100), "Минус один рубль 00 копеек");
        let of = |minor, code| in_words(Money::new(minor, Currency::parse(code).unwrap()));
        assert_eq!(of(6600, "EUR"), "Шестьдесят шесть евро 00 центов");
        assert_eq!(of(202, "UAH"), "Две гривны 02 копейки");
        assert_eq!(of(150, "JPY"), "Сто пятьдесят JPY");
        assert_eq!(of(1234, "KWD"), "Один KWD 234/1000");
        assert!(!of(i64::MAX, "RUB").is_empty());
    }
}
