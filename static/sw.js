// Shows today's list when a page cannot be reached. It keeps that one page and the files it is drawn with, changes
// nothing, and forgets all when nobody is signed in. Pages and files come from the network as long as there is one.

const PAGE = "/calendar/offline";
const TODAY = "today";
const FILES = "files";
/** Milliseconds for which a kept page is new enough. */
const FRESH = 60_000;

let isOffline = false;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  await registration.navigationPreload?.enable();
  await clients.claim();
})()));
addEventListener("message", (event) => event.waitUntil(keep()));

async function keep() {
  const kept = await caches.match(PAGE, { cacheName: TODAY });
  if (kept && Date.now() - Date.parse(kept.headers.get("date")) < FRESH) return;
  const page = await fetch(PAGE, { redirect: "manual" });
  if (!page.ok) return forget();
  const named = new Set((await page.clone().text()).match(/\/static\/[^"#]+/g));
  const files = await caches.open(FILES);
  for (const { url } of await files.keys()) {
    const { pathname, search } = new URL(url);
    if (!named.delete(pathname + search)) await files.delete(url);
  }
  await files.addAll(named);
  await (await caches.open(TODAY)).put(PAGE, page);
}

const forget = () => caches.delete(TODAY);

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (pathname === "/logout" || pathname === "/login") event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (isOffline && pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function visit(event) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    isOffline = false;
    return answer;
  } catch (error) {
    const kept = await caches.match(PAGE, { cacheName: TODAY });
    if (!kept) throw error;
    isOffline = true;
    return kept;
  }
}

const file = async (request) => (await caches.match(request, { cacheName: FILES })) ?? fetch(request);
