//! The pages: a visit becomes an invoice in one tap, drafts are edited, what is wrong is said, clients see their own.

use aureli::accounts::Role;
use aureli::invoices::model::{Invoice, Status};
use aureli::money::Currency;

use crate::support::factories::Practice;
use crate::support::{Ctx, Visitor, on_both};

async fn mails(ctx: &Ctx) -> Vec<(String, String)> {
    aureli::q!(&ctx.app.db, fetch_all: (String, String), "SELECT subject, body_text FROM dev_mails ORDER BY sent_at, id").unwrap()
}

/// The path of the pay page in the latest mail that has one.
async fn pay_path(ctx: &Ctx) -> String {
    let mails = mails(ctx).await;
    let (_, text) = mails
        .iter()
        .rev()
        .find(|(_, text)| text.contains("/pay/"))
        .unwrap();
    let token: String = text
        .split("/pay/")
        .nth(1)
        .unwrap()
        .chars()
        .take_while(|c| !c.is_whitespace())
        .collect();
    format!("/pay/{token}")
}

/// A draft's form with one line, and what is in `more` instead.
fn form<'a>(version: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("version", version),
        ("buyer_name", "Anna Petrova"),
        ("buyer_address", ""),
        ("buyer_tax_id", ""),
        ("locale", "en"),
        ("served_on", "2026-05-15"),
        ("due_on", ""),
        ("tax_mode", "none"),
        ("discount", ""),
        ("tip", ""),
        ("note", ""),
        ("kind", "text"),
        ("description", "Advice on skin"),
        ("quantity", "1"),
        ("price", "20.00"),
        ("off", ""),
        ("tax", ""),
        ("service", ""),
        ("product", ""),
    ];
    let mut all: Vec<(&str, &str)> = usual
        .into_iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name))
        .collect();
    all.extend(more);
    all
}

async fn sending(owner: &mut Visitor, ctx: &Ctx, invoice: &Invoice) -> crate::support::Answer {
    let version = ctx.look(invoice).await.version.to_string();
    owner
        .post(
            &format!("/invoices/{}/sending", invoice.id),
            &[("version", &version)],
        )
        .await
}

#[test]
fn a_visit_becomes_an_invoice_in_one_tap() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let panel = format!("/appointments/{}", visit.id);
        owner.get(&panel).await.expect(200).says("Make the invoice");
        let id = visit.id.to_string();
        let first = owner
            .post("/invoices/new", &[("appointment", &id)])
            .await
            .expect(303)
            .location()
            .to_owned();
        let second = owner
            .post("/invoices/new", &[("appointment", &id)])
            .await
            .expect(303)
            .location()
            .to_owned();
        assert_eq!(first, second, "two taps make one");
        owner
            .get(&first)
            .await
            .expect(200)
            .says("Brow shaping")
            .says("€20.00")
            .says("Anna Petrova")
            .says("15 May 2026");
        owner
            .get(&panel)
            .await
            .expect(200)
            .lacks("Make the invoice")
            .says("Draft");
        // The price is the visit's own, whatever its parts say.
        let visit = ctx.book(&practice, "lamination", "2026-05-15T12:00").await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET final_price_minor = 4000 WHERE id = $1",
            visit.id
        )
        .unwrap();
        let id = visit.id.to_string();
        let path = owner
            .post("/invoices/new", &[("appointment", &id)])
            .await
            .expect(303)
            .location()
            .to_owned();
        owner
            .get(&path)
            .await
            .expect(200)
            .says("€40.00")
            .lacks("€48.00");
        // Not somebody else's, nor nothing's.
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger
            .post("/invoices/new", &[("appointment", &id)])
            .await
            .expect(404);
        let client = visit.client_id.unwrap().to_string();
        stranger
            .post("/invoices/new", &[("client", &client)])
            .await
            .expect(404);
        owner
            .post("/invoices/new", &[("appointment", "x")])
            .await
            .expect(404);
    });
}

