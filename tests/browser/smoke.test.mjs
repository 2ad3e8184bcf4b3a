// The first things to look at when everything else fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laptop, useSite } from './support.mjs';

const site = useSite();

test('the program says that it is well', async () => {
  const answer = await fetch(`${site.url}/healthz`);
  assert.equal(answer.status, 200);
});

// The paths are functions because the practice is known only once the demo is served.
const pages = {
  'the sign-in page': () => '/login',
  'the sign-up page': () => '/signup',
  'the practice page': () => site.practice,
  'the booking page': () => `${site.practice}/book`,
};

for (const [name, path] of Object.entries(pages)) {
  test(`${name} has its heading without JavaScript`, async (t) => {
    const page = await site.page(t, { width: 360, js: false });
    assert.equal((await page.goto(path())).status(), 200);
    assert.equal(await page.locator('h1').count(), 1);
  });
}

test('a wrong address is answered with 404', async (t) => {
  const page = await site.page(t);
  assert.equal((await page.goto('/no-such-practice')).status(), 404);
});

test('the owner signs in with what the demo printed', async (t) => {
  const page = await site.signedIn(t, laptop);
  await page.locator('h1').first().waitFor();
});
