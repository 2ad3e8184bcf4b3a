//! An import as it stands: what its columns are, the report, the progress, the outcome.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::form::Fields;
use super::require;
use crate::app::App;
use crate::clients::Field;
use crate::clients::imports::{self, Column, Import, MAX_FAULTS, Status, table};
use crate::error::{Error, Result};
use crate::id::{FieldId, ImportId};
use crate::web::{self, Errors, Page, Path};

/// Rows that are shown of a file.
const SHOWN: usize = 3;

/// A column of the file on the page.
struct Line {
    n: usize,
    heading: String,
    samples: String,
    value: String,
}

/// `clients/imports/show.html`: whatever step it is at.
#[derive(Template)]
#[template(path = "clients/imports/show.html", blocks = ["state"])]
pub(super) struct Show {
    page: Page,
    import: Import,
    form: Fields,
    lines: Vec<Line>,
    /// Rows with faults can be taken along.
    has_wrong_rows: bool,
    fields: Vec<(FieldId, String)>,
    errors: Errors,
}

pub(super) async fn show(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ImportId>,
    headers: axum::http::HeaderMap,
) -> Result<Response> {
    require(&page)?;
    let import = Import::find(&app.db, page.tenant.id, id).await?;
    let form = Fields::of(&import.plan);
    let is_part = page.htmx
        && headers
            .get("hx-target")
            .is_some_and(|target| target == "state");
    let is_busy = import.is_busy();
    let show = Show::load(&app, page, import, form, Errors::default()).await?;
    if !is_part {
        return web::render(&show);
    }
    let mut response = web::render(&show.as_state())?;
    if !is_busy {
        // What is there now is another page: all of it is drawn.
        let header = axum::http::HeaderValue::from_static("true");
        response.headers_mut().insert("hx-refresh", header);
    }
    Ok(response)
}

impl Show {
    pub(super) async fn load(
        app: &App,
        page: Page,
        import: Import,
        form: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let tenant = page.tenant.id;
        let (mut lines, mut fields) = (Vec::new(), Vec::new());
        if import.status.has_form() {
            let active = Field::active(&app.db, tenant).await?;
            fields = active.into_iter().map(|f| (f.id, f.name)).collect();
            let _turn = imports::READING
                .acquire()
                .await
                .map_err(|_| Error::Unavailable("stopping".into()))?;
            let file = Import::file(app, tenant, import.id).await?;
            lines = sample(&page, &import, &file, &form);
        }
        let has_wrong_rows = import.report.wrong > 0
            && !import.is_busy()
            && Import::has_file(&app.db, tenant, import.id).await?;
        Ok(Self {
            page,
            import,
            form,
            has_wrong_rows,
            lines,
            fields,
            errors,
        })
    }

    fn columns(&self) -> Vec<(String, String)> {
        let own = self
            .fields
            .iter()
            .map(|(id, name)| (Column::Field(*id).to_string(), name.clone()));
        Column::ALL
            .iter()
            .map(|(column, key)| (column.to_string(), self.page.t(key)))
            .chain(own)
            .collect()
    }

    fn encodings(&self) -> Vec<(String, String)> {
        let own = |value: &str, text: &str| (value.to_owned(), text.to_owned());
        let mut list: Vec<(String, String)> = table::ENCODINGS
            .iter()
            .map(|(value, text)| own(value, text))
            .collect();
        if list.iter().all(|(value, _)| *value != self.form.encoding) {
            list.push(own(&self.form.encoding, &self.form.encoding));
        }
        list
    }

    fn delimiters(&self) -> Vec<(&'static str, String)> {
        [
            ("comma", "clients-import-comma"),
            ("semicolon", "clients-import-semicolon"),
            ("tab", "clients-import-tab"),
            ("bar", "clients-import-bar"),
        ]
        .map(|(value, key)| (value, self.page.t(key)))
        .to_vec()
    }

    fn orders(&self) -> Vec<(&'static str, String)> {
        [
            ("day_first", "clients-import-day-first"),
            ("month_first", "clients-import-month-first"),
        ]
        .map(|(value, key)| (value, self.page.t(key)))
        .to_vec()
    }

    fn doubles(&self) -> Vec<(&'static str, String)> {
        [
            ("leave", "clients-import-doubles-leave"),
            ("fill", "clients-import-doubles-fill"),
        ]
        .map(|(value, key)| (value, self.page.t(key)))
        .to_vec()
    }

    /// "Sonia.csv, 312 rows"
    fn about(&self) -> String {
        let name = match self.import.file_name.as_str() {
            "" => self.page.t("clients-import-file"),
            name => name.to_owned(),
        };
        self.page
            .t2("clients-import-about", "file", name, "n", self.import.total)
    }

    /// Whether an import would do anything.
    fn does_something(&self) -> bool {
        let report = &self.import.report;
        report.new > 0 || (self.form.doubles == "fill" && report.known > 0)
    }

    /// Faults that are only counted.
    fn more_faults(&self) -> bool {
        self.import.report.faults.len() >= MAX_FAULTS
    }

    fn is_vcard(&self) -> bool {
        self.import.plan.program.as_deref() == Some("vCard")
    }
}

/// The columns of the file with what stands in them first.
fn sample(page: &Page, import: &Import, file: &[u8], form: &Fields) -> Vec<Line> {
    let shape = &import.plan.shape;
    let text = table::decode(file, &shape.encoding);
    let mut records = shape.records(&text);
    let headings = match shape.has_header {
        true => records.next().unwrap_or_default(),
        false => Vec::new(),
    };
    let rows: Vec<Vec<String>> = records.take(30).collect();
    let line = |n: usize| {
        let heading = headings.get(n).filter(|heading| !heading.is_empty());
        let heading = heading
            .cloned()
            .unwrap_or_else(|| page.t1("clients-import-column", "n", n + 1));
        let samples = rows.iter().filter_map(|row| row.get(n));
        let samples: Vec<String> = samples
            .filter(|cell| !cell.is_empty())
            .take(SHOWN)
            .map(|cell| cell.chars().take(40).collect())
            .collect();
        Line {
            n,
            heading,
            samples: samples.join(" · "),
            value: form.column.get(n).cloned().unwrap_or_default(),
        }
    };
    (0..import.plan.columns.len()).map(line).collect()
}