#[test]
fn what_is_missing_is_named_and_where_to_set_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let draft = ctx.draft(&practice, "2026-05-15T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        sending(&mut owner, &ctx, &draft)
            .await
            .expect(409)
            .says("Full legal name, NIF, Address")
            .says("/settings/business");
        assert_eq!(ctx.look(&draft).await.status, Status::Draft);
        let good = [
            ("version", "0"),
            ("form", "es_autonomo"),
            ("legal_name", "Marina Sokolova"),
            ("tax_id", "12345678-Z"),
            ("registration_id", ""),
            ("address", "Carrer de Cadis 34"),
            ("bank_name", ""),
            ("bank_account", "ES91 2100 0418 4502 0005 1332"),
            ("bank_code", ""),
            ("bank_correspondent", ""),
            ("tax_mode", "none"),
            ("due_days", "14"),
            ("note", "Thank you"),
        ];
        for (name, wrong) in [
            ("form", "x"),
            ("legal_name", " "),
            ("tax_id", "12345678A"),
            ("bank_account", "ES91"),
            ("bank_code", "1"),
            ("tax_mode", "some"),
            ("due_days", "-1"),
            ("due_days", "366"),
            ("due_days", "soon"),
        ] {
            let form =
                good.map(|(field, value)| (field, if field == name { wrong } else { value }));
            let answer = owner.post("/settings/business", &form).await.expect(422);
            answer.says("Carrer de Cadis 34");
        }
        owner.post("/settings/business", &good).await.expect(303);
        // A window that was open before: told, and what was typed is kept.
        let stale = good.map(|(field, value)| {
            (
                field,
                if field == "note" {
                    "From the other window"
                } else {
                    value
                },
            )
        });
        owner
            .post("/settings/business", &stale)
            .await
            .expect(409)
            .says("From the other window");
        owner.post("/settings/business", &good).await.expect(303);
        owner
            .get("/settings/business")
            .await
            .expect(200)
            .says("ES91 2100 0418 4502 0005 1332");
        sending(&mut owner, &ctx, &draft).await.expect(303);
        assert_eq!(
            ctx.look(&draft).await.due_on.unwrap().to_string(),
            "2026-05-28"
        );
        // In Russia other things are asked for.
        let russian = [
            ("version", "1"),
            ("form", "ru_ip"),
            ("legal_name", "ИП Соколова"),
            ("tax_id", "500100732259"),
            ("registration_id", "304500116000157"),
            ("address", ""),
            ("bank_name", ""),
            ("bank_account", "1"),
            ("bank_code", "044525225"),
            ("bank_correspondent", ""),
            ("tax_mode", "none"),
            ("due_days", "3"),
            ("note", ""),
        ];
        owner
            .post("/settings/business", &russian)
            .await
            .expect(422)
            .says("20 digits that fit");
        let mut operator = practice.member(&ctx, Role::Operator).await;
        operator.get("/settings/business").await.expect(403);
    });
}

