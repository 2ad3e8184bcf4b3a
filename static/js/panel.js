// An open panel hears when its visit is changed elsewhere (.panel-news asks and gets 204 while it is not). When nobody
// types in it, or is about to press something, it takes itself anew where it stands; else the word stays and the reader decides.
import { place } from "./calm.js";

let pressed = false; // a pointer is down on the panel
let missed = false; // there was news meanwhile
let before = null; // what the reader had opened, while the panel takes itself anew

/** The panel is being exchanged by itself: focus.js leaves the focus alone. */
export const isFollowing = () => before !== null;

const isChanged = (field) =>
  field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
  : field.localName === "select" ? [...field.options].some((one) => one.defaultSelected) && [...field.options].some((one) => one.selected !== one.defaultSelected)
  : field.value !== field.defaultValue;

/** Somebody writes or has chosen something here, sees why a form came back, or has something open. */
const isInUse = (panel) => panel.dataset.follow === undefined
  || [...panel.querySelectorAll("input:not([type=hidden]), textarea, select")].some(isChanged)
  || panel.querySelector(":is(input, textarea, select):not([type=hidden]):focus, .uploads > li, :popover-open, dialog[open], .htmx-request:not(.panel-news)") !== null;

const folds = (panel) => [...panel.querySelectorAll("details")];
const name = (fold) => fold.querySelector("summary")?.textContent.trim();

function follow(panel) {
  const here = document.activeElement;
  before = {
    open: folds(panel).filter((fold) => fold.open).map(name),
    top: panel.scrollTop,
    focus: panel.contains(here) ? place(here, panel) : null,
  };
  const forget = () => { before = null; };
  window.htmx.ajax("get", panel.dataset.follow, { target: "#panel", swap: "outerHTML transition:false" }).then(() => setTimeout(forget, 100), forget);
}

document.addEventListener("pointerdown", (event) => { pressed = Boolean(event.target.closest?.("#panel")); }, true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => {
    pressed = false;
    if (missed) window.htmx.trigger(document.querySelector("#panel .panel-news") ?? document.body, "sse:calendar");
    missed = false;
  }));
}

// What the panel itself has just sent brings it anew anyway.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.(".panel-news") && event.target.closest("#panel")?.querySelector(".htmx-request:not(.panel-news)")) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const news = event.detail.target;
  if (!news?.matches?.(".panel-news") || event.detail.xhr.status !== 200) return;
  const panel = news.closest("#panel");
  if (pressed) missed = true;
  if (!pressed && (!panel || isInUse(panel))) return;
  event.detail.shouldSwap = false;
  if (!pressed) follow(panel);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const panel = document.getElementById("panel");
  if (!before || event.target.id !== "panel" || !panel) return;
  const { open, top, focus } = before;
  for (const fold of folds(panel)) if (open.includes(name(fold))) fold.open = true;
  panel.scrollTop = top;
  if (!focus || panel.contains(document.activeElement)) return;
  const same = panel.querySelectorAll(focus.kind);
  (same[focus.nth] ?? same[0] ?? panel.querySelector("[data-focus]"))?.focus({ preventScroll: true });
});
