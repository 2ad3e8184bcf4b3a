//! What a service needs, as its page asks for it: lines of a quantity and resources in order of preference.

use serde::Deserialize;

use super::Resource;
use crate::db::On;
use crate::error::Result;
use crate::i18n::key;
use crate::id::{ResourceId, ServiceId, TenantId};
use crate::schedule::pools::Need;
use crate::web::forms::{mark, number};
use crate::web::{Errors, Page, Problem};

/// No service has more lines, and no line more resources.
const MOST: usize = 20;

/// As typed: a quantity for each line; and for each field of a line its number and what was chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NeedsForm {
    /// What was on the page; see [`mark`].
    pub was: String,
    pub quantity: Vec<String>,
    pub line: Vec<String>,
    pub resource: Vec<String>,
}

/// The part of a service's page.
#[derive(Clone, Debug)]
pub struct NeedsCard {
    pub was: String,
    pub lines: Vec<Line>,
    /// Those there are to choose from; empty: none.
    pub options: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Line {
    /// From 0.
    pub number: usize,
    pub quantity: String,
    /// What is chosen, the preferred first; then empty ones to add to.
    pub chosen: Vec<String>,
}

impl Line {
    pub fn id(&self) -> String {
        format!("need-{}", self.number)
    }

    pub fn title(&self, page: &Page) -> String {
        page.t1("resources-need", "n", self.number as i64 + 1)
    }
}

impl NeedsForm {
    fn of(needs: &[Need]) -> Self {
        let mut form = Self::default();
        for (number, need) in needs.iter().enumerate() {
            form.quantity.push(need.quantity.to_string());
            for resource in &need.resources {
                form.line.push(number.to_string());
                form.resource.push(resource.to_string());
            }
        }
        let text = format!("{:?} {:?} {:?}", form.quantity, form.line, form.resource);
        form.was = mark(&[&text]);
        form
    }

    /// What stands in the database, as a page that shows it would have marked it.
    pub fn mark_of(needs: &[Need]) -> String {
        Self::of(needs).was
    }

    /// The needs, or what is wrong; errors stand at `need-{n}`.
    pub fn read(&self, known: &[Resource], errors: &mut Errors) -> Option<Vec<Need>> {
        if self.line.len() != self.resource.len()
            || self.quantity.len() > MOST
            || self.line.len() > MOST * MOST
        {
            errors.add("", key!("error-form"));
            return None;
        }
        let before = errors.len();
        let (mut needs, mut seen) = (Vec::new(), Vec::<ResourceId>::new());
        // As the page is shown again: without the lines in which nothing is chosen.
        let lines = self.quantity.iter().enumerate();
        let lines = lines.map(|(n, typed)| (typed, self.chosen(n)));
        let lines = lines.filter(|(_, chosen)| !chosen.is_empty());
        for (n, (typed, chosen)) in lines.enumerate() {
            let (field, mut resources, mut units) = (format!("need-{n}"), Vec::new(), 0);
            for chosen in chosen {
                let found = known.iter().find(|known| known.id.to_string() == chosen);
                let Some(found) = found else {
                    errors.add(field.clone(), key!("field-bad-choice"));
                    continue;
                };
                if seen.contains(&found.id) {
                    errors.add(field.clone(), key!("resources-need-twice"));
                    continue;
                }
                seen.push(found.id);
                units += found.capacity;
                resources.push(found.id);
            }
            if resources.is_empty() {
                continue;
            }
            let quantity = match typed.trim() {
                "" => Some(1),
                typed => errors.take(&field, number(typed, 1..=500)),
            };
            let Some(quantity) = quantity else { continue };
            if quantity > units {
                let problem = Problem::with(key!("resources-need-too-many"), "max", units);
                errors.add(field, problem);
            }
            needs.push(Need {
                quantity,
                resources,
            });
        }
        (errors.len() == before).then_some(needs)
    }

    fn chosen(&self, line: usize) -> Vec<&str> {
        let number = line.to_string();
        let pairs = self.line.iter().zip(&self.resource);
        let own = pairs.filter(|(line, chosen)| **line == number && !chosen.is_empty());
        own.map(|(_, chosen)| chosen.as_str()).collect()
    }
}

impl NeedsCard {
    /// Of a service as it is; or as it was typed.
    pub async fn load(
        mut on: impl On,
        page: &Page,
        service: ServiceId,
        typed: Option<NeedsForm>,
    ) -> Result<Self> {
        let known = Resource::all(&mut on, page.tenant.id).await?;
        let form = match typed {
            Some(form) => form,
            None => NeedsForm::of(&needs(&mut on, page.tenant.id, service, &known).await?),
        };
        let is_listed =
            |one: &&Resource| one.is_active || form.resource.contains(&one.id.to_string());
        let options: Vec<(String, String)> = known
            .iter()
            .filter(is_listed)
            .map(|one| (one.id.to_string(), option_text(page, one)))
            .collect();
        let mut lines: Vec<Line> = Vec::new();
        for (n, quantity) in form.quantity.iter().enumerate() {
            let chosen: Vec<String> = form.chosen(n).iter().map(|id| (*id).to_owned()).collect();
            if !chosen.is_empty() {
                let number = lines.len();
                lines.push(Line::new(number, quantity.clone(), chosen, options.len()));
            }
        }
        if lines.len() < MOST.min(options.len()) {
            lines.push(Line::new(
                lines.len(),
                "1".into(),
                Vec::new(),
                options.len(),
            ));
        }
        Ok(Self {
            was: form.was,
            lines,
            options,
        })
    }
}

impl Line {
    /// With room for two more, as long as there are others.
    fn new(number: usize, quantity: String, mut chosen: Vec<String>, known: usize) -> Self {
        let room = (chosen.len() + 2).min(known.max(chosen.len())).min(MOST);
        chosen.resize(room.max(chosen.len()), String::new());
        Self {
            number,
            quantity,
            chosen,
        }
    }
}

/// Of a service, without what is not known any more.
async fn needs(
    on: impl On,
    tenant: TenantId,
    service: ServiceId,
    known: &[Resource],
) -> Result<Vec<Need>> {
    let mut needs = Need::of_service(on, tenant, service).await?;
    for need in &mut needs {
        need.resources
            .retain(|id| known.iter().any(|one| one.id == *id));
    }
    Ok(needs)
}

fn option_text(page: &Page, resource: &Resource) -> String {
    let mut text = resource.name.clone();
    if resource.capacity > 1 {
        let places = page.t1("resources-places", "n", resource.capacity);
        text = format!("{text} ({places})");
    }
    if !resource.is_active {
        text = format!("{text} · {}", page.t("resources-off").to_lowercase());
    }
    text
}