#[test]
fn sending_takes_one_number_and_one_mail_in_the_clients_language() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET locale = 'ru' WHERE id = $1",
            visit.client_id
        )
        .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let id = visit.id.to_string();
        let path = owner
            .post("/invoices/new", &[("appointment", &id)])
            .await
            .expect(303)
            .location()
            .to_owned();
        // An old page knows another version.
        owner
            .post(&format!("{path}/sending"), &[("version", "0")])
            .await
            .expect(409)
            .says("changed meanwhile");
        owner
            .post(&format!("{path}/sending"), &[("version", "1")])
            .await
            .expect(303);
        owner
            .post(&format!("{path}/sending"), &[("version", "1")])
            .await
            .expect(303);
        ctx.run_jobs().await;
        let sent = mails(&ctx).await;
        let invoices: Vec<_> = sent
            .iter()
            .filter(|(subject, _)| subject.contains("2026-0001"))
            .collect();
        assert_eq!(invoices.len(), 1, "{sent:?}");
        assert!(
            invoices[0].0.starts_with("Счёт 2026-0001"),
            "{}",
            invoices[0].0
        );
        // The client reads the paper in their language, with the sum in words and how to pay.
        let pay = pay_path(&ctx).await;
        ctx.visitor()
            .get(&pay)
            .await
            .expect(200)
            .says("Двадцать евро 00 центов")
            .says("К оплате")
            .says("ES91 2100 0418 4502 0005 1332")
            .says("<path fill=\"#000\"")
            .says("noindex");
        ctx.visitor().get("/pay/0000").await.expect(404);
        // The link that is copied works as well, and neither works once the invoice is void.
        let page = owner
            .post(&format!("{path}/link"), &[])
            .await
            .expect(200)
            .body;
        let token = page
            .split("/pay/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        ctx.visitor()
            .get(&format!("/pay/{token}"))
            .await
            .expect(200);
        owner
            .post(&format!("{path}/void"), &[("reason", " ")])
            .await
            .expect(422);
        owner
            .post(&format!("{path}/void"), &[("reason", "Mistake")])
            .await
            .expect(303);
        ctx.visitor().get(&pay).await.expect(410);
        ctx.visitor()
            .get(&format!("/pay/{token}"))
            .await
            .expect(410);
        owner.post(&format!("{path}/mail"), &[]).await.expect(409);
        owner
            .post(&format!("{path}/removal"), &[])
            .await
            .expect(409);
        owner.get(&format!("{path}/edit")).await.expect(303);
    });
}

