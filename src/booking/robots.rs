//! What search engines are told: which pages are theirs to read, and where the practices' pages are.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::Result;
use crate::q;

/// What a sitemap may hold, by its protocol (sitemaps.org).
const MOST: i64 = 50_000;

pub async fn robots(State(app): State<App>) -> Response {
    let sitemap = app.config.link("/sitemap.xml");
    let text = format!(
        "User-agent: *\nDisallow: /l/\nDisallow: /*/booked/\nDisallow: /*/book\nSitemap: {sitemap}\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The pages of practices that can be booked.
pub async fn sitemap(State(app): State<App>) -> Result<Response> {
    let slugs = q!(
        &app.db,
        fetch_all: (String,),
        "SELECT t.slug FROM tenants t WHERE t.status = 'active'
            AND EXISTS (SELECT 1 FROM services s WHERE s.tenant_id = t.id AND s.is_active AND s.visibility = 'public')
         ORDER BY t.slug LIMIT $1",
        MOST,
    )?;
    let places: String = slugs
        .iter()
        .map(|(slug,)| {
            format!(
                "<url><loc>{}</loc></url>\n",
                app.config.link(&format!("/{slug}"))
            )
        })
        .collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{places}</urlset>\n"
    );
    Ok(([(header::CONTENT_TYPE, "application/xml")], xml).into_response())
}
