//! What the demo's clients have signed: valid, run out, withdrawn, and missing for visits that are to come.

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::consents::{
    Answer, Consent, Field, FieldKind, Form, Policy, Rules, Signing, Starter, Version, ask_form,
    sign,
};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{ClientId, FormId, ServiceId, UserId};
use crate::q;
use crate::web::ClientAddress;

/// Which services ask for which forms.
const ASKED: &[(&str, &[&str])] = &[
    ("treatment", &["lamination", "lash-lift"]),
    ("patch_test", &["lash-lift"]),
    ("photo", &["lamination"]),
    ("data", &["first-visit"]),
    ("medical", &["first-visit"]),
    ("marketing", &[]),
];

const DRAWN: &str = "M46 96L52 74L60 58L70 50L80 52L85 62L84 76L76 92L64 104L54 104L58 92L74 78L94 68L110 66L119 70L114 \
    88L112 102L122 104L132 94L142 78L152 70L156 76L152 98L162 104L176 96L186 70L198 48L206 44L206 56L196 84L182 110L176 \
    118L174 110L194 96L240 84";

/// How many clients have something.
const CLIENTS: i64 = 16;

pub async fn sign_some(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<()> {
    let opened = now - TimeDelta::days(430);
    let mut tx = app.db.begin().await?;
    let mut forms = Vec::new();
    for (name, services) in ASKED {
        forms.push((
            *name,
            add(&mut tx, tenant, owner, name, services, opened).await?,
        ));
    }
    let near = q!(
        tx,
        fetch_all: (ClientId,),
        "SELECT a.client_id FROM appointments a JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
         WHERE a.tenant_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND a.status = 'confirmed'
         GROUP BY a.client_id ORDER BY MIN(a.starts_at), a.client_id LIMIT $4",
        tenant.id,
        now,
        now + TimeDelta::days(10),
        CLIENTS
    )?;
    for (n, (client,)) in near.into_iter().enumerate() {
        for (name, form) in &forms {
            let ago = match (n % 5, *name) {
                // Nothing yet: what the services ask for is missing.
                (0, _) | (_, "marketing") => continue,
                // Signed before last summer: run out, where it runs out.
                (1, _) => 400,
                (2, "patch_test") => continue,
                _ => 12 + 9 * n as i64,
            };
            let at = now - TimeDelta::days(ago) - TimeDelta::minutes(37 * n as i64);
            let mut consent = signed(app, &mut tx, tenant, *form, client, at).await?;
            if n % 5 == 3 && *name == "photo" {
                let actor = Actor::client(Some(client));
                consent
                    .withdraw(&mut tx, &actor, at + TimeDelta::days(5))
                    .await?;
            }
        }
        if n % 5 == 0 {
            let form = Form::find(&mut tx, tenant.id, forms[0].1).await?;
            let actor = Actor::system();
            ask_form(
                &mut tx,
                &form,
                client,
                tenant.locale,
                &actor,
                now - TimeDelta::hours(20),
            )
            .await?;
        }
    }
    // Copies of long ago need no mail.
    q!(
        tx,
        execute,
        "DELETE FROM messages WHERE tenant_id = $1 AND kind = 'consent_signed'",
        tenant.id
    )?;
    tx.commit().await?;
    Ok(())
}

/// A published form. In the demo nothing is stopped, so that every visit can be moved about.
async fn add(
    tx: &mut Tx,
    tenant: &Tenant,
    owner: UserId,
    name: &str,
    services: &[&str],
    at: DateTime<Utc>,
) -> Result<FormId> {
    let starter = Starter::by_name(name).ok_or(Error::NotFound)?;
    let (kind, rules, content) = starter.read()?;
    let warned = |policy: Policy| match policy {
        Policy::Stop => Policy::Warn,
        other => other,
    };
    let rules = Rules {
        at_booking: warned(rules.at_booking),
        at_start: warned(rules.at_start),
        ..rules
    };
    let actor = Actor::user(owner);
    let form = Form::create(
        tx,
        tenant.id,
        &actor,
        FormId::new(),
        kind,
        rules,
        content,
        at,
    )
    .await?;
    form.publish(tx, &actor, at).await?;
    let mut asked = Vec::new();
    for slug in services {
        let found = q!(
            tx,
            fetch_optional: (ServiceId,),
            "SELECT id FROM services WHERE tenant_id = $1 AND slug = $2",
            tenant.id,
            *slug
        )?;
        asked.extend(found.map(|(id,)| id));
    }
    form.set_rules(tx, &actor, rules, &asked, at).await?;
    Ok(form.id)
}

async fn signed(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    form: FormId,
    client: ClientId,
    at: DateTime<Utc>,
) -> Result<Consent> {
    let form = Form::find(&mut *tx, tenant.id, form).await?;
    let client = Client::find(&mut *tx, tenant.id, client).await?;
    let version = Version::current(&mut *tx, tenant.id, form.id).await?;
    let version = version.ok_or(Error::NotFound)?;
    let content = &version.content.0;
    let locale = content.best(client.locale, tenant.locale);
    let locale = locale.ok_or(Error::NotFound)?;
    let address = ClientAddress(std::net::Ipv4Addr::new(192, 0, 2, 7).into());
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Safari/604.1";
    let actor = Actor::client(Some(client.id)).from(address, agent, "");
    let system = Actor::system();
    let before = at - TimeDelta::hours(3);
    let mut consent = ask_form(tx, &form, client.id, locale, &system, before).await?;
    let answer = |field: &Field| Answer {
        field: field.id.clone(),
        kind: field.kind,
        label: field.label(locale).to_owned(),
        value: match field.kind {
            FieldKind::Choice => field.options(locale).first().cloned(),
            FieldKind::Checkbox => Some("yes".to_owned()),
            FieldKind::Text => Some("RefectoCil 3.1, 3 %".to_owned()),
            _ => None,
        },
        drawn: None,
        file: None,
    };
    let signing = Signing {
        answers: content.fields.iter().map(answer).collect(),
        name: client.name.clone(),
        drawn: Some(DRAWN.split_whitespace().collect::<Vec<_>>().join(" ")),
        on_device_of: form.rules.in_person.then(|| tenant.name.clone()),
        locale,
        version,
    };
    sign(app, tx, tenant, &mut consent, signing, &actor, at).await?;
    Ok(consent)
}
