//! Practices and what is in them, made the way people make them: through the practice file and the model.

use aureli::accounts::{NewUser, Role, Tenant, User};
use aureli::appointments::{Appointment, NewAppointment, Source, Status};
use aureli::clients::{Client, NewClient};
use aureli::consents::{self, Answer, Consent, FieldKind, Form, Signing, Starter, Version};
use aureli::contact::{Email, Phone};
use aureli::events::Actor;
use aureli::id::{ClientId, FormId, MediaId, PlaceId, ServiceId, UserId};
use aureli::media::{Begun, Done, Media, NewUpload, Share, Stage, Upload};
use aureli::places::{Place, PlaceDraft};
use aureli::practice::{self, PracticeFile};
use aureli::schedule::local;
use aureli::services::{Choice, Plan, Service};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};

use super::{Ctx, Visitor};

/// A practice and its owner.
#[derive(Clone, Debug)]
pub struct Practice {
    pub tenant: Tenant,
    pub owner: UserId,
}

/// What Bella's owner signs in with.
pub const OWNER_EMAIL: &str = "marina@example.com";
pub const OWNER_PASSWORD: &str = "lamination all day long";

/// The contract's example: brows in Madrid, Monday to Saturday from 10 to 19. `lamination` takes 75 minutes and 10 after
/// (with the variant `long` and the add-on `tint`), `shaping` 30, `consult` is answered by hand.
pub fn bella_file() -> Value {
    json!({
        "slug": "bella", "name": "Bella Brows", "kind": "brows",
        "timezone": "Europe/Madrid", "locale": "en", "currency": "EUR",
        "owner": { "name": "Marina Sokolova", "email": OWNER_EMAIL, "password": OWNER_PASSWORD },
        "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat"], "from": "10:00", "to": "19:00" }],
        "booking": { "step_minutes": 15, "notice_minutes": 120, "horizon_days": 60, "offer": "all" },
        "services": [
            { "slug": "lamination", "name": "Brow lamination", "category": "Brows", "duration_minutes": 75,
              "buffer_after_minutes": 10, "price": 4800, "material_cost": 600,
              "variants": [{ "slug": "long", "name": "Long", "duration_minutes": 90, "price": 5600 }],
              "addons": [{ "slug": "tint", "name": "Tint", "duration_minutes": 15, "price": 1000 }] },
            { "slug": "shaping", "name": "Brow shaping", "category": "Brows", "duration_minutes": 30, "price": 2000 },
            { "slug": "consult", "name": "Consultation", "category": "Advice", "duration_minutes": 30, "price": 0,
              "confirmation": "manual" },
        ],
    })
}

impl Ctx {
    /// A practice as the file says.
    pub async fn practice(&self, file: Value) -> Practice {
        let file = PracticeFile::from_json(file).expect("a practice file");
        let applied = practice::apply(&self.app, &file, false)
            .await
            .expect("a practice");
        Practice {
            tenant: Tenant::find(&self.app.db, applied.tenant)
                .await
                .expect("tenant"),
            owner: applied.owner,
        }
    }

    /// The practice most tests are about: [`bella_file`].
    pub async fn bella(&self) -> Practice {
        self.practice(bella_file()).await
    }

    /// A place of the practice where every service is held; the way to a client's takes 45 minutes.
    pub async fn place(&self, practice: &Practice, name: &str, kind: &str) -> PlaceId {
        self.place_for(practice, name, kind, None).await
    }

    pub async fn place_for(
        &self,
        practice: &Practice,
        name: &str,
        kind: &str,
        services: Option<Vec<ServiceId>>,
    ) -> PlaceId {
        let said = |of: &str, text: &str| if kind == of { text } else { "" }.to_owned();
        let draft = PlaceDraft {
            name: name.into(),
            kind: kind.into(),
            address: said("own", "Gran 5, Madrid"),
            link: said("online", "https://meet.example.com/bella"),
            travel_minutes: (kind == "client").then_some(45),
            services,
            is_default: false,
        };
        let (id, now) = (PlaceId::new(), self.app.clock.now());
        let mut tx = self.app.db.begin().await.expect("tx");
        let actor = Actor::user(practice.owner);
        Place::create(&mut tx, &practice.tenant, &actor, id, &draft, now)
            .await
            .expect("a place");
        tx.commit().await.expect("commit");
        id
    }

