// A part that is fetched anew by itself (#grid, #now) takes nothing from who is using it. It is not exchanged under a
// pressed pointer, which may be about to click or to drag: it is asked for again afterwards. And the focus stays on what
// it was on, or near it when that is gone.

const parts = "#grid, #now";

let pressed = null; // the part a pointer is down on
let missed = false; // it changed meanwhile
let focused = null; // how to find in the new part what had the focus in the old one

function release() {
  const part = pressed;
  pressed = null;
  if (missed && part?.isConnected) window.htmx.trigger(part, "sse:calendar");
  missed = false;
}

document.addEventListener("pointerdown", (event) => { pressed = event.target.closest?.(parts) ?? null; }, true);
// The click comes after the pointer is up.
for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => { if (pressed) setTimeout(release); });
document.addEventListener("pointermove", (event) => { if (pressed && event.buttons === 0) release(); });

/** A selector for what an element is, and which of those it is. */
export function place(element, part) {
  const form = element.closest("form");
  const at = (name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
  const kind = element.id ? `#${CSS.escape(element.id)}`
    : element.hasAttribute("href") ? `${element.localName}${at("href")}`
    : form && part.contains(form) ? `form[action="${CSS.escape(form.getAttribute("action"))}"] ${element.localName}`
    : element.localName;
  return { kind, nth: [...part.querySelectorAll(kind)].indexOf(element) };
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  if (!part?.matches?.(parts)) return;
  if (part === pressed) {
    event.detail.shouldSwap = false;
    missed = true;
    return;
  }
  const here = document.activeElement;
  focused = part.contains(here) ? { id: part.id, ...place(here, part) } : null;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!focused || event.target.id !== focused.id) return;
  const same = event.target.querySelectorAll(focused.kind);
  const lost = document.activeElement === document.body || document.activeElement === null;
  if (lost) (same[focused.nth] ?? same[0] ?? document.getElementById("main"))?.focus({ preventScroll: true });
  focused = null;
});
