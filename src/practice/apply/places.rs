//! Places, which services are held at each, and the ways between them.

use anyhow::ensure;

use super::Work;
use crate::accounts::Tenant;
use crate::error::Error;
use crate::events::Actor;
use crate::id::{PlaceId, ServiceId};
use crate::places::{Place, PlaceDraft, set_travel};
use crate::practice::changes::{Change, Verb, differences};
use crate::practice::file::{PlaceFile, PracticeFile};
use crate::q;
use crate::services::Service;

impl Work<'_> {
    pub(super) async fn apply_places(&mut self) -> anyhow::Result<()> {
        let is_alone = self.file.places.is_empty() && self.have.places.is_empty();
        if is_alone && self.file.name == self.have.name {
            return Ok(());
        }
        let tenant = Tenant::find_for_change(&mut self.tx, self.tenant.id).await?;
        let before = Place::all(&mut self.tx, tenant.id).await?;
        let want = wanted(self.file, &before);
        if want.is_empty() {
            return Ok(());
        }
        let home = match before.iter().find(|place| place.is_home) {
            Some(home) => home.clone(),
            None => Place::begin(&mut self.tx, &tenant, self.now).await?,
        };
        for (n, place) in want.iter().enumerate() {
            self.apply_place(&format!("places[{n}]"), place, &before, &home)
                .await?;
        }
        let stays = |place: &Place| {
            want.iter().any(|want| match want.home {
                true => place.is_home,
                false => want.slug == place.slug,
            })
        };
        if !stays(&home) && before.is_empty() {
            self.switch_off(home.id).await?;
        }
        for gone in before.iter().filter(|one| one.is_active && !stays(one)) {
            let verb = self.switch_off(gone.id).await?;
            let what = format!("place {}", gone.slug);
            self.changes.push(Change::new(verb, what));
        }
        self.apply_travel().await
    }

    async fn apply_place(
        &mut self,
        path: &str,
        want: &PlaceFile,
        before: &[Place],
        home: &Place,
    ) -> anyhow::Result<()> {
        let slug = &want.slug;
        let row = match want.home {
            true => Some(home),
            false => before.iter().find(|one| one.slug == *slug),
        };
        let others = before.iter().chain([home]);
        let mut others = others.filter(|one| row.is_none_or(|row| row.id != one.id));
        ensure!(
            !others.any(|one| one.slug == *slug),
            "{path}.slug: {slug:?} is another place already"
        );
        ensure!(
            want.home || row.is_none_or(|row| !row.is_home),
            "{path}.slug: {slug:?} is the practice's own address, of which \"home\" is said"
        );
        let have = row.and_then(|row| self.have.places.iter().find(|have| have.slug == row.slug));
        if have == Some(want) {
            return Ok(());
        }
        let what = format!("place {slug}");
        self.changes.push(match (have, row) {
            (Some(have), _) => Change::changed(what, differences(have, want)),
            (None, Some(row)) if before.iter().any(|one| one.id == row.id && !one.is_active) => {
                Change::new(Verb::Activated, what)
            }
            (None, _) => Change::new(Verb::Added, what),
        });
        let draft = self.draft(want).await?;
        let (tenant, now) = (self.tenant.id, self.now);
        let Some(row) = row else {
            let id = PlaceId::new();
            return Ok(Place::add(&mut self.tx, tenant, id, slug, &draft, now).await?);
        };
        // Anew: another one may have become the usual one.
        let row = Place::find_for_change(&mut self.tx, tenant, row.id).await?;
        let actor = Actor::system();
        row.update(&mut self.tx, &actor, &draft, now).await?;
        if !row.is_active {
            row.set_active(&mut self.tx, &actor, true, now).await?;
        }
        if row.slug != *slug {
            q!(
                self.tx,
                execute,
                "UPDATE places SET slug = $3 WHERE tenant_id = $1 AND id = $2",
                tenant,
                row.id,
                slug,
            )?;
        }
        Ok(())
    }

    async fn draft(&mut self, want: &PlaceFile) -> anyhow::Result<PlaceDraft> {
        let services = match &want.services {
            None => None,
            Some(slugs) => {
                let all = Service::all(&mut self.tx, self.tenant.id).await?;
                let named = all.iter().filter(|one| slugs.contains(&one.slug));
                Some(named.map(|one| one.id).collect::<Vec<ServiceId>>())
            }
        };
        Ok(PlaceDraft {
            name: want.name.clone(),
            kind: want.kind.clone(),
            address: want.address.clone(),
            link: want.link.clone(),
            travel_minutes: want.travel_minutes,
            services,
            is_default: want.default,
        })
    }

    /// Deleted where no visit ever was; what became of it.
    async fn switch_off(&mut self, id: PlaceId) -> anyhow::Result<Verb> {
        let place = Place::find_for_change(&mut self.tx, self.tenant.id, id).await?;
        let actor = Actor::system();
        if place.is_unused(&mut self.tx).await? {
            place.delete(&mut self.tx, &actor, self.now).await?;
            return Ok(Verb::Removed);
        }
        place
            .set_active(&mut self.tx, &actor, false, self.now)
            .await?;
        Ok(Verb::Deactivated)
    }

    async fn apply_travel(&mut self) -> anyhow::Result<()> {
        let want = self.file.travel.clone().sorted();
        let have = self.have.travel.clone();
        if have == want {
            return Ok(());
        }
        let places = Place::all(&mut self.tx, self.tenant.id).await?;
        let id = |slug: &str| {
            let place = places.iter().find(|place| place.slug == slug);
            place.map(|place| place.id).ok_or(Error::NotFound)
        };
        let mut ways = Vec::new();
        for way in &want.ways {
            ways.push((id(&way.between.0)?, id(&way.between.1)?, way.minutes));
        }
        let (tenant, actor, usual) = (self.tenant.id, Actor::system(), want.usual_minutes);
        set_travel(&mut self.tx, tenant, &actor, usual, &ways, self.now).await?;
        let change = Change::changed("travel", differences(&have, &want));
        self.changes.push(change);
        Ok(())
    }
}

/// In one spelling: one of them is the usual one. A file that names none leaves the practice at its own address.
fn wanted(file: &PracticeFile, before: &[Place]) -> Vec<PlaceFile> {
    let mut want = file.places.clone();
    if want.is_empty() {
        let home = before.iter().filter(|place| place.is_home);
        want.extend(home.map(|home| PlaceFile {
            slug: home.slug.clone(),
            name: file.name.clone(),
            kind: "own".into(),
            address: String::new(),
            link: String::new(),
            travel_minutes: None,
            services: None,
            home: true,
            default: true,
        }));
    }
    for place in &mut want {
        if let Some(services) = &mut place.services {
            services.sort();
        }
    }
    if !want.iter().any(|place| place.default) {
        let home = want.iter().position(|place| place.home);
        if let Some(usual) = want.get_mut(home.unwrap_or(0)) {
            usual.default = true;
        }
    }
    want
}