    /// Someone else's practice, for tests of who may see what.
    pub async fn stranger(&self) -> Practice {
        let mut file = bella_file();
        file["slug"] = json!("other");
        file["name"] = json!("Other Nails");
        file["owner"] = json!({ "name": "Olga Stranger", "email": "olga@example.com", "password": "quite another one" });
        self.practice(file).await
    }

    /// A client of the practice with an e-mail at example.com and this phone.
    pub async fn client(&self, practice: &Practice, name: &str, phone: &str) -> Client {
        let mailbox = phone.trim_start_matches('+');
        let new = NewClient {
            name: name.to_owned(),
            phone: Some(Phone::parse(phone, Some("ES")).expect("phone")),
            email: Some(Email::parse(&format!("client{mailbox}@example.com")).expect("email")),
            locale: practice.tenant.locale,
            source: "public",
        };
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await.expect("tx");
        let client =
            Client::find_or_create(&mut tx, practice.tenant.id, &Actor::client(None), &new, now)
                .await
                .expect("client");
        tx.commit().await.expect("commit");
        client
    }

    /// Books a service for Anna Petrova at a local time of the practice ("2026-05-14T10:00"), as a client does on the
    /// public page, but also where no time is offered.
    pub async fn book(&self, practice: &Practice, service: &str, at: &str) -> Appointment {
        let client = self.client(practice, "Anna Petrova", "+34612345678").await;
        self.book_for(practice, client.id, service, at).await
    }

    pub async fn book_for(
        &self,
        practice: &Practice,
        client: ClientId,
        service: &str,
        at: &str,
    ) -> Appointment {
        let plan = self.plan(practice, service).await;
        self.book_plan(practice, client, &plan, at).await
    }

    /// Anything a client can choose.
    pub async fn book_plan(
        &self,
        practice: &Practice,
        client: ClientId,
        plan: &Plan,
        at: &str,
    ) -> Appointment {
        let tenant = &practice.tenant;
        let status = if plan.needs_confirmation() {
            Status::Pending
        } else {
            Status::Confirmed
        };
        let new = NewAppointment {
            plan,
            client: Some(client),
            starts_at: practice.at(at),
            status,
            source: Source::Public,
            locale: tenant.locale,
            client_note: String::new(),
            internal_note: String::new(),
            book_over: false,
            only_offered: false,
            duration_minutes: None,
            given: None,
        };
        let mut tx = self.app.db.begin().await.expect("tx");
        let actor = Actor::client(Some(client));
        let booked = Appointment::book(&mut tx, tenant, &actor, new, self.app.clock.now())
            .await
            .expect("booked");
        tx.commit().await.expect("commit");
        booked
    }

    /// Moved as the master does it by the form.
    pub async fn moved(&self, owner: &mut Visitor, visit: &Appointment, date: &str, time: &str) {
        let now = Appointment::find(&self.app.db, visit.tenant_id, visit.id);
        let version = now.await.expect("visit").version.to_string();
        let form = [
            ("version", version.as_str()),
            ("date", date),
            ("time", time),
        ];
        let path = format!("/appointments/{}/move", visit.id);
        owner.post(&path, &form).await.expect(303);
    }

