// Finds the app's pages by following links, one page of each shape.

/** What a person could open from here: links, and forms that only ask. Runs in the page. */
function ways() {
  const found = [];
  for (const link of document.links) found.push({ url: link.href, status: link.dataset.status ?? '' });
  for (const form of document.forms) {
    if (form.method !== 'get' || location.pathname.startsWith('/dev/')) continue;
    for (const button of form.querySelectorAll('button')) {
      found.push({ url: `${form.action.split('?')[0]}?${new URLSearchParams(new FormData(form, button))}`, status: '' });
    }
  }
  return found;
}

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Two addresses of one shape are drawn by the same template: they differ in what they show, not in how. */
export function shapeOf({ url, status = '' }) {
  const { pathname, searchParams } = url;
  const path = pathname.replace(uuid, '*').replace(/\d{4}-\d\d-\d\d/g, '*')
    .replace(/^\/l\/.*|(?<=\/booked\/)[^/]+|(?<=^\/dev\/mail\/).+|(?<=^\/(password\/reset|verify|invitations)\/).+/, '*');
  // A panel is drawn by its visit's status, whatever calendar stands beside it.
  if (path.startsWith('/appointments/*')) return `${path} ${status}`;
  // A view changes the template; any other choice only what is in it.
  const query = new Set([...searchParams.keys()].sort());
  return [path, searchParams.get('view') ?? '', ...query].join(' ');
}

/** Keeps what is still to be visited. Files, other sites and other languages of the same page are no pages. */
export class Crawl {
  #seen = new Set();
  #queue = [];

  constructor(origin, starts) {
    this.origin = origin;
    for (const path of starts) this.#add({ url: new URL(path, origin) });
  }

  #add(way) {
    const { url } = way;
    if (url.origin !== this.origin || /\.(ics|json|svg|png|csv)$|^\/(static|api|logout)\b|^\/dev\/mail\/.+\/html$/.test(url.pathname)) return;
    if (url.searchParams.has('lang')) return;
    const shape = shapeOf(way);
    if (this.#seen.has(shape)) return;
    this.#seen.add(shape);
    this.#queue.push(url.pathname + url.search);
  }

  /** The next page's path and query, or nothing. */
  next() {
    return this.#queue.shift();
  }

  /** Takes in where an open page leads. */
  async follow(page) {
    for (const { url, status } of await page.evaluate(ways)) {
      if (/^https?:/.test(url)) this.#add({ url: new URL(url), status });
    }
  }
}
