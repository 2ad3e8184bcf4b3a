// Shows what was typed into a password field, and hides it again. The button says what a press will do.

for (const button of document.querySelectorAll("button[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  if (!input) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  });
  // A browser that remembers fields by their type must not keep a password as text.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}