    /// Books for Sarah Whitcombe although the time is taken, as only the master may.
    pub async fn book_over(&self, practice: &Practice, service: &str, at: &str) -> Appointment {
        let client = self
            .client(practice, "Sarah Whitcombe", "+34612345699")
            .await;
        let plan = self.plan(practice, service).await;
        let new = NewAppointment {
            plan: &plan,
            client: Some(client.id),
            starts_at: practice.at(at),
            status: Status::Confirmed,
            source: Source::Master,
            locale: practice.tenant.locale,
            client_note: String::new(),
            internal_note: String::new(),
            book_over: true,
            only_offered: false,
            duration_minutes: None,
            given: None,
        };
        let mut tx = self.app.db.begin().await.expect("tx");
        let actor = Actor::user(practice.owner);
        let booked =
            Appointment::book(&mut tx, &practice.tenant, &actor, new, self.app.clock.now())
                .await
                .expect("booked over");
        tx.commit().await.expect("commit");
        booked
    }

    /// A photo on a client's card, sent as the master's phone does.
    pub async fn photo(&self, practice: &Practice, client: ClientId) -> Media {
        let file = super::pictures::jpeg(120, 90, client.0.as_bytes()[15]);
        self.add_file(practice, client, Stage::Before, "photo.jpg", file)
            .await
            .expect("a photo")
            .media()
    }

    pub async fn add_file(
        &self,
        practice: &Practice,
        client: ClientId,
        stage: Stage,
        name: &str,
        file: Vec<u8>,
    ) -> aureli::error::Result<Done> {
        let new = NewUpload {
            client,
            visit: None,
            stage,
            name: name.to_owned(),
            size: file.len() as i64,
            hash: None,
        };
        let tenant = practice.tenant.id;
        let Begun::Send(mut upload) = Upload::begin(&self.app, tenant, new).await? else {
            panic!("a file without a hash is not known");
        };
        for piece in file.chunks(aureli::media::CHUNK) {
            let offset = upload.received;
            upload.append(&self.app, offset, piece.to_vec()).await?;
        }
        let (actor, patience) = (Actor::user(practice.owner), aureli::media::PATIENCE);
        Upload::finish(&self.app, tenant, upload.id, &actor, patience).await
    }

    /// A file that is half on its way.
    pub async fn upload_begun(&self, practice: &Practice, client: ClientId) -> Upload {
        let new = NewUpload {
            client,
            visit: None,
            stage: Stage::Other,
            name: "half.jpg".into(),
            size: 1000,
            hash: Some(vec![7; 32]),
        };
        match Upload::begin(&self.app, practice.tenant.id, new).await {
            Ok(Begun::Send(upload)) => upload,
            _ => panic!("not begun"),
        }
    }

    /// The path of a link that shows these photos for a week.
    pub async fn shared(
        &self,
        practice: &Practice,
        client: ClientId,
        photos: &[MediaId],
    ) -> String {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await.expect("tx");
        let (_, path) = Share::create(
            &mut tx,
            practice.tenant.id,
            client,
            photos,
            now + chrono::TimeDelta::days(7),
            &Actor::user(practice.owner),
            now,
        )
        .await
        .expect("shared");
        tx.commit().await.expect("commit");
        path
    }

    /// A published form to begin with, asked for by services.
    pub async fn form(&self, practice: &Practice, starter: &str, services: &[&str]) -> Form {
        let (kind, rules, content) = Starter::by_name(starter)
            .expect("starter")
            .read()
            .expect("form");
        let (tenant, now) = (practice.tenant.id, self.app.clock.now());
        let actor = Actor::user(practice.owner);
        let mut asked = Vec::new();
        for slug in services {
            let service = Service::by_slug(&self.app.db, tenant, slug).await;
            asked.push(service.expect("service").id);
        }
        let mut tx = self.app.db.begin().await.expect("tx");
        let form = Form::create(
            &mut tx,
            tenant,
            &actor,
            FormId::new(),
            kind,
            rules,
            content,
            now,
        )
        .await
        .expect("form");
        form.publish(&mut tx, &actor, now).await.expect("published");
        form.set_rules(&mut tx, &actor, rules, &asked, now)
            .await
            .expect("rules");
        tx.commit().await.expect("commit");
        form
    }

    /// A request to sign a form to begin with.
    pub async fn asked(&self, practice: &Practice, client: ClientId, starter: &str) -> Consent {
        let form = self.form(practice, starter, &[]).await;
        self.ask(practice, &form, client).await
    }

