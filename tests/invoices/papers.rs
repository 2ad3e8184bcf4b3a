//! The codes that banks' apps read, decoded back from the picture; the file for the accountant; the sums by month.

use aureli::events::Actor;
use aureli::invoices::business::{Business, LegalForm};
use aureli::invoices::model::Seller;
use aureli::invoices::payment_code;
use aureli::money::{Currency, Money};
use aureli::settings::qr::Qr;
use serde_json::json;

use crate::support::factories::bella_file;
use crate::support::on_both;

fn seller() -> Seller {
    Seller {
        legal_name: "ИП Соколова Марина | Brows".into(),
        tax_id: "500100732259".into(),
        bank_name: "ПАО Сбербанк".into(),
        bank_account: "40802810938000000001".into(),
        bank_code: "044525225".into(),
        bank_correspondent: "30101810400000000225".into(),
        ..Seller::default()
    }
}

/// What a phone reads from the drawn code: the modules of the SVG's path, four dots each.
fn read(qr: &Qr) -> String {
    let mut dark = vec![vec![false; qr.size]; qr.size];
    for run in qr.path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let (length, _) = rest.split_once('v').unwrap();
        let [x, y, length] = [x, y, length].map(|n| n.parse::<usize>().unwrap());
        dark[y][x..x + length].fill(true);
    }
    let size = qr.size * 4;
    let dot = |x: usize, y: usize| if dark[y / 4][x / 4] { 0 } else { 255 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(size, size, dot);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code is seen");
    grids[0].decode().unwrap().1
}

#[test]
fn a_russian_banks_app_reads_the_code() {
    let sum = Money::new(123_456, Currency::RUB);
    let text =
        payment_code::text(&seller(), sum, "Оплата по счёту 2026-0142 от 14.05.2026").unwrap();
    let qr = Qr::of(&text).unwrap();
    assert_eq!(
        read(&qr),
        "ST00012|Name=ИП Соколова Марина   Brows|PersonalAcc=40802810938000000001|BankName=ПАО Сбербанк|BIC=044525225\
         |CorrespAcc=30101810400000000225|Sum=123456|Purpose=Оплата по счёту 2026-0142 от 14.05.2026|PayeeINN=500100732259"
    );
    let without = Seller {
        bank_code: String::new(),
        ..seller()
    };
    assert!(payment_code::text(&without, sum, "x").is_none());
    assert!(payment_code::text(&seller(), Money::zero(Currency::RUB), "x").is_none());
    assert!(payment_code::text(&seller(), Money::new(100, Currency::USD), "x").is_none());
    assert!(
        payment_code::text(&seller(), Money::new(100, Currency::EUR), "x").is_none(),
        "no IBAN"
    );
}

#[test]
fn a_european_banks_app_reads_the_code() {
    let seller = Seller {
        legal_name: "Márina Sokolova".into(),
        bank_account: "ES9121000418450200051332".into(),
        bank_code: "CAIXESBBXXX".into(),
        ..Seller::default()
    };
    let text = payment_code::text(
        &seller,
        Money::new(5100, Currency::EUR),
        "Factura 2026-0142",
    )
    .unwrap();
    let read = read(&Qr::of(&text).unwrap());
    let lines: Vec<&str> = read.split('\n').collect();
    assert_eq!(
        lines,
        [
            "BCD",
            "002",
            "1",
            "SCT",
            "CAIXESBBXXX",
            "Márina Sokolova",
            "ES9121000418450200051332",
            "EUR51.00",
            "",
            "",
            "Factura 2026-0142",
        ]
    );
    let most = Money::new(99_999_999_999, Currency::EUR);
    assert!(payment_code::text(&seller, most, "x").is_some());
    assert!(payment_code::text(&seller, Money::new(most.minor + 1, Currency::EUR), "x").is_none());
    // A code of version 13 at most, however long the texts are.
    let long = Seller {
        legal_name: "Ñ".repeat(200),
        ..seller
    };
    let text = payment_code::text(&long, most, &"ñ".repeat(300)).unwrap();
    assert!(text.len() <= 331 + 160, "{}", text.len());
}