#[test]
fn a_draft_is_edited_and_what_is_wrong_is_said_beside_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let draft = ctx.draft(&practice, "2026-05-15T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let edit = format!("/invoices/{}/edit", draft.id);
        owner
            .get(&edit)
            .await
            .expect(200)
            .says("Brow shaping")
            .says("value=\"20.00\"");
        for (name, wrong, says) in [
            ("quantity", "0", "Enter a quantity"),
            ("quantity", "-1", "Enter a quantity"),
            ("quantity", "1.2345", "Enter a quantity"),
            ("quantity", "many", "Enter a quantity"),
            ("price", "-5", "field-money"),
            ("price", "five", "field-money"),
            ("price", "1.234567", "field-money"),
            ("price", "99999999999999999999", "field-money"),
            ("price", "10000000001.00", "price of zero or more"),
            ("off", "20.01", "larger than what it is taken off"),
            ("off", "101%", "percentage from 0 to 100"),
            ("discount", "20.01", "larger than what it is taken off"),
            ("discount", "-1", "field-money"),
            ("tip", "-1", "field-money"),
            ("tip", "x", "field-money"),
            ("description", " ", "field-required"),
            ("due_on", "2026-02-30", "Enter a date"),
            ("served_on", "yesterday", "Enter a date"),
            ("tax_mode", "double", "field-choose"),
            ("locale", "fr", "field-choose"),
            (
                "tax",
                "018f0000-0000-7000-8000-000000000000",
                "field-choose",
            ),
        ] {
            let answer = owner
                .post(&edit, &form("1", &[(name, wrong), ("note", "Kept words")]))
                .await
                .expect(422);
            let answer = answer.says("error-summary").says("Kept words");
            if !says.starts_with("field-") {
                answer.says(says);
            }
        }
        owner.post(&edit, &[("unknown", "1")]).await.expect(422);
        let many = form("1", &[("price", "9000000000.00"), ("quantity", "1000")]);
        owner
            .post(&edit, &many)
            .await
            .expect(422)
            .says("too large for one invoice");
        // Adding and taking away lines shows the form again and stores nothing.
        owner
            .post(&edit, &form("1", &[("act", "add"), ("pick", "text")]))
            .await
            .expect(200)
            .says("price-1");
        owner
            .post(&edit, &form("1", &[("remove", "0")]))
            .await
            .expect(200)
            .lacks("price-0");
        owner
            .post(
                &edit,
                &form("1", &[("act", "count"), ("tip", "5"), ("discount", "10%")]),
            )
            .await
            .expect(200)
            .says("€23.00");
        owner
            .with_htmx()
            .post(&edit, &form("1", &[("act", "count"), ("tip", "5")]))
            .await
            .expect(200)
            .says("€25.00")
            .lacks("<html");
        assert_eq!(ctx.look(&draft).await.version, 1);
        // Saving twice is saving once; the window that was open before is told.
        let typed = form(
            "1",
            &[
                ("quantity", "1,5"),
                ("off", "10%"),
                ("discount", "2"),
                ("tip", "3.50"),
            ],
        );
        owner.post(&edit, &typed).await.expect(303);
        owner.post(&edit, &typed).await.expect(303);
        let saved = ctx.look(&draft).await;
        assert_eq!(
            (saved.version, saved.net_minor, saved.total_minor),
            (2, 2500, 2850)
        );
        owner
            .post(&edit, &form("1", &[("note", "The other window")]))
            .await
            .expect(409)
            .says("The other window")
            .says("name=\"version\" value=\"2\"");
        owner
            .post(&edit, &form("2", &[("note", "The other window")]))
            .await
            .expect(303);
        // Nothing on it: it is not sent.
        let bare: Vec<_> = form("3", &[])
            .into_iter()
            .filter(|(name, _)| {
                ![
                    "kind",
                    "description",
                    "quantity",
                    "price",
                    "off",
                    "tax",
                    "service",
                    "product",
                ]
                .contains(name)
            })
            .collect();
        owner.post(&edit, &bare).await.expect(303);
        sending(&mut owner, &ctx, &draft)
            .await
            .expect(409)
            .says("add a line before");
        owner.post(&edit, &form("4", &[])).await.expect(303);
        sending(&mut owner, &ctx, &draft).await.expect(303);
        owner.post(&edit, &form("4", &[])).await.expect(409);
        // A copy is a new draft; pressed twice, it is one; a draft can be thrown away.
        let key = uuid::Uuid::new_v4().to_string();
        let path = format!("/invoices/{}", draft.id);
        let shown = owner.get(&path).await.expect(200);
        assert!(
            shown
                .body
                .contains("/copy\"><input type=\"hidden\" name=\"key\"")
        );
        let press = [("key", key.as_str())];
        let first = owner.post(&format!("{path}/copy"), &press).await;
        let second = owner.post(&format!("{path}/copy"), &press).await;
        let first = first.expect(303).location().to_owned();
        assert_eq!(first, second.expect(303).location());
        let blank = [("client", ""), ("key", key.as_str())];
        let first = owner.post("/invoices/new", &blank).await;
        let second = owner.post("/invoices/new", &blank).await;
        let first = first.expect(303).location().to_owned();
        assert_eq!(first, second.expect(303).location());
        let copy = owner
            .post(&format!("/invoices/{}/copy", draft.id), &[])
            .await
            .expect(303)
            .location()
            .to_owned();
        let copy = copy.trim_end_matches("/edit").to_owned();
        owner
            .get(&copy)
            .await
            .expect(200)
            .says("Advice on skin")
            .says("No number yet");
        owner
            .post(&format!("{copy}/removal"), &[])
            .await
            .expect(303);
        owner.get(&copy).await.expect(404);
    });
}