    pub async fn ask(&self, practice: &Practice, form: &Form, client: ClientId) -> Consent {
        let now = self.app.clock.now();
        let actor = Actor::user(practice.owner);
        let mut tx = self.app.db.begin().await.expect("tx");
        let locale = practice.tenant.locale;
        let consent = consents::ask_form(&mut tx, form, client, locale, &actor, now).await;
        tx.commit().await.expect("commit");
        consent.expect("asked")
    }

    /// A link to a request or to its copy.
    pub async fn link_to(&self, consent: &Consent) -> String {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await.expect("tx");
        let path = consents::mint(&mut tx, consent, now).await.expect("link");
        tx.commit().await.expect("commit");
        path
    }

    /// Signed now, with the first choice of each question.
    pub async fn signed(&self, practice: &Practice, form: &Form, client: ClientId) -> Consent {
        let mut consent = self.ask(practice, form, client).await;
        let (tenant, now) = (&practice.tenant, self.app.clock.now());
        let mut tx = self.app.db.begin().await.expect("tx");
        let version = Version::current(&mut tx, tenant.id, form.id).await;
        let version = version.expect("query").expect("published");
        let answers = version.content.0.fields.iter().map(|field| Answer {
            field: field.id.clone(),
            kind: field.kind,
            label: field.label(tenant.locale).to_owned(),
            value: match field.kind {
                FieldKind::Choice => field.options(tenant.locale).first().cloned(),
                FieldKind::Checkbox => Some("yes".to_owned()),
                _ => None,
            },
            drawn: None,
            file: None,
        });
        let signing = Signing {
            answers: answers.collect(),
            name: "Anna Petrova".to_owned(),
            drawn: None,
            on_device_of: None,
            locale: tenant.locale,
            version,
        };
        let actor = Actor::client(Some(client));
        consents::sign(
            &self.app,
            &mut tx,
            tenant,
            &mut consent,
            signing,
            &actor,
            now,
        )
        .await
        .expect("signed");
        tx.commit().await.expect("commit");
        consent
    }

    /// One service, plain.
    pub async fn plan(&self, practice: &Practice, service: &str) -> Plan {
        let choice = Choice::by_slugs(&self.app.db, practice.tenant.id, service, None, &[])
            .await
            .expect("service");
        Plan::one(choice, practice.tenant.currency)
    }
}

impl Practice {
    /// A browser in which a new member with this role is signed in.
    pub async fn member(&self, ctx: &Ctx, role: Role) -> Visitor {
        let address = format!(
            "{}@{}.example.com",
            role.as_str().replace('_', "-"),
            self.tenant.slug
        );
        let new = NewUser {
            email: &Email::parse(&address).expect("email"),
            name: role.as_str(),
            password_hash: "",
            locale: self.tenant.locale,
            email_verified_at: None,
        };
        let now = ctx.app.clock.now();
        let mut tx = ctx.app.db.begin().await.expect("tx");
        let user = User::claim(&mut tx, &new, now)
            .await
            .expect("user")
            .expect("a new address");
        aureli::q!(
            tx,
            execute,
            "INSERT INTO memberships (tenant_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)",
            self.tenant.id,
            user,
            role,
            now,
        )
        .expect("membership");
        tx.commit().await.expect("commit");
        ctx.signed_in(user, self.tenant.id).await
    }

    /// A browser in which the owner is signed in.
    pub async fn sign_in(&self, ctx: &Ctx) -> Visitor {
        ctx.signed_in(self.owner, self.tenant.id).await
    }

    pub async fn user(&self, ctx: &Ctx) -> User {
        User::find(&ctx.app.db, self.owner).await.expect("owner")
    }

    /// The instant of a local time, such as "2026-05-14T10:00".
    pub fn at(&self, local: &str) -> DateTime<Utc> {
        let reading = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").expect("a local time");
        local::resolve(self.tenant.tz(), reading)
    }
}