#[test]
fn the_accountant_gets_a_file_that_adds_up_and_is_no_formula() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let first = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let draft = ctx.draft(&practice, "2026-05-15T11:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let edit = format!("/invoices/{}/edit", draft.id);
        let form = [
            ("version", "1"),
            ("locale", "en"),
            ("tax_mode", "none"),
            ("buyer_name", "=HYPERLINK(1)"),
            ("kind", "text"),
            ("description", "Advice"),
            ("quantity", "1"),
            ("price", "12.50"),
            ("off", ""),
            ("tax", ""),
            ("service", ""),
            ("product", ""),
            ("discount", ""),
            ("tip", ""),
            ("note", ""),
            ("served_on", ""),
            ("due_on", ""),
            ("buyer_address", ""),
            ("buyer_tax_id", ""),
        ];
        owner.post(&edit, &form).await.expect(303);
        ctx.send(&practice, draft.id).await;
        let credit = format!("/invoices/{}/credit", first.id);
        let version = ctx.look(&first).await.version.to_string();
        let form = [
            ("what", "sum"),
            ("sum", "5"),
            ("reason", "Late"),
            ("version", version.as_str()),
        ];
        owner.post(&credit, &form).await.expect(303);
        let days = [
            ("from", "2026-05-01"),
            ("to", "2026-05-31"),
            ("delimiter", "comma"),
        ];
        let file = owner.post("/invoices/exports", &days).await.expect(200);
        let text = file.body.trim_start_matches('\u{feff}');
        let rows: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(rows.len(), 5, "{text}");
        assert!(rows[0].starts_with("Number,Issued,"), "{}", rows[0]);
        assert!(text.contains("'=HYPERLINK(1)"), "{text}");
        assert!(
            text.contains("2026-0001,2026-05-14,") && text.contains("CN-2026-0001,"),
            "{text}"
        );
        assert!(text.contains(",EUR,-5.00,0.00,0.00,-5.00,"), "{text}");
        // A role that sees no money gets none; days that cannot be are refused.
        let mut content = practice.member(&ctx, aureli::accounts::Role::Content).await;
        content.post("/invoices/exports", &days).await.expect(403);
        let wrong = [("from", "2026-06-01"), ("to", "2026-05-01")];
        owner.post("/invoices/exports", &wrong).await.expect(422);
        // The month says the same, and leads to its rows.
        owner
            .get("/invoices/months?year=2026")
            .await
            .expect(200)
            .says("May 2026")
            .says("€32.50")
            .says("€5.00")
            .says("€27.50")
            .says("/invoices?from=2026-05-01&#38;to=2026-05-31");
        owner
            .get("/invoices?from=2026-05-01&to=2026-05-31")
            .await
            .expect(200)
            .says("€27.50")
            .says("2026-0002")
            .says("CN-2026-0001");
        owner
            .get("/invoices/months?year=2025")
            .await
            .expect(200)
            .lacks("May 2025");
    });
}

#[test]
fn each_law_has_its_own_paper() {
    on_both(|ctx| async move {
        let mut hour = 10;
        let mut file = bella_file();
        (file["locale"], file["currency"]) = (json!("ru"), json!("RUB"));
        let practice = ctx.practice(file).await;
        let mut owner = practice.sign_in(&ctx).await;
        for (form, says, lacks) in [
            (
                LegalForm::RuNpd,
                &["налог на профессиональный доход", "ИНН", "500100732259"][..],
                &["ОГРНИП"][..],
            ),
            (
                LegalForm::RuIp,
                &[
                    "НДС не облагается",
                    "ИНН",
                    "ОГРНИП",
                    "304500116000157",
                    "Сбербанк",
                ],
                &["профессиональный доход"],
            ),
            (
                LegalForm::EsAutonomo,
                &["NIF", "12345678Z", "Carrer de Cadis"],
                &["ИНН", "ОГРНИП"],
            ),
            (LegalForm::Other, &["Carrer de Cadis"], &["ОГРНИП", "NIF"]),
        ] {
            let stored = Business::of(&ctx.app.db, &practice.tenant).await.unwrap();
            let is_russian = form.is_russian();
            let bank = match is_russian {
                true => ["ПАО Сбербанк", "40802810938000000001", "044525225"],
                false => ["", "ES9121000418450200051332", "CAIXESBBXXX"],
            };
            let business = Business {
                form,
                legal_name: "Соколова Марина".into(),
                tax_id: if is_russian {
                    "500100732259"
                } else {
                    "12345678Z"
                }
                .into(),
                registration_id: if form == LegalForm::RuIp {
                    "304500116000157"
                } else {
                    ""
                }
                .into(),
                address: "Carrer de Cadis 34".into(),
                bank_name: bank[0].into(),
                bank_account: bank[1].into(),
                bank_code: bank[2].into(),
                tax_mode: aureli::invoices::totals::TaxMode::None,
                ..stored
            };
            let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
            let mut tx = ctx.app.db.begin().await.unwrap();
            let tenant = practice.tenant.id;
            business.save(&mut tx, tenant, &actor, now).await.unwrap();
            tx.commit().await.unwrap();
            let invoice = ctx
                .invoice(&practice, &format!("2026-05-15T{hour}:00"))
                .await;
            hour += 1;
            let page = owner.get(&format!("/invoices/{}/print", invoice.id)).await;
            let mut page = page.expect(200);
            for text in says {
                page = page.says(text);
            }
            for text in lacks {
                page = page.lacks(text);
            }
            // In words where the paper is Russian, whoever issues it.
            page.says("Двадцать рублей 00 копеек");
        }
    });
}
