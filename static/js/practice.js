// The session knows one practice, the last that was chosen or signed in to; another tab may still show another one. What a
// page sends says whose page it is, so that it never lands elsewhere: web/page.rs refuses it then, and has a part that is
// fetched anew by itself become the whole page. A form that is sent plainly can say it by a cookie only.
const { practice } = document.body.dataset;

if (practice) {
  document.addEventListener("htmx:configRequest", ({ detail }) => { detail.headers["x-practice"] = practice; });
  document.addEventListener("submit", () => {
    document.cookie = `practice=${practice}; path=/; max-age=60; samesite=strict${location.protocol === "https:" ? "; secure" : ""}`;
  }, true);
}
