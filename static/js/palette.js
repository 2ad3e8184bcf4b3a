// Search and commands: the server finds clients, what is typed narrows the commands; arrows choose, Enter goes.

const dialog = document.getElementById("cmdk");
const input = dialog?.querySelector("[role=combobox]");
const options = () => [...dialog.querySelectorAll("[role=option]:not([hidden])")];

function choose(option) {
  for (const other of dialog.querySelectorAll("[role=option]")) other.ariaSelected = String(other === option);
  input.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function go(option) {
  if (option.dataset.href) location.assign(option.dataset.href);
  else input.form.requestSubmit();
}

function narrow() {
  const word = input.value.trim().toLowerCase();
  for (const option of dialog.querySelectorAll("#cmdk-commands [data-href]")) {
    option.hidden = !option.textContent.toLowerCase().includes(word);
  }
  choose(options()[0]);
}

if (input) {
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    const list = options();
    const now = list.findIndex((option) => option.ariaSelected === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(list[(now + (event.key === "ArrowDown" ? 1 : list.length - 1)) % list.length]);
    } else if (event.key === "Escape") {
      dialog.close(); // a search field would only empty itself
    } else if (event.key === "Enter" && list[now]) {
      event.preventDefault();
      go(list[now]);
    }
  });
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "cmdk-found") choose(options()[0]); });
  dialog.addEventListener("close", () => {
    input.value = "";
    document.getElementById("cmdk-found").replaceChildren();
    narrow();
  });
}
