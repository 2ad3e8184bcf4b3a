// The practice's clock is named ([data-clock], compared at [data-at]); who lives by the same one need not read it, and
// who does not is told their own time ([data-yours]).

function reading(zone, at) {
  return new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
}

const day = (zone, at) => new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short" }).format(at);

for (const note of document.querySelectorAll("[data-clock]")) {
  try {
    const at = new Date(note.dataset.at);
    note.hidden = reading(note.dataset.clock, at) === reading(undefined, at);
    if (note.hidden || !note.dataset.yours) continue;
    const other = day(note.dataset.clock, at) !== day(undefined, at);
    const time = new Intl.DateTimeFormat(note.dataset.lang, { timeStyle: "short", ...(other && { dateStyle: "medium" }) }).format(at);
    note.querySelector("span").append(" ", note.dataset.yours.replace("{time}", time));
  } catch {
    // An unknown zone stays named.
  }
}
