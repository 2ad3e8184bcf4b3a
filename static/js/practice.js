// Who has several practices may look at one here and at another in the next tab, while the session knows the last one chosen.
// The page in front says whose it is, so that what it sends never lands elsewhere: web/page.rs refuses it then.
const { practice = "" } = document.body.dataset;

function say() {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `practice=${practice}; path=/; samesite=strict${secure}${practice ? "" : "; max-age=0"}`;
}

if (practice) {
  say();
  for (const name of ["focus", "pageshow"]) addEventListener(name, say);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) say(); });
  document.addEventListener("submit", say, true);
} else if (document.cookie.includes("practice=")) say();
