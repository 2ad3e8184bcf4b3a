// Every form that links lead to, sent empty: either it is taken, or the page says what is missing, has the focus there, and
// is as accessible as before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crawl } from './crawl.mjs';
import { accessible, fits, useSite } from './support.mjs';

const site = useSite();
const size = { width: 390, height: 844 };
/** These end the session or take the practice apart; what they ask is tested where they are. */
const apart = /^\/(logout|preferences)|\/(sessions|deletion|removal|erasure|closure)\b/;

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

test('every form of the public site, sent empty', { timeout: 300_000 }, async (t) => {
  const page = await site.page(t, size);
  const asked = await walk(t, page, [site.practice, '/login', '/signup', '/password/reset'], () => true);
  assert.ok(asked.refused >= 4, JSON.stringify(asked));
});

test('every form of the owner, sent empty', { timeout: 600_000 }, async (t) => {
  const page = await site.signedIn(t, size);
  const asked = await walk(t, page, ['/appointments/new', '/blocks/new', '/clients', '/services', '/products', '/cash', '/settings', '/tenants'],
    (path) => !/^\/(dev|l)\//.test(path) && !path.startsWith(site.practice));
  assert.ok(asked.refused >= 15, JSON.stringify(asked));
});

test('"back" after a corrected form shows it again, and asks nothing', { timeout: 120_000 }, async (t) => {
  const page = await site.signedIn(t, size);
  await page.goto('/services/new');
  await press(page);
  await page.locator('.error-summary').waitFor();
  await page.locator('main input[name=name]').fill('Henna');
  await press(page);
  await page.waitForURL((url) => url.pathname !== '/services/new');
  await page.goBack();
  await page.locator('.error-summary').waitFor();
  assert.equal(new URL(page.url()).pathname, '/services');
});

/** Presses the form's own button and waits for the page that comes back. */
async function press(page) {
  await Promise.all([page.waitForEvent('load'), page.locator('main form button:not([type=button])').last().click()]);
}

/** Opens each page in turn and sends each of its forms, one of each shape. Returns how many were taken and refused. */
async function walk(t, page, starts, wanted) {
  const crawl = new Crawl(site.url, starts);
  const known = new Set();
  const asked = { taken: 0, refused: 0 };
  for (let path = crawl.next(); path; path = crawl.next()) {
    if (!wanted(path)) continue;
    await open(page, path);
    await crawl.follow(page);
    for (const { action, nth } of await page.evaluate(forms)) {
      const shape = new URL(action).pathname.replace(uuid, '*');
      if (known.has(shape) || apart.test(shape)) continue;
      known.add(shape);
      await t.test(`${shape} on ${path.replace(uuid, '…')}`, async () => {
        await open(page, path);
        const status = await send(page, nth);
        assert.ok(status < 500, `${status}`);
        if (status < 400) {
          asked.taken += 1;
          return;
        }
        asked.refused += 1;
        const summary = page.locator('.error-summary').first();
        await summary.waitFor();
        await page.waitForFunction(() => document.activeElement?.closest('.error-summary'));
        // Each line of it that names a field leads there.
        for (const link of await summary.locator('a[href^="#"]').all()) {
          const target = page.locator(await link.getAttribute('href'));
          assert.equal(await target.count(), 1, `${await link.textContent()} leads to one field`);
        }
        await fits(page);
        await accessible(page);
      });
    }
  }
  return asked;
}

/** Opens a page; a form that was taken may still be leading to its own. */
async function open(page, path) {
  try {
    await page.goto(path);
  } catch (error) {
    if (!/interrupted by another navigation/.test(error.message)) throw error;
    await page.waitForLoadState();
    await page.goto(path);
  }
}

/** Forms that change something and have a field to type in. Runs in the page. */
function forms() {
  const typed = 'input:not([type=hidden], [type=checkbox], [type=radio], [type=file], [type=search], [readonly]), textarea';
  return [...document.forms].map((form, nth) => ({ form, nth }))
    .filter(({ form }) => form.method === 'post' && form.closest('main, #panel') && [...form.querySelectorAll(typed)].some((field) => field.checkVisibility()))
    .map(({ form, nth }) => ({ nth, action: form.action }));
}

/** Empties the fields of a form and presses its button; the answer's status. */
async function send(page, nth) {
  await page.evaluate((nth) => {
    const form = document.forms[nth];
    for (const field of form.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), textarea')) field.value = '';
  }, nth);
  const [answer] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'POST'),
    page.evaluate((nth) => {
      const form = document.forms[nth];
      form.requestSubmit(form.querySelector('button.gold') ?? form.querySelector('button:not([type=button])'));
    }, nth),
  ]);
  await page.waitForLoadState();
  return answer.status();
}
