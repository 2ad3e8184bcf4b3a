//! What must hold for every route, present and future: generated from the route table.

use std::collections::BTreeMap;

use aureli::accounts::{Permission, Role};
use aureli::appointments::Appointment;
use aureli::db::Either;
use axum::body::Body;
use axum::http::{Request, header};
use sqlx::{Executor, Row};

use crate::support::factories::Practice;
use crate::support::routes::{self, Route, filled};
use crate::support::{Ctx, Visitor, on_both};

/// Open to anybody: the public site, signing in, links in mail, machines.
fn is_public(path: &str) -> bool {
    const OPEN: &[&str] = &[
        "/healthz",
        "/readyz",
        "/metrics",
        "/favicon.ico",
        "/sw.js",
        "/static/",
        "/robots.txt",
        "/sitemap.xml",
        "/login",
        "/signup",
        "/logout",
        "/password/reset",
        "/password/sent",
        "/verify",
        "/invitations",
        "/email",
        "/unsubscribe/",
        "/l/",
        "/pay/",
        "/hooks/",
        "/cal/",
        "/embed/",
        "/me/",
        "/certificates/",
        "/hand-back",
        "/api/v1/public/",
        "/dev/",
        "/{slug}",
        "/preferences",
        "/check-mail",
        "/mail-sent",
    ];
    path == "/" || OPEN.iter().any(|open| path.starts_with(open))
}

/// Answers for as long as the page is open.
fn is_stream(path: &str) -> bool {
    path == "/events"
}

fn nobody(name: &str) -> String {
    match name {
        "slug" => "nobody".into(),
        "token" | "reference" => "0".repeat(32),
        _ => uuid::Uuid::now_v7().to_string(),
    }
}

/// A form that a route takes, where it asks for more than nothing: what is wrong with a form is told before anything is
/// looked up, so that an empty one would prove nothing.
fn form(route: &Route) -> &'static str {
    if route.method == "GET" {
        return "";
    }
    match route.path.as_str() {
        "/appointments/{id}/move" => "version=1&date=2026-05-18&time=12%3A00",
        "/appointments/{id}/note" => "version=1&note=x",
        "/appointments/{id}/resources" => "version=1",
        "/appointments/{id}/place" => "version=1&place=018f0000-0000-7000-8000-000000000000",
        "/appointments/{id}/series" => "version=1&repeat=weekly&count=3",
        "/clients/{id}/edit" => "name=Anna",
        "/clients/{id}/block" => "reason=x",
        "/clients/{id}/notes"
        | "/clients/{id}/notes/{note}/edit"
        | "/clients/{id}/medical-notes/new"
        | "/clients/{id}/medical-notes/{note}/revision" => "body=x",
        "/clients/{id}/notes/{note}/pin" => "pinned=true",
        "/clients/{id}/subjects/new" | "/clients/{id}/subjects/{subject}/edit" => {
            "kind=pet&name=Rex"
        }
        "/settings/client-fields/{id}/edit" => "name=Curl&kind=text",
        "/services/{id}/activation" => "active=true",
        "/services/order" => "to=up",
        "/services/{id}" => "name=Brows&duration=30&price=10&capacity=1",
        "/services/{id}/{noun}" => "name=Long&duration=30&price=10",
        "/settings/blocks" | "/settings/blocks/{id}" => {
            "date=2026-05-20&last_date=2026-05-20&from=10%3A00&to=11%3A00&reason=break&repeat=once"
        }
        "/settings/resources" | "/settings/resources/{id}" => "name=Hall&kind=room&capacity=1",
        "/settings/resources/{id}/activation" | "/settings/places/{id}/activation" => "active=true",
        "/settings/places" | "/settings/places/{id}" => {
            "name=Home&kind=own&address=Street&which=all"
        }
        "/settings/places/travel" => "usual=10",
        "/settings/members/{user}" => "role=manager",
        "/clients/{id}/consents" => "form=018f0000-0000-7000-8000-000000000000&how=send",
        "/settings/forms" => "from=data&key=018f0000-0000-7000-8000-000000000000",
        "/settings/overrides/removal" => "from=2026-05-20",
        "/settings/hours/season/removal" => "period=x",
        "/settings/forms/{id}" => "text=en",
        "/settings/forms/{id}/rules" => "at_booking=off&at_start=off",
        "/settings/forms/{id}/archival" => "aside=true",
        "/clients/{id}/uploads" => "name=a.jpg&size=10",
        "/media/{id}" => "stage=before",
        "/settings/portfolio/order" => "client=018f0000-0000-7000-8000-000000000000&up=true",
        "/clients/{id}/deposit/edit" => "rule=never",
        "/settings/booking/simulation/use" => "notice=60",
        "/payments/{id}/refunds/new" => "amount=1&key=018f0000-0000-7000-8000-000000000000",
        "/payments/{id}/decision" => "refund=018f0000-0000-7000-8000-000000000000&done=true",
        "/invoices/{id}/payments/new" | "/appointments/{id}/payments/new" => {
            "way=cash&amount=1&key=018f0000-0000-7000-8000-000000000000"
        }
        "/invoices/{id}/sending" => "version=1",
        "/appointments/{id}/deposit/new" => "amount=1",
        "/products/{id}/edit" => "version=1&name=Oil&price=1",
        "/products/{id}/archival" => "aside=true",
        "/products/{id}/movements/new" => {
            "kind=delivery&quantity=1&key=018f0000-0000-7000-8000-000000000000"
        }
        "/invoices/{id}/redemptions/new" | "/appointments/{id}/redemptions/new" => {
            "code=x&key=018f0000-0000-7000-8000-000000000000"
        }
        "/invoices/exports" => "from=2026-05-01&to=2026-05-31",
        "/waitlist/{id}" => "from=2026-05-20&until=2026-05-21&days=2&parts=1",
        "/messages/{id}/edit" => "version=1&subject=x&text=x",
        "/settings/calendars/accounts/{id}" => "name=Mine",
        "/settings/calendars/sources/{id}" => "name=Mine",
        "/settings/calendars/sources/{id}/switch" => "on=false",
        "/waitlist/openings/{id}/offers" => "entry=018f0000-0000-7000-8000-000000000000",
        _ => "",
    }
}