#[test]
fn taxes_are_set_once_and_stand_on_the_paper() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/settings/taxes")
            .await
            .expect(200)
            .says("IVA 21%");
        owner.post("/settings/taxes/usual", &[]).await.expect(303);
        owner.post("/settings/taxes/usual", &[]).await.expect(303);
        for (name, rate) in [
            ("", "21"),
            ("VAT", ""),
            ("VAT", "-1"),
            ("VAT", "100.01"),
            ("VAT", "5.555"),
            ("VAT", "x"),
        ] {
            owner
                .post("/settings/taxes", &[("name", name), ("rate", rate)])
                .await
                .expect(422);
        }
        owner
            .post("/settings/taxes", &[("name", "VAT"), ("rate", "5,5")])
            .await
            .expect(303);
        let rates = aureli::invoices::business::TaxRate::active(&ctx.app.db, practice.tenant.id)
            .await
            .unwrap();
        assert_eq!(
            rates.iter().map(|rate| rate.rate_bp).collect::<Vec<_>>(),
            [2100, 1000, 550, 400, 0]
        );
        assert!(rates[0].is_default);
        let draft = ctx.draft(&practice, "2026-05-15T10:00").await;
        let edit = format!("/invoices/{}/edit", draft.id);
        let rate = rates[0].id.to_string();
        let typed = form(
            "1",
            &[("tax_mode", "included"), ("price", "66"), ("tax", &rate)],
        );
        owner.post(&edit, &typed).await.expect(303);
        // The rate is offered no more; what has it keeps it.
        owner
            .post(&format!("/settings/taxes/{rate}/archival"), &[])
            .await
            .expect(303);
        owner
            .post(&format!("/settings/taxes/{rate}/archival"), &[])
            .await
            .expect(303);
        owner
            .post(&format!("/settings/taxes/{rate}/default"), &[])
            .await
            .expect(404);
        let typed = form(
            "2",
            &[
                ("tax_mode", "included"),
                ("price", "66"),
                ("tax", &rate),
                ("note", "Bye"),
            ],
        );
        owner.post(&edit, &typed).await.expect(303);
        let sent = ctx.send(&practice, draft.id).await;
        assert_eq!(
            (sent.net_minor, sent.tax_minor, sent.total_minor),
            (5455, 1145, 6600)
        );
        owner
            .get(&format!("/invoices/{}/print", sent.id))
            .await
            .expect(200)
            .says("IVA 21%")
            .says("€54.55")
            .says("€11.45")
            .says("€66.00")
            .says("12345678Z")
            .says("No. 2026-0001");
        let again = aureli::invoices::business::TaxRate::active(&ctx.app.db, practice.tenant.id)
            .await
            .unwrap();
        assert!(again[0].is_default && again[0].rate_bp == 1000);
    });
}

#[test]
fn the_list_is_filtered_and_paged() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/invoices")
            .await
            .expect(200)
            .says("No invoice yet");
        let first = ctx.invoice(&practice, "2026-05-15T10:00").await;
        ctx.settled(&first, 2000, 0).await;
        let second = ctx.invoice(&practice, "2026-05-15T11:00").await;
        ctx.draft(&practice, "2026-05-15T12:00").await;
        owner
            .get("/invoices")
            .await
            .expect(200)
            .says("2026-0001")
            .says("2026-0002")
            .says("Draft")
            .says("€20.00");
        owner
            .get("/invoices?status=paid")
            .await
            .expect(200)
            .says("2026-0001")
            .lacks("2026-0002");
        owner
            .get("/invoices?status=open")
            .await
            .expect(200)
            .says("2026-0002")
            .lacks("2026-0001");
        owner
            .get("/invoices?status=overdue")
            .await
            .expect(200)
            .says("No invoice like this");
        owner
            .get("/invoices?from=2026-06-01&to=2026-06-30")
            .await
            .expect(200)
            .lacks("2026-0001");
        owner
            .get("/invoices?status=x&from=y&after=z")
            .await
            .expect(200)
            .says("2026-0001");
        let client = second.client_id.unwrap();
        owner
            .get(&format!("/invoices?client={client}"))
            .await
            .expect(200)
            .says("2026-0001");
        owner
            .get(&format!("/clients/{client}"))
            .await
            .expect(200)
            .says(&format!(
                "/invoices?client={client}&amp;status=open\">€20.00"
            ))
            .says("2026-0002");
        let other = uuid::Uuid::now_v7();
        owner
            .get(&format!("/invoices?client={other}"))
            .await
            .expect(404);
        for _ in 0..60 {
            let mut tx = ctx.app.db.begin().await.unwrap();
            let actor = aureli::events::Actor::user(practice.owner);
            first
                .copy(&mut tx, &practice.tenant, &actor, ctx.app.clock.now())
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        let page = owner.get("/invoices").await.expect(200).body;
        let next = page
            .split("rel=\"next\" href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let next = next.replace("&#38;", "&");
        owner
            .get(&next)
            .await
            .expect(200)
            .says("2026-0001")
            .says("2026-0002");
        // Who may not see money sees none, not even on the card and the visit.
        let mut content = practice.member(&ctx, Role::Content).await;
        content.get("/invoices").await.expect(403);
        let mut reader = practice.member(&ctx, Role::ReadOnly).await;
        reader
            .get(&format!("/invoices/{}", second.id))
            .await
            .expect(200)
            .lacks("/credit/new")
            .lacks("/sending");
    });
}

