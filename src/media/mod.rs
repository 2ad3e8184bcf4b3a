//! Photos before and after, and documents, by client and visit.
//!
//! A file comes in pieces ([`upload`]) and goes on where the network broke; its bytes decide what it is, and a photo is
//! written anew in several sizes ([`picture`]). Every file lies sealed in the store ([`files`]) and is shown through
//! signed addresses that end within the hour ([`address`]). The client sees what is shared by a link that ends
//! ([`shares`]), strangers what stands on the practice's page while a signed permission allows it ([`portfolio`]). What
//! was deleted can be had back for a week ([`sweep`] removes it then).

mod address;
mod files;
mod gallery;
mod model;
mod pages;
mod panel;
pub mod picture;
pub mod portfolio;
mod shares;
mod shrink;
mod sweep;
mod upload;
mod usage;
mod work;

pub use address::Signer;
pub use files::{Size, all_names as file_names, read_original};
pub use gallery::{Draw, Gallery, Photo, Place, Set};
pub use model::{Kind, Media, Stage};
pub use pages::{document_of, picture_of, routes};
pub use panel::{VisitPhotos, on_card};
pub use shares::Share;
pub use sweep::{erase_client, has_any, sweep};
pub use upload::{Begun, CHUNK, Done, NewUpload, PATIENCE, Upload};
pub use usage::Usage;
pub use work::Work;

use crate::app::App;
use crate::error::{Error, Result};

/// A picture made fit to keep, once it is its turn; the inner error is the text's key. The turn ends with the work, also when
/// nobody waits for it any more.
pub async fn develop_in_turn(
    app: &App,
    format: picture::Format,
    bytes: Vec<u8>,
) -> Result<Result<picture::Developed, picture::Refusal>> {
    let turn = app.developing.clone().acquire_owned().await;
    let turn = turn.map_err(Error::internal)?;
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        picture::develop(format, bytes)
    });
    made.await.map_err(Error::internal)
}
