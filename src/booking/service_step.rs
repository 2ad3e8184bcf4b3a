//! The first step: which service. Skipped by a link that names one, and where there is only one.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::catalogue::Catalogue;
use super::site::{Frame, Site};
use crate::error::Result;
use crate::web::{View, render_status};

#[derive(Template)]
#[template(path = "booking/service.html")]
struct Services {
    page: View,
    frame: Frame,
    catalogue: Catalogue,
    /// A link named something that is not there.
    is_gone: bool,
}

#[derive(Template)]
#[template(path = "booking/closed.html")]
struct Closed {
    page: View,
    frame: Frame,
}

pub fn show(site: Site, catalogue: Catalogue, is_gone: bool) -> Result<Response> {
    let status = if is_gone {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    let services = Services {
        frame: site.frame(),
        page: site.page,
        catalogue,
        is_gone,
    };
    render_status(status, &services)
}

/// Nothing can be booked: no services yet, or the practice takes no new bookings.
pub fn closed(site: Site, status: StatusCode) -> Result<Response> {
    let closed = Closed {
        frame: site.frame(),
        page: site.page,
    };
    render_status(status, &closed)
}
