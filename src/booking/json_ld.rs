//! The practice as search engines read it (schema.org).

use std::fmt;

use askama::filters::HtmlSafe;
use serde_json::{Value, json};

use super::catalogue::Catalogue;
use super::profile::{OpenDay, clock};
use crate::accounts::Tenant;
use crate::invoices::on_top::OnTop;
use crate::money::Money;
use crate::places::Where;
use crate::services::Service;

/// JSON that may stand in a `<script>`: nothing in it can end the element or begin markup.
pub struct JsonLd(String);

impl JsonLd {
    fn new(value: &Value) -> Self {
        let text = value.to_string();
        Self(
            text.replace('<', "\\u003c")
                .replace('>', "\\u003e")
                .replace('&', "\\u0026"),
        )
    }

    pub fn practice(
        tenant: &Tenant,
        catalogue: &Catalogue,
        hours: &[OpenDay],
        spots: &[(Where, String)],
        url: &str,
    ) -> Self {
        let hours: Vec<Value> = hours
            .iter()
            .flat_map(|day| day.spans.iter().map(|span| opening(day, *span)))
            .collect();
        let offers: Vec<Value> = catalogue
            .services
            .iter()
            .map(|service| offer(tenant, catalogue.tax, service, url))
            .collect();
        let mut data = json!({
            "@context": "https://schema.org", "@type": "LocalBusiness", "name": tenant.name, "url": url,
            "openingHoursSpecification": hours, "makesOffer": offers,
            "potentialAction": { "@type": "ReserveAction", "target": format!("{url}/book") },
        });
        let address = tenant.address_line();
        let texts = [
            ("description", Some(tenant.description.as_str())),
            ("address", Some(address.as_str())),
            ("telephone", tenant.phone.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                data[name] = json!(text);
            }
        }
        let own = spots.iter().filter(|(place, _)| !place.address.is_empty());
        let own: Vec<Value> = own
            .map(|(place, _)| json!({ "@type": "Place", "name": place.name, "address": place.address }))
            .collect();
        if !own.is_empty() {
            data["location"] = json!(own);
        }
        Self::new(&data)
    }
}

fn opening(day: &OpenDay, (from, to): (u16, u16)) -> Value {
    let names = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let name = names[day.weekday.num_days_from_monday() as usize];
    // schema.org knows no 24:00.
    let closes = if to == 1440 {
        "23:59".to_owned()
    } else {
        clock(to)
    };
    json!({ "@type": "OpeningHoursSpecification", "dayOfWeek": name, "opens": clock(from), "closes": closes })
}

fn offer(tenant: &Tenant, tax: OnTop, service: &Service, url: &str) -> Value {
    let price = Money::new(tax.to_pay(service.price_minor), tenant.currency);
    json!({
        "@type": "Offer", "price": price.plain(), "priceCurrency": tenant.currency,
        "itemOffered": { "@type": "Service", "name": service.name },
        "url": format!("{url}/book?service={}", service.slug),
    })
}

impl fmt::Display for JsonLd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for JsonLd {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element() {
        let data = JsonLd::new(&json!({ "name": "</script><img src=x onerror=alert(1)> & co" }));
        let text = data.to_string();
        assert!(!text.contains(['<', '>', '&']));
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["name"], "</script><img src=x onerror=alert(1)> & co");
    }
}
