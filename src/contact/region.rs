//! The country and currency a practice most likely has, by its time zone: a first guess at sign-up and for phone numbers
//! written the national way. Never more than a guess.

use crate::money::Currency;

/// Zone, country (ISO 3166), currency (ISO 4217).
#[rustfmt::skip]
const REGIONS: &[(&str, &str, &str)] = &[
    ("Africa/Cairo", "EG", "EGP"), ("Africa/Casablanca", "MA", "MAD"), ("Africa/Ceuta", "ES", "EUR"),
    ("Africa/Johannesburg", "ZA", "ZAR"),
    ("America/Argentina/Buenos_Aires", "AR", "ARS"), ("America/Argentina/Cordoba", "AR", "ARS"),
    ("America/Asuncion", "PY", "PYG"), ("America/Bogota", "CO", "COP"), ("America/Cancun", "MX", "MXN"),
    ("America/Chicago", "US", "USD"), ("America/Costa_Rica", "CR", "CRC"), ("America/Denver", "US", "USD"),
    ("America/Edmonton", "CA", "CAD"), ("America/Guatemala", "GT", "GTQ"), ("America/Guayaquil", "EC", "USD"),
    ("America/Halifax", "CA", "CAD"), ("America/La_Paz", "BO", "BOB"), ("America/Lima", "PE", "PEN"),
    ("America/Los_Angeles", "US", "USD"), ("America/Mexico_City", "MX", "MXN"), ("America/Monterrey", "MX", "MXN"),
    ("America/Montevideo", "UY", "UYU"), ("America/New_York", "US", "USD"), ("America/Panama", "PA", "PAB"),
    ("America/Phoenix", "US", "USD"), ("America/Santiago", "CL", "CLP"), ("America/Santo_Domingo", "DO", "DOP"),
    ("America/Sao_Paulo", "BR", "BRL"), ("America/Tijuana", "MX", "MXN"), ("America/Toronto", "CA", "CAD"),
    ("America/Vancouver", "CA", "CAD"),
    ("Asia/Almaty", "KZ", "KZT"), ("Asia/Anadyr", "RU", "RUB"), ("Asia/Aqtau", "KZ", "KZT"), ("Asia/Aqtobe", "KZ", "KZT"),
    ("Asia/Ashgabat", "TM", "TMT"), ("Asia/Baku", "AZ", "AZN"), ("Asia/Bangkok", "TH", "THB"),
    ("Asia/Barnaul", "RU", "RUB"), ("Asia/Bishkek", "KG", "KGS"), ("Asia/Calcutta", "IN", "INR"),
    ("Asia/Chita", "RU", "RUB"), ("Asia/Dubai", "AE", "AED"), ("Asia/Dushanbe", "TJ", "TJS"),
    ("Asia/Ho_Chi_Minh", "VN", "VND"), ("Asia/Hong_Kong", "HK", "HKD"), ("Asia/Irkutsk", "RU", "RUB"),
    ("Asia/Jakarta", "ID", "IDR"), ("Asia/Jerusalem", "IL", "ILS"), ("Asia/Kamchatka", "RU", "RUB"),
    ("Asia/Kolkata", "IN", "INR"), ("Asia/Krasnoyarsk", "RU", "RUB"), ("Asia/Kuala_Lumpur", "MY", "MYR"),
    ("Asia/Magadan", "RU", "RUB"), ("Asia/Makassar", "ID", "IDR"), ("Asia/Manila", "PH", "PHP"),
    ("Asia/Nicosia", "CY", "EUR"), ("Asia/Novokuznetsk", "RU", "RUB"), ("Asia/Novosibirsk", "RU", "RUB"),
    ("Asia/Omsk", "RU", "RUB"), ("Asia/Oral", "KZ", "KZT"), ("Asia/Qyzylorda", "KZ", "KZT"), ("Asia/Riyadh", "SA", "SAR"),
    ("Asia/Saigon", "VN", "VND"), ("Asia/Sakhalin", "RU", "RUB"), ("Asia/Samarkand", "UZ", "UZS"),
    ("Asia/Seoul", "KR", "KRW"), ("Asia/Shanghai", "CN", "CNY"), ("Asia/Singapore", "SG", "SGD"),
    ("Asia/Srednekolymsk", "RU", "RUB"), ("Asia/Tashkent", "UZ", "UZS"), ("Asia/Tbilisi", "GE", "GEL"),
    ("Asia/Tokyo", "JP", "JPY"), ("Asia/Tomsk", "RU", "RUB"), ("Asia/Vladivostok", "RU", "RUB"),
    ("Asia/Yakutsk", "RU", "RUB"), ("Asia/Yekaterinburg", "RU", "RUB"), ("Asia/Yerevan", "AM", "AMD"),
    ("Atlantic/Azores", "PT", "EUR"), ("Atlantic/Canary", "ES", "EUR"), ("Atlantic/Madeira", "PT", "EUR"),
    ("Atlantic/Reykjavik", "IS", "ISK"),
    ("Australia/Brisbane", "AU", "AUD"), ("Australia/Melbourne", "AU", "AUD"), ("Australia/Perth", "AU", "AUD"),
    ("Australia/Sydney", "AU", "AUD"),
    ("Europe/Amsterdam", "NL", "EUR"), ("Europe/Andorra", "AD", "EUR"), ("Europe/Astrakhan", "RU", "RUB"),
    ("Europe/Athens", "GR", "EUR"), ("Europe/Belgrade", "RS", "RSD"), ("Europe/Berlin", "DE", "EUR"),
    ("Europe/Bratislava", "SK", "EUR"), ("Europe/Brussels", "BE", "EUR"), ("Europe/Bucharest", "RO", "RON"),
    ("Europe/Budapest", "HU", "HUF"), ("Europe/Chisinau", "MD", "MDL"), ("Europe/Copenhagen", "DK", "DKK"),
    ("Europe/Dublin", "IE", "EUR"), ("Europe/Helsinki", "FI", "EUR"), ("Europe/Istanbul", "TR", "TRY"),
    ("Europe/Kaliningrad", "RU", "RUB"), ("Europe/Kiev", "UA", "UAH"), ("Europe/Kirov", "RU", "RUB"),
    ("Europe/Kyiv", "UA", "UAH"), ("Europe/Lisbon", "PT", "EUR"), ("Europe/Ljubljana", "SI", "EUR"),
    ("Europe/London", "GB", "GBP"), ("Europe/Luxembourg", "LU", "EUR"), ("Europe/Madrid", "ES", "EUR"),
    ("Europe/Malta", "MT", "EUR"), ("Europe/Minsk", "BY", "BYN"), ("Europe/Moscow", "RU", "RUB"),
    ("Europe/Oslo", "NO", "NOK"), ("Europe/Paris", "FR", "EUR"), ("Europe/Podgorica", "ME", "EUR"),
    ("Europe/Prague", "CZ", "CZK"), ("Europe/Riga", "LV", "EUR"), ("Europe/Rome", "IT", "EUR"),
    ("Europe/Samara", "RU", "RUB"), ("Europe/Sarajevo", "BA", "BAM"), ("Europe/Saratov", "RU", "RUB"),
    ("Europe/Skopje", "MK", "MKD"), ("Europe/Sofia", "BG", "EUR"), ("Europe/Stockholm", "SE", "SEK"),
    ("Europe/Tallinn", "EE", "EUR"), ("Europe/Tirane", "AL", "ALL"), ("Europe/Ulyanovsk", "RU", "RUB"),
    ("Europe/Vienna", "AT", "EUR"), ("Europe/Vilnius", "LT", "EUR"), ("Europe/Volgograd", "RU", "RUB"),
    ("Europe/Warsaw", "PL", "PLN"), ("Europe/Zagreb", "HR", "EUR"), ("Europe/Zurich", "CH", "CHF"),
    ("Pacific/Auckland", "NZ", "NZD"),
];

/// The country of a time zone, as ISO 3166: "Europe/Madrid" is "ES".
pub fn default_country(zone: &str) -> Option<&'static str> {
    find(zone).map(|(_, country, _)| *country)
}

/// The currency of a time zone's country; the euro where the zone is not known.
pub fn currency_for(zone: &str) -> Currency {
    find(zone)
        .and_then(|(.., currency)| Currency::parse(currency).ok())
        .unwrap_or(Currency::EUR)
}

/// Every known zone with its country and currency, as a list to choose from.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    REGIONS.iter().copied()
}

fn find(zone: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    REGIONS.iter().find(|(name, ..)| *name == zone)
}
