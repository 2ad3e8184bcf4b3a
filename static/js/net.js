// Nothing fails silently: a request that did not arrive, or a fault of the server, shows a bar that stays and sends the
// same again (forms carry an idempotency key, so twice is once). Answers that bring a message of their own
// (HX-Retarget) are swapped in whatever their status.

const bar = document.getElementById("net");
let again = null;

function show(isChange, retry) {
  if (!bar) return;
  bar.querySelector("[data-net=save]").hidden = !isChange;
  bar.querySelector("[data-net=load]").hidden = isChange;
  bar.hidden = false;
  again = retry;
}

function hide() {
  if (bar) bar.hidden = true;
  again = null;
}

/** Sends an htmx request once more, with what was in it then. */
function resend({ requestConfig, elt }) {
  const values = {};
  for (const [name, value] of requestConfig.formData?.entries() ?? []) {
    values[name] = name in values ? [].concat(values[name], value) : value;
  }
  const source = elt.isConnected ? elt : document.body;
  return window.htmx.ajax(requestConfig.verb, requestConfig.path, { source, target: requestConfig.target, values });
}

function failed(event) {
  const { requestConfig } = event.detail;
  if (!requestConfig) return;
  // A search is a POST only to keep what is typed out of addresses.
  const isChange = requestConfig.verb !== "get" && event.detail.elt.dataset.reads === undefined;
  show(isChange, () => resend(event.detail));
}

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) failed(event);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) hide();
});

// A plain form keeps its page while there is no network; the browser's own error page would lose what was typed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (navigator.onLine || event.defaultPrevented || form.method === "dialog") return;
  event.preventDefault();
  const { submitter } = event;
  show(form.method === "post", () => form.requestSubmit(submitter));
});

bar?.querySelector("[data-net-retry]").addEventListener("click", () => {
  const retry = again;
  hide();
  retry?.();
});