#[test]
fn clients_find_their_invoices_on_their_own_page_and_nobody_elses() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let draft = ctx.draft(&practice, "2026-05-15T11:00").await;
        let own = own_page(&ctx, &practice, invoice.client_id.unwrap()).await;
        let mut visitor = ctx.visitor();
        visitor
            .get(&own)
            .await
            .expect(200)
            .says("2026-0001")
            .lacks(&draft.id.to_string());
        let to = format!("{own}/invoices/{}", invoice.id);
        let pay = visitor
            .post(&to, &[])
            .await
            .expect(303)
            .location()
            .to_owned();
        visitor.get(&pay).await.expect(200).says("2026-0001");
        visitor
            .post(&format!("{own}/invoices/{}", draft.id), &[])
            .await
            .expect(404);
        let other = ctx.client(&practice, "Olga", "+34612345600").await;
        let hers = own_page(&ctx, &practice, other.id).await;
        visitor
            .post(&format!("{hers}/invoices/{}", invoice.id), &[])
            .await
            .expect(404);
    });
}

async fn own_page(ctx: &Ctx, practice: &Practice, client: aureli::id::ClientId) -> String {
    let mut tx = ctx.app.db.begin().await.unwrap();
    let path = aureli::me::mint(&mut tx, practice.tenant.id, client, ctx.app.clock.now()).await;
    tx.commit().await.unwrap();
    path.unwrap()
}

#[test]
fn erasing_a_client_keeps_what_the_law_keeps() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let sent = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let draft = ctx.draft(&practice, "2026-05-15T11:00").await;
        ctx.app.clock.set("2026-05-20T07:00:00Z".parse().unwrap());
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET status = 'completed'"
        )
        .unwrap();
        let client = sent.client_id.unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(&format!("/invoices/{}/mail", sent.id), &[])
            .await
            .expect(303);
        ctx.run_jobs().await;
        let pay = pay_path(&ctx).await;
        ctx.visitor().get(&pay).await.expect(200);
        let actor = aureli::events::Actor::user(practice.owner);
        let reason = aureli::privacy::Reason::Asked;
        aureli::privacy::erase(&ctx.app, &practice.tenant, client, &actor, reason)
            .await
            .unwrap();
        let kept = ctx.look(&sent).await;
        assert_eq!(kept.buyer.0.name, "Anna Petrova");
        assert!(
            Invoice::find(&ctx.app.db, practice.tenant.id, draft.id)
                .await
                .is_err()
        );
        ctx.visitor().get(&pay).await.expect(404);
        owner
            .get(&format!("/invoices/{}", sent.id))
            .await
            .expect(200);
        let broken = aureli::invoices::model::chain::first_broken(
            &ctx.app.db,
            practice.tenant.id,
            aureli::invoices::model::Kind::Invoice,
        );
        assert_eq!(broken.await.unwrap(), None);
        assert_eq!(kept.currency, Currency::EUR);
    });
}
