// Where the focus goes after a part of the page was exchanged. Error summaries take it by `autofocus`. A panel that opens
// takes it to its heading ([data-focus]), and its block ([data-visit]) is marked; when it closes, it returns to the block it was opened from.

import { isFollowing } from "./panel.js";

let opener = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "panel" && !event.target.closest("#panel")) opener = event.target.id;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "panel") return;
  const panel = document.getElementById("panel");
  for (const block of document.querySelectorAll("#grid :is(.appt, .item)[aria-current]")) block.removeAttribute("aria-current");
  document.getElementById(`a${panel?.dataset.visit}`)?.setAttribute("aria-current", "true");
  if (isFollowing()) return;
  if (panel && !panel.hidden) {
    if (!panel.contains(document.activeElement)) panel.querySelector("[data-focus]")?.focus();
  } else if (opener) {
    document.getElementById(opener)?.focus();
    opener = null;
  }
});

// Esc closes the panel by its own close link, after dialogs and menus have had their turn.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], :popover-open, .is-dragging")) return;
  document.querySelector("#panel:not([hidden]) [data-close-panel]")?.click();
});
