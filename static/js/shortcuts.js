// One-key shortcuts are declared on the control itself: aria-keyshortcuts="N". They rest while somebody types, while a
// dialog is open, and wholly when they were switched off in the dialog that "?" opens (a cookie). Arrows keep their meaning inside lists and menus.
import { open } from "./dialogs.js";

const off = () => /(^|; )shortcuts=off(;|$)/.test(document.cookie);

// A field in a dialog that has just closed keeps the focus until the browser paints: nobody types there any more.
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]") && element.checkVisibility();

function visible(selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
}

// A letter of another alphabet counts as what its key says in Latin: N is N on a Russian keyboard too.
const keyOf = ({ key, code }) => (/^[^\x00-\x7f]$/u.test(key) && code.startsWith("Key") ? code.slice(3) : key.length === 1 ? key.toUpperCase() : key);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const key = keyOf(event);
  if ((event.ctrlKey || event.metaKey) && key === "K") {
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