async fn ask(visitor: &mut Visitor, route: &Route, path: &str) -> (u16, String) {
    let request = Request::builder().method(route.method).uri(path);
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = visitor
        .send(request.body(Body::from(form(route))).unwrap())
        .await;
    let location = answer.location().to_owned();
    (answer.status.as_u16(), location)
}

#[test]
fn every_change_refuses_a_request_from_another_site() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut count = 0;
        for route in routes::all() {
            if route.method == "GET"
                || route.path.starts_with("/api/")
                || route.path.starts_with("/hooks/")
            {
                continue;
            }
            count += 1;
            let path = filled(&route.path, nobody);
            let mut silent = practice.sign_in(&ctx).await.without_origin();
            let (status, _) = ask(&mut silent, &route, &path).await;
            assert_eq!(status, 403, "{route:?} with neither header");
            for (name, value) in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("origin", "https://evil.example"),
                ("origin", "null"),
            ] {
                let mut owner = practice.sign_in(&ctx).await.with_header(name, value);
                let (status, _) = ask(&mut owner, &route, &path).await;
                assert_eq!(status, 403, "{route:?} with {name}: {value}");
            }
        }
        assert!(count > 15, "only {count} routes change anything");
    });
}

#[test]
fn every_page_that_is_not_public_asks_to_sign_in() {
    on_both(|ctx| async move {
        for route in routes::all() {
            if is_public(&route.path) {
                continue;
            }
            let path = filled(&route.path, nobody);
            let (status, location) = ask(&mut ctx.visitor(), &route, &path).await;
            assert_eq!(status, 303, "{route:?}");
            assert!(
                location.starts_with("/login"),
                "{route:?} leads to {location}"
            );
        }
    });
}

