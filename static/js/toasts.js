// A toast leaves after eight seconds, one that can take something back after ten, later when somebody reads it with the pointer or the focus in it. Bad news stays.

const REST = 8000;
const SECOND_THOUGHTS = 10000;
const region = document.getElementById("toasts");

function settle(toast) {
  if (toast.dataset.tone === "danger") return;
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), toast.matches("form") ? SECOND_THOUGHTS : REST); };
  const stop = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
  start();
}

if (region) {
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (!node.matches?.(".toast")) continue;
        settle(node);
        // What is said of the same thing now takes the place of what was said before; bad news, of all.
        const { about } = node.dataset;
        const isBad = node.dataset.tone === "danger";
        for (const other of region.children) if (other !== node && (isBad || about && other.dataset.about === about)) other.remove();
      }
    }
  }).observe(region, { childList: true });
  // A toast that came with the page is put in again, so that it is read out.
  const first = [...region.children];
  if (first.length) setTimeout(() => region.replaceChildren(...first), 100);
  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
  });
}
