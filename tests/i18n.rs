//! Texts, dates and numbers in the three languages, and the check that keeps the catalogue whole.

use std::fs;
use std::path::Path;

use aureli::i18n::{Locale, sentence};
use chrono::{NaiveDate, NaiveTime, Weekday};

#[path = "../src/i18n/check.rs"]
mod check;

use Locale::{En, Es, Ru};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn plurals_follow_each_language() {
    for (n, en, es, ru) in [
        (0, "0\u{a0}minutes", "0\u{a0}minutos", "0\u{a0}минут"),
        (1, "1\u{a0}minute", "1\u{a0}minuto", "1\u{a0}минута"),
        (2, "2\u{a0}minutes", "2\u{a0}minutos", "2\u{a0}минуты"),
        (5, "5\u{a0}minutes", "5\u{a0}minutos", "5\u{a0}минут"),
        (11, "11\u{a0}minutes", "11\u{a0}minutos", "11\u{a0}минут"),
        (12, "12\u{a0}minutes", "12\u{a0}minutos", "12\u{a0}минут"),
        (21, "21\u{a0}minutes", "21\u{a0}minutos", "21\u{a0}минута"),
        (22, "22\u{a0}minutes", "22\u{a0}minutos", "22\u{a0}минуты"),
        (25, "25\u{a0}minutes", "25\u{a0}minutos", "25\u{a0}минут"),
        (
            101,
            "101\u{a0}minutes",
            "101\u{a0}minutos",
            "101\u{a0}минута",
        ),
        (
            111,
            "111\u{a0}minutes",
            "111\u{a0}minutos",
            "111\u{a0}минут",
        ),
        (
            112,
            "112\u{a0}minutes",
            "112\u{a0}minutos",
            "112\u{a0}минут",
        ),
        (
            1_234,
            "1,234\u{a0}minutes",
            "1234\u{a0}minutos",
            "1\u{a0}234\u{a0}минуты",
        ),
        (
            12_345,
            "12,345\u{a0}minutes",
            "12.345\u{a0}minutos",
            "12\u{a0}345\u{a0}минут",
        ),
        (
            1_000_000,
            "1,000,000\u{a0}minutes",
            "1.000.000\u{a0}minutos",
            "1\u{a0}000\u{a0}000\u{a0}минут",
        ),
    ] {
        assert_eq!(En.t1("minutes", "n", n), en);
        assert_eq!(Es.t1("minutes", "n", n), es);
        assert_eq!(Ru.t1("minutes", "n", n), ru);
    }
    // Fails when the rules learn Spanish's form for whole millions: then its texts are ready, and this line goes.
    let million = Es.t1("todo-count", "n", 1_000_000);
    assert_eq!(million, "1.000.000 cosas te esperan");
    assert_eq!(En.t1("minutes", "n", 1.5), "1.5\u{a0}minutes");
    assert_eq!(Es.t1("minutes", "n", 1.5), "1,5\u{a0}minutos");
    assert_eq!(Ru.t1("minutes", "n", 1.5), "1,5\u{a0}минуты");
}

#[test]
fn a_value_stands_in_the_text_as_it_is() {
    assert_eq!(
        Ru.t1("error-code", "code", "7F3A"),
        "Если ошибка повторяется, напишите нам и укажите код 7F3A."
    );
    assert_eq!(
        En.t1("page-title", "title", "{ $x } <b>"),
        "{ $x } <b> · Aureli Solo"
    );
    assert_eq!(
        Es.t2("field-number-range", "min", 5, "max", 480),
        "Escribe un número entre 5 y 480"
    );
    assert_eq!(En.t1("page-title", "title", "2026"), "2026 · Aureli Solo");
}

#[test]
fn a_missing_text_shows_its_key() {
    // Put together at run time, so that the build cannot see it.
    let key = String::from("no-such-") + "text";
    assert_eq!(Ru.t(&key), "no-such-text");
    let key = String::from("min") + "utes";
    assert_eq!(Ru.t(&key), "minutes");
}