/// Objects of a practice, by the kind that a path names.
async fn objects(
    ctx: &Ctx,
    practice: &Practice,
    visit: &Appointment,
) -> BTreeMap<&'static str, String> {
    let client = visit.client_id.unwrap();
    let photo = ctx.photo(practice, client).await;
    ctx.shared(practice, client, &[photo.id]).await;
    ctx.upload_begun(practice, client).await;
    ctx.asked(practice, client, "treatment").await;
    let mut owner = practice.sign_in(ctx).await;
    let (session,) = aureli::q!(
        &ctx.app.db,
        fetch_one: (String,),
        "SELECT id FROM user_sessions WHERE user_id = $1 LIMIT 1",
        practice.owner
    )
    .unwrap();
    let invite = [("email", "ines@example.com"), ("role", "operator")];
    owner.post("/settings/members", &invite).await.expect(303);
    crate::payments::objects(ctx, practice, visit.id).await;
    crate::packages::objects(ctx, practice, visit).await;
    crate::waitlist::objects(ctx, practice, client).await;
    crate::calendars::objects(ctx, practice, visit.id).await;
    let block = form(&Route {
        method: "POST",
        path: "/settings/blocks".into(),
    });
    let block: Vec<(String, String)> = form_urlencoded::parse(block.as_bytes())
        .into_owned()
        .collect();
    let block: Vec<(&str, &str)> = block
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    owner.post("/settings/blocks", &block).await.expect(303);
    let hall = [("name", "Hall"), ("kind", "room"), ("capacity", "1")];
    owner.post("/settings/resources", &hall).await.expect(303);
    let home = [("name", "Home"), ("kind", "client"), ("which", "all")];
    owner.post("/settings/places", &home).await.expect(303);
    let card = format!("/clients/{client}");
    let note = [("body", "Likes tea")];
    owner
        .post(&format!("{card}/notes"), &note)
        .await
        .expect(303);
    let pet = [("kind", "pet"), ("name", "Rex")];
    let new = format!("{card}/subjects/new");
    owner.post(&new, &pet).await.expect(303);
    let field = [("name", "Curl"), ("kind", "text")];
    let new = "/settings/client-fields/new";
    owner.post(new, &field).await.expect(303);
    aureli::q!(
        &ctx.app.db,
        execute,
        "INSERT INTO client_refusals (tenant_id, id, client_id, title, starts_at, created_at) VALUES ($1, $2, $3, 'Tint', $4, $4)",
        practice.tenant.id,
        uuid::Uuid::now_v7(),
        client,
        ctx.app.clock.now(),
    )
    .unwrap();
    let health = [("body", "asthma")];
    owner
        .post(&format!("{card}/medical-notes/new"), &health)
        .await
        .expect(303);
    let double = ctx.client(practice, "Double", "+34612345671").await;
    let merge = format!("{card}/merge/{}", double.id);
    owner.post(&merge, &[]).await.expect(303);
    let other = ctx.client(practice, "Other", "+34612345672").await;
    let id = client.to_string();
    let tags = [("id", id.as_str()), ("tags", "VIP")];
    owner.post("/clients/bulk/tags", &tags).await.expect(303);
    aureli::q!(
        &ctx.app.db,
        execute,
        "INSERT INTO client_mailings (tenant_id, id, user_id, subject, body, recipients, created_at) VALUES ($1, $2, $3, 'News', 'x', 1, $4)",
        practice.tenant.id,
        uuid::Uuid::now_v7(),
        practice.owner,
        ctx.app.clock.now(),
    )
    .unwrap();
    let list = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\nname\nInes\r\n--edge--\r\n";
    let list = Request::post("/clients/imports")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(list));
    owner.send(list.unwrap()).await.expect(303);
    let visit_id = visit.id.to_string();
    let invoice = [("appointment", visit_id.as_str())];
    owner.post("/invoices/new", &invoice).await.expect(303);
    ctx.product(practice, "Brow oil", 1200, 1).await;
    aureli::q!(
        &ctx.app.db,
        execute,
        "INSERT INTO invoice_tasks (tenant_id, id, invoice_id, key, kind, created_at)
         SELECT tenant_id, $2, id, 'overdue', 'overdue', $3 FROM invoices WHERE tenant_id = $1 LIMIT 1",
        practice.tenant.id,
        uuid::Uuid::now_v7(),
        ctx.app.clock.now(),
    )
    .unwrap();
    let tax = [("name", "VAT"), ("rate", "21")];
    owner.post("/settings/taxes", &tax).await.expect(303);
    let mut found = BTreeMap::from([
        ("appointments", visit.id.to_string()),
        ("clients", client.to_string()),
        ("contacts", visit.id.to_string()),
        ("members", practice.owner.to_string()),
        ("family", visit.client_id.unwrap().to_string()),
        ("sessions", session),
        ("tenants", practice.tenant.id.to_string()),
        ("calendar-changes", visit.id.to_string()),
        ("merge", other.id.to_string()),
    ]);
    for (kind, table) in [
        ("services", "services"),
        ("variants", "service_variants"),
        ("addons", "service_addons"),
        ("overrides", "date_overrides"),
        ("blocks", "blocks"),
        ("hours", "working_hours"),
        ("messages", "messages"),
        ("places", "places"),
        ("resources", "resources"),
        ("media", "media"),
        ("forms", "forms"),
        ("consents", "consents"),
        ("invoices", "invoices"),
        ("taxes", "tax_rates"),
        ("products", "products"),
        ("invoice-tasks", "invoice_tasks"),
        ("uploads", "media_uploads"),
        ("shares", "media_shares"),
        ("notes", "client_notes"),
        ("subjects", "client_subjects"),
        ("medical-notes", "client_medical_notes"),
        ("merges", "client_merges"),
        ("client-fields", "client_fields"),
        ("refusals", "client_refusals"),
        ("payments", "payments"),
        ("packages", "packages"),
        ("waitlist", "waitlist_entries"),
        ("openings", "waitlist_openings"),
        ("holds", "waitlist_offers"),
        ("offers", "package_offers"),
        ("movements", "package_movements"),
        ("receipts", "payment_receipts"),
        ("payment-tasks", "payment_tasks"),
        ("events", "webhook_events"),
        ("invitations", "invitations"),
        ("imports", "client_imports"),
        ("bulk", "client_bulks"),
        ("tags", "tags"),
        ("sources", "calendar_sources"),
        ("accounts", "calendar_sources"),
        ("calendars", "calendar_sources"),
        ("clashes", "calendar_clashes"),
        ("mailings", "client_mailings"),
    ] {
        let sql = format!("SELECT id FROM {table} WHERE tenant_id = $1 LIMIT 1");
        let id: Option<(uuid::Uuid,)> = match ctx.app.db.pools() {
            Either::Lite(lite) => sqlx::query_as(&sql)
                .bind(practice.tenant.id)
                .fetch_optional(&lite.read)
                .await
                .unwrap(),
            Either::Pg(pool) => sqlx::query_as(&sql)
                .bind(practice.tenant.id)
                .fetch_optional(pool)
                .await
                .unwrap(),
        };
        if let Some((id,)) = id {
            found.insert(kind, id.to_string());
        }
    }
    // One that is not the master's, and that no other right is needed for.
    let (reminder,) = aureli::q!(
        &ctx.app.db,
        fetch_one: (uuid::Uuid,),
        "SELECT id FROM messages WHERE tenant_id = $1 AND audience = 'client' AND appointment_id = $2 ORDER BY created_at, id LIMIT 1",
        practice.tenant.id,
        visit.id,
    )
    .unwrap();
    found.insert("messages", reminder.to_string());
    // The master is none of those that a page shows.
    let resources = aureli::resources::Resource::all(&ctx.app.db, practice.tenant.id).await;
    found.insert("resources", resources.unwrap()[0].id.to_string());
    found
}

