// The page follows what happens elsewhere through server-sent events (`sse-connect` on <body>). When the line was lost and
// comes back, what was missed is fetched: every part that listens for an event asks again.

let lost = false;

// A page that is left closes its line itself: a line that breaks would look like a fault.
window.htmx.createEventSource = (url) => {
  const source = new EventSource(url);
  addEventListener("pagehide", () => source.close());
  return source;
};
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

function mark() {
  for (const note of document.querySelectorAll("[data-live-lost]")) note.hidden = !lost;
}

document.addEventListener("htmx:sseError", () => {
  lost = true;
  mark();
});

document.addEventListener("htmx:sseOpen", () => {
  if (!lost) return;
  lost = false;
  mark();
  for (const part of document.querySelectorAll("[hx-trigger*='sse:']")) {
    const name = part.getAttribute("hx-trigger").match(/sse:[\w-]+/)[0];
    window.htmx.trigger(part, name);
  }
});
