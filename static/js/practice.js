// The session knows one practice, the last that was chosen or signed in to; another tab may still show another one. The page in
// front says whose it is, so that what it sends never lands elsewhere: web/page.rs refuses it then.
const { practice } = document.body.dataset;

function say() {
  document.cookie = `practice=${practice}; path=/; samesite=strict${location.protocol === "https:" ? "; secure" : ""}`;
}

if (practice) {
  say();
  for (const name of ["focus", "pageshow"]) addEventListener(name, say);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) say(); });
  document.addEventListener("submit", say, true);
}