/// A path with the objects' real ids: each `{…}` is of the kind that stands before it.
fn with_objects(path: &str, objects: &BTreeMap<&'static str, String>) -> Option<String> {
    let mut out = Vec::new();
    let mut kind = "";
    for part in path.split('/') {
        if path == "/settings/overrides/edit" && part == "edit" {
            out.push("edit?from=2026-05-20".to_owned());
        } else if ["{way}", "{kind}", "{language}"].contains(&part) {
            // A name, not an object.
            out.push("nobody".to_owned());
        } else if part == "{noun}" {
            out.push("variants".to_owned());
        } else if part == "{size}" {
            out.push("small".to_owned());
        } else if part.starts_with('{') {
            out.push(objects.get(kind)?.clone());
        } else {
            kind = part;
            out.push(part.to_owned());
        }
    }
    Some(out.join("/"))
}

#[test]
fn another_practices_objects_are_not_there() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let objects = objects(&ctx, &practice, &visit).await;
        let stranger = ctx.stranger().await;
        let before = dump(&ctx).await;
        let (mut count, mut wrong) = (0, Vec::new());
        for route in routes::all() {
            if is_public(&route.path) || !route.path.contains('{') || takes_files(&route) {
                continue;
            }
            let path = with_objects(&route.path, &objects)
                .unwrap_or_else(|| panic!("{route:?} names an object that `objects` lacks"));
            count += 1;
            let (status, _) = ask(&mut stranger.sign_in(&ctx).await, &route, &path).await;
            if status != 404 {
                wrong.push(format!("{} {}: {status}", route.method, route.path));
            }
        }
        assert!(wrong.is_empty(), "fill in `form`, if it is 422: {wrong:#?}");
        assert!(count > 25, "only {count} routes name an object");
        assert_eq!(before, dump(&ctx).await, "a stranger changed something");
    });
}

