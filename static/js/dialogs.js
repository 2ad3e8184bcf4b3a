// `data-open="id"` on a link or button opens that dialog. On a link without script, or without the dialog, the link works.

export function open(id) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (opener && plain && open(opener.dataset.open)) event.preventDefault();
  const closer = event.target.closest("[data-close]");
  if (closer) {
    const dialog = closer.closest("dialog");
    if (dialog) { event.preventDefault(); dialog.close(); }
  }
  if (event.target.matches("dialog")) event.target.close(); // the backdrop
  if (event.target.closest("[data-print]")) print();
});