#[test]
fn the_first_guess_comes_from_the_browser() {
    for (header, locale) in [
        ("es-ES,es;q=0.9,en;q=0.8", Some(Es)),
        ("ru", Some(Ru)),
        ("de-DE, de;q=0.9, ru;q=0.5, en;q=0.6", Some(En)),
        ("en;q=0.1, ES-419;q=0.2", Some(Es)),
        ("ru;q=0, en", Some(En)),
        ("de, fr;q=0.5", None),
        ("*", None),
        ("", None),
        ("ru;q=zwei,;;;,=", None),
        ("en;q=nan", None),
        ("est, eng", None),
    ] {
        assert_eq!(Locale::from_accept_language(header), locale, "{header}");
    }
    assert_eq!("ES".parse(), Ok(Es));
    assert!("de".parse::<Locale>().is_err());
    assert_eq!(serde_json::to_string(&Ru).unwrap(), "\"ru\"");
}

#[test]
fn dates_read_as_a_native_writes_them() {
    let day = date("2026-11-03");
    for (locale, long, year, short, numeric, month) in [
        (
            En,
            "Tuesday 3\u{a0}November",
            "Tuesday 3\u{a0}November 2026",
            "3\u{a0}Nov",
            "03/11/2026",
            "November 2026",
        ),
        (
            Es,
            "martes, 3\u{a0}de\u{a0}noviembre",
            "martes, 3\u{a0}de\u{a0}noviembre de 2026",
            "3\u{a0}nov",
            "03/11/2026",
            "noviembre de 2026",
        ),
        (
            Ru,
            "вторник, 3\u{a0}ноября",
            "вторник, 3\u{a0}ноября 2026",
            "3\u{a0}нояб.",
            "03.11.2026",
            "ноябрь 2026",
        ),
    ] {
        assert_eq!(locale.day_long(day), long);
        assert_eq!(locale.day_year(day), year);
        assert_eq!(locale.day_short(day), short);
        assert_eq!(locale.day_numeric(day), numeric);
        assert_eq!(locale.month_year(day), month);
        assert_eq!(locale.week_start(), Weekday::Mon);
    }
    assert_eq!(Ru.weekday_long(Weekday::Wed), "среда");
    assert_eq!(Es.weekday_short(Weekday::Sat), "sáb");
    assert_eq!(sentence(""), "");
}

#[test]
fn near_days_are_named() {
    let today = date("2026-12-31");
    assert_eq!(Ru.day_relative(today, today), "Сегодня");
    assert_eq!(Es.day_relative(date("2027-01-01"), today), "Mañana");
    assert_eq!(En.day_relative(date("2026-12-30"), today), "Yesterday");
    assert_eq!(
        Ru.day_relative(date("2026-12-29"), today),
        "Вторник, 29\u{a0}декабря"
    );
    assert_eq!(
        Es.day_relative(date("2027-01-02"), today),
        "Sábado, 2\u{a0}de\u{a0}enero de 2027"
    );
    assert_eq!(En.day_relative(NaiveDate::MAX, NaiveDate::MAX), "Today");
}

#[test]
fn a_week_is_as_short_as_it_can_be() {
    for (from, to, en, es, ru) in [
        (
            "2026-05-11",
            "2026-05-17",
            "11–17\u{a0}May",
            "11–17\u{a0}de\u{a0}mayo",
            "11–17\u{a0}мая",
        ),
        (
            "2026-04-27",
            "2026-05-03",
            "27\u{a0}April\u{a0}– 3\u{a0}May",
            "27\u{a0}de\u{a0}abril\u{a0}– 3\u{a0}de\u{a0}mayo",
            "27\u{a0}апреля\u{a0}– 3\u{a0}мая",
        ),
        (
            "2026-12-28",
            "2027-01-03",
            "28\u{a0}December 2026\u{a0}– 3\u{a0}January 2027",
            "28\u{a0}de\u{a0}diciembre de 2026\u{a0}– 3\u{a0}de\u{a0}enero de 2027",
            "28\u{a0}декабря 2026\u{a0}– 3\u{a0}января 2027",
        ),
    ] {
        assert_eq!(En.week_range(date(from), date(to)), en);
        assert_eq!(Es.week_range(date(from), date(to)), es);
        assert_eq!(Ru.week_range(date(from), date(to)), ru);
    }
}

