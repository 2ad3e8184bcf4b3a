//! What a gateway tells of a text by itself: that it arrived, or did not. Nobody is believed who does not prove to have the key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::crypto;

/// What became of a text, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// On its way.
    Passed,
    Delivered,
    Read,
    /// It will not arrive.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The gateway's id of the text.
    pub id: String,
    pub delivery: Delivery,
    /// What the gateway calls it.
    pub why: String,
}

/// The sender has not proved to have the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forged;

/// A form's fields in the order in which they came.
pub type Fields = Vec<(String, String)>;

/// SMS.ru: up to a hundred `data[n]`, lines each (what, id, code, when), under one hash.
pub fn sms_ru(key: &str, form: &[(String, String)]) -> Result<Vec<Notice>, Forged> {
    let mut data: Vec<(usize, &str)> = Vec::new();
    let mut hash = "";
    for (name, value) in form {
        let number = name
            .strip_prefix("data[")
            .and_then(|rest| rest.strip_suffix(']'));
        match number.and_then(|number| number.parse().ok()) {
            Some(number) => data.push((number, value)),
            None if name == "hash" => hash = value,
            None => {}
        }
    }
    if data.is_empty() || data.len() > 100 {
        return Err(Forged);
    }
    data.sort_by_key(|(number, _)| *number);
    let whole: String = data.iter().map(|(_, text)| *text).collect();
    let wanted = hex(&crypto::sha256(format!("{key}{whole}")));
    if !crypto::equal(wanted.as_bytes(), hash.to_ascii_lowercase().as_bytes()) {
        return Err(Forged);
    }
    Ok(data.iter().filter_map(|(_, text)| line(text)).collect())
}

fn line(text: &str) -> Option<Notice> {
    let mut lines = text.lines();
    let (what, id, code) = (lines.next()?, lines.next()?, lines.next()?);
    if what.trim() != "sms_status" {
        return None;
    }
    let delivery = match code.trim().parse::<i64>().ok()? {
        100..=102 => Delivery::Passed,
        103 => Delivery::Delivered,
        110 => Delivery::Read,
        104..=108 | 150 => Delivery::Failed,
        _ => return None,
    };
    Some(Notice {
        id: id.trim().to_owned(),
        delivery,
        why: code.trim().to_owned(),
    })
}

/// Twilio: a signature over the address it was sent to and all fields by name. `urls`: the address as we know it, with and
/// without the port.
pub fn twilio(
    token: &str,
    urls: &[String],
    form: &[(String, String)],
    signature: &str,
) -> Result<Vec<Notice>, Forged> {
    let mut sorted: Vec<&(String, String)> = form.iter().collect();
    sorted.sort();
    let fields: String = sorted
        .iter()
        .map(|(name, value)| format!("{name}{value}"))
        .collect();
    let is_ours = |url: &String| {
        let mac = crypto::hmac_sha1(token.as_bytes(), format!("{url}{fields}").as_bytes());
        crypto::equal(STANDARD.encode(mac).as_bytes(), signature.as_bytes())
    };
    if !urls.iter().any(is_ours) {
        return Err(Forged);
    }
    let get = |name: &str| {
        let found = form.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let delivery = match get("MessageStatus") {
        "accepted" | "scheduled" | "queued" | "sending" | "sent" => Delivery::Passed,
        "delivered" => Delivery::Delivered,
        "read" => Delivery::Read,
        "undelivered" | "failed" | "canceled" => Delivery::Failed,
        _ => return Ok(Vec::new()),
    };
    Ok(vec![Notice {
        id: get("MessageSid").to_owned(),
        delivery,
        why: get("ErrorCode").to_owned(),
    }])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn sms_ru_proves_that_it_has_the_key() {
        let data = [
            "sms_status\n201522-1000000\n103\n1493638000",
            "sms_status\n201522-1000001\n104\n1493638001",
        ];
        let hash = hex(&crypto::sha256(format!("KEY{}{}", data[0], data[1])));
        // However they are ordered.
        let form = fields(&[("data[1]", data[1]), ("hash", &hash), ("data[0]", data[0])]);
        let notices = sms_ru("KEY", &form).unwrap();
        let told: Vec<_> = notices
            .iter()
            .map(|one| (one.id.as_str(), one.delivery))
            .collect();
        assert_eq!(
            told,
            [
                ("201522-1000000", Delivery::Delivered),
                ("201522-1000001", Delivery::Failed)
            ]
        );
        assert_eq!(sms_ru("OTHER", &form), Err(Forged));
        let mut bent = form.clone();
        bent[0].1 = data[1].replace("104", "103");
        assert_eq!(sms_ru("KEY", &bent), Err(Forged));
        assert_eq!(sms_ru("KEY", &Vec::new()), Err(Forged));
    }

    #[test]
    fn twilio_signs_the_address_and_the_fields() {
        // The example of their documentation.
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2".to_owned();
        let form = fields(&[
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ]);
        let urls = [
            "https://mycompany.com:443/myapp.php?foo=1&bar=2".to_owned(),
            url,
        ];
        let signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
        assert_eq!(twilio("12345", &urls, &form, signature), Ok(Vec::new()));
        assert_eq!(twilio("12346", &urls, &form, signature), Err(Forged));
        assert_eq!(twilio("12345", &urls[..1], &form, signature), Err(Forged));
    }
}
