// A span of empty time, drawn with the mouse over a day; a menu offers what to do with it. A click is newtime.js's, a finger
// scrolls; by the keyboard "B" and the links of the page do the same.
//   #grid .cal-day[data-date][data-new]  #span-menu with [data-span=new] and [data-span=block], whose address has "next"
import { clock, local, minuteAt, scale, write } from "./grid.js";

const SLACK = 6; // pixels a hand trembles

let press = null;    // the button is down on an empty place
let span = null;     // what is being drawn, or what the menu is about
let swallow = false; // the click that follows a drawing opens nothing

const menu = () => document.getElementById("span-menu");

function drop() {
  span?.ghost.remove();
  span = null;
  document.body.classList.remove("is-spanning");
}

function begin() {
  const ghost = document.createElement("div");
  ghost.className = "appt is-ghost is-span";
  ghost.setAttribute("aria-hidden", "true");
  const inner = ghost.appendChild(document.createElement("span"));
  inner.className = "appt-in";
  inner.append(document.createElement("b"));
  span = { ...press, ghost };
  document.body.classList.add("is-spanning");
}

/** Whole steps from where the button went down to where the pointer is. */
function draw(y) {
  const { day, rule, at, ghost } = span;
  const now = minuteAt(day, y, rule);
  const start = Math.max(Math.floor(Math.min(at, now) / rule.step) * rule.step, rule.from);
  const end = Math.min(Math.ceil(Math.max(at, now) / rule.step) * rule.step, rule.to);
  Object.assign(span, { start, end: Math.max(end, start + rule.step) });
  write(ghost, start, span.end - start);
  ghost.querySelector("b").textContent = `${clock(start)}–${clock(span.end)}`;
  if (ghost.parentElement !== day) day.append(ghost);
}

function address(link, values) {
  const url = new URL(link, location.href);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  return url.pathname + url.search;
}

function offer() {
  const { day, start, end } = span;
  const reading = (minute) => Object.values(local(day.dataset.date, minute)).join("T");
  const begins = local(day.dataset.date, start);
  menu().querySelector(".menu-head").textContent = `${clock(start)}–${clock(end)}`;
  for (const link of menu().querySelectorAll("[data-span]")) {
    link.href = link.dataset.span === "new" ? address(link.href, begins)
      : address(link.href, { from: reading(start), to: reading(end) });
  }
  menu().showPopover();
  menu().querySelector("[data-span]").focus();
}

document.addEventListener("pointerdown", (event) => {
  const day = event.target.closest?.("#grid .cal-day[data-new]");
  if (!day || !menu() || event.button !== 0 || event.pointerType !== "mouse" || event.target.closest("a:not(.free), button")) return;
  if (getComputedStyle(day.parentElement).display === "block") return; // an agenda has no empty places
  const rule = scale(day.closest("#grid"));
  press = { day, rule, y: event.clientY, at: minuteAt(day, event.clientY, rule) };
});

document.addEventListener("pointermove", (event) => {
  if (!press) return;
  if (!span && Math.abs(event.clientY - press.y) > SLACK) begin();
  if (span) draw(event.clientY);
});

document.addEventListener("pointerup", () => {
  const drawn = press && span;
  press = null;
  if (!drawn) return;
  swallow = true;
  setTimeout(() => { swallow = false; });
  document.body.classList.remove("is-spanning");
  // Afterwards: a pointer that comes up outside closes what is open.
  setTimeout(() => { if (span === drawn) offer(); });
});

document.addEventListener("pointercancel", () => { if (press) { press = null; drop(); } });

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !press || !span) return;
  event.preventDefault();
  event.stopPropagation();
  press = null;
  drop();
  swallow = true;
  addEventListener("pointerup", () => setTimeout(() => { swallow = false; }), { once: true });
}, true);

document.addEventListener("click", (event) => {
  if (!swallow) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// A link to free time would be taken along by the browser.
document.addEventListener("dragstart", (event) => { if (press) event.preventDefault(); });

menu()?.addEventListener("toggle", (event) => { if (event.newState === "closed" && !press) drop(); });

// The calendar was exchanged under the open menu: what it is about stays drawn.
document.addEventListener("htmx:afterSwap", (event) => {
  if (!span || event.target.id !== "grid") return;
  const day = document.querySelector(`#grid .cal-day[data-date="${CSS.escape(span.day.dataset.date)}"]`);
  if (day) { span.day = day; day.append(span.ghost); }
});