/// Takes files, not a form: what it asks stands with the tests of media.
fn takes_files(route: &Route) -> bool {
    route.path.ends_with("/photos/form")
}

/// What a route asks of a role; None: nothing but to be signed in. A form asks what its sending asks.
fn permission(route: &Route) -> Option<Permission> {
    use Permission::*;
    let path = route.path.as_str();
    let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    let is_form = ends(&[
        "/new",
        "/edit",
        "/walk-in",
        "/camera",
        "/block",
        "/original",
        "/resources",
        "/nearest",
    ]);
    let reads = route.method == "GET" && !is_form;
    let begins = |starts: &[&str]| {
        starts
            .iter()
            .any(|start| path == *start || path.starts_with(&format!("{start}/")))
    };
    let either = |read, write| Some(if reads { read } else { write });
    if path == "/packages/lookup" {
        Some(InvoicesRead)
    } else if begins(&["/packages/offers"]) {
        either(InvoicesRead, ServicesWrite)
    } else if path.ends_with("/redemptions/new") || path.ends_with("/return") {
        Some(PaymentsWrite)
    } else if path.ends_with("/print") && begins(&["/packages"]) {
        Some(InvoicesWrite)
    } else if begins(&["/packages"]) {
        either(InvoicesRead, InvoicesWrite)
    } else if begins(&["/settings/account", "/tenants", "/password", "/draft"])
        || path == "/settings"
        || path == "/services" && reads
        || path.ends_with("/qr.svg")
    {
        None
    } else if path.ends_with("/payments/new") {
        Some(PaymentsWrite)
    } else if begins(&["/settings/payments/rules"]) {
        Some(SettingsWrite)
    } else if begins(&["/settings/payments"]) {
        Some(IntegrationsWrite)
    } else if begins(&["/payments"]) && ends(&["/refunds/new", "/release", "/decision"]) {
        Some(PaymentsRefund)
    } else if begins(&["/payments", "/payment-tasks"]) {
        either(PaymentsRead, PaymentsWrite)
    } else if path == "/invoices/exports" {
        Some(InvoicesRead)
    } else if begins(&["/invoices"]) {
        either(InvoicesRead, InvoicesWrite)
    } else if begins(&["/settings/business", "/settings/taxes"]) {
        Some(BusinessWrite)
    } else if begins(&["/cash"]) {
        either(PaymentsRead, PaymentsWrite)
    } else if begins(&["/products"]) {
        either(ProductsRead, ProductsWrite)
    } else if begins(&["/todo/invoice-tasks"]) {
        Some(InvoicesWrite)
    } else if begins(&["/todo/contacts"]) {
        Some(ClientsWrite)
    } else if begins(&["/settings/calendars/accounts"]) {
        Some(IntegrationsWrite)
    } else if begins(&["/settings/calendars/sources"]) {
        Some(ScheduleWrite)
    } else if begins(&["/settings/calendars"]) {
        Some(AppointmentsRead)
    } else if begins(&["/calendar/example", "/settings/waitlist"]) {
        Some(SettingsWrite)
    } else if begins(&[
        "/appointments",
        "/calendar",
        "/todo",
        "/now",
        "/events",
        "/messages",
        "/waitlist",
    ]) {
        either(AppointmentsRead, AppointmentsWrite)
    } else if begins(&["/consents"]) || path.ends_with("/consents") {
        let reads = reads || ends(&["/reading", "/document"]);
        Some(if reads { ConsentsRead } else { ConsentsWrite })
    } else if path.ends_with("/original") {
        Some(MediaRead)
    } else if begins(&["/media", "/settings/portfolio"])
        || path.contains("/photos")
        || path.ends_with("/uploads")
    {
        either(MediaRead, MediaWrite)
    } else if begins(&["/settings/privacy"])
        || ends(&["/privacy", "/export", "/erasure", "/unlocking"])
    {
        Some(PrivacyWrite)
    } else if path.ends_with("/own-page") {
        Some(ClientsPii)
    } else if path.contains("/medical-notes") {
        Some(ClientsMedical)
    } else if begins(&["/clients/imports", "/clients/exports", "/clients/mailings"]) {
        Some(ClientsPii)
    } else if begins(&["/clients/bulk"]) || path.contains("/merge") {
        Some(ClientsWrite)
    } else if begins(&["/clients/search", "/search"]) {
        Some(ClientsRead)
    } else if begins(&["/clients"]) {
        either(ClientsRead, ClientsWrite)
    } else if begins(&["/services"]) {
        Some(ServicesWrite)
    } else if begins(&[
        "/blocks",
        "/settings/blocks",
        "/settings/hours",
        "/settings/overrides",
        "/settings/resources",
        "/settings/places",
    ]) {
        Some(ScheduleWrite)
    } else if begins(&["/settings/members"]) {
        Some(MembersWrite)
    } else if begins(&["/settings/audit"]) {
        Some(AuditRead)
    } else if begins(&[
        "/settings/practice",
        "/settings/look",
        "/settings/widget",
        "/settings/booking",
        "/settings/client-fields",
        "/settings/forms",
        "/settings/storage",
        "/settings/templates",
        "/setup",
    ]) {
        Some(SettingsWrite)
    } else {
        panic!("{route:?}: say what it asks of a role")
    }
}

