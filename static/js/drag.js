// Moving and stretching a visit by hand. The page has a form for the same; here it is filled and sent:
//   #grid[data-step]  .cal-day[data-date]  .appt[data-movable][data-id][data-version]
//   <form id="move-form" data-action="/appointments/{id}/move" hx-target=… hx-swap=…> with version, date, time, minutes
// The block stays where it was until the server agrees; a copy shows where it would stand. Esc lets go. calm.js sees to it that
// the calendar is not exchanged meanwhile.
import { clock, dayAt, local, minuteAt, read, scale, write } from "./grid.js";

const HOLD = 450;  // milliseconds a finger rests before the block lifts: a shorter touch scrolls or opens
const SLACK = 6;   // pixels a hand trembles
const EDGE = 8;    // pixels at the top and bottom that stretch instead of moving
const NEAR = 56;   // pixels from the window's edge where the page starts to scroll

let press = null;   // a pointer is down on a block, not yet moving it
let drag = null;    // a block is in the hand
let swallow = false; // the click that follows a drag opens nothing

const clampTo = (value, low, high) => Math.min(Math.max(value, low), high);

function begin({ block, x, y, kind }) {
  const grid = block.closest("#grid");
  const { start, length } = read(block);
  const day = block.closest(".cal-day");
  const rule = scale(grid);
  const ghost = block.cloneNode(true);
  for (const { name } of [...ghost.attributes]) if (name === "id" || name === "href" || name.startsWith("hx-")) ghost.removeAttribute(name);
  delete ghost.dataset.lane;
  delete ghost.dataset.lanes;
  delete ghost.dataset.span;
  ghost.setAttribute("aria-hidden", "true");
  ghost.classList.add("is-ghost");
  block.classList.add("is-lifted");
  document.body.classList.add("is-dragging");
  drag = { block, ghost, grid, rule, kind, day, from: { day, start, length }, start, length, grab: minuteAt(day, y, rule) - start, x, y, pressed: y };
  place();
  requestAnimationFrame(scroll);
}

/** Puts the copy where the pointer is, on the step. */
function place() {
  const { block, ghost, grid, rule, kind, from, grab, x, y } = drag;
  const day = kind === "move" ? dayAt(grid, x) : from.day;
  const at = minuteAt(day, y, rule);
  const snap = (minute) => Math.round(minute / rule.step) * rule.step;
  let { start, length } = from;
  if (kind === "move") start = clampTo(snap(at - grab), rule.from, rule.to - length);
  if (kind === "end") length = clampTo(snap(at), start + rule.step, rule.to) - start;
  if (kind === "start") {
    start = clampTo(snap(at), rule.from, from.start + from.length - rule.step);
    length = from.start + from.length - start;
  }
  Object.assign(drag, { day, start, length });
  write(ghost, start, length);
  const time = ghost.querySelector("time");
  if (time) time.textContent = `${clock(start)}–${clock(start + length)}`;
  const list = day.querySelector("ol") ?? block.parentElement;
  if (ghost.parentElement !== list) list.append(ghost);
}

/** Follows a hand that moves to the window's edge; one that pressed there has not moved yet. */
function scroll() {
  if (!drag) return;
  const up = drag.y < Math.min(NEAR, drag.pressed - SLACK);
  const down = drag.y > Math.max(innerHeight - NEAR, drag.pressed + SLACK);
  const by = up ? -12 : down ? 12 : 0;
  if (by) {
    scrollBy(0, by);
    place();
  }
  requestAnimationFrame(scroll);
}

function letGo(held) {
  held.ghost.remove();
  held.block.classList.remove("is-lifted");
}

function end(send) {
  const held = drag;
  drag = null;
  document.body.classList.remove("is-dragging");
  const same = held.day === held.from.day && held.start === held.from.start && held.length === held.from.length;
  const form = document.getElementById("move-form");
  if (send && !same && form) return submit(held, form);
  letGo(held);
}

function submit(held, form) {
  const { id, version } = held.block.dataset;
  // A move keeps the length: in a night that changes the clock, what is drawn is not what passes.
  const minutes = held.kind === "move" ? "" : held.length;
  const values = { version, minutes, ...local(held.day.dataset.date, held.start) };
  for (const [name, value] of Object.entries(values)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  held.ghost.classList.add("is-saving");
  // The word about the move before would stand beside the outcome of this one.
  for (const word of document.querySelectorAll("#toasts [data-about]")) word.remove();
  window.htmx.ajax("POST", form.dataset.action.replace("{id}", id), { source: form }).catch(() => {}).finally(() => letGo(held));
}

function cancelPress() {
  clearTimeout(press?.timer);
  press = null;
}

document.addEventListener("pointerdown", (event) => {
  const block = event.target.closest("#grid .appt[data-movable]");
  if (!block || event.button !== 0 || drag || getComputedStyle(block).position !== "absolute") return;
  const box = block.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  const edges = box.height > 4 * EDGE;
  const kind = edges && y - box.top < EDGE ? "start" : edges && box.bottom - y < EDGE ? "end" : "move";
  press = { block, x, y, kind, id: event.pointerId, touch: event.pointerType === "touch" };
  if (press.touch) {
    press.timer = setTimeout(() => {
      const lifted = press;
      press = null;
      begin(lifted);
      navigator.vibrate?.(15);
    }, HOLD);
  }
});

document.addEventListener("pointermove", (event) => {
  if (press && event.pointerId === press.id && Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLACK) {
    const lifted = press;
    cancelPress();
    if (!lifted.touch) begin(lifted);
  }
  if (!drag) return;
  drag.x = event.clientX;
  drag.y = event.clientY;
  place();
});

document.addEventListener("pointerup", () => {
  cancelPress();
  if (!drag) return;
  swallow = true;
  setTimeout(() => { swallow = false; });
  end(true);
});

document.addEventListener("pointercancel", () => {
  cancelPress();
  if (drag) end(false);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drag) return;
  event.preventDefault();
  event.stopPropagation();
  swallow = true;
  addEventListener("pointerup", () => setTimeout(() => { swallow = false; }), { once: true });
  end(false);
}, true);

document.addEventListener("click", (event) => {
  if (!swallow) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// The browser's own gestures on a link would take the pointer away.
document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".appt[data-movable]")) event.preventDefault(); });
document.addEventListener("contextmenu", (event) => { if (drag || press?.touch) event.preventDefault(); });
document.addEventListener("touchmove", (event) => { if (drag) event.preventDefault(); }, { passive: false });
