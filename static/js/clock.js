// The practice's clock is named ([data-clock], compared at [data-at]); who lives by the same one need not read it.

function reading(zone, at) {
  return new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(at);
}

for (const note of document.querySelectorAll("[data-clock]")) {
  try {
    const at = new Date(note.dataset.at);
    note.hidden = reading(note.dataset.clock, at) === reading(undefined, at);
  } catch {
    // An unknown zone stays named.
  }
}