#[test]
fn every_route_asks_what_the_table_of_roles_says() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let objects = objects(&ctx, &practice, &visit).await;
        let (mut refused, mut wrong) = (0, Vec::new());
        for role in Role::ALL {
            let mut member = match role {
                Role::Owner => practice.sign_in(&ctx).await,
                role => practice.member(&ctx, role).await,
            };
            for route in routes::all() {
                if is_public(&route.path) || is_stream(&route.path) || takes_files(&route) {
                    continue;
                }
                let asked = permission(&route);
                let may = asked.is_none_or(|permission| role.can(permission));
                // What may be done is done elsewhere; here nothing is to change.
                if may && route.method != "GET" {
                    continue;
                }
                let path = with_objects(&route.path, &objects).unwrap();
                let (status, _) = ask(&mut member, &route, &path).await;
                if (status != 403) != may {
                    wrong.push(format!(
                        "{role:?} {} {}: {status}",
                        route.method, route.path
                    ));
                }
                refused += usize::from(!may);
            }
        }
        assert!(
            wrong.is_empty(),
            "not as the table of roles says: {wrong:#?}"
        );
        assert!(refused > 100, "only {refused} were refused");
    });
}

#[test]
fn looking_changes_nothing() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let objects = objects(&ctx, &practice, &visit).await;
        let mut owner = practice.sign_in(&ctx).await;
        let before = dump(&ctx).await;
        let mut pages = 0;
        for route in routes::all() {
            if route.method != "GET" || is_stream(&route.path) {
                continue;
            }
            let path = with_objects(&route.path, &objects).unwrap_or_else(|| {
                filled(&route.path, |name| {
                    if name == "slug" {
                        "bella".into()
                    } else {
                        nobody(name)
                    }
                })
            });
            let (status, _) = ask(&mut owner, &route, &path).await;
            assert!(status < 500, "{route:?}: {status}");
            pages += usize::from(status == 200);
        }
        assert!(pages > 15, "only {pages} pages were seen");
        assert_eq!(
            before,
            dump(&ctx).await,
            "looking at pages changed something"
        );
    });
}

/// What may still be done with a locked card: what must be kept is read, taken along, ended and unlocked.
fn reads_what_is_kept(route: &Route) -> bool {
    const KEPT: &[&str] = &[
        "GET /clients/{id}",
        "GET /clients/{id}/privacy",
        "POST /clients/{id}/export",
        "POST /clients/{id}/erasure",
        "POST /clients/{id}/unlocking",
        "GET /clients/{id}/consents",
        "POST /clients/{id}/medical-notes/reading",
        "GET /consents/{id}",
        "POST /consents/{id}/reading",
        "POST /consents/{id}/document",
        "POST /consents/{id}/removal",
        "POST /consents/{id}/withdrawal",
    ];
    KEPT.contains(&format!("{} {}", route.method, route.path).as_str())
}