#[test]
fn times_and_lengths() {
    let time = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
    assert_eq!(En.time(time(15, 5)), "15:05");
    assert_eq!(Ru.time_range(time(9, 0), time(10, 15)), "09:00–10:15");
    for (minutes, en, ru) in [
        (0, "0\u{a0}min", "0\u{a0}мин"),
        (45, "45\u{a0}min", "45\u{a0}мин"),
        (60, "1\u{a0}h", "1\u{a0}ч"),
        (75, "1\u{a0}h\u{a0}15\u{a0}min", "1\u{a0}ч\u{a0}15\u{a0}мин"),
        (1500, "25\u{a0}h", "25\u{a0}ч"),
        (-30, "−30\u{a0}min", "−30\u{a0}мин"),
    ] {
        assert_eq!(En.duration(minutes), en);
        assert_eq!(Es.duration(minutes), en);
        assert_eq!(Ru.duration(minutes), ru);
    }
}

#[test]
fn numbers_are_grouped() {
    assert_eq!(En.number(-1234567), "−1,234,567");
    assert_eq!(Es.number(1234), "1234");
    assert_eq!(Es.number(12345), "12.345");
    assert_eq!(Ru.number(1234), "1\u{a0}234");
    assert_eq!(
        Ru.number(i64::MIN),
        "−9\u{a0}223\u{a0}372\u{a0}036\u{a0}854\u{a0}775\u{a0}808"
    );
    assert_eq!(En.percent(86), "86%");
    assert_eq!(Ru.percent(86), "86\u{a0}%");
}

#[test]
fn the_catalogue_is_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [locales, src, templates] =
        ["src/i18n/locales", "src", "templates"].map(|path| root.join(path));
    let faults = check::faults(&locales, &[&src, &templates]).unwrap();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_build_names_each_fault_in_the_catalogue() {
    let home = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "locales/en/a.ftl",
        "one = One\ntwo = { $n } two\nonly-en = Here\n",
    );
    write("locales/en/b.ftl", "two = Again\n");
    write(
        "locales/ru/a.ftl",
        "one = Раз\ntwo = { $m ->\n   *[other] { $n }\n}\n",
    );
    write(
        "locales/es/a.ftl",
        "one = Uno\ntwo = { $n } dos\nbad { line\n",
    );
    write(
        "code/page.rs",
        "//! page.t(\"in-a-comment\")\npage.t(\"one\");\npage\n    .t2(\n    \"nowhere\", x);\nformat(\"not-a-key\");\n\
         page.t(\"two\"); page.t1(\"two\", \"m\", 1); page.t1(\"two\", \"n\", 1); Err(key!(\"lost\"))",
    );
    write(
        "code/page.html",
        "<p>{{ page.t(\"gone\") }} {{ page.t(status.key()) }}</p>",
    );

    let place = format!("{}/", home.path().display());
    let faults = check::faults(&home.path().join("locales"), &[&home.path().join("code")]).unwrap();
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| fault.replace(&place, ""))
        .collect();
    assert_eq!(
        faults,
        [
            "locales/en/b.ftl:1: `two` is defined already, at locales/en/a.ftl:2",
            "locales/es/a.ftl:3: not Fluent: Expected a token starting with \"=\"",
            "locales/en/a.ftl:3: `only-en` lacks in es",
            "locales/en/a.ftl:3: `only-en` lacks in ru",
            "locales/ru/a.ftl:2: `two` takes {\"m\", \"n\"}, but en takes {\"n\"}",
            "code/page.html:1: `gone` is in no language",
            "code/page.rs:4: `nowhere` is in no language",
            "code/page.rs:7: `two` takes {\"n\"} (locales/en/a.ftl:2)",
            "code/page.rs:7: `two` takes {\"n\"} (locales/en/a.ftl:2)",
            "code/page.rs:7: `lost` is in no language",
        ]
    );
}

/// `cargo test dead_keys -- --ignored --nocapture` lists the texts that no literal in the code names.
#[test]
#[ignore = "a list to read now and then"]
fn dead_keys() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dead = check::dead_keys(
        &root.join("src/i18n/locales/en"),
        &[&root.join("src"), &root.join("templates")],
    );
    eprintln!("{}", dead.unwrap().join("\n"));
}
