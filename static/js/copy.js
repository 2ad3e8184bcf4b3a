// `data-copy="text"` on a button puts the text on the clipboard and says so. Hidden where there is no clipboard.

if (navigator.clipboard) {
  const reveal = (root) => { for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false; };
  reveal(document);
  document.addEventListener("htmx:load", (event) => reveal(event.target));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.textContent = button.dataset.copied;
    document.getElementById("toasts")?.append(toast);
  });
}