#[test]
fn a_locked_card_is_used_by_no_route() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let objects = objects(&ctx, &practice, &visit).await;
        let mut owner = practice.sign_in(&ctx).await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET phone = NULL, email = NULL, email_key = NULL, is_merged = $3, locked_at = $4
             WHERE tenant_id = $1 AND id = $2",
            practice.tenant.id,
            visit.client_id.unwrap(),
            true,
            ctx.app.clock.now(),
        )
        .unwrap();
        let before = dump(&ctx).await;
        let (mut count, mut wrong) = (0, Vec::new());
        let mut paths: Vec<(Route, String)> = Vec::new();
        for route in routes::all() {
            let is_of_card = ["/clients/{id}", "/consents/{id}"]
                .iter()
                .any(|start| route.path == *start || route.path.starts_with(&format!("{start}/")));
            if is_of_card && !reads_what_is_kept(&route) && !takes_files(&route) {
                let path = with_objects(&route.path, &objects).unwrap();
                paths.push((route, path));
            }
        }
        // As the other one of a pair, too.
        for (path, kind) in [
            ("/clients/{id}/merge/{other}", "merge"),
            ("/clients/{id}/family/{other}/removal", "family"),
        ] {
            let route = Route {
                method: "POST",
                path: path.into(),
            };
            let (own, other) = (&objects["clients"], &objects["merge"]);
            let path = format!("/clients/{other}/{kind}/{own}");
            let path = match kind {
                "family" => format!("{path}/removal"),
                _ => path,
            };
            paths.push((route, path));
        }
        for (route, path) in paths {
            count += 1;
            let (status, _) = ask(&mut owner, &route, &path).await;
            if !matches!(status, 404 | 409) {
                wrong.push(format!("{} {}: {status}", route.method, route.path));
            }
        }
        let card = objects["clients"].as_str();
        let other = objects["merge"].as_str();
        for (path, form) in [
            ("/clients/bulk/tags", vec![("id", card), ("tags", "VIP")]),
            (
                &*format!("/clients/{other}/family/new"),
                vec![("other", card), ("relation", "child")],
            ),
            (
                "/appointments",
                vec![
                    ("client", card),
                    ("what", "shaping"),
                    ("date", "2026-05-20"),
                    ("time", "12:00"),
                ],
            ),
        ] {
            let status = owner.post(path, &form).await.status.as_u16();
            if !matches!(status, 404 | 409) {
                wrong.push(format!("POST {path}: {status}"));
            }
        }
        let moved = [("version", "1"), ("date", "2026-05-20"), ("time", "12:00")];
        let path = format!("/appointments/{}/move", visit.id);
        let status = owner.post(&path, &moved).await.status.as_u16();
        assert_eq!(status, 409, "a visit of theirs was moved");
        assert!(wrong.is_empty(), "not refused: {wrong:#?}");
        assert!(count > 25, "only {count} routes use a card");
        assert_eq!(before, dump(&ctx).await, "a locked card was used");
        owner
            .post(&format!("/clients/{card}/notes"), &[("body", "Tea")])
            .await
            .expect(409)
            .says("This card is locked");
    });
}

/// Every row of every table but those that count visits to the door.
async fn dump(ctx: &Ctx) -> BTreeMap<String, String> {
    const MOVING: &[&str] = &[
        "sessions",
        "user_sessions",
        "rate_limits",
        "_sqlx_migrations",
    ];
    let mut rows = BTreeMap::new();
    match ctx.app.db.pools() {
        Either::Lite(lite) => {
            let names =
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            for table in lite.read.fetch_all(names).await.unwrap() {
                let name: String = table.get(0);
                // An index that keeps no rows; its own tables are read.
                if name == "clients_fts" {
                    continue;
                }
                let columns = lite
                    .read
                    .fetch_all(format!("PRAGMA table_info({name})").as_str())
                    .await
                    .unwrap();
                let columns: Vec<String> = columns
                    .iter()
                    .map(|column| format!("quote({})", column.get::<String, _>("name")))
                    .collect();
                let sql = format!(
                    "SELECT group_concat(row, ';') FROM (SELECT {} AS row FROM {name} ORDER BY 1)",
                    columns.join("||")
                );
                let text: Option<String> = lite.read.fetch_one(sql.as_str()).await.unwrap().get(0);
                rows.insert(name, text.unwrap_or_default());
            }
        }
        Either::Pg(pool) => {
            let names = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
            for table in pool.fetch_all(names).await.unwrap() {
                let name: String = table.get(0);
                let sql = format!("SELECT string_agg(t::text, ';' ORDER BY t::text) FROM {name} t");
                let text: Option<String> = pool.fetch_one(sql.as_str()).await.unwrap().get(0);
                rows.insert(name, text.unwrap_or_default());
            }
        }
    }
    rows.retain(|name, _| !MOVING.contains(&name.as_str()));
    rows
}
