// Every page that links lead to, as a visitor and as the owner: in each language on the narrowest phone, in both
// themes on a phone and a laptop. With `SCREENS=1` pictures of all of them are left in `target/screens/`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crawl } from './crawl.mjs';
import { accessible, fits, languages, picture, themes, useSite, validHtml } from './support.mjs';

const site = useSite();
const narrow = { width: 320, height: 640 };
const wide = [{ width: 390, height: 844 }, { width: 1440, height: 900 }];

test('every page that a visitor can open', { timeout: 600_000 }, async (t) => {
  const page = await site.page(t, narrow);
  const { manage_url: managed, reference } = await site.book({ name: 'Paula Prints', email: 'paula@example.com' });
  const seen = await visit(t, page, [site.practice, `${site.practice}/book`, `${site.practice}/booked/${reference}`,
    new URL(managed).pathname, `/embed${site.practice}`, '/login', '/signup', '/password/reset', '/no-such-practice', '/dev/styleguide', '/dev/mail']);
  assert.ok(seen.length >= 12, `links lead to more than ${seen}`);
});

test('every page that the owner can open', { timeout: 1_000_000 }, async (t) => {
  const page = await site.signedIn(t, narrow);
  const seen = await visit(t, page, ['/calendar?view=day', '/calendar?view=week', '/calendar?view=agenda', '/appointments/new',
    '/todo', '/clients', '/services', '/products', '/cash', '/settings', '/setup', '/tenants'], (path) => !/^\/(dev|l|embed)\//.test(path) && !path.startsWith(site.practice));
  assert.ok(seen.length >= 20, `links lead to more than ${seen}`);
});

test('every error page', { timeout: 300_000 }, async (t) => {
  const page = await site.page(t, { ...narrow, refused: [/^50[03] from .*\/errors\/50[03]$/] });
  for (const [turn, status] of [403, 404, 409, 422, 429, 500, 503].entries()) {
    await t.test(`${status}`, async () => look(page, `/dev/styleguide/errors/${status}`, turn, status));
    await page.locator('main a.btn.gold').click();
    assert.notEqual(page.url(), 'about:blank', 'a way on');
  }
});

/** Looks at each page in turn, each as a test of its own, and follows its links. Returns the paths. */
async function visit(t, page, starts, wanted = () => true) {
  const crawl = new Crawl(site.url, starts);
  const seen = [];
  for (let path = crawl.next(); path; path = crawl.next()) {
    if (!wanted(path)) continue;
    const turn = seen.push(path);
    await t.test(path.replace(/[0-9a-f-]{36}/g, '…'), async () => look(page, path, turn));
    await crawl.follow(page);
  }
  return seen;
}

/** One page in all its looks. `turn` shares the looks out that are too many to try all of them on each page. */
async function look(page, path, turn, status = path.startsWith('/no-such') ? 404 : 200) {
  const name = `${String(turn).padStart(2, '0')}${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id').replaceAll(/\W+/g, '-').slice(0, 60)}`;
  let answer;
  for (let i = 0; i < languages.length; i++) {
    const lang = languages[(turn + i) % languages.length];
    await page.context().addCookies([{ name: 'lang', value: lang, url: site.url }]);
    await page.setViewportSize(narrow);
    answer = await page.goto(path);
    assert.equal(answer.status(), status, path);
    assert.equal(await page.locator('h1').count(), 1, 'a page has one main heading');
    await fits(page);
    await picture(page, `${name}-phone-${lang}`);
  }
  await validHtml(page, path, await answer.text());
  for (const [i, theme] of themes.entries()) {
    await page.emulateMedia({ colorScheme: theme });
    for (const size of wide) {
      await page.setViewportSize(size);
      if (i === 0) await fits(page);
    }
    await picture(page, `${name}-laptop-${theme}`);
    assert.ok(await page.evaluate(accountInSight), 'the account is within reach');
    if ((turn + i) % 2) await page.setViewportSize(wide[0]);
    await accessible(page);
  }
  await page.setViewportSize(narrow);
  await page.evaluate(lengthen);
  await fits(page);
}

/** Whatever else the bar of a laptop holds, nothing covers or cuts off its last button. */
function accountInSight() {
  const button = document.querySelector('.topbar-tools .avatar');
  if (!button) return true;
  scrollTo(0, 0);
  const { left, right, top, height } = button.getBoundingClientRect();
  return [left + 3, right - 3].every((x) => button.contains(document.elementFromPoint(x, top + height / 2)));
}

/** Every word of a page 40 % longer, as in a language that needs more room than ours. Figures and names' abbreviations stay. */
function lengthen() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) {
    if (node.parentElement.closest('script, style, svg, time, .num, kbd, code, pre')) continue;
    node.data = node.data.replace(/\p{L}{3,}/gu, (word) => {
      const middle = Math.ceil(word.length / 2);
      return word.slice(0, middle) + 'e'.repeat(Math.round(word.length * 0.4)) + word.slice(middle);
    });
  }
}
