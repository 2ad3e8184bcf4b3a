// Light or dark at once; the cookie lets the server draw the next page in it. Without script the button posts /preferences.

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-next]");
  if (!button) return;
  event.preventDefault();
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; Path=/; SameSite=Lax; Max-Age=31536000`;
});
