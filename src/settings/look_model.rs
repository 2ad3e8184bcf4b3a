//! How the public page looks: a colour of the palette, and the logo, written anew like every picture that comes in.

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::accounts::Tenant;
use crate::app::App;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::TenantId;
use crate::media::{
    self,
    picture::{self, Format},
};
use crate::q;

/// The palette of `static/brand.css`, and the key of each one's name. The first is ours.
pub const BRANDS: [(&str, &str); 11] = [
    ("", key!("look-brand-gold")),
    ("rose", key!("look-brand-rose")),
    ("coral", key!("look-brand-coral")),
    ("olive", key!("look-brand-olive")),
    ("teal", key!("look-brand-teal")),
    ("sky", key!("look-brand-sky")),
    ("lavender", key!("look-brand-lavender")),
    ("wine", key!("look-brand-wine")),
    ("forest", key!("look-brand-forest")),
    ("navy", key!("look-brand-navy")),
    ("graphite", key!("look-brand-graphite")),
];

/// Of a logo as it is sent.
pub const MAX_LOGO: usize = 5 << 20;

/// What becomes of the logo.
pub enum Logo {
    Stays,
    Goes,
    /// A small picture, fit to be shown.
    New(Vec<u8>),
}

/// Makes what was sent fit to be shown; [`Error::Invalid`] says why it cannot be.
pub async fn develop(app: &App, name: String, bytes: Vec<u8>) -> Result<Logo> {
    let format = match picture::format(&bytes, &name) {
        Ok(Format::Pdf) | Err(_) => return Err(Error::Invalid(key!("look-logo-kind"))),
        Ok(format) => format,
    };
    let made = media::develop_in_turn(app, format, bytes).await?;
    let small = made.map_err(Error::Invalid)?.small;
    Ok(Logo::New(small))
}

/// Takes over colour and logo; saying the same twice changes nothing.
pub async fn save(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    brand: &str,
    logo: Logo,
    now: DateTime<Utc>,
) -> Result<()> {
    let mark = match &logo {
        Logo::Stays => tenant.logo.clone(),
        Logo::Goes => String::new(),
        Logo::New(picture) => mark_of(picture),
    };
    if (brand, mark.as_str()) == (tenant.brand.as_str(), tenant.logo.as_str()) {
        return Ok(());
    }
    match logo {
        Logo::Stays => {}
        Logo::Goes => {
            q!(
                tx,
                execute,
                "DELETE FROM practice_logos WHERE tenant_id = $1",
                tenant.id
            )?;
        }
        Logo::New(picture) => {
            q!(
                tx,
                execute,
                "INSERT INTO practice_logos (tenant_id, picture, updated_at) VALUES ($1, $2, $3)
                 ON CONFLICT (tenant_id) DO UPDATE SET picture = excluded.picture, updated_at = excluded.updated_at",
                tenant.id,
                picture,
                now,
            )?;
        }
    }
    q!(
        tx,
        execute,
        "UPDATE tenants SET brand = $2, logo = $3, updated_at = $4 WHERE id = $1",
        tenant.id,
        brand,
        mark,
        now,
    )?;
    let data = json!({ "changed": ["look"] });
    let (kind, object) = (Kind::TenantUpdated, Object::Tenant(tenant.id));
    events::record(tx, tenant.id, actor, kind, object, data, now).await?;
    Ok(())
}

/// Changes with the picture.
fn mark_of(picture: &[u8]) -> String {
    let digest = Sha256::digest(picture);
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The logo as it is shown: a JPEG.
pub async fn logo(mut on: impl On, tenant: TenantId) -> Result<Vec<u8>> {
    let (picture,) = q!(
        on,
        fetch_one: (Vec<u8>,),
        "SELECT picture FROM practice_logos WHERE tenant_id = $1",
        tenant
    )?;
    Ok(picture)
}
