// One-key shortcuts are declared on the control itself: aria-keyshortcuts="N". They rest while somebody types, while a
// dialog is open, and wholly when they were switched off in the dialog that "?" opens (a cookie). Arrows keep their meaning inside lists and menus.
import { open } from "./dialogs.js";

const off = () => /(^|; )shortcuts=off(;|$)/.test(document.cookie);

// A field in a dialog that has just closed keeps the focus until the browser paints: nobody types there any more.
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]") && element.checkVisibility();

function visible(selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    if (open("cmdk")) event.preventDefault();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches?.("textarea")) {
    event.target.form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (off() || document.querySelector("dialog[open], :popover-open")) return;
  if (event.key === "?" && open("keys")) {
    event.preventDefault();
    return;
  }
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const control = visible(`[aria-keyshortcuts~="${CSS.escape(key)}"]`);
  if (control) {
    event.preventDefault();
    control.click();
  }
});

const toggle = document.querySelector("[data-shortcuts-switch]");
if (toggle) {
  toggle.checked = !off();
  toggle.addEventListener("change", () => {
    document.cookie = `shortcuts=${toggle.checked ? "on" : "off"}; Path=/; SameSite=Lax; Max-Age=31536000`;
  });
}
